"""All endpoints that read: their keys, empty lists, pages and unknown ids."""

import sqlite3
from typing import Any

import httpx
import pytest

from portal.http.application import Portal
from tests.support import launch, review

WORD = {"id", "german", "english", "parts", "correct_count", "wrong_count"}
SESSION = {
    "id", "group_id", "group_name", "study_activity_id", "activity_name", "start_time", "end_time",
    "review_items_count", "correct_count", "wrong_count", "created_at",
}  # fmt: skip
ACTIVITY = {"id", "name", "thumbnail_url", "description", "launch_url"}
LISTS = {
    "/api/words": WORD,
    "/api/groups": {"id", "name", "word_count", "words_studied_count", "words_mastered_count"},
    "/api/groups/1/words": WORD,
    "/api/groups/1/study_sessions": SESSION,
    "/api/study_activities": ACTIVITY,
    "/api/study_activities/1/study_sessions": SESSION,
    "/api/study_sessions": SESSION,
    "/api/study_sessions/1/words": WORD,
}
DUE_KEYS = {"items", "due_count", "new_count", "new_left_today", "suspended_count"}
RECORDS = {
    "/api/words/1": WORD | {"stats", "groups", "suspended", "revision"},
    "/api/groups/1": {"id", "name", "word_count", "stats", "revision"},
    "/api/study_activities/1": ACTIVITY,
    "/api/study_sessions/1": SESSION,
    "/api/dashboard/last_study_session": SESSION,
    "/api/dashboard/study_progress": {"total_words_studied", "total_available_words"},
    "/api/dashboard/quick-stats": {
        "success_rate", "total_study_sessions", "total_active_groups", "study_streak_days",
    },
    "/api/dashboard/quick_stats": {
        "success_rate", "total_study_sessions", "total_active_groups", "study_streak_days",
    },
    "/api/dashboard/retention": {"items"},
    "/api/dashboard/forecast": {"items", "new_count"},
    "/api/dashboard/calibration": {"items", "review_items_count", "log_loss", "rmse"},
    "/api/words/1/memory": {
        "word_id", "stability", "difficulty", "retrievability", "due_at",
        "answers_count", "answers",
    },
    "/api/words/due": DUE_KEYS,
    "/api/words/due?group_id=1": DUE_KEYS,
    "/api/health": {"status", "database", "memory"},
}  # fmt: skip


@pytest.fixture
async def studied(client: httpx.AsyncClient) -> httpx.AsyncClient:
    """A client of a portal with one session, which has three reviews of two words."""
    await launch(client)
    for word_id, correct in ((2, True), (1, False), (2, False)):
        await review(client, 1, word_id, correct)
    return client


@pytest.mark.parametrize(("path", "keys"), LISTS.items())
async def test_list_has_its_keys_and_a_pagination(
    studied: httpx.AsyncClient, path: str, keys: set[str]
) -> None:
    page = (await studied.get(path, params={"items_per_page": 1})).json()
    assert [set(item) for item in page["items"]] == [keys]
    total = page["pagination"]["total_items"]
    assert page["pagination"] == {
        "current_page": 1, "total_pages": total, "total_items": total, "items_per_page": 1,
    }  # fmt: skip
    past = (await studied.get(path, params={"page": total + 1, "items_per_page": 1})).json()
    assert (past["items"], past["pagination"]["total_items"]) == ([], total)


@pytest.mark.parametrize(("path", "keys"), RECORDS.items())
async def test_record_has_its_keys(studied: httpx.AsyncClient, path: str, keys: set[str]) -> None:
    assert set((await studied.get(path)).json()) == keys


@pytest.mark.parametrize("path", [path for path in [*LISTS, *RECORDS] if "/1" in path])
async def test_unknown_id_is_404_with_the_id(studied: httpx.AsyncClient, path: str) -> None:
    answer = await studied.get(path.replace("/1", "/4711"))
    assert answer.status_code == 404
    assert "4711" in answer.json()["detail"]


@pytest.mark.parametrize("path", [path for path in LISTS if path.endswith("study_sessions")])
async def test_list_without_sessions_is_empty(client: httpx.AsyncClient, path: str) -> None:
    page = (await client.get(path)).json()
    assert page["items"] == []
    assert (page["pagination"]["total_pages"], page["pagination"]["total_items"]) == (1, 0)


async def test_dashboard_before_the_first_session(client: httpx.AsyncClient) -> None:
    assert (await client.get("/api/dashboard/last_study_session")).text == "null"
    assert (await client.get("/api/dashboard/quick-stats")).json() == {
        "success_rate": 0.0, "total_study_sessions": 0, "total_active_groups": 0,
        "study_streak_days": 0,
    }  # fmt: skip


async def test_dashboard_counts_sessions_and_reviews(studied: httpx.AsyncClient) -> None:
    assert (await studied.get("/api/dashboard/quick-stats")).json() == {
        "success_rate": 33.3, "total_study_sessions": 1, "total_active_groups": 1,
        "study_streak_days": 1,
    }  # fmt: skip
    progress = (await studied.get("/api/dashboard/study_progress")).json()
    assert progress["total_words_studied"] == 2


async def test_words_of_a_session_are_in_the_order_of_their_first_review_with_its_counts(
    studied: httpx.AsyncClient,
) -> None:
    await launch(studied)
    await review(studied, 2, 2, True)
    items = (await studied.get("/api/study_sessions/1/words")).json()["items"]
    counts = [(item["id"], item["correct_count"], item["wrong_count"]) for item in items]
    assert counts == [(2, 1, 1), (1, 0, 1)]
    newest = (await studied.get("/api/study_sessions")).json()["items"]
    assert [session["id"] for session in newest] == [2, 1]


async def test_words_are_in_the_order_of_a_german_dictionary(
    client: httpx.AsyncClient, portal: Portal
) -> None:
    pages = [(await client.get("/api/words", params={"page": n})).json() for n in range(1, 13)]
    words: list[dict[str, Any]] = [item for page in pages for item in page["items"]]
    assert len({word["id"] for word in words}) == pages[0]["pagination"]["total_items"]
    german = [word["german"] for word in words]
    assert german.index("abbiegen") < german.index("Abend") < german.index("Apfel")
    assert abs(german.index("über") - german.index("Übung")) < 20
    backwards = (await client.get("/api/words?order=desc&items_per_page=1")).json()["items"]
    assert backwards == words[-1:]
    for key in ("english", "correct_count", "wrong_count", "id"):
        assert (await client.get("/api/words", params={"sort_by": key})).status_code == 200


async def test_umlauts_are_not_escaped(client: httpx.AsyncClient) -> None:
    body = (await client.get("/api/words?sort_by=german&order=desc")).text
    assert "ü" in body
    assert "\\u" not in body


async def test_wrong_method_is_405_with_an_allow_header(client: httpx.AsyncClient) -> None:
    answer = await client.delete("/api/words")
    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}


async def test_details_of_an_internal_error_are_in_the_log_and_not_in_the_response(
    client: httpx.AsyncClient, portal: Portal, caplog: pytest.LogCaptureFixture
) -> None:
    connection = sqlite3.connect(portal.settings.database)
    connection.execute("DROP TABLE word_counts")
    connection.commit()
    connection.close()
    answer = await client.get("/api/words")
    assert answer.status_code == 500
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert "word_counts" not in answer.text
    assert "no such table" in caplog.text


async def test_no_endpoint_that_reads_scans_the_record(
    studied: httpx.AsyncClient, portal: Portal
) -> None:
    await portal.projection.catch_up()
    statements: set[str] = set()
    for reader in portal.database._readers:
        await reader.set_trace_callback(statements.add)
    for path in [*LISTS, *RECORDS]:
        for _ in portal.database._readers:
            assert (await studied.get(path)).status_code == 200
    assert len(statements) >= len(LISTS) + len(RECORDS) - 1
    for statement in statements:
        plan = await portal.database.fetch_all(f"EXPLAIN QUERY PLAN {statement}")
        found = {row["detail"] for row in plan if "word_review_items" in row["detail"]}
        if "AS entries_behind" in statement:
            # Only the entries that are not projected yet.
            expected = {"SEARCH word_review_items USING INTEGER PRIMARY KEY (rowid>?)"}
        else:
            expected = {
                "SEARCH word_review_items",  # only its last id
                "SEARCH word_review_items USING INTEGER PRIMARY KEY (rowid=?)",  # one entry
            }
        assert found <= expected


@pytest.mark.parametrize("order", ["asc", "desc"])
@pytest.mark.parametrize("sort_by", ["name", "word_count", "id"])
async def test_groups_are_in_the_requested_order(
    client: httpx.AsyncClient, sort_by: str, order: str
) -> None:
    answer = await client.get(f"/api/groups?sort_by={sort_by}&order={order}")
    groups = answer.json()["items"]
    assert len(groups) == 22
    keys = [(group[sort_by], group["id"]) for group in groups]
    assert keys == sorted(keys, reverse=order == "desc")


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/api/groups", '{"name": 1e999}', 422),
        ("/api/groups", '{"name": "a\\u0000b"}', 422),
        ("/api/study_activities", '{"group_id": 1e999, "study_activity_id": 1}', 422),
        ("/api/words", '{"german": "a", "english": "b", "parts": {"n": 1e999}}', 422),
        ("/api/words", '{"german": "a", "english": "b", "parts": {"n": %s}}' % ("1" * 4_301), 422),
        ("/api/words", '{"german": "a", "english": "b", "parts": {"n": 1e999}', 422),
        ("/api/words", '{"german": 7, "english": "b"', 400),
        ("/api/words", '{"german": %s' % ("[" * 100_000), 400),
        (
            "/api/study_sessions/1/reviews",
            '{"reviews": [{"word_id": 1e999, "correct": true}]}',
            422,
        ),
    ],
)
async def test_number_out_of_range_or_malformed_json_is_a_client_error(
    studied: httpx.AsyncClient, path: str, body: str, status: int
) -> None:
    headers = {"Content-Type": "application/json"}
    answer = await studied.post(path, content=body, headers=headers)
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "path", ["/api/study_activities", "/api/study_activities/1", "/api/study_activities/2"]
)
async def test_urls_of_learning_apps_are_absolute(client: httpx.AsyncClient, path: str) -> None:
    answer = (await client.get(path, headers={"Host": "127.0.0.1:8000"})).json()
    for activity in answer.get("items", [answer]):
        for key in ("thumbnail_url", "launch_url"):
            assert activity[key].startswith("http://127.0.0.1:8000/apps/")
            assert (await client.get(activity[key])).status_code in (200, 308)


async def test_urls_of_learning_apps_elsewhere_stay_as_they_are(
    client: httpx.AsyncClient, portal: Portal
) -> None:
    url = "https://app.example/play?a=1"
    await portal.database.write(
        lambda connection: connection.execute(
            "UPDATE study_activities SET launch_url = ?, thumbnail_url = ? WHERE id = 1", (url, url)
        ).close()
    )
    activity = (await client.get("/api/study_activities/1")).json()
    assert (activity["launch_url"], activity["thumbnail_url"]) == (url, url)


async def test_counts_at_the_top_are_those_of_the_stats(studied: httpx.AsyncClient) -> None:
    word = (await studied.get("/api/words/2")).json()
    assert (word["correct_count"], word["wrong_count"]) == (1, 1)
    assert word["stats"] == {"correct_count": 1, "wrong_count": 1}
    group = (await studied.get("/api/groups/1")).json()
    assert group["word_count"] == group["stats"]["total_word_count"] > 0
    session = (await studied.get("/api/study_sessions")).json()["items"][0]
    assert session["created_at"] == session["start_time"]
