import asyncio
import itertools
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx
import pytest

from portal.clock import Clock
from portal.http.application import Portal
from portal.operations.integrity import check
from portal.record.review_queue import ReviewQueue
from tests.support import launch, review


async def test_response_has_the_stored_review(client: httpx.AsyncClient) -> None:
    session = await launch(client)
    answer = await review(client, session, 5, correct=True)
    assert answer.status_code == 201
    body = answer.json()
    assert set(body) == {
        "success", "word_id", "study_session_id", "correct", "created_at", "review_id",
    }  # fmt: skip
    assert (body["success"], body["word_id"], body["study_session_id"]) == (True, 5, session)


async def test_repeated_review_id_is_counted_once(
    client: httpx.AsyncClient, portal: Portal
) -> None:
    session = await launch(client)
    id_ = str(uuid4())
    first = await review(client, session, 5, correct=True, review_id=id_)
    again = await review(client, session, 5, correct=True, review_id=id_.upper())
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    other = await review(client, session, 5, correct=False, review_id=id_)
    assert other.status_code == 409
    stats = (await client.get("/api/words/5")).json()["stats"]
    assert stats == {"correct_count": 1, "wrong_count": 0}
    assert await check(portal.database) == []


async def test_time_in_the_future_is_replaced_by_the_time_of_arrival(
    client: httpx.AsyncClient,
) -> None:
    session = await launch(client)
    ahead = (datetime.now(UTC) + timedelta(days=400)).isoformat()
    id_ = str(uuid4())
    first = await review(client, session, 5, correct=True, created_at=ahead, review_id=id_)
    again = await review(client, session, 5, correct=True, created_at=ahead, review_id=id_)
    assert datetime.fromisoformat(first.json()["created_at"]) <= datetime.now(UTC)
    assert (again.status_code, again.json()) == (200, first.json())


@pytest.mark.parametrize("time", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
async def test_time_at_the_ends_of_the_calendar_is_accepted(
    client: httpx.AsyncClient, time: str
) -> None:
    session = await launch(client)
    assert (await review(client, session, 5, correct=True, created_at=time)).status_code == 201
    found = (await client.get(f"/api/study_sessions/{session}")).json()
    assert found["end_time"] >= found["start_time"]


@pytest.mark.parametrize(
    ("body", "status", "path"),
    [
        (b'{"correct": 1}', 422, "correct"),
        (b'{"correct": "true"}', 422, "correct"),
        (b'{"correct": null}', 422, "correct"),
        (b"{}", 422, "correct"),
        (b'{"correct": true, "review_id": "x"}', 422, "review_id"),
        (b'{"correct": true, "created_at": "2025-02-08T17:20:23"}', 422, "created_at"),
        (b"[]", 422, ""),
        (b'{"correct": 1', 400, None),
        (b'{"correct": true, "x": "\xff"}', 400, None),
        (b'{"correct": true, "x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", 400, None),
        (b"[" * 100_000, 400, None),
        (b"", 400, None),
    ],
)
async def test_bad_payload_is_refused_and_changes_nothing(
    client: httpx.AsyncClient, body: bytes, status: int, path: str | None
) -> None:
    session = await launch(client)
    answer = await client.post(
        f"/api/study_sessions/{session}/words/5/review",
        content=body,
        headers={"Content-Type": "application/json"},
    )
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert [fault["path"] for fault in answer.json().get("errors", [])] == (
        [] if path is None else [path]
    )
    assert (await client.get("/api/health")).json()["database"]["counts"]["reviews"] == 0


@pytest.mark.parametrize(
    "path", ["/api/study_sessions/9/words/5", "/api/study_sessions/1/words/9999"]
)
async def test_unknown_session_or_word_is_404_and_named(
    client: httpx.AsyncClient, path: str
) -> None:
    await launch(client)
    answer = await client.post(f"{path}/review", json={"correct": True})
    assert answer.status_code == 404
    assert ("9999" if "9999" in path else "9") in answer.json()["detail"]


async def test_body_that_is_not_json_is_415(client: httpx.AsyncClient) -> None:
    session = await launch(client)
    path = f"/api/study_sessions/{session}/words/5/review"
    assert (await client.post(path, content=b"correct=true")).status_code == 415


async def test_full_database_is_503_and_stores_no_review_in_part(
    client: httpx.AsyncClient, portal: Portal
) -> None:
    session = await launch(client)

    async def allow_pages(sql: str) -> None:
        await portal.database.writer.execute_fetchall(f"PRAGMA max_page_count = {sql}")

    await allow_pages("1")  # SQLite doesn't go below the current size
    answers = [await review(client, session, n, True) for n in range(1, 201)]
    full = [answer for answer in answers if answer.status_code != 201]
    assert {(answer.status_code, answer.headers["Retry-After"]) for answer in full} == {(503, "1")}
    shown = (await client.get(f"/api/study_sessions/{session}")).json()
    assert shown["review_items_count"] == len(answers) - len(full)
    assert await check(portal.database) == []
    await allow_pages("1000000")
    assert (await review(client, session, 1, True)).status_code == 201


async def test_clock_that_is_set_back_does_not_change_the_order(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, portal: Portal
) -> None:
    first = await launch(client)
    past = datetime.now(UTC).replace(microsecond=0) - timedelta(days=3)
    monkeypatch.setattr(Clock, "now", lambda _self: past)
    second = await launch(client)
    assert (await review(client, first, 1, True)).status_code == 201
    assert (await review(client, second, 1, True)).status_code == 201
    listed = (await client.get("/api/study_sessions")).json()["items"]
    assert [session["id"] for session in listed] == [second, first]
    assert all(session["end_time"] >= session["start_time"] for session in listed)
    last = (await client.get("/api/dashboard/last_study_session")).json()
    assert last["id"] == second
    assert await check(portal.database) == []


async def test_full_queue_is_503_with_retry_after(
    client: httpx.AsyncClient, portal: Portal
) -> None:
    session = await launch(client)
    portal.review_queue = ReviewQueue(portal.database, capacity=2)
    with closing(sqlite3.connect(portal.settings.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE").close()  # so that no review can be stored
        posting = [asyncio.create_task(review(client, session, n, True)) for n in range(1, 9)]
        # At most two reviews are being stored while two wait.
        for answer in itertools.islice(asyncio.as_completed(posting), 4):
            refused = await answer
            assert (refused.status_code, refused.headers.get("Retry-After")) == (503, "1")
    answers = [await task for task in posting]
    taken = [answer for answer in answers if answer.status_code != 503]
    assert {answer.status_code for answer in taken} == {201}
    counts = (await client.get("/api/health")).json()["database"]["counts"]
    assert counts["reviews"] == len(taken)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/words?page=99999999999999999999999", 200),
        ("/api/words/?page=abc&page=2", 200),
        ("/api/words?page=abc", 422),
        ("/api/words?page=0", 422),
        ("/api/words?items_per_page=101", 422),
        ("/api/words?sort_by=x", 422),
        ("/api/words/0", 404),
        (f"/api/words/{2**63}", 404),
        ("/api/words/" + "9" * 5000, 404),
        ("/api/words/abc", 404),
        ("/api//words", 404),
        ("/api/words//", 404),
        ("/api", 404),
        ("/api/reset_history", 405),
    ],
)
async def test_status_and_headers_of_paths_and_queries(
    client: httpx.AsyncClient, path: str, status: int
) -> None:
    answer = await client.get(path)
    assert answer.status_code == status
    assert answer.headers["Cache-Control"] == "private, no-cache"
    if status == 200:
        assert answer.headers["Content-Type"] == "application/json"
    else:
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.json()["status"] == status


async def test_ids_are_not_used_again_after_a_reset(
    client: httpx.AsyncClient, portal: Portal
) -> None:
    session = await launch(client)
    await review(client, session, 5, correct=True)
    assert (await client.post("/api/full_reset", content=b"rubbish")).status_code == 200
    words = (await client.get("/api/words?sort_by=id&items_per_page=1")).json()
    assert words["items"][0]["id"] > words["pagination"]["total_items"]
    assert (await client.get("/api/dashboard/last_study_session")).json() is None
    group = (await client.get("/api/groups?sort_by=id")).json()["items"][0]["id"]
    activity = (await client.get("/api/study_activities")).json()["items"][0]["id"]
    assert await launch(client, group, activity) > session
    assert (await client.post("/api/reset_history")).status_code == 200
    assert await check(portal.database) == []
