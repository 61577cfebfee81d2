import asyncio
import random
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from portal.http.application import Portal
from portal.operations import commands
from portal.record import review_log
from portal.settings import Settings
from tests.support import launch, review


async def tail(client: httpx.AsyncClient, **query: object) -> list[dict[str, Any]]:
    """Return all entries of the record, read page by page."""
    entries: list[dict[str, Any]] = []
    after, more = 0, True
    while more:
        answer = await client.get("/api/reviews", params={"after": after, **query})  # type: ignore[dict-item]
        assert answer.status_code == 200, answer.text
        page = answer.json()
        entries += page["items"]
        after, more = page["next"], page["more"]
    return entries


async def test_record_has_every_review_in_the_order_of_arrival(client: httpx.AsyncClient) -> None:
    session = await launch(client)
    sent = [
        (await review(client, session, word, word % 2 == 0, created_at=created_at)).json()
        for word, created_at in ((3, "2025-02-08T17:20:23-05:00"), (1, "2024-01-01T00:00:00Z"))
    ]
    entries = await tail(client)
    assert [entry["id"] for entry in entries] == sorted(entry["id"] for entry in entries)
    assert [
        {key: entry[key] for key in ("word_id", "study_session_id", "correct", "created_at")}
        for entry in entries
    ] == [
        {key: one[key] for key in ("word_id", "study_session_id", "correct", "created_at")}
        for one in sent
    ]
    assert [entry["review_id"] for entry in entries] == [one["review_id"] for one in sent]
    assert [entry["voids"] for entry in entries] == [None, None]
    assert entries[0]["stored_at"] > entries[0]["created_at"]


async def test_reader_at_the_end_of_the_record_gets_later_entries_next_time(
    client: httpx.AsyncClient,
) -> None:
    assert (await client.get("/api/reviews")).json() == {"items": [], "next": 0, "more": False}
    session = await launch(client)
    await review(client, session, 1, True)
    page = (await client.get("/api/reviews")).json()
    assert (len(page["items"]), page["more"]) == (1, False)
    end = {"items": [], "next": page["next"], "more": False}
    assert (await client.get(f"/api/reviews?after={page['next']}")).json() == end
    await review(client, session, 2, False)
    page = (await client.get(f"/api/reviews?after={page['next']}")).json()
    assert [entry["word_id"] for entry in page["items"]] == [2]


@pytest.mark.parametrize("limit", [1, 2, 7, 1000])
async def test_pages_of_every_size_have_each_entry_once(
    client: httpx.AsyncClient, limit: int
) -> None:
    session = await launch(client)
    for word in range(1, 8):
        await review(client, session, word, True)
    assert [entry["word_id"] for entry in await tail(client, limit=limit)] == [*range(1, 8)]


async def test_filters_find_exactly_the_matching_entries(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(review_log, "SCAN_LIMIT", 3)  # less than the reviews of this test
    sessions = [await launch(client), await launch(client, group_id=2)]
    for day in range(1, 11):
        await review(
            client, sessions[day % 2], day % 3 + 1, True, created_at=f"2025-03-{day:02}T12:00:00Z"
        )
    everything = await tail(client)
    for key, value in (("study_session_id", sessions[1]), ("word_id", 2)):
        found = await tail(client, **{key: value, "limit": 2})
        assert found == [entry for entry in everything if entry[key] == value]
    span = {"from": "2025-03-08T12:00:00Z", "to": "2025-03-10T13:00:00+01:00"}
    assert await tail(client, **span) == everything[7:9]
    both = await tail(client, word_id=everything[7]["word_id"], **span)
    assert both == [everything[7]]


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ("after=-1", "after"),
        ("limit=0", "limit"),
        ("limit=1001", "limit"),
        ("word_id=x", "word_id"),
        ("from=2025-03-08T12:00:00", "from"),
        ("to=yesterday", "to"),
    ],
)
async def test_invalid_query_is_refused(client: httpx.AsyncClient, query: str, path: str) -> None:
    answer = await client.get(f"/api/reviews?{query}")
    assert answer.status_code == 422
    assert [error["path"] for error in answer.json()["errors"]] == [path]


async def test_review_that_is_taken_back_no_longer_counts_and_has_a_voiding_entry(
    client: httpx.AsyncClient, settings: Settings
) -> None:
    session = await launch(client)
    kept = (await review(client, session, 2, False)).json()
    before = await shown(client, session)
    wrong = (await review(client, session, 1, True)).json()
    assert await shown(client, session) != before
    for _ in range(2):
        answer = await client.delete(f"/api/reviews/{wrong['review_id'].upper()}")
        assert (answer.status_code, answer.json()) == (200, {"success": True})
        assert await shown(client, session) == before
    first, second, void = await tail(client)
    assert [first["review_id"], second["review_id"]] == [kept["review_id"], wrong["review_id"]]
    same = ("word_id", "study_session_id", "correct", "created_at")
    assert [void[key] for key in same] == [second[key] for key in same]
    assert void["voids"] == wrong["review_id"]
    assert void["review_id"] not in {kept["review_id"], wrong["review_id"]}
    assert "is intact" in await commands.check(settings)


async def shown(client: httpx.AsyncClient, session: int) -> list[object]:
    """Return every response that depends on the reviews."""
    return [
        (await client.get(path)).json()
        for path in (
            f"/api/study_sessions/{session}", f"/api/study_sessions/{session}/words",
            "/api/words/1", "/api/dashboard/study_progress", "/api/dashboard/quick-stats",
            "/api/dashboard/study_days",
        )
    ]  # fmt: skip


async def test_review_that_was_taken_back_stays_so_when_sent_again(
    client: httpx.AsyncClient,
) -> None:
    session = await launch(client)
    id_ = str(uuid4())
    first = await review(client, session, 1, True, review_id=id_)
    await client.delete(f"/api/reviews/{id_}")
    again = await review(client, session, 1, True, review_id=id_)
    assert (again.status_code, again.json()) == (200, first.json())
    assert (await client.get("/api/words/1")).json()["stats"]["correct_count"] == 0
    [_, void] = await tail(client)
    other = await review(client, session, 1, True, review_id=void["review_id"])
    assert other.status_code == 409


@pytest.mark.parametrize("id_", [str(UUID(int=1)), "1", "x"])
async def test_unknown_review_cannot_be_taken_back(client: httpx.AsyncClient, id_: str) -> None:
    assert (await client.delete(f"/api/reviews/{id_}")).status_code == 404


async def test_voiding_entry_cannot_be_taken_back(client: httpx.AsyncClient) -> None:
    session = await launch(client)
    id_ = (await review(client, session, 1, True)).json()["review_id"]
    await client.delete(f"/api/reviews/{id_}")
    [_, void] = await tail(client)
    assert (await client.delete(f"/api/reviews/{void['review_id']}")).status_code == 404


async def test_day_without_remaining_reviews_is_not_a_study_day(
    client: httpx.AsyncClient, portal: Portal
) -> None:
    session = await launch(client)
    id_ = (await review(client, session, 1, True, created_at="2025-02-08T12:00:00Z")).json()
    await client.delete(f"/api/reviews/{id_['review_id']}")
    days = (await client.get("/api/dashboard/study_days?from=2025-01-01&to=2025-12-31")).json()
    assert days["items"] == []


async def test_counters_are_right_after_any_reviews_are_taken_back(
    client: httpx.AsyncClient, settings: Settings
) -> None:
    chance = random.Random(3)
    sessions = [await launch(client, group_id=group) for group in (1, 2)]
    ids: list[str] = []
    for number in range(60):
        answer = await review(
            client,
            chance.choice(sessions),
            chance.randint(1, 4),
            chance.random() < 0.5,
            created_at=f"2025-03-{chance.randint(1, 9):02}T12:00:{number:02}Z",
        )
        ids.append(answer.json()["review_id"])
    await asyncio.gather(
        *(client.delete(f"/api/reviews/{id_}") for id_ in chance.sample(ids, 40) * 2)
    )
    assert len(await tail(client)) == 100
    assert "is intact" in await commands.check(settings)
    for id_ in ids:
        assert (await client.delete(f"/api/reviews/{id_}")).status_code == 200
    assert len(await tail(client)) == 120
    progress = (await client.get("/api/dashboard/study_progress")).json()
    assert progress["total_words_studied"] == 0
    assert (await client.get(f"/api/study_sessions/{sessions[0]}/words")).json()["items"] == []
    assert "is intact" in await commands.check(settings)
    assert (await client.post("/api/reset_history")).status_code == 200
    assert await tail(client) == []
