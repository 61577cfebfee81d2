"""Faults of the environment: full disks, dead workers, a database that doesn't answer."""

import asyncio
import os
import random
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from tests.live.server import Server, check, http_client, review_ids, until
from tests.support import launch, review


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 4 MiB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("needs the right to mount a tmpfs")
    yield disk
    subprocess.run(["umount", "--lazy", disk], check=True)


async def test_full_disk_refuses_reviews_and_recovers_when_there_is_room(
    small_disk: Path, seeded: Path
) -> None:
    database = small_disk / "words.db"
    shutil.copy(seeded, database)
    with Server(database) as server:
        async with http_client(server.url) as client:
            session = await launch(client)
            ballast = small_disk / "ballast"
            ballast.write_bytes(bytes(shutil.disk_usage(small_disk).free - 2**18))
            stored = 0
            async with asyncio.timeout(60):
                while (answer := await review(client, session, stored % 1000 + 1, True)).is_success:
                    stored += 1
            assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")
            assert stored > 0

            batch = {"reviews": [{"word_id": n, "correct": True} for n in range(1, 1001)]}
            path = f"/api/study_sessions/{session}/reviews"
            assert (await client.post(path, json=batch)).status_code == 503
            shown = (await client.get(f"/api/study_sessions/{session}")).json()
            assert shown["review_items_count"] == stored
            assert (await client.get("/api/words")).status_code == 200

            ballast.unlink()
            assert (await client.post(path, json=batch)).status_code == 201
            shown = (await client.get(f"/api/study_sessions/{session}")).json()
            assert shown["review_items_count"] == stored + 1000
        await check(server)
        assert server.stop() == 0


async def test_health_is_503_where_the_database_does_not_answer(
    serve: Callable[..., Server],
) -> None:
    server = serve()
    async with http_client(server.url) as client:
        assert (await client.get("/api/health")).status_code == 200  # the start is complete
        server.execute("DROP TABLE schema_migrations")
        answer = await client.get("/api/health")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")
    assert answer.json()["status"] == answer.json()["database"]["status"] == "unavailable"


async def test_workers_killed_ten_times_under_load_lose_nothing(
    serve: Callable[..., Server],
) -> None:
    server = serve(PORTAL_WORKERS="3", covered=False)
    async with http_client(server.url) as client:
        session = await launch(client)
    recorded = 0
    killing = True

    async def post() -> None:
        """Post reviews, each on new connections until it is acknowledged."""
        nonlocal recorded
        while killing:
            id_ = str(uuid4())
            word = random.randint(1, 1000)
            while True:
                try:
                    async with http_client(server.url) as client:
                        answer = await review(client, session, word, True, review_id=id_)
                except httpx.TransportError:
                    continue
                assert answer.status_code in (200, 201), answer.text
                recorded += 1
                break

    async with asyncio.TaskGroup() as group:
        for _ in range(12):
            group.create_task(post())
        for _ in range(10):
            await until(lambda: len(server.workers) == 3)
            before = recorded
            victim = random.choice(sorted(server.workers))
            os.kill(victim, signal.SIGKILL)
            await until(lambda victim=victim: victim not in server.workers)  # type: ignore[misc]
            await until(lambda before=before: recorded > before + 20)  # type: ignore[misc]
        killing = False
    async with http_client(server.url) as client:
        shown = (await client.get(f"/api/study_sessions/{session}")).json()
    assert shown["review_items_count"] == recorded
    await check(server)
    assert server.stop() == 0


async def test_backup_before_a_reset_has_every_acknowledged_review(
    serve: Callable[..., Server],
) -> None:
    server = serve(PORTAL_WORKERS="2")
    async with http_client(server.url) as client:
        session = await launch(client)
    acknowledged: set[str] = set()

    async def post_until_reset() -> None:
        async with http_client(server.url) as client:
            while (answer := await review(client, session, 1, True)).status_code == 201:
                acknowledged.add(answer.json()["review_id"])
            assert answer.status_code == 404

    async with asyncio.TaskGroup() as group:
        for _ in range(8):
            group.create_task(post_until_reset())
        await until(lambda: len(acknowledged) > 100)
        async with http_client(server.url) as client:
            answer = await client.post("/api/reset_history")
    assert answer.status_code == 200
    backup = server.database.parent / "backups" / answer.json()["backup"]
    assert review_ids(backup) == acknowledged
    await check(server)
