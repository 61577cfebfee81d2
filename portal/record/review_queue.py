"""Group commit: the reviews of concurrent requests are stored in one transaction.

Each commit waits for the disk. The reviews that arrive during one commit are stored together by
the next one, and a request is answered after the commit that has its reviews. A review is stored
at once if no commit is under way. A request whose reviews can't be stored doesn't affect the
others.
"""

import asyncio
import logging
import sqlite3
from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from portal.errors import UnavailableError
from portal.record.review_item import ReviewItem
from portal.record.review_store import ReviewOutcome, store_reviews
from portal.storage.database import Database, primary_result_code

MAX_WAITING = 10_000  # reviews; if more wait, they arrive faster than the disk can store them
MAX_ATTEMPTS = 5  # to get the write lock from another process, for the busy timeout each

logger = logging.getLogger(__name__)


class _Request(NamedTuple):
    """The reviews of one request, and the future of their outcomes."""

    items: Sequence[ReviewItem]
    outcomes: asyncio.Future[list[ReviewOutcome]]


class ReviewQueue:
    """Collects the reviews of concurrent requests, and stores them in groups."""

    def __init__(self, database: Database, *, capacity: int = MAX_WAITING) -> None:
        self._database = database
        self._capacity = capacity
        self._waiting: list[_Request] = []
        self._waiting_count = 0  # of reviews
        self._storing: asyncio.Task[None] | None = None
        self._is_closed = False
        self._may_retry = True

    def open(self) -> None:
        """Accept reviews, again if the queue was closed."""
        self._is_closed = False
        self._may_retry = True

    def stop_retrying(self) -> None:
        """From now on, try only once to get the write lock: the server is about to end."""
        self._may_retry = False

    async def close(self) -> None:
        """Accept no more reviews, and return when those that wait are stored."""
        self._is_closed = True
        self.stop_retrying()
        if self._storing is not None:
            # If the caller is cancelled, the reviews are stored all the same.
            await asyncio.shield(self._storing)

    async def store(self, items: Sequence[ReviewItem]) -> list[ReviewOutcome]:
        """Store the reviews of one request, all or none; return their outcomes when on disk.

        If any outcome is an error, none of the reviews is stored. Raises UnavailableError if too
        many reviews wait already or the queue is closed, and sqlite3.Error if the database can't
        store them.
        """
        if self._is_closed:
            raise UnavailableError("The portal is shutting down.")
        if self._waiting_count >= self._capacity:
            raise UnavailableError("Too many reviews are waiting to be stored.")
        request = _Request(items, asyncio.get_running_loop().create_future())
        self._waiting.append(request)
        self._waiting_count += len(items)
        if self._storing is None:
            self._storing = asyncio.create_task(self._store_all())
        return await request.outcomes

    async def _store_all(self) -> None:
        # A task of its own, which ends when no review waits. As part of a request it would be
        # cancelled with that request, and the others would never be answered.
        try:
            while self._waiting:
                await self._store_group(self._take_waiting())
        finally:
            self._storing = None

    def _take_waiting(self) -> list[_Request]:
        group, self._waiting, self._waiting_count = self._waiting, [], 0
        return group

    async def _store_group(self, group: list[_Request]) -> None:
        store = partial(store_reviews, batches=[request.items for request in group])
        try:
            outcomes = await self._write(store)
        except Exception as error:
            _fail(group, error)
            if self._is_closed:
                # There is no time left for another attempt.
                _fail(self._take_waiting(), UnavailableError("The portal is shutting down."))
            return
        for request, stored in zip(group, outcomes, strict=True):
            # A request that was cancelled meanwhile needs no answer; its reviews are stored.
            if not request.outcomes.done():
                request.outcomes.set_result(stored)

    async def _write(
        self, store: Callable[[sqlite3.Connection], list[list[ReviewOutcome]]]
    ) -> list[list[ReviewOutcome]]:
        for _ in range(MAX_ATTEMPTS - 1):
            try:
                return await self._database.write(store)
            except sqlite3.OperationalError as error:
                is_locked = primary_result_code(error) == sqlite3.SQLITE_BUSY
                if not is_locked or not self._may_retry:
                    raise
        return await self._database.write(store)


def _fail(group: list[_Request], error: Exception) -> None:
    """Raise an error in every request of a group."""
    waiting = [request for request in group if not request.outcomes.done()]
    for request in waiting:
        request.outcomes.set_exception(error)
    if group and not waiting:
        logger.error("Reviews of cancelled requests were not stored", exc_info=error)
