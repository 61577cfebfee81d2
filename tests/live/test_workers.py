import asyncio
import os
import signal
import sqlite3
from collections.abc import Callable
from uuid import uuid4

import httpx
import psutil
import pytest

from tests.live.server import Server, check, connect, http_client, review_ids, until
from tests.support import launch, review


async def until_read(server: Server, connections: int) -> None:
    """Wait until the portal has so many connections, and has read the requests on them."""
    await until(
        lambda: (
            connections
            == sum(
                connection.status == psutil.CONN_ESTABLISHED
                for pid in server.pids
                for connection in psutil.Process(pid).net_connections("tcp")
            )
        )
    )
    await asyncio.sleep(0.1)  # a request follows its connection at once, which nobody can see


def refuses_connections(server: Server) -> bool:
    try:
        connect(server).close()
    except ConnectionRefusedError:
        return True
    return False


@pytest.mark.parametrize(
    ("workers", "number", "group"),
    [
        ("1", signal.SIGTERM, False),
        ("3", signal.SIGTERM, False),
        ("3", signal.SIGTERM, True),  # as systemd stops a service
        ("1", signal.SIGINT, True),  # as Ctrl-C in a terminal
        ("3", signal.SIGINT, True),
    ],
)
async def test_requests_in_flight_are_answered_before_the_portal_stops(
    serve: Callable[..., Server], workers: str, number: signal.Signals, group: bool
) -> None:
    server = serve(PORTAL_WORKERS=workers)
    async with http_client(server.url) as client:
        session = await launch(client)
    async with http_client(server.url) as client:
        # While this connection holds the write lock, the reviews stay in flight.
        lock = sqlite3.connect(server.database, isolation_level=None)
        lock.execute("BEGIN IMMEDIATE")
        reviews = [asyncio.create_task(review(client, session, n, True)) for n in range(1, 9)]
        batch = {"reviews": [{"word_id": n, "correct": True} for n in range(1, 1001)]}
        path = f"/api/study_sessions/{session}/reviews"
        reviews.append(asyncio.create_task(client.post(path, json=batch)))
        await until_read(server, len(reviews))
        stopping = asyncio.create_task(asyncio.to_thread(server.stop, number, group=group))
        await until(lambda: refuses_connections(server))
        lock.execute("ROLLBACK")
        lock.close()
        assert [answer.status_code for answer in await asyncio.gather(*reviews)] == [201] * 9
        assert await stopping == 0
    assert len(review_ids(server.database)) == 1008
    assert "Traceback" not in server.errors
    await until(lambda: server.pids == set())


async def test_killed_worker_is_replaced_while_others_answer(
    serve: Callable[..., Server],
) -> None:
    server = serve(PORTAL_WORKERS="3")
    await until(lambda: len(server.workers) == 3)
    before = server.workers
    victim = min(before)
    os.kill(victim, signal.SIGKILL)
    # A new connection for each request, so that different workers accept them.
    for _ in range(9):
        async with http_client(server.url) as client:
            assert (await client.get("/api/health")).status_code == 200
    await until(lambda: len(server.workers - {victim}) == 3)
    assert before - {victim} < server.workers
    assert server.stop() == 0
    assert server.pids == set()


async def test_workers_end_when_their_parent_is_killed(serve: Callable[..., Server]) -> None:
    server = serve(PORTAL_WORKERS="2")
    async with http_client(server.url) as client:
        assert (await client.get("/api/health")).status_code == 200
    await until(lambda: len(server.workers) == 2)
    server.stop(signal.SIGKILL)
    await until(lambda: server.workers == set())


async def test_concurrent_reviews_over_two_workers_are_each_counted_once(
    serve: Callable[..., Server],
) -> None:
    server = serve(PORTAL_WORKERS="2")
    limits = httpx.Limits(max_connections=16)
    async with http_client(server.url, limits=limits, timeout=30) as client:
        session = await launch(client)
        ids = [str(uuid4()) for _ in range(100)]
        answers = await asyncio.gather(
            *(review(client, session, 7, True, review_id=id_) for id_ in ids * 4)
        )
        codes = [answer.status_code for answer in answers]
        assert (codes.count(201), codes.count(200)) == (100, 300)
        for index in range(100):
            assert len({answer.text for answer in answers[index::100]}) == 1
        stats = (await client.get("/api/words/7")).json()["stats"]
        assert stats == {"correct_count": 100, "wrong_count": 0}
    await check(server)


async def test_locked_database_does_not_delay_the_stop(serve: Callable[..., Server]) -> None:
    server = serve()
    async with http_client(server.url) as client:
        session = await launch(client)
    async with http_client(server.url) as client:
        lock = sqlite3.connect(server.database, isolation_level=None)
        lock.execute("BEGIN IMMEDIATE")
        waiting = asyncio.create_task(review(client, session, 1, True))
        await until_read(server, 1)
        stopping = asyncio.create_task(asyncio.to_thread(server.stop))
        answer = await waiting
        assert (answer.status_code, "Retry-After" in answer.headers) == (503, True)
        assert await stopping == 0
        lock.close()
    assert "Traceback" not in server.errors
    assert len(review_ids(server.database)) == 0
