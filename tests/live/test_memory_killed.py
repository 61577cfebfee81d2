"""Processes are killed while they project the record, or fit parameters to it."""

import asyncio
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import httpx

from portal.operations import commands
from portal.settings import load_settings
from tests.live.server import Server, check, http_client
from tests.memory.learner import append, learn
from tests.memory.reviews import launch_two
from tests.support import CHECKOUT, launch, uncovered

KILLS = 5


def store(database: Path, words: int) -> None:
    """Store ten reviews of each word behind the portal's back, so that none is projected."""
    histories = learn(words=words, reviews=10, forgetting=3)
    with closing(sqlite3.connect(database)) as connection, connection:
        append(connection, histories)


async def entries_behind(client: httpx.AsyncClient) -> int:
    memory = (await client.get("/api/health")).json()["memory"]
    return int(memory["entries_behind"])


async def test_kill_amid_a_projection_leaves_tables_that_the_next_reader_completes(
    serve: Callable[..., Server],
) -> None:
    server = serve(covered=False)
    async with http_client(server.url) as client:
        await launch(client)
    store(server.database, words=1000)
    for _ in range(KILLS):
        async with http_client(server.url) as client:
            reading = asyncio.create_task(client.get("/api/groups"))
            await asyncio.sleep(random.uniform(0, 0.3))
            server.stop(signal.SIGKILL, group=True)
            with suppress(httpx.HTTPError):
                await reading
        await check(server)
        store(server.database, words=300)
        server = serve(covered=False)
    async with http_client(server.url) as client:
        assert (await client.get("/api/groups")).status_code == 200
        assert await entries_behind(client) == 0
    await check(server)


async def test_kill_amid_a_fit_leaves_the_old_parameters_or_the_new_ones_with_their_tables(
    tmp_path: Path, seeded: Path
) -> None:
    studied = Path(shutil.copy(seeded, tmp_path))
    with closing(sqlite3.connect(studied)) as connection, connection:
        launch_two(connection)
    store(studied, words=600)

    async def optimise(seconds: float) -> int:
        """Fit parameters to a copy, killed after some seconds; return the exit status."""
        with tempfile.TemporaryDirectory(dir=tmp_path) as folder:
            database = shutil.copy(studied, folder)
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "invoke", "optimise-memory",
                env={**uncovered(), "PORTAL_DATABASE": database},
                cwd=CHECKOUT, stdout=subprocess.DEVNULL,
            )  # fmt: skip
            with suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), seconds)
            if process.returncode is None:
                process.kill()
            status = await process.wait()
            await commands.check(load_settings({"PORTAL_DATABASE": database}))
            return status

    begun = time.monotonic()
    assert await optimise(60) == 0
    duration = time.monotonic() - begun
    statuses = [await optimise(duration * part / KILLS) for part in range(1, KILLS)]
    assert -signal.SIGKILL in statuses
