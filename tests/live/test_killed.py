"""All processes of the portal are killed under load: no acknowledged review is lost."""

import asyncio
import random
import signal
from collections.abc import Callable

import psutil

from tests.live.posting import App, stored
from tests.live.server import Server, check, http_client, until
from tests.support import launch

KILLS = 10
APPS = 16


def serving_workers(server: Server) -> set[int]:
    """Return the workers that have a connection."""
    return {
        pid
        for pid in server.workers
        if any(
            connection.status == psutil.CONN_ESTABLISHED
            for connection in psutil.Process(pid).net_connections("tcp")
        )
    }


async def until_both_serve(server: Server) -> None:
    seen: set[int] = set()

    def both() -> bool:
        seen.update(serving_workers(server))
        return len(seen) == 2

    await until(both)


async def test_kill_of_all_processes_loses_no_acknowledged_review_and_doubles_none(
    serve: Callable[..., Server],
) -> None:
    server = serve(PORTAL_WORKERS="2", covered=False)
    async with http_client(server.url) as client:
        session = await launch(client)
    apps = [App(session, batch_size=5 if n % 2 else 1) for n in range(APPS)]
    for _ in range(KILLS):
        posting = [asyncio.create_task(app.post_until_it_fails(server.url)) for app in apps]
        await until_both_serve(server)
        await asyncio.sleep(random.uniform(0, 0.5))
        server.stop(signal.SIGKILL, group=True)
        await asyncio.gather(*posting)
        assert sum(len(app.unanswered) for app in apps) == APPS

        server = serve(PORTAL_WORKERS="2", covered=False)
        found = stored(server.database)
        for app in apps:
            assert app.acknowledged.items() <= found.items()
            for reviews in app.unanswered:
                assert len(reviews.keys() & found.keys()) in (0, len(reviews))
        await asyncio.gather(*(app.retry(server.url) for app in apps))
        assert stored(server.database) == {
            id_: review for app in apps for id_, review in app.acknowledged.items()
        }
    await check(server)  # a wrong counter stays wrong, whichever kill caused it
    assert server.stop() == 0
