"""The learner's calendar days, in the portal's zone (America/New_York here)."""

import asyncio
from datetime import UTC, datetime, timedelta

import httpx

from portal.application import Portal
from tests.support import launch, review


async def test_streak_counts_days_in_a_row_back_from_today(client: httpx.AsyncClient) -> None:
    session = await launch(client)
    now = datetime.now(UTC)
    for days in (1, 2, 3, 5):
        await review(client, session, 1, True, created_at=(now - timedelta(days=days)).isoformat())
    assert (await client.get("/api/dashboard/quick-stats")).json()["study_streak_days"] == 4


async def test_review_belongs_to_the_learners_day(
    client: httpx.AsyncClient, portal: Portal
) -> None:
    session = await launch(client)
    answer = await review(client, session, 1, True, created_at="2025-02-09T04:59:59Z")
    assert answer.json()["created_at"] == "2025-02-08T23:59:59-05:00"
    row = await portal.database.fetch_one("SELECT day, created_at FROM word_review_items")
    assert row is not None
    assert tuple(row) == ("2025-02-08", "2025-02-09T04:59:59Z")


async def test_old_review_does_not_end_a_session_before_it_starts(
    client: httpx.AsyncClient,
) -> None:
    session = await launch(client)
    await review(client, session, 1, True, created_at="2020-01-01T00:00:00Z")
    found = (await client.get(f"/api/study_sessions/{session}")).json()
    assert found["end_time"] == found["start_time"]


async def test_reader_sees_the_old_state_or_the_new_and_never_an_empty_one(
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
