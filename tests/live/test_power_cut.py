"""The power is cut under load: no acknowledged review is lost, and every counter is right.

A power cut is imitated on copies of the files, which are taken while all processes are stopped.
SQLite syncs the write-ahead log before a commit is acknowledged, and the database file before the
log starts anew. So a power cut can lose the end of the log after the last synced commit, and pages
of the database file that were written since the log started.
"""

import asyncio
import os
import random
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

from portal.operations import commands
from portal.settings import load_settings
from tests.live.posting import App, stored
from tests.live.server import Server, http_client, until
from tests.support import launch

CUTS = 20
APPS = 12
WAL_HEADER, FRAME_HEADER = 32, 24  # bytes (https://sqlite.org/fileformat2.html, 4)


def commit_ends(log: bytes) -> list[int]:
    """Return the offset in a write-ahead log at which each of its transactions ends."""
    if len(log) < WAL_HEADER:
        return []
    size = FRAME_HEADER + int.from_bytes(log[8:12])
    salts, ends = log[16:24], []
    for start in range(WAL_HEADER, len(log) - size + 1, size):
        header = log[start : start + FRAME_HEADER]
        if header[8:16] != salts:  # left from before the log started anew
            break
        if any(header[4:8]):  # the number of pages after a commit
            ends.append(start + size)
    return ends


def mix_pages(old: bytes, new: bytes) -> bytes:
    """Return a database file of which some pages are still old."""
    size = int.from_bytes(new[16:18])
    pages = []
    for start in range(0, len(new), size):
        choices = [new[start : start + size], old[start : start + size]]
        pages.append(random.choice(choices) or choices[0])
    return b"".join(pages)


def write_image(folder: Path, database: bytes, log: bytes) -> Path:
    """Write a database and its log into a folder, and return the path of the database."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    path = folder / "words.db"
    path.write_bytes(database)
    path.with_name("words.db-wal").write_bytes(log)
    return path


async def test_power_cut_loses_no_acknowledged_review(
    serve: Callable[..., Server], tmp_path: Path
) -> None:
    server = serve(PORTAL_WORKERS="2", covered=False)
    async with http_client(server.url) as client:
        session = await launch(client)
    apps = [App(session, batch_size=7 if n % 2 else 1) for n in range(APPS)]
    posting = [asyncio.create_task(app.post_until_it_fails(server.url)) for app in apps]
    synced, salts = b"", b""  # the database file when it was last synced for certain
    visible_losses = 0
    for _ in range(CUTS):
        count = sum(len(app.acknowledged) for app in apps)
        await until(lambda count=count: sum(len(app.acknowledged) for app in apps) > count)  # type: ignore[misc]
        await asyncio.sleep(random.uniform(0, 0.1))
        os.killpg(server.process.pid, signal.SIGSTOP)
        await asyncio.sleep(0.05)  # until the apps have read the responses that were sent
        acknowledged = {id_: sent for app in apps for id_, sent in app.acknowledged.items()}
        database = server.database.read_bytes()
        log = server.database.with_name("words.db-wal").read_bytes()
        os.killpg(server.process.pid, signal.SIGCONT)

        if log[16:24] != salts:
            synced, salts = database, log[16:24]
        ends = commit_ends(log)
        before_last = [WAL_HEADER, *ends][-2] if ends else 0
        image = write_image(tmp_path / "image", database, log[:before_last])
        last_was_acknowledged = not acknowledged.keys() <= stored(image).keys()
        visible_losses += last_was_acknowledged
        certain = ends[-1] if ends and last_was_acknowledged else before_last
        cut = random.randint(certain, len(log))
        torn = log[:cut] + random.randbytes(random.choice([0, 100, len(log) - cut]))
        image = write_image(tmp_path / "image", mix_pages(synced, database), torn)
        await commands.check(load_settings({"PORTAL_DATABASE": str(image)}))
        assert acknowledged.items() <= stored(image).items()

    for task in posting:
        task.cancel()
    await asyncio.wait(posting)
    assert server.stop() == 0
    assert visible_losses > 0  # a cut one commit earlier would have been noticed
