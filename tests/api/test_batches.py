from typing import Any
from uuid import uuid4

import httpx
import pytest

from portal.http.application import Portal
from portal.operations.integrity import check
from tests.support import launch, review

UNKNOWN = 10**9


async def post(client: httpx.AsyncClient, session: int, *items: object) -> httpx.Response:
    return await client.post(f"/api/study_sessions/{session}/reviews", json={"reviews": items})


async def count(client: httpx.AsyncClient) -> int:
    counted: int = (await client.get("/api/health")).json()["database"]["counts"]["reviews"]
    return counted


def faults(answer: httpx.Response) -> list[str]:
    assert answer.headers["Content-Type"] == "application/problem+json"
    return [fault["path"] for fault in answer.json()["errors"]]


def item(**more: object) -> dict[str, object]:
    return {"word_id": 5, "correct": True, "review_id": str(uuid4()), **more}


async def test_response_has_the_stored_reviews_in_the_order_sent(
    client: httpx.AsyncClient, portal: Portal
) -> None:
    session = await launch(client)
    sent = [item(word_id=n, correct=n % 3 == 0) for n in range(20, 0, -1)]
    answer = await post(client, session, *sent)
    body = answer.json()
    assert answer.status_code == 201
    assert {key: body[key] for key in body if key != "items"} == {
        "success": True, "study_session_id": session, "created": 20, "repeated": 0,
    }  # fmt: skip
    single = await review(client, session, 1, correct=True)
    assert {frozenset(one) for one in body["items"]} == {frozenset(single.json())}
    assert [{key: one[key] for key in sent[0]} for one in body["items"]] == sent
    assert await check(portal.database) == []


async def test_batch_sent_again_is_counted_once(client: httpx.AsyncClient) -> None:
    session = await launch(client)
    sent = [item(), item(created_at="2025-02-08T17:20:23-05:00"), item(correct=False)]
    first = await post(client, session, *sent[:2])
    again = await post(client, session, *sent[:2])
    assert (again.status_code, again.json()["created"], again.json()["repeated"]) == (200, 0, 2)
    assert again.json()["items"] == first.json()["items"]
    more = await post(client, session, *sent)
    assert (more.status_code, more.json()["created"], more.json()["repeated"]) == (201, 1, 2)
    assert (await client.get("/api/words/5")).json()["stats"] == {
        "correct_count": 2, "wrong_count": 1,
    }  # fmt: skip


async def test_equal_reviews_of_a_batch_are_stored_once(client: httpx.AsyncClient) -> None:
    session = await launch(client)
    id_ = str(uuid4())
    answer = await post(client, session, item(review_id=id_), item(review_id=id_.upper()))
    body = answer.json()
    assert (answer.status_code, body["created"], body["repeated"]) == (201, 1, 1)
    assert body["items"][0] == body["items"][1]
    assert await count(client) == 1


async def test_different_reviews_under_one_id_in_one_batch_are_a_conflict(
    client: httpx.AsyncClient,
) -> None:
    session = await launch(client)
    id_ = str(uuid4())
    answer = await post(
        client, session, item(), item(review_id=id_), item(review_id=id_, correct=False)
    )
    assert (answer.status_code, faults(answer)) == (409, ["reviews[2].review_id"])
    assert await count(client) == 0


@pytest.mark.parametrize(
    ("bad", "status", "paths"),
    [
        ({1: {"correct": 1}, 3: {"review_id": "x"}}, 422,
         ["reviews[1].correct", "reviews[3].review_id"]),
        ({0: {"word_id": UNKNOWN}}, 422, ["reviews[0].word_id"]),
        ({0: {"word_id": 2**63}}, 422, ["reviews[0].word_id"]),
        ({2: {"taken": True}}, 409, ["reviews[2].review_id"]),
        ({2: {"taken": True}, 1: {"word_id": UNKNOWN}, 0: {"correct": None}}, 422,
         ["reviews[0].correct", "reviews[1].word_id", "reviews[2].review_id"]),
    ],
)  # fmt: skip
async def test_every_invalid_item_is_named_and_the_others_can_be_sent_again(
    client: httpx.AsyncClient, bad: dict[int, dict[str, Any]], status: int, paths: list[str]
) -> None:
    session = await launch(client)
    taken = str(uuid4())
    await review(client, session, 9, correct=True, review_id=taken)
    sent = [item(**bad.get(n, {})) for n in range(4)]
    for one in sent:
        if one.pop("taken", False):
            one["review_id"] = taken
    answer = await post(client, session, *sent)
    assert (answer.status_code, faults(answer)) == (status, paths)
    assert await count(client) == 1
    rest = [one for n, one in enumerate(sent) if n not in bad]
    assert (await post(client, session, *rest)).status_code == 201
    assert await count(client) == 1 + len(rest)


async def test_item_that_is_not_an_object_or_lacks_a_key_is_named(
    client: httpx.AsyncClient,
) -> None:
    session = await launch(client)
    answer = await post(client, session, 7, item(), {"correct": True}, [], {"word_id": 5})
    assert answer.status_code == 422
    assert faults(answer) == [
        "reviews[0]", "reviews[2].word_id", "reviews[3]", "reviews[4].correct",
    ]  # fmt: skip


@pytest.mark.parametrize("items", [[], [{"word_id": 5, "correct": True}] * 1001, {}, None])
async def test_batch_has_one_to_a_thousand_reviews(
    client: httpx.AsyncClient, items: object
) -> None:
    session = await launch(client)
    path = f"/api/study_sessions/{session}/reviews"
    answer = await client.post(path, json={"reviews": items})
    assert (answer.status_code, faults(answer)) == (422, ["reviews"])
    assert faults(await client.post(path, json={})) == ["reviews"]
    assert await count(client) == 0


async def test_batch_of_a_thousand_reviews_is_stored(
    client: httpx.AsyncClient, portal: Portal
) -> None:
    session = await launch(client)
    answer = await post(client, session, *(item(word_id=n) for n in range(1, 1001)))
    assert (answer.status_code, answer.json()["created"]) == (201, 1000)
    assert (await client.get(f"/api/study_sessions/{session}")).json()["correct_count"] == 1000
    assert await check(portal.database) == []


@pytest.mark.parametrize("more", [{}, {"correct": 1}])
async def test_batch_to_an_unknown_session_is_404(
    client: httpx.AsyncClient, more: dict[str, object]
) -> None:
    await launch(client)
    answer = await post(client, 999, item(), item(**more))
    assert answer.status_code == 404
    assert "999" in answer.json()["detail"]


@pytest.mark.parametrize(
    "body", [b'{"reviews": [{"word_id": 5, "correct": true},]}', b'{"reviews":[1e]}']
)
async def test_malformed_batch_is_400(client: httpx.AsyncClient, body: bytes) -> None:
    session = await launch(client)
    answer = await client.post(
        f"/api/study_sessions/{session}/reviews",
        content=body,
        headers={"Content-Type": "application/json"},
    )
    assert answer.status_code == 400
    assert await count(client) == 0
