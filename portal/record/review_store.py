"""The transaction that stores reviews, each of them exactly once."""

import sqlite3
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import NamedTuple

import msgspec

from portal.errors import ConflictError, UnknownIdError
from portal.record import stored_times
from portal.record.review_item import ReviewItem
from portal.storage.database import Database

# One statement for any number of reviews. It leaves out a review of an unknown word or study
# session, and one whose review_id exists, so the row count is smaller then.
_INSERT = """
    INSERT INTO word_review_items (
        review_id, word_id, study_session_id, correct,
        created_at, sent_created_at, stored_at, day
    )
    SELECT
        item.value ->> 1, words.id, study_sessions.id, item.value ->> 4,
        item.value ->> 5, item.value ->> 6, item.value ->> 7, item.value ->> 8
    FROM json_each(?) AS item
    JOIN words ON words.id = item.value ->> 2
    JOIN study_sessions ON study_sessions.id = item.value ->> 3
    WHERE true
    ORDER BY item.key
    ON CONFLICT (review_id) DO NOTHING
"""

# A row for each review, with the columns of the review that has its review_id already.
_LOOK_UP = """
    SELECT
        words.id IS NOT NULL AS word_is_known,
        study_sessions.id IS NOT NULL AS study_session_is_known,
        first.id, first.review_id, first.word_id, first.study_session_id, first.correct,
        first.created_at, first.sent_created_at, first.stored_at, first.day, first.voids_id
    FROM json_each(?) AS item
    LEFT JOIN words ON words.id = item.value ->> 2
    LEFT JOIN study_sessions ON study_sessions.id = item.value ->> 3
    LEFT JOIN word_review_items AS first ON first.review_id = item.value ->> 1
    ORDER BY item.key
"""


class StoredReview(NamedTuple):
    """A review that is stored: `item` as it was first sent, `repeated` if that was earlier."""

    item: ReviewItem
    repeated: bool


ReviewOutcome = StoredReview | UnknownIdError | ConflictError


def store_reviews(
    connection: sqlite3.Connection, batches: Sequence[Sequence[ReviewItem]]
) -> list[list[ReviewOutcome]]:
    """Store batches of reviews within a transaction of the caller, each batch whole or not at all.

    Returns an outcome for each review. A batch with an error among its outcomes is not stored;
    the other batches are. A review that arrived before the time of `stored_times.earliest` is
    stored at that time.
    """
    batches = _in_order_of_time(batches, stored_times.earliest(connection))
    items = [*chain.from_iterable(batches)]
    connection.execute("SAVEPOINT before_reviews")
    if _insert(connection, items) == len(items):
        connection.execute("RELEASE before_reviews")
        return [[StoredReview(item, repeated=False) for item in batch] for batch in batches]
    # Rare: a review among them repeats another one, or can't be stored.
    connection.execute("ROLLBACK TO before_reviews")
    outcomes, accepted = _judge_batches(connection.execute(_LOOK_UP, (_json(items),)), batches)
    _insert(connection, accepted)
    return outcomes


async def check_reviews(database: Database, batch: Sequence[ReviewItem]) -> list[ReviewOutcome]:
    """Return the outcomes that `store_reviews` would have for a batch, and store nothing."""
    rows = await database.fetch_all(_LOOK_UP, (_json(batch),))
    [outcomes], _ = _judge_batches(rows, [batch])
    return outcomes


def _in_order_of_time(
    batches: Sequence[Sequence[ReviewItem]], earliest: str
) -> list[list[ReviewItem]]:
    """Return the batches with times of storing from `earliest` on that never go back."""
    ordered: list[list[ReviewItem]] = []
    for batch in batches:
        ordered.append([])
        for item in batch:
            if item.stored_at < earliest:
                item = msgspec.structs.replace(item, stored_at=earliest)
            earliest = item.stored_at
            ordered[-1].append(item)
    return ordered


def _insert(connection: sqlite3.Connection, items: Sequence[ReviewItem]) -> int:
    return connection.execute(_INSERT, (_json(items),)).rowcount


def _json(items: Sequence[ReviewItem]) -> str:
    return msgspec.json.encode(items).decode()


def _judge_batches(
    rows: Iterable[sqlite3.Row], batches: Sequence[Sequence[ReviewItem]]
) -> tuple[list[list[ReviewOutcome]], list[ReviewItem]]:
    """Return the outcomes of each batch, and the reviews to insert.

    `rows` are those of _LOOK_UP, one for each review.
    """
    remaining_rows = iter(rows)
    accepted: dict[str, ReviewItem] = {}
    outcomes = []
    for batch in batches:
        new: dict[str, ReviewItem] = {}  # of this batch, by review_id
        judged = []
        for item in batch:
            row = next(remaining_rows)
            first = accepted.get(item.review_id) or new.get(item.review_id)
            if row["id"] is not None:
                first = msgspec.convert([*row[2:]], ReviewItem, strict=False)
            outcome = _judge(item, row, first)
            if isinstance(outcome, StoredReview) and not outcome.repeated:
                new[item.review_id] = item
            judged.append(outcome)
        if all(isinstance(outcome, StoredReview) for outcome in judged):
            accepted |= new
        outcomes.append(judged)
    return outcomes, [*accepted.values()]


def _judge(item: ReviewItem, row: sqlite3.Row, first: ReviewItem | None) -> ReviewOutcome:
    if not row["study_session_is_known"]:
        return UnknownIdError("study session", item.study_session_id)
    if not row["word_is_known"]:
        return UnknownIdError("word", item.word_id)
    if first is None:
        return StoredReview(item, repeated=False)
    if first.voids_id is not None or not _is_same_review(item, first):
        return ConflictError(f"The review_id {item.review_id} belongs to another review.")
    return StoredReview(first, repeated=True)


def _is_same_review(item: ReviewItem, first: ReviewItem) -> bool:
    """Return whether two reviews with the same review_id have the same content.

    Times count only if both were sent with one. They are compared as sent, because the time of
    arrival may have replaced them.
    """
    return (
        item.study_session_id == first.study_session_id
        and item.word_id == first.word_id
        and item.correct == first.correct
        and (
            None in (item.sent_created_at, first.sent_created_at)
            or item.sent_created_at == first.sent_created_at
        )
    )
