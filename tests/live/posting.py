"""Learning apps that post reviews without a pause, and remember which ones were acknowledged."""

import random
import sqlite3
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import httpx

from tests.live.server import http_client

Sent = dict[str, tuple[int, bool]]  # word and answer by review_id


class App:
    """A learning app. `unanswered` are the requests that got no response."""

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


def stored(database: Path) -> Sent:
    """Return the reviews that a database file holds."""
    with closing(sqlite3.connect(database)) as connection:
        rows = connection.execute("SELECT review_id, word_id, correct FROM word_review_items")
        return {id_: (word_id, bool(correct)) for id_, word_id, correct in rows}
