from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import msgspec
import pytest

from portal.record.review_item import COLUMNS, ReviewItem
from portal.storage.database import Database
from tests.record.reviews import new_item

NOW = datetime(2025, 2, 9, 3, 30, tzinfo=UTC)
ID = UUID("01A207F6-3763-7465-A8DB-80E1F563B07F")


@pytest.mark.parametrize(
    ("sent", "created_at", "sent_created_at", "day"),
    [
        (None, "2025-02-09T03:30:00Z", None, "2025-02-08"),
        (
            datetime(2025, 1, 1, 4, 59, 59, 999_999, tzinfo=UTC),
            "2025-01-01T04:59:59Z",
            "2025-01-01T04:59:59Z",
            "2024-12-31",
        ),
        (
            datetime(2025, 1, 1, 10, tzinfo=timezone(timedelta(hours=5, minutes=30))),
            "2025-01-01T04:30:00Z",
            "2025-01-01T04:30:00Z",
            "2024-12-31",
        ),
        (NOW, "2025-02-09T03:30:00Z", "2025-02-09T03:30:00Z", "2025-02-08"),
        (
            datetime(9000, 1, 1, tzinfo=UTC),
            "2025-02-09T03:30:00Z",
            "9000-01-01T00:00:00Z",
            "2025-02-08",
        ),
    ],
)
def test_item_has_the_time_of_the_answer_or_that_of_the_arrival(
    sent: datetime | None, created_at: str, sent_created_at: str | None, day: str
) -> None:
    item = new_item(created_at=sent, arrived_at=NOW, review_id=ID, word_id=3, study_session_id=4)
    assert item == ReviewItem(
        id=None,
        review_id="01a207f6-3763-7465-a8db-80e1f563b07f",
        word_id=3,
        study_session_id=4,
        correct=True,
        created_at=created_at,
        sent_created_at=sent_created_at,
        stored_at="2025-02-09T03:30:00Z",
        day=day,
    )


def test_items_without_an_id_get_ids_that_grow() -> None:
    ids = [new_item().review_id for _ in range(100)]
    assert sorted(set(ids)) == ids
    assert {UUID(id_).version for id_ in ids} == {7}


def test_item_is_encoded_as_an_array_in_the_order_of_the_columns() -> None:
    item = new_item(arrived_at=NOW, review_id=ID)
    values = msgspec.json.decode(msgspec.json.encode(item))
    assert dict(zip(COLUMNS.split(", "), values, strict=True)) == msgspec.structs.asdict(item)


async def test_item_has_the_columns_of_the_table(database: Database) -> None:
    rows = await database.fetch_all("SELECT name FROM pragma_table_info('word_review_items')")
    assert {row["name"] for row in rows} == set(COLUMNS.split(", "))
