"""The record store's door: reviews of many requests, stored in one commit.

Each commit waits for the disk. So whatever has been posted while one is under way goes into the
next together, and every request is answered only after the commit that holds its review. A lone
review waits for nobody; one that can't be stored fails alone.
"""

import asyncio
import sqlite3
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID, uuid4

import msgspec

from portal.clock import stored, utc
from portal.database import Database
from portal.errors import ConflictError, UnavailableError, UnknownIdError

CAPACITY = 10_000  # reviews waiting; beyond that the disk has lost the race for good

# One statement for any number of reviews. What refers to no session or word, or repeats a
# review_id, is left out, and the row count tells.
_INSERT = """
    INSERT INTO word_review_items (
        review_id, word_id, study_session_id, correct,
        created_at, sent_created_at, stored_at, day
    )
    SELECT
        review.value ->> 0, words.id, study_sessions.id, review.value ->> 3,
        review.value ->> 4, review.value ->> 5, review.value ->> 6, review.value ->> 7
    FROM json_each(?) AS review
    JOIN words ON words.id = review.value ->> 1
    JOIN study_sessions ON study_sessions.id = review.value ->> 2
    WHERE true
    ORDER BY review.key
    ON CONFLICT (review_id) DO NOTHING
"""

_LOOK_UP = """
    SELECT
        EXISTS (SELECT 1 FROM words WHERE id = :word_id) AS word_is_known,
        EXISTS (
            SELECT 1 FROM study_sessions WHERE id = :study_session_id
        ) AS study_session_is_known,
        first.word_id, first.study_session_id, first.correct, first.created_at,
        first.sent_created_at
    FROM (SELECT 1)
    LEFT JOIN word_review_items AS first ON first.review_id = :review_id
"""


class NewReview(msgspec.Struct, frozen=True, array_like=True):
    """A review on its way to the disk, its times as they are stored."""

    review_id: str
    word_id: int
    study_session_id: int
    correct: bool
    created_at: str
    sent_created_at: str | None
    stored_at: str
    day: str


@dataclass(frozen=True)
class Recorded:
    """What became of a review: `repeated` where its review_id had been stored before."""

    created_at: str
    review_id: str
    repeated: bool


Outcome = Recorded | UnknownIdError | ConflictError


class Recorder:
    """Collects reviews of concurrent requests and stores them group by group."""

    def __init__(self, database: Database, capacity: int = CAPACITY) -> None:
        self._database = database
        self._capacity = capacity
        self._waiting: list[tuple[NewReview, asyncio.Future[Recorded]]] = []
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

    async def record(
        self,
        *,
        study_session_id: int,
        word_id: int,
        correct: bool,
        review_id: UUID | None = None,
        created_at: datetime | None = None,
    ) -> Recorded:
        """Store one review, and return once it is on disk (contract 3).

        Raises UnknownIdError for an unknown session or word, ConflictError where `review_id` was
        used for another review, UnavailableError where too many wait already, and sqlite3.Error
        where the database refuses.
        """
        if self._closed:
            raise UnavailableError("The portal is shutting down.")
        if len(self._waiting) >= self._capacity:
            raise UnavailableError("Too many reviews are waiting to be stored.")
        clock = self._database.clock
        now = clock.now()
        sent = utc(created_at) if created_at else None
        # A time in the future is a wrong clock, which must not block an app's queue for ever.
        answered = min(sent or now, now)
        review = NewReview(
            review_id=str(review_id or uuid4()),
            word_id=word_id,
            study_session_id=study_session_id,
            correct=correct,
            created_at=stored(answered),
            sent_created_at=stored(sent) if sent else None,
            stored_at=stored(now),
            day=clock.day(answered),
        )
        done: asyncio.Future[Recorded] = asyncio.get_running_loop().create_future()
        self._waiting.append((review, done))
        if self._storing is None:
            self._storing = asyncio.create_task(self._store_all())
        return await done

    async def _store_all(self) -> None:
        # No long-lived task: this one ends when nothing waits, and belongs to no single request,
        # so that a cancelled request takes no other down with it.
        try:
            while self._waiting:
                group, self._waiting = self._waiting, []
                await self._store(group)
        finally:
            self._storing = None

    async def _store(self, group: list[tuple[NewReview, asyncio.Future[Recorded]]]) -> None:
        reviews = [review for review, _ in group]
        outcomes: list[Outcome | Exception]
        try:
            outcomes = [*await self._database.write(partial(_insert, reviews=reviews))]
        except Exception as error:
            # Every request of the group gets the reason, and the next group its own chance.
            outcomes = [error] * len(group)
            if self._closed:
                # A portal that is closing has no time for another try.
                group, self._waiting = group + self._waiting, []
                outcomes += [UnavailableError("The portal is shutting down.")] * (
                    len(group) - len(outcomes)
                )
        for (_, done), outcome in zip(group, outcomes, strict=True):
            if done.done():
                continue  # its request was cancelled meanwhile; the review stays
            if isinstance(outcome, Recorded):
                done.set_result(outcome)
            else:
                done.set_exception(outcome)


def _insert(connection: sqlite3.Connection, reviews: list[NewReview]) -> list[Outcome]:
    """Store `reviews`, inside a transaction of the caller's; one bad review fails alone."""
    connection.execute("SAVEPOINT all_at_once")
    if _insert_all(connection, reviews) == len(reviews):
        connection.execute("RELEASE all_at_once")
        return [Recorded(new.created_at, new.review_id, repeated=False) for new in reviews]
    # Rare: something among them is unknown or was sent before. One by one, then, so that each
    # sees what those before it have stored.
    connection.execute("ROLLBACK TO all_at_once")
    return [_insert_one(connection, review) for review in reviews]


def _insert_all(connection: sqlite3.Connection, reviews: list[NewReview]) -> int:
    return connection.execute(_INSERT, (msgspec.json.encode(reviews).decode(),)).rowcount


def _insert_one(connection: sqlite3.Connection, new: NewReview) -> Outcome:
    found = connection.execute(_LOOK_UP, msgspec.structs.asdict(new)).fetchone()
    if not found["study_session_is_known"]:
        return UnknownIdError("study session", new.study_session_id)
    if not found["word_is_known"]:
        return UnknownIdError("word", new.word_id)
    if found["created_at"] is None:
        _insert_all(connection, [new])
        return Recorded(new.created_at, new.review_id, repeated=False)
    same = (
        found["word_id"] == new.word_id
        and found["study_session_id"] == new.study_session_id
        and bool(found["correct"]) == new.correct
        and (
            None in (found["sent_created_at"], new.sent_created_at)
            or found["sent_created_at"] == new.sent_created_at
        )
    )
    if not same:
        return ConflictError(f"The review_id {new.review_id} belongs to another review.")
    return Recorded(found["created_at"], new.review_id, repeated=True)
