"""All processes of the portal are killed under load: no acknowledged review is lost."""

import asyncio
import random
import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing
from uuid import uuid4

import httpx
import psutil

from tests.live.server import Server, check, http_client, until
from tests.support import launch

KILLS = 10
APPS = 16

Sent = dict[str, tuple[int, bool]]  # word and answer by review_id


class App:
    """A learning app that posts reviews, and remembers which ones were acknowledged."""

    def __init__(self, session: int, batch_size: int) -> None:
        self.session = session
        self.batch_size = batch_size
        self.acknowledged: Sent = {}
        self.unanswered: list[Sent] = []

    async def post(self, url: str, reviews: Sent) -> httpx.Response:
        """Post reviews over a new connection, so that any worker may accept it."""
        items = [
            {"review_id": id_, "word_id": word_id, "correct": correct}
            for id_, (word_id, correct) in reviews.items()
        ]
        path, body = f"/api/study_sessions/{self.session}/reviews", {"reviews": items}
        if self.batch_size == 1:
            path = f"/api/study_sessions/{self.session}/words/{items[0]['word_id']}/review"
            body = items[0]  # type: ignore[assignment]
        async with http_client(url) as client:
            return await client.post(path, json=body)

    async def post_until_it_fails(self, url: str) -> None:
        """Post new reviews until the connection fails."""
        while True:
            reviews = {
                str(uuid4()): (random.randint(1, 1000), random.random() < 0.7)
                for _ in range(self.batch_size)
            }
            try:
                answer = await self.post(url, reviews)
            except httpx.TransportError:
                self.unanswered.append(reviews)
                return
            assert answer.status_code == 201, answer.text
            self.acknowledged |= reviews

    async def retry(self, url: str) -> None:
        """Post the reviews again that got no response."""
        for reviews in self.unanswered:
            answer = await self.post(url, reviews)
            assert answer.status_code in (200, 201), answer.text
            self.acknowledged |= reviews
        self.unanswered.clear()


def stored(server: Server) -> Sent:
    with closing(sqlite3.connect(server.database)) as connection:
        rows = connection.execute("SELECT review_id, word_id, correct FROM word_review_items")
        return {id_: (word_id, bool(correct)) for id_, word_id, correct in rows}


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
    server = serve(PORTAL_WORKERS="2")
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

        server = serve(PORTAL_WORKERS="2")
        found = stored(server)
        for app in apps:
            assert app.acknowledged.items() <= found.items()
            for reviews in app.unanswered:
                assert len(reviews.keys() & found.keys()) in (0, len(reviews))
        await asyncio.gather(*(app.retry(server.url) for app in apps))
        assert stored(server) == {
            id_: review for app in apps for id_, review in app.acknowledged.items()
        }
    await check(server)  # a wrong counter stays wrong, whichever kill caused it
    assert server.stop() == 0
