"""Suspended words, and the limit of new words a day."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from portal import create_app
from portal.asgi import Asgi
from portal.http.application import Portal
from portal.operations.integrity import check
from portal.settings import load_settings
from tests.api.past import answer
from tests.support import launch, lifespan

pytestmark = pytest.mark.usefixtures("now")


async def due(client: httpx.AsyncClient, query: str = "") -> dict[str, object]:
    found = (await client.get(f"/api/words/due?{query}")).json()
    return {**found, "items": [item["id"] for item in found["items"]]}


@asynccontextmanager
async def served(seeded: Path, database: Path, **environ: str) -> AsyncIterator[httpx.AsyncClient]:
    """Serve a portal with other settings, and yield a client."""
    await asyncio.to_thread(shutil.copy, seeded, database)
    settings = load_settings({"PORTAL_DATABASE": str(database), **environ})
    app = Asgi(lambda: create_app(settings))
    transport = httpx.ASGITransport(app)  # type: ignore[arg-type]
    async with (
        lifespan(app),
        httpx.AsyncClient(transport=transport, base_url="http://localhost") as client,
    ):
        yield client


@pytest.mark.parametrize("group", ["", "group_id=1&"])
async def test_suspended_word_is_neither_due_nor_new(
    client: httpx.AsyncClient, portal: Portal, group: str
) -> None:
    session = await launch(client)
    await answer(client, session, 1, days_ago=30)
    await answer(client, session, 2, days_ago=30)
    before = await due(client, f"{group}limit=4")
    assert before["items"] == [1, 2, 3, 4]
    for word in (1, 3):
        assert (await client.put(f"/api/words/{word}/suspension")).status_code == 201
    assert (await client.get("/api/words/1")).json()["suspended"] is True
    after = await due(client, f"{group}limit=4")
    assert after == {
        "items": [2, 4, 5, 6], "due_count": 1, "new_count": before["new_count"] - 1,  # type: ignore[operator]
        "new_left_today": 20, "suspended_count": 2,
    }  # fmt: skip
    forecast = (await client.get("/api/dashboard/forecast?days=1")).json()
    everything = await due(client)
    assert forecast == {
        "items": [{"day": "2025-06-01", "due_count": 1}], "new_count": everything["new_count"],
    }  # fmt: skip
    # Its reviews count as before.
    await answer(client, session, 1, days_ago=1, correct=False)
    assert (await due(client, group))["due_count"] == 1
    assert (await client.get("/api/words/1")).json()["wrong_count"] == 1
    for word in (1, 3):
        assert (await client.delete(f"/api/words/{word}/suspension")).status_code == 200
    assert (await client.get("/api/words/1")).json()["suspended"] is False
    assert (await due(client, f"{group}limit=4"))["items"] == [2, 1, 3, 4]
    assert await check(portal.database) == []


async def test_suspending_twice_and_resuming_twice_make_no_difference(
    client: httpx.AsyncClient,
) -> None:
    assert (await client.put("/api/words/1/suspension")).status_code == 201
    assert (await client.put("/api/words/1/suspension")).status_code == 200
    assert (await due(client))["suspended_count"] == 1
    for _ in range(2):
        assert (await client.delete("/api/words/1/suspension")).status_code == 200
    assert (await due(client))["suspended_count"] == 0


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
async def test_unknown_word_cannot_be_suspended(client: httpx.AsyncClient, method: str) -> None:
    answer = await client.request(method, "/api/words/999999/suspension")
    assert answer.status_code == 404
    assert "999999" in answer.json()["detail"]


async def test_suspensions_survive_a_reset_of_the_history_but_not_a_full_one(
    client: httpx.AsyncClient, portal: Portal
) -> None:
    await client.put("/api/words/1/suspension")
    await client.post("/api/reset_history")
    assert (await due(client))["suspended_count"] == 1
    await client.post("/api/full_reset")
    assert (await due(client))["suspended_count"] == 0
    assert await check(portal.database) == []


async def test_suspension_of_a_deleted_word_goes_with_it(client: httpx.AsyncClient) -> None:
    payload = {"german": "der Uhu", "english": "eagle owl"}
    word = (await client.post("/api/words", json=payload)).json()["id"]
    await client.put(f"/api/words/{word}/suspension")
    assert (await client.delete(f"/api/words/{word}")).status_code == 200
    assert (await due(client))["suspended_count"] == 0


async def test_new_words_of_a_day_are_limited_across_groups(seeded: Path, tmp_path: Path) -> None:
    zone = {"PORTAL_TIMEZONE": "America/New_York", "PORTAL_NEW_WORDS_A_DAY": "3"}
    async with served(seeded, tmp_path / "words.db", **zone) as client:
        session = await launch(client)
        assert (await due(client))["items"] == [1, 2, 3]
        await answer(client, session, 1, days_ago=1)  # yesterday
        await answer(client, session, 2, days_ago=0)
        mistaken = await answer(client, session, 50, days_ago=0.1)  # of another group
        found = await due(client)
        assert (found["items"], found["new_left_today"]) == ([3], 1)
        found = await due(client, "group_id=2&limit=100")
        assert (len(found["items"]), found["new_left_today"]) == (1, 1)  # type: ignore[arg-type]
        # A word that was studied before isn't begun today.
        await answer(client, session, 50, days_ago=20)
        assert (await due(client))["new_left_today"] == 2
        # Without the older answer it is, and without any it is new again.
        await client.delete(f"/api/reviews/{mistaken}")
        assert (await due(client))["new_left_today"] == 2
        await answer(client, session, 7, days_ago=0)
        await answer(client, session, 8, days_ago=0)
        found = await due(client)
        assert found["new_left_today"] == 0
        assert found["new_count"] > 1000  # type: ignore[operator]
        assert found["items"] == [50]  # due, so it isn't limited


async def test_no_new_words_are_offered_if_the_limit_is_zero(seeded: Path, tmp_path: Path) -> None:
    async with served(seeded, tmp_path / "words.db", PORTAL_NEW_WORDS_A_DAY="0") as client:
        found = await due(client)
        assert (found["items"], found["new_left_today"]) == ([], 0)
