import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from portal.data.study_sessions import launch
from portal.errors import ConflictError, UnknownIdError
from portal.operations.integrity import check
from portal.record.review_store import StoredReview, check_reviews
from portal.record.voiding import void_review
from portal.storage.database import Database
from tests.record.reviews import UNKNOWN, count_stored, new_item, store, store_one

THEN = datetime(2025, 2, 9, 3, 30, tzinfo=UTC)
FUTURE = datetime(9000, 1, 1, tzinfo=UTC)


async def test_stored_review_is_on_disk_for_every_process(database: Database) -> None:
    item = new_item(word_id=7, correct=False, created_at=THEN)
    assert await store_one(database, item) == StoredReview(item, repeated=False)
    with closing(sqlite3.connect(database.path)) as other:
        rows = other.execute(
            "SELECT review_id, word_id, study_session_id, correct, created_at, sent_created_at, "
            "stored_at, day, voids_id FROM word_review_items"
        ).fetchall()
    assert rows == [
        (
            item.review_id, 7, 1, 0, "2025-02-09T03:30:00Z", "2025-02-09T03:30:00Z",
            item.stored_at, "2025-02-08", None,
        )
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (THEN, None),
        (None, THEN),
        (THEN, THEN.astimezone(ZoneInfo("Asia/Kolkata"))),
        (FUTURE, FUTURE),
        (FUTURE, None),
    ],
)
async def test_repeated_review_has_the_outcome_of_the_first(
    database: Database, first: datetime | None, second: datetime | None
) -> None:
    id_ = uuid4()
    stored, again = [
        await store_one(database, new_item(review_id=id_, created_at=created_at))
        for created_at in (first, second)
    ]
    assert (stored.repeated, again.repeated) == (False, True)
    assert again.item.id is not None
    assert again.item.correct is True
    assert (again.item.created_at, again.item.review_id) == (
        stored.item.created_at,
        stored.item.review_id,
    )
    assert await count_stored(database) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"created_at": THEN + timedelta(seconds=1)},
        {"created_at": FUTURE},
        {"correct": False},
        {"word_id": 2},
        {"study_session_id": 2},
    ],
)
async def test_other_content_under_the_same_id_is_a_conflict_and_changes_nothing(
    database: Database, other: dict[str, Any]
) -> None:
    await launch(database, group_id=1, study_activity_id=1)
    content: dict[str, Any] = {"created_at": THEN, "review_id": uuid4()}
    await store_one(database, new_item(**content))
    with pytest.raises(ConflictError):
        await store_one(database, new_item(**{**content, **other}))
    assert await count_stored(database) == 1
    assert (await store_one(database, new_item(**content))).repeated
    assert await check(database) == []


async def test_id_of_a_voiding_entry_is_a_conflict(database: Database) -> None:
    id_ = uuid4()
    await store_one(database, new_item(review_id=id_))
    await void_review(database, id_)
    assert (await store_one(database, new_item(review_id=id_))).repeated
    row = await database.fetch_one("SELECT review_id FROM word_review_items WHERE voids_id = 1")
    assert row is not None
    with pytest.raises(ConflictError):
        await store_one(database, new_item(review_id=row["review_id"]))


async def test_review_of_the_future_is_stored_with_the_time_of_arrival(database: Database) -> None:
    before = database.clock.now()
    stored = await store_one(database, new_item(created_at=FUTURE))
    assert before <= datetime.fromisoformat(stored.item.created_at) <= database.clock.now()


async def test_batch_is_stored_whole_or_not_at_all(database: Database) -> None:
    taken = uuid4()
    await store_one(database, new_item(review_id=taken))
    outcomes = await store(
        database,
        [new_item(word_id=n) for n in range(1, 11)],
        [*(new_item(word_id=n) for n in range(1, 11)), new_item(word_id=UNKNOWN)],
        [*(new_item(word_id=n) for n in range(1, 11)), new_item(correct=False, review_id=taken)],
        [*(new_item(word_id=n) for n in range(1, 11)), new_item(review_id=taken)],
        [new_item(word_id=n, study_session_id=UNKNOWN) for n in range(1, 11)],
    )
    assert [type(judged[-1]) for judged in outcomes] == [
        StoredReview, UnknownIdError, ConflictError, StoredReview, UnknownIdError,
    ]  # fmt: skip
    assert await count_stored(database) == 1 + 10 + 10
    assert await check(database) == []


async def test_review_of_a_refused_batch_only_does_not_count_as_stored(database: Database) -> None:
    item = new_item(review_id=uuid4())
    _, [again] = await store(database, [item, new_item(word_id=UNKNOWN)], [item])
    assert again == StoredReview(item, repeated=False)
    assert await count_stored(database) == 1


async def test_check_has_the_outcomes_of_storing_and_stores_nothing(database: Database) -> None:
    taken, twice = uuid4(), uuid4()
    await store_one(database, new_item(review_id=taken))
    batch = [
        new_item(),
        new_item(review_id=twice),
        new_item(review_id=twice),
        new_item(review_id=taken),
        new_item(review_id=taken, correct=False),
        new_item(word_id=UNKNOWN),
        new_item(study_session_id=UNKNOWN),
    ]
    checked = await check_reviews(database, batch)
    assert await count_stored(database) == 1
    [stored] = await store(database, batch)
    assert [str(outcome) for outcome in checked] == [str(outcome) for outcome in stored]
    assert [getattr(outcome, "repeated", None) for outcome in checked] == [
        False, False, True, True, None, None, None,
    ]  # fmt: skip
