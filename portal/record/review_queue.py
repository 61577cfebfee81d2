"""The record store's door: reviews of many requests, stored in one commit.

Each commit waits for the disk. So whatever has been posted while one is under way goes into the
next together, and every request is answered only after the commit that holds its review. A lone
review waits for nobody; one that can't be stored fails alone. While another process stores a whole
list of words, reviews wait for that.
"""

import asyncio
import sqlite3
from collections.abc import Callable
from functools import partial

from portal.errors import UnavailableError
from portal.record import review_store
from portal.record.review_store import Outcome, Submission
from portal.storage.database import Database, primary_result_code

CAPACITY = 10_000  # reviews waiting; beyond that the disk has lost the race for good
TRIES = 5  # to get a lock that another process has, each as long as the busy timeout

# The reviews of one request, and where their outcomes are awaited.
Waiting = tuple[Submission, asyncio.Future[list[Outcome]]]


class Recorder:
    """Collects reviews of concurrent requests and stores them group by group."""

    def __init__(self, database: Database, capacity: int = CAPACITY) -> None:
        self._database = database
        self._capacity = capacity
        self._waiting: list[Waiting] = []
        self._waiting_count = 0  # of reviews
        self._storing: asyncio.Task[None] | None = None
        self._closed = False
        self._patient = True

    def open(self) -> None:
        """Take reviews, again if it was closed."""
        self._closed = False
        self._patient = True

    def hurry(self) -> None:
        """Try no more than once from now on: the server is about to end."""
        self._patient = False

    async def close(self) -> None:
        """Take no more reviews, and return when those that wait are stored."""
        self._closed = True
        self.hurry()
        if self._storing is not None:
            # Shielded: who is cancelled is the one that waits, not the reviews.
            await asyncio.shield(self._storing)

    async def record(self, submission: Submission) -> list[Outcome]:
        """Store reviews, all or none, and return the outcome of each once they are on disk.

        None is stored if any outcome is an error (contract 3). Raises UnavailableError where too
        many reviews wait already, and sqlite3.Error where the database refuses.
        """
        if self._closed:
            raise UnavailableError("The portal is shutting down.")
        if self._waiting_count >= self._capacity:
            raise UnavailableError("Too many reviews are waiting to be stored.")
        done: asyncio.Future[list[Outcome]] = asyncio.get_running_loop().create_future()
        self._waiting.append((submission, done))
        self._waiting_count += len(submission.answers)
        if self._storing is None:
            self._storing = asyncio.create_task(self._store_all())
        return await done

    async def _store_all(self) -> None:
        # No long-lived task: this one ends when nothing waits, and belongs to no single request,
        # so that a cancelled request takes no other down with it.
        try:
            while self._waiting:
                await self._store(self._take())
        finally:
            self._storing = None

    def _take(self) -> list[Waiting]:
        group, self._waiting, self._waiting_count = self._waiting, [], 0
        return group

    async def _store(self, group: list[Waiting]) -> None:
        store = partial(
            review_store.store,
            clock=self._database.clock,
            submissions=[submission for submission, _ in group],
        )
        try:
            outcomes = await self._write(store)
        except Exception as error:
            # Every request of the group gets the reason, and the next group its own chance.
            _refuse(group, error)
            if self._closed:
                # A portal that is closing has no time for another try.
                _refuse(self._take(), UnavailableError("The portal is shutting down."))
            return
        for (_, done), outcome in zip(group, outcomes, strict=True):
            # Where its request was cancelled meanwhile, the reviews stay.
            if not done.done():
                done.set_result(outcome)

    async def _write(
        self, store: Callable[[sqlite3.Connection], list[list[Outcome]]]
    ) -> list[list[Outcome]]:
        for _ in range(TRIES - 1):
            try:
                return await self._database.write(store)
            except sqlite3.OperationalError as error:
                if primary_result_code(error) != sqlite3.SQLITE_BUSY or not self._patient:
                    raise
        return await self._database.write(store)


def _refuse(group: list[Waiting], error: Exception) -> None:
    for _, done in group:
        if not done.done():
            done.set_exception(error)
