"""The memory of one word, the forecast, and how well recall was predicted."""

from math import log

import httpx
import pytest

from portal.http.application import Portal
from portal.operations.integrity import check
from tests.api.past import answer
from tests.support import launch

pytestmark = pytest.mark.usefixtures("now")


async def get(client: httpx.AsyncClient, path: str) -> dict[str, object]:
    answer = await client.get(f"/api/{path}")
    assert answer.status_code == 200, answer.text
    found: dict[str, object] = answer.json()
    return found


async def test_memory_of_a_word_has_its_state_and_its_answers(client: httpx.AsyncClient) -> None:
    session = await launch(client)
    ids = [
        await answer(client, session, 7, days, correct) for days, correct in ((9, True), (4, False))
    ]
    found = await get(client, "words/7/memory")
    assert found == {
        "word_id": 7,
        "stability": found["stability"],
        "difficulty": found["difficulty"],
        "retrievability": found["retrievability"],
        "due_at": "2025-05-28T08:10:00-04:00",  # ten minutes after the wrong answer
        "answers_count": 2,
        "answers": [
            {"review_id": ids[1], "correct": False, "created_at": "2025-05-28T08:00:00-04:00"},
            {"review_id": ids[0], "correct": True, "created_at": "2025-05-23T08:00:00-04:00"},
        ],
    }
    assert 0.1 < found["retrievability"] < 0.9  # type: ignore[operator]
    await answer(client, session, 7, 0)
    found = await get(client, "words/7/memory")
    assert found["retrievability"] == 1.0
    assert str(found["due_at"]).endswith("T04:00:00-04:00")  # the start of a later day


async def test_word_that_was_never_studied_has_no_memory(client: httpx.AsyncClient) -> None:
    assert await get(client, "words/1/memory") == {
        "word_id": 1, "stability": None, "difficulty": None, "retrievability": None,
        "due_at": None, "answers_count": 0, "answers": [],
    }  # fmt: skip
    assert (await client.get("/api/words/999999/memory")).status_code == 404


async def test_only_the_newest_hundred_answers_are_shown(client: httpx.AsyncClient) -> None:
    session = await launch(client)
    for days_ago in range(105, 0, -1):
        await answer(client, session, 1, days_ago)
    found = await get(client, "words/1/memory")
    assert found["answers_count"] == 105
    assert len(found["answers"]) == 100  # type: ignore[arg-type]
    assert found["answers"][0]["created_at"].startswith("2025-05-31")  # type: ignore[index]


async def test_forecast_counts_overdue_words_today_and_the_others_on_their_days(
    client: httpx.AsyncClient,
) -> None:
    session = await launch(client)
    await answer(client, session, 1, days_ago=30)
    await answer(client, session, 2, days_ago=0, correct=False)
    await answer(client, session, 3, days_ago=0)
    found = await get(client, "dashboard/forecast?days=4")
    days = [(item["day"], item["due_count"]) for item in found["items"]]  # type: ignore[attr-defined]
    assert days == [("2025-06-01", 2), ("2025-06-02", 0), ("2025-06-03", 1), ("2025-06-04", 0)]
    progress = await get(client, "dashboard/study_progress")
    assert found["new_count"] == progress["total_available_words"] - 3  # type: ignore[operator]
    assert len((await get(client, "dashboard/forecast"))["items"]) == 30  # type: ignore[arg-type]


@pytest.mark.parametrize("days", ["0", "367", "x", "-1"])
async def test_invalid_number_of_days_is_refused(client: httpx.AsyncClient, days: str) -> None:
    answer = await client.get(f"/api/dashboard/forecast?days={days}")
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, "days")


async def test_calibration_compares_predicted_with_actual_recall(
    client: httpx.AsyncClient, portal: Portal
) -> None:
    assert await get(client, "dashboard/calibration") == {
        "items": [], "review_items_count": 0, "log_loss": None, "rmse": None,
    }  # fmt: skip
    session = await launch(client)
    # After one right answer, recall after 10 days is predicted by the stability of 2.3 days.
    for word in range(1, 5):
        await answer(client, session, word, days_ago=10)
        await answer(client, session, word, days_ago=9.99)  # on the same day, so not predicted
    memory = await get(client, "words/1/memory")
    predicted = float(memory["retrievability"])  # type: ignore[arg-type]
    mistaken = await answer(client, session, 1, days_ago=0, correct=False)
    for word in range(2, 5):
        await answer(client, session, word, days_ago=0)
    found = await get(client, "dashboard/calibration")
    item = found["items"][0]  # type: ignore[index]
    assert len(found["items"]) == 1  # type: ignore[arg-type]
    assert (item["review_items_count"], item["actual"]) == (4, 0.75)
    assert item["predicted"] == pytest.approx(predicted, abs=1e-4)
    assert found["review_items_count"] == 4
    assert found["rmse"] == pytest.approx(abs(predicted - 0.75), abs=2e-4)
    loss = -(3 * log(predicted) + log(1 - predicted)) / 4
    assert found["log_loss"] == pytest.approx(loss, abs=2e-4)
    await client.delete(f"/api/reviews/{mistaken}")
    found = await get(client, "dashboard/calibration")
    assert (found["review_items_count"], found["items"][0]["actual"]) == (3, 1.0)  # type: ignore[index]
    assert await check(portal.database) == []
