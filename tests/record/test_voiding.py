from uuid import UUID, uuid4

import pytest

from portal.errors import UnknownIdError
from portal.operations.integrity import check
from portal.record.voiding import void_review
from portal.storage.database import Database
from tests.record.reviews import count_stored, new_item, store_one


async def test_voiding_entry_repeats_the_review_and_refers_to_it(database: Database) -> None:
    id_ = uuid4()
    await store_one(database, new_item(word_id=3, correct=False, review_id=id_))
    await void_review(database, id_)
    review, void = await database.fetch_all("SELECT * FROM word_review_items ORDER BY id")
    same = ("word_id", "study_session_id", "correct", "created_at", "sent_created_at", "day")
    assert [void[column] for column in same] == [review[column] for column in same]
    assert (review["voids_id"], void["voids_id"]) == (None, review["id"])
    assert void["review_id"] != review["review_id"]
    assert await check(database) == []


async def test_review_is_voided_once(database: Database) -> None:
    id_ = uuid4()
    await store_one(database, new_item(review_id=id_))
    for _ in range(3):
        await void_review(database, id_)
    assert await count_stored(database) == 2


async def test_id_of_no_review_or_of_a_voiding_entry_is_an_error(database: Database) -> None:
    id_ = uuid4()
    await store_one(database, new_item(review_id=id_))
    await void_review(database, id_)
    row = await database.fetch_one("SELECT review_id FROM word_review_items WHERE voids_id = 1")
    assert row is not None
    for unknown in (uuid4(), UUID(row["review_id"])):
        with pytest.raises(UnknownIdError, match=str(unknown)):
            await void_review(database, unknown)
    assert await count_stored(database) == 2
