from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest

from portal.clock import utc
from portal.record import review_log
from portal.record.voiding import void_review
from portal.schemas import ReviewLogQuery
from portal.storage.database import Database
from tests.record.reviews import new_item, now, store


@pytest.fixture
def start() -> datetime:
    return now()


@pytest.fixture
async def ids(database: Database, start: datetime) -> list[UUID]:
    """The review_ids of six reviews, which arrived a second apart; the second one is voided."""
    ids = [uuid4() for _ in range(6)]
    reviews = [
        new_item(
            review_id=id_,
            word_id=n % 3 + 1,
            correct=n % 2 == 0,
            arrived_at=start - timedelta(seconds=10 - n),
        )
        for n, id_ in enumerate(ids)
    ]
    await store(database, reviews)
    await void_review(database, ids[1])
    return ids


def with_times(start: datetime, arguments: dict[str, Any]) -> dict[str, Any]:
    """Replace each timedelta by the time that is this long before `start`."""
    return {
        name: start - value if isinstance(value, timedelta) else value
        for name, value in arguments.items()
    }


async def page(database: Database, **query: Any) -> dict[str, Any]:
    encoded = await review_log.fetch_log_page(database, ReviewLogQuery(**query))
    decoded: dict[str, Any] = msgspec.json.decode(encoded.json)
    return decoded


async def test_page_is_encoded_with_local_times_and_booleans(
    database: Database, ids: list[UUID], start: datetime
) -> None:
    items = (await page(database))["items"]
    assert [item["correct"] for item in items] == [True, False] * 3 + [False]
    assert [item["voids"] for item in items] == [None] * 6 + [str(ids[1])]
    assert items[0]["stored_at"] == items[0]["created_at"]
    stored_at = datetime.fromisoformat(items[0]["stored_at"])
    assert utc(stored_at) == start - timedelta(seconds=10)
    assert stored_at.utcoffset() != timedelta(0)


@pytest.mark.parametrize(
    ("query", "numbers", "more"),
    [
        ({}, [1, 2, 3, 4, 5, 6, 7], False),
        ({"after": 2, "limit": 2}, [3, 4], True),
        ({"after": 7}, [], False),
        ({"word_id": 2}, [2, 5, 7], False),
        ({"word_id": 2, "limit": 2}, [2, 5], True),
        ({"study_session_id": 1, "word_id": 3}, [3, 6], False),
        ({"study_session_id": 2}, [], False),
        ({"first": timedelta(seconds=6)}, [5, 6], False),
        ({"last": timedelta(seconds=8)}, [1, 2, 7], False),
        ({"first": timedelta(seconds=9), "last": timedelta(seconds=8)}, [2, 7], False),
    ],
)
async def test_filters_can_be_combined(
    database: Database,
    ids: list[UUID],
    start: datetime,
    query: dict[str, Any],
    numbers: list[int],
    more: bool,
) -> None:
    found = await page(database, **with_times(start, query))
    assert ([item["id"] for item in found["items"]], found["more"]) == (numbers, more)


async def test_page_reads_no_more_entries_than_the_scan_limit(
    database: Database, ids: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(review_log, "SCAN_LIMIT", 3)
    assert await page(database, word_id=1000) == {"items": [], "next": 3, "more": True}
    assert await page(database, word_id=1000, after=6) == {"items": [], "next": 7, "more": False}
    unfiltered = await page(database)
    assert (len(unfiltered["items"]), unfiltered["more"]) == (7, False)


async def unvoided(database: Database, **arguments: Any) -> tuple[list[int], int | None]:
    defaults = {"after": None, "limit": 100, "since": None, "until": None, "ascending": True}
    entries, after = await review_log.list_unvoided_entries(database, **{**defaults, **arguments})
    return [entry.id for entry in entries], after


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        ({}, ([1, 3, 4, 5, 6, 7], None)),
        ({"ascending": False}, ([7, 6, 5, 4, 3, 1], None)),
        ({"limit": 2}, ([1, 3], 3)),
        ({"limit": 2, "after": 3}, ([4, 5], 5)),
        ({"limit": 2, "ascending": False}, ([7, 6], 6)),
        ({"limit": 2, "ascending": False, "after": 4}, ([3, 1], None)),
        ({"since": timedelta(seconds=8), "until": timedelta(seconds=6)},
         ([4, 5], None)),
        ({"after": 2**63 - 1}, ([], None)),
        ({"after": 0, "ascending": False}, ([], None)),
    ],
)  # fmt: skip
async def test_unvoided_entries_are_listed_in_either_order(
    database: Database,
    ids: list[UUID],
    start: datetime,
    arguments: dict[str, Any],
    found: tuple[list[int], int | None],
) -> None:
    assert await unvoided(database, **with_times(start, arguments)) == found


async def test_unvoided_entries_are_limited_by_the_scan_limit(
    database: Database, ids: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(review_log, "SCAN_LIMIT", 2)
    assert await unvoided(database) == ([1], 2)
    assert await unvoided(database, after=2) == ([3, 4], 4)
    assert await unvoided(database, ascending=False) == ([7, 6], 6)
    assert await unvoided(database, ascending=False, after=3) == ([1], 1)
    assert await unvoided(database, ascending=False, after=1) == ([], None)


async def test_entry_is_found_among_the_voided_or_the_others(
    database: Database, ids: list[UUID]
) -> None:
    for n, id_ in enumerate(ids):
        found = [
            await review_log.find_entry(database, id_, is_voided=is_voided)
            for is_voided in (False, True)
        ]
        assert [entry and entry.review_id for entry in found] == (
            [None, str(id_)] if n == 1 else [str(id_), None]
        )


async def test_entries_are_listed_with_the_names_that_they_refer_to(
    database: Database, ids: list[UUID]
) -> None:
    entries = await review_log.list_entries(database, after=0, limit=2)
    assert [entry.review_id for entry in entries] == [str(id_) for id_ in ids[:2]]
    names = (entries[0].german, entries[0].group_name, entries[0].activity_name)
    assert names == ("hallo", "Basic Greetings", "Flashcards")
    assert [entry.id for entry in await review_log.list_entries(database, after=2)] == [
        3, 4, 5, 6, 7,
    ]  # fmt: skip
    assert await review_log.list_entries(database, after=7) == []
