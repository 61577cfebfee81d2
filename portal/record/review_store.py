"""Reviews: stored many at a time, each exactly once."""

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import chain

import msgspec
from uuid_utils import uuid7

from portal.clock import Clock, stored, utc
from portal.errors import ConflictError, UnavailableError, UnknownIdError
from portal.schemas import Answer
from portal.storage.database import Database

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
        words.id IS NOT NULL AS word_is_known,
        study_sessions.id IS NOT NULL AS study_session_is_known,
        first.voids_id,
        first.review_id, first.word_id, first.study_session_id, first.correct,
        first.created_at, first.sent_created_at, first.stored_at, first.day
    FROM json_each(?) AS review
    LEFT JOIN words ON words.id = review.value ->> 1
    LEFT JOIN study_sessions ON study_sessions.id = review.value ->> 2
    LEFT JOIN word_review_items AS first ON first.review_id = review.value ->> 0
    ORDER BY review.key
"""


LONGEST_WAIT = timedelta(seconds=30)  # from a review's arrival until it is about to be committed


class Submission(msgspec.Struct, frozen=True):
    """Answers of one study session that came in together; `arrived` is in UTC, to the second."""

    study_session_id: int
    answers: Sequence[Answer]
    arrived: datetime


class NewReview(msgspec.Struct, frozen=True, array_like=True):
    """A review as it is stored; `sent_created_at` is None where the app sent no time."""

    review_id: str
    word_id: int
    study_session_id: int
    correct: bool
    created_at: str
    sent_created_at: str | None
    stored_at: str
    day: str

    def repeats(self, first: "NewReview") -> bool:
        """Tell whether this has the content of the `first` review under its id (contract 3)."""
        return (
            self.study_session_id == first.study_session_id
            and self.word_id == first.word_id
            and self.correct == first.correct
            and (
                None in (self.sent_created_at, first.sent_created_at)
                or self.sent_created_at == first.sent_created_at
            )
        )


class Recorded(msgspec.Struct, frozen=True):
    """What became of a review: `repeated` where its review_id had been stored before."""

    created_at: str
    review_id: str
    repeated: bool


Outcome = Recorded | UnknownIdError | ConflictError


def store(
    connection: sqlite3.Connection, clock: Clock, submissions: Sequence[Submission]
) -> list[list[Outcome]]:
    """Store `submissions`, inside a transaction of the caller's, each of them whole or not at all.

    Returns an outcome for each review. A submission with an error among its outcomes isn't
    stored; it takes no other down with it. Raises UnavailableError where one has waited longer
    than LONGEST_WAIT.
    """
    # With the lock in hand: what is committed from now on, readers of the record can rely on.
    if clock.now() - min(submission.arrived for submission in submissions) > LONGEST_WAIT:
        raise UnavailableError("The reviews have waited for too long.")
    groups = [_reviews(clock, submission) for submission in submissions]
    reviews = [*chain.from_iterable(groups)]
    connection.execute("SAVEPOINT all_at_once")
    if _insert(connection, reviews) == len(reviews):
        connection.execute("RELEASE all_at_once")
        return [[_created(new) for new in group] for group in groups]
    # Rare: something among them is unknown or was sent before.
    connection.execute("ROLLBACK TO all_at_once")
    outcomes, accepted = _judge_all(connection.execute(_LOOK_UP, _json(reviews)), groups)
    _insert(connection, accepted)
    return outcomes


async def check(database: Database, submission: Submission) -> list[Outcome]:
    """Return what would become of a submission if it were stored, and store nothing."""
    reviews = _reviews(database.clock, submission)
    rows = await database.fetch_all(_LOOK_UP, _json(reviews))
    [outcomes], _ = _judge_all(rows, [reviews])
    return outcomes


def _reviews(clock: Clock, submission: Submission) -> list[NewReview]:
    arrived, arrival_day = _stamps(clock, submission.arrived)
    reviews = []
    for answer in submission.answers:
        created_at, day, sent_created_at = arrived, arrival_day, None
        if answer.created_at:
            sent = utc(answer.created_at)
            sent_created_at = stored(sent)
            # A time in the future is a wrong clock, which must not block an app's queue for ever
            # (contract 3).
            if sent < submission.arrived:
                created_at, day = sent_created_at, clock.day(sent)
        reviews.append(
            NewReview(
                # Ordered by time (RFC 9562, 5.7), so that new ones lie side by side in the index.
                review_id=str(answer.review_id or uuid7()),
                word_id=answer.word_id,
                study_session_id=submission.study_session_id,
                correct=answer.correct,
                created_at=created_at,
                sent_created_at=sent_created_at,
                stored_at=arrived,
                day=day,
            )
        )
    return reviews


@lru_cache(maxsize=1)  # reviews come by the hundred a second
def _stamps(clock: Clock, arrived: datetime) -> tuple[str, str]:
    return stored(arrived), clock.day(arrived)


def _insert(connection: sqlite3.Connection, reviews: Sequence[NewReview]) -> int:
    return connection.execute(_INSERT, _json(reviews)).rowcount


def _json(reviews: Sequence[NewReview]) -> tuple[str]:
    return (msgspec.json.encode(reviews).decode(),)


def _judge_all(
    rows: Iterable[sqlite3.Row], groups: Sequence[list[NewReview]]
) -> tuple[list[list[Outcome]], list[NewReview]]:
    """Return the outcomes of each group, and which reviews there are to insert."""
    found = iter(rows)
    accepted: dict[str, NewReview] = {}
    outcomes = []
    for group in groups:
        fresh: dict[str, NewReview] = {}
        judged = []
        for new in group:
            row = next(found)
            first = accepted.get(new.review_id) or fresh.get(new.review_id)
            if row["review_id"] is not None:
                first = NewReview(*row[3:])
            outcome = _judge(new, row, first)
            if isinstance(outcome, Recorded) and not outcome.repeated:
                fresh[new.review_id] = new
            judged.append(outcome)
        if all(isinstance(outcome, Recorded) for outcome in judged):
            accepted |= fresh
        outcomes.append(judged)
    return outcomes, [*accepted.values()]


def _judge(new: NewReview, row: sqlite3.Row, first: NewReview | None) -> Outcome:
    if not row["study_session_is_known"]:
        return UnknownIdError("study session", new.study_session_id)
    if not row["word_is_known"]:
        return UnknownIdError("word", new.word_id)
    if first is None:
        return _created(new)
    if row["voids_id"] is not None or not new.repeats(first):
        return ConflictError(f"The review_id {new.review_id} belongs to another review.")
    return Recorded(first.created_at, first.review_id, repeated=True)


def _created(new: NewReview) -> Recorded:
    return Recorded(new.created_at, new.review_id, repeated=False)
