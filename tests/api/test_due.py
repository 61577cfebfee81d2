"""Due words, and the other views of the learner's memory."""

import httpx
import pytest

from portal.clock import stored
from portal.http.application import Portal
from portal.memory.model import Memory, Model
from portal.operations.integrity import check
from tests.api.past import NOW, answer
from tests.support import launch, review


async def due(client: httpx.AsyncClient, query: str = "") -> dict[str, object]:
    """Return the ids of the due and the new words that a query lists, and both counts."""
    answer = await client.get(f"/api/words/due?{query}")
    assert answer.status_code == 200, answer.text
    found = answer.json()
    return {
        "due": [item["id"] for item in found["items"] if item["due_at"]],
        "new": [item["id"] for item in found["items"] if not item["due_at"]],
        "due_count": found["due_count"],
        "new_count": found["new_count"],
    }


@pytest.mark.usefixtures("now")
async def test_due_words_come_first_then_new_ones(client: httpx.AsyncClient) -> None:
    session = await launch(client)
    await answer(client, session, 3, days_ago=30)
    await answer(client, session, 5, days_ago=1)  # due tomorrow
    await answer(client, session, 9, days_ago=0.01, correct=False)  # 14 minutes ago
    await answer(client, session, 7, days_ago=0.001, correct=False)  # a minute ago
    found = await due(client, "group_id=1&limit=5")
    assert found == {"due": [3, 9], "new": [1, 2, 4], "due_count": 2, "new_count": 40}
    assert await due(client, "group_id=1&limit=1") == {**found, "due": [3], "new": []}
    assert await due(client, "group_id=2&limit=1") == {
        "due": [], "new": [45], "due_count": 0, "new_count": 54,
    }  # fmt: skip
    everything = await due(client)
    assert (everything["due"], everything["due_count"]) == ([3, 9], 2)
    assert everything["new"] == [1, 2, 4, 6, 8, *range(10, 23)]


@pytest.mark.usefixtures("now")
async def test_due_word_has_the_time_since_which_it_is_due_in_the_portals_zone(
    client: httpx.AsyncClient,
) -> None:
    session = await launch(client)
    await answer(client, session, 1, days_ago=5)
    first, second = (await client.get("/api/words/due?limit=2")).json()["items"]
    assert first == {
        "id": 1, "german": "hallo", "english": "hello", "parts": first["parts"],
        "correct_count": 1, "wrong_count": 0, "due_at": "2025-05-29T04:00:00-04:00",
    }  # fmt: skip
    assert second["due_at"] is None


@pytest.mark.usefixtures("now")
async def test_due_words_are_in_the_order_of_their_retrievability(
    client: httpx.AsyncClient, portal: Portal
) -> None:
    session = await launch(client)
    for word in range(1, 31):
        for turn in range(1 + word % 3):
            days_ago = 200 - 3 * word - 20 * turn * (word % 5)
            await answer(client, session, word, days_ago, correct=(word + turn) % 4 > 0)
    found = await due(client, "limit=100")
    today = portal.clock.day(NOW)
    rows = await portal.database.fetch_all(
        "SELECT * FROM word_memories WHERE iif(due_at IS NULL, due_day <= ?, due_at <= ?)",
        [today, stored(NOW)],
    )
    memories = {row["word_id"]: Memory(*(row[key] for key in Memory._fields)) for row in rows}
    expected = sorted(
        memories,
        key=lambda id_: (Model().retrievability(memories[id_], today), memories[id_].due_day, id_),
    )
    assert len(expected) > 20
    assert found["due"] == expected


@pytest.mark.usefixtures("now")
async def test_late_and_voided_reviews_change_what_is_due(
    client: httpx.AsyncClient, portal: Portal
) -> None:
    session = await launch(client)
    await answer(client, session, 1, days_ago=3)
    assert (await due(client))["due"] == [1]
    mistaken = await answer(client, session, 1, days_ago=0)
    assert (await due(client))["due"] == []
    await client.delete(f"/api/reviews/{mistaken}")
    assert (await due(client))["due"] == [1]
    await answer(
        client, session, 1, days_ago=40
    )  # late; the word was correct twice now, so it is not yet due
    assert (await due(client))["due"] == []
    assert await check(portal.database) == []


async def test_word_whose_only_review_is_voided_is_new_again(
    client: httpx.AsyncClient,
) -> None:
    session = await launch(client)
    mistaken = (await review(client, session, 1, False)).json()["review_id"]
    assert (await due(client, "limit=1"))["new"] == [2]
    assert (await client.get("/api/groups/1")).json()["stats"]["words_studied_count"] == 1
    await client.delete(f"/api/reviews/{mistaken}")
    assert (await due(client, "limit=1"))["new"] == [1]
    assert (await client.get("/api/groups/1")).json()["stats"]["words_studied_count"] == 0


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "limit=x", "group_id=0"])
async def test_invalid_limit_or_group_is_refused(client: httpx.AsyncClient, query: str) -> None:
    answer = await client.get(f"/api/words/due?{query}")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["path"] == query.split("=")[0]


async def test_due_words_of_an_unknown_group_are_404(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/words/due?group_id=999")
    assert answer.status_code == 404
    assert "999" in answer.json()["detail"]


@pytest.mark.usefixtures("now")
async def test_groups_have_the_numbers_of_studied_and_mastered_words(
    client: httpx.AsyncClient, portal: Portal
) -> None:
    session = await launch(client)
    for days_ago in (60, 58, 48, 10):
        await answer(client, session, 1, days_ago)
    await answer(client, session, 2, days_ago=2)

    async def shown() -> tuple[int, int]:
        group = (await client.get("/api/groups?sort_by=id")).json()["items"][0]
        stats = (await client.get("/api/groups/1")).json()["stats"]
        counts = (group["words_studied_count"], group["words_mastered_count"])
        assert counts == (stats["words_studied_count"], stats["words_mastered_count"])
        return counts

    assert await shown() == (2, 1)
    await client.delete("/api/groups/1/words/1")
    assert await shown() == (1, 0)
    await client.put("/api/groups/1/words/1")
    assert await shown() == (2, 1)
    await answer(client, session, 1, days_ago=0, correct=False)
    assert await shown() == (2, 0)
    assert await check(portal.database) == []
    await client.post("/api/reset_history")
    assert await shown() == (0, 0)
    assert await check(portal.database) == []


@pytest.mark.usefixtures("now")
async def test_retention_is_by_the_days_since_the_previous_review_of_a_word(
    client: httpx.AsyncClient,
) -> None:
    session = await launch(client)
    for days_ago, correct in ((200, True), (100, False), (93, True), (92.5, True)):
        await answer(client, session, 1, days_ago, correct)
    await answer(client, session, 2, days_ago=50)
    await answer(client, session, 2, days_ago=43, correct=False)
    items = (await client.get("/api/dashboard/retention")).json()["items"]
    ages = [(item["from_days"], item["to_days"]) for item in items]
    assert ages == [(0, 1), (2, 3), (4, 7), (8, 14), (15, 30), (31, 90), (91, None)]
    assert items[0] == {
        "from_days": 0, "to_days": 1, "review_items_count": 1, "correct_count": 1,
        "wrong_count": 0, "success_rate": 100.0,
    }  # fmt: skip
    assert items[1]["success_rate"] is None
    assert (items[2]["correct_count"], items[2]["wrong_count"]) == (1, 1)
    assert (items[6]["correct_count"], items[6]["wrong_count"]) == (0, 1)


@pytest.mark.usefixtures("now")
async def test_study_minutes_of_a_day_leave_pauses_out(
    client: httpx.AsyncClient, portal: Portal
) -> None:
    session, other = await launch(client), await launch(client)
    minutes_ago = (90, 88, 87, 60, 59)
    ids = [await answer(client, session, 1, minutes / 1440) for minutes in minutes_ago]
    await answer(client, other, 1, 89 / 1440)

    async def minutes() -> float:
        answer = await client.get("/api/dashboard/study_days?from=2025-06-01&to=2025-06-01")
        found: float = answer.json()["items"][0]["study_minutes"]
        return found

    assert await minutes() == 4.0
    await client.delete(f"/api/reviews/{ids[1]}")  # the gap is now three minutes
    assert await minutes() == 4.0
    await client.delete(f"/api/reviews/{ids[0]}")
    assert await minutes() == 1.0
    await answer(client, session, 1, 85.5 / 1440)
    assert await minutes() == 2.5
    assert await check(portal.database) == []


async def test_views_of_the_memory_stay_behind_if_the_database_can_not_be_written(
    client: httpx.AsyncClient, portal: Portal
) -> None:
    session = await launch(client)
    await review(client, session, 1, True)
    await portal.database.writer.execute_fetchall("PRAGMA query_only = ON")
    paths = (
        "groups", "groups/1", "words/due", "words/1/memory", "dashboard/retention",
        "dashboard/study_days", "dashboard/forecast", "dashboard/calibration",
    )  # fmt: skip
    for path in paths:
        assert (await client.get(f"/api/{path}")).status_code == 200, path
    behind = await due(client)
    await portal.database.writer.execute_fetchall("PRAGMA query_only = OFF")
    assert (await due(client))["new_count"] == behind["new_count"] - 1  # type: ignore[operator]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/words/due"),
        ("GET", "/api/words/due?group_id=1"),
        ("GET", "/api/groups"),
        ("GET", "/api/groups/1"),
        ("POST", "/api/groups"),
        ("PATCH", "/api/groups/1"),
        ("GET", "/api/dashboard/retention"),
        ("GET", "/api/dashboard/study_days"),
        ("GET", "/api/dashboard/forecast"),
        ("GET", "/api/dashboard/calibration"),
        ("GET", "/api/words/1/memory"),
    ],
)
async def test_every_view_of_the_memory_brings_it_up_to_date(
    client: httpx.AsyncClient, method: str, path: str
) -> None:
    await review(client, await launch(client), 1, True)
    behind = (await client.get("/api/health")).json()["memory"]
    assert behind == {"status": "behind", "entries_behind": 1}
    answer = await client.request(method, path, json={"name": "Waldtiere"})
    assert answer.is_success, answer.text
    assert (await client.get("/api/health")).json()["memory"]["status"] == "ok"


async def test_failing_memory_degrades_the_health_but_not_its_status_code(
    client: httpx.AsyncClient, portal: Portal
) -> None:
    await review(client, await launch(client), 1, True)
    assert (await client.get("/api/health")).json()["status"] == "ok"
    await portal.database.writer.execute_fetchall("PRAGMA query_only = ON")
    await due(client)
    health = await client.get("/api/health")
    assert (health.status_code, health.json()["status"]) == (200, "degraded")
    assert health.json()["memory"] == {"status": "failing", "entries_behind": 1}
    await portal.database.writer.execute_fetchall("PRAGMA query_only = OFF")
    await due(client)
    health = await client.get("/api/health")
    assert health.json()["status"] == "ok"
    assert health.json()["memory"] == {"status": "ok", "entries_behind": 0}
