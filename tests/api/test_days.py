"""The learner's days, which start at 4 in the portal's zone, America/New_York in the tests."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import httpx
import pytest

from portal.http.application import Portal
from tests.support import launch, review


async def test_streak_counts_consecutive_days_up_to_today(client: httpx.AsyncClient) -> None:
    session = await launch(client)
    now = datetime.now(UTC)
    for days in (1, 2, 3, 5):
        await review(client, session, 1, True, created_at=(now - timedelta(days=days)).isoformat())
    assert (await client.get("/api/dashboard/quick-stats")).json()["study_streak_days"] == 4


@pytest.mark.parametrize(
    ("time", "local", "day"),
    [
        ("2025-02-09T04:59:59Z", "2025-02-08T23:59:59-05:00", "2025-02-08"),
        ("2025-02-09T08:59:59Z", "2025-02-09T03:59:59-05:00", "2025-02-08"),
        ("2025-02-09T09:00:00Z", "2025-02-09T04:00:00-05:00", "2025-02-09"),
    ],
)
async def test_review_past_midnight_belongs_to_the_day_before(
    client: httpx.AsyncClient, portal: Portal, time: str, local: str, day: str
) -> None:
    session = await launch(client)
    answer = await review(client, session, 1, True, created_at=time)
    assert answer.json()["created_at"] == local
    row = await portal.database.fetch_one("SELECT day, created_at FROM word_review_items")
    assert row is not None
    assert tuple(row) == (day, time)


async def test_old_review_does_not_end_a_session_before_it_starts(
    client: httpx.AsyncClient,
) -> None:
    session = await launch(client)
    await review(client, session, 1, True, created_at="2020-01-01T00:00:00Z")
    found = (await client.get(f"/api/study_sessions/{session}")).json()
    assert found["end_time"] == found["start_time"]


async def test_readers_never_see_an_empty_vocabulary_during_a_full_reset(
    client: httpx.AsyncClient,
) -> None:
    resetting = asyncio.create_task(client.post("/api/full_reset"))
    totals = set()
    while not resetting.done():
        page = (await client.get("/api/words?items_per_page=1")).json()
        totals.add((len(page["items"]), page["pagination"]["total_items"]))
    assert (await resetting).status_code == 200
    assert len(totals) == 1
    assert next(iter(totals))[1] > 1000


async def test_study_days_have_the_counts_of_each_day(client: httpx.AsyncClient) -> None:
    session = await launch(client)
    for created_at, correct in (
        ("2025-02-08T12:00:00-05:00", True),
        ("2025-02-09T04:59:59Z", False),
        ("2025-02-10T12:00:00-05:00", True),
    ):
        await review(client, session, 1, correct, created_at=created_at)
    answer = await client.get("/api/dashboard/study_days?from=2025-02-08&to=2025-02-09")
    assert answer.json() == {
        "from": "2025-02-08",
        "to": "2025-02-09",
        "items": [
            {
                "day": "2025-02-08",
                "study_session_count": 0,
                "review_items_count": 2,
                "correct_count": 1,
                "wrong_count": 1,
                "study_minutes": 0.0,
            }
        ],
    }


async def test_study_days_are_of_the_last_year_by_default(
    client: httpx.AsyncClient, portal: Portal
) -> None:
    await launch(client)
    today = date.fromisoformat(portal.clock.today())
    answer = (await client.get("/api/dashboard/study_days")).json()
    assert (answer["from"], answer["to"]) == (
        (today - timedelta(days=364)).isoformat(),
        today.isoformat(),
    )
    assert [(day["day"], day["study_session_count"]) for day in answer["items"]] == [
        (today.isoformat(), 1)
    ]


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ("from=2025-02-30", "from"),
        ("to=yesterday", "to"),
        ("from=2025-02-02&to=2025-02-01", "from"),
        ("from=1990-01-01&to=2025-01-01", "from"),
        ("from=9999-12-31&to=0001-01-01", "from"),
    ],
)
async def test_invalid_range_of_days_is_refused(
    client: httpx.AsyncClient, query: str, path: str
) -> None:
    answer = await client.get(f"/api/dashboard/study_days?{query}")
    assert answer.status_code == 422
    assert [error["path"] for error in answer.json()["errors"]] == [path]


async def test_range_of_days_can_reach_the_ends_of_the_calendar(client: httpx.AsyncClient) -> None:
    for query in ("to=0001-01-01", "from=9999-12-31&to=9999-12-31"):
        assert (await client.get(f"/api/dashboard/study_days?{query}")).json()["items"] == []
