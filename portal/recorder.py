"""The record store's door: reviews of many requests, stored in one commit.

Each commit waits for the disk. So whatever has been posted while one is under way goes into the
next together, and every request is answered only after the commit that holds its review. A lone
review waits for nobody; one that can't be stored fails alone.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from portal.data import reviews
from portal.data.reviews import NewReview, Outcome, Recorded
from portal.database import Database
from portal.errors import UnavailableError
from portal.schemas import Answer

CAPACITY = 10_000  # reviews waiting; beyond that the disk has lost the race for good


@dataclass(frozen=True)
class _Submission:
    """The reviews of one request, and where their outcomes are awaited."""

    reviews: list[NewReview]
    done: asyncio.Future[list[Outcome]]


class Recorder:
    """Collects reviews of concurrent requests and stores them group by group."""

    def __init__(self, database: Database, capacity: int = CAPACITY) -> None:
        self._database = database
        self._capacity = capacity
        self._waiting: list[_Submission] = []
        self._waiting_count = 0  # of reviews
        self._storing: asyncio.Task[None] | None = None
        self._closed = False

    def open(self) -> None:
        """Take reviews, again if it was closed."""
        self._closed = False

    async def close(self) -> None:
        """Take no more reviews, and return when those that wait are stored."""
        self._closed = True
        if self._storing is not None:
            # Shielded: who is cancelled is the one that waits, not the reviews.
            await asyncio.shield(self._storing)

    async def record(self, study_session_id: int, answer: Answer) -> Recorded:
        """Store one review, and return once it is on disk (contract 3).

        Raises UnknownIdError for an unknown session or word, ConflictError where its review_id
        was used for another review, and what `record_all` raises.
        """
        [outcome] = await self.record_all(study_session_id, [answer])
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    async def record_all(self, study_session_id: int, answers: Iterable[Answer]) -> list[Outcome]:
        """Store reviews, all or none, and return the outcome of each once they are on disk.

        None is stored if any outcome is an error. Raises UnavailableError where too many reviews
        wait already, and sqlite3.Error where the database refuses.
        """
        if self._closed:
            raise UnavailableError("The portal is shutting down.")
        if self._waiting_count >= self._capacity:
            raise UnavailableError("Too many reviews are waiting to be stored.")
        submission = _Submission(
            reviews.arrive(self._database.clock, study_session_id, answers),
            asyncio.get_running_loop().create_future(),
        )
        self._waiting.append(submission)
        self._waiting_count += len(submission.reviews)
        if self._storing is None:
            self._storing = asyncio.create_task(self._store_all())
        return await submission.done

    async def _store_all(self) -> None:
        # No long-lived task: this one ends when nothing waits, and belongs to no single request,
        # so that a cancelled request takes no other down with it.
        try:
            while self._waiting:
                await self._store(self._take())
        finally:
            self._storing = None

    def _take(self) -> list[_Submission]:
        group, self._waiting, self._waiting_count = self._waiting, [], 0
        return group

    async def _store(self, group: list[_Submission]) -> None:
        store = partial(reviews.store, submissions=[submission.reviews for submission in group])
        try:
            outcomes = await self._database.write(store)
        except Exception as error:
            # Every request of the group gets the reason, and the next group its own chance.
            _refuse(group, error)
            if self._closed:
                # A portal that is closing has no time for another try.
                _refuse(self._take(), UnavailableError("The portal is shutting down."))
            return
        for submission, outcome in zip(group, outcomes, strict=True):
            # Where its request was cancelled meanwhile, the reviews stay.
            if not submission.done.done():
                submission.done.set_result(outcome)


def _refuse(group: list[_Submission], error: Exception) -> None:
    for submission in group:
        if not submission.done.done():
            submission.done.set_exception(error)
