"""Readers see only committed states, while reviews are being stored."""

import asyncio
from collections.abc import Callable

import httpx
import pytest
from ralph.backends.data.async_lrs import AsyncLRSDataBackend
from ralph.backends.data.lrs import LRSDataBackendSettings
from ralph.backends.lrs.base import LRSStatementsQuery

from tests.live.server import Server, http_client
from tests.support import launch

GROUP = 1
BATCHES = 40


async def test_reader_that_pages_through_words_sees_only_committed_states(
    serve: Callable[..., Server],
) -> None:
    server = serve(PORTAL_WORKERS="2")
    async with http_client(server.url) as client:
        session = await launch(client, GROUP)
        words = (await client.get(f"/api/groups/{GROUP}/words")).json()["items"]
        # Each batch has one review of every word of the group, so that in every committed state
        # all words have the same count.
        batch = {"reviews": [{"word_id": word["id"], "correct": True} for word in words]}
        seen = [0]
        async with asyncio.TaskGroup() as group:
            posting = [group.create_task(post(server.url, session, batch)) for _ in range(4)]
            while not all(task.done() for task in posting):
                seen.append(await look(client, session, len(words)))
                assert seen == sorted(seen)
        assert (await look(client, session, len(words))) == 4 * BATCHES
    assert len(set(seen)) > 3


async def post(url: str, session: int, batch: object) -> None:
    async with http_client(url) as client:
        for _ in range(BATCHES):
            answer = await client.post(f"/api/study_sessions/{session}/reviews", json=batch)
            assert answer.status_code == 201


async def look(client: httpx.AsyncClient, session: int, words: int) -> int:
    """Read everything that a batch changes; return the number of batches on the first page."""
    counts = []
    for page in range(1, 4):
        query = {"items_per_page": -(-words // 3), "page": page}
        items = (await client.get(f"/api/groups/{GROUP}/words", params=query)).json()["items"]
        [count] = {item["correct_count"] for item in items}
        counts.append(count)
    assert counts == sorted(counts)
    reviewed = (await client.get(f"/api/study_sessions/{session}/words")).json()
    assert reviewed["pagination"]["total_items"] == len(reviewed["items"])
    assert len(reviewed["items"]) in (0, words)
    assert len({item["correct_count"] for item in reviewed["items"]}) <= 1
    shown = (await client.get(f"/api/study_sessions/{session}")).json()
    assert shown["review_items_count"] % words == 0
    first: int = counts[0]
    return first


async def test_reader_of_the_record_misses_nothing_and_sees_nothing_twice(
    serve: Callable[..., Server],
) -> None:
    server = serve(PORTAL_WORKERS="2")
    async with http_client(server.url) as client:
        session = await launch(client, GROUP)
        batch = {"reviews": [{"word_id": word, "correct": True} for word in range(1, 8)]}
        seen: list[int] = []
        pages = 0
        async with asyncio.TaskGroup() as group:
            posting = [group.create_task(post(server.url, session, batch)) for _ in range(4)]
            after, more = 0, True
            while more or not all(task.done() for task in posting):
                answer = await client.get("/api/reviews", params={"after": after, "limit": 50})
                page = answer.json()
                seen += [entry["id"] for entry in page["items"]]
                pages += bool(page["items"])
                after, more = page["next"], page["more"]
        # The entries stored after the last read.
        rest = (await client.get("/api/reviews", params={"after": after})).json()["items"]
        seen += [entry["id"] for entry in rest]
        everything = []
        after, more = 0, True
        while more:
            page = (await client.get("/api/reviews", params={"after": after})).json()
            everything += [entry["id"] for entry in page["items"]]
            after, more = page["next"], page["more"]
    assert seen == everything
    assert len(seen) == 4 * BATCHES * 7
    assert pages > 4 * BATCHES * 7 / 50


@pytest.mark.parametrize("ascending", [True, False])
async def test_learning_record_store_pulls_every_statement_once(
    serve: Callable[..., Server], ascending: bool
) -> None:
    server = serve(PORTAL_WORKERS="2")
    async with http_client(server.url) as client:
        session = await launch(client, GROUP)
        batch = {"reviews": [{"word_id": word, "correct": True} for word in range(1, 8)]}
        await post(server.url, session, batch)
        entries = (await client.get("/api/reviews")).json()["items"]
    before = [entry["review_id"] for entry in entries]
    store = AsyncLRSDataBackend(LRSDataBackendSettings(BASE_URL=server.url))
    try:
        pulled = []
        # New entries come while the store pulls: after its last page, or before its first.
        async with asyncio.TaskGroup() as group:
            posting = group.create_task(post(server.url, session, batch))
            query = LRSStatementsQuery(ascending=ascending)
            async for statement in store.read(query, "/api/xapi/statements", chunk_size=25):
                pulled.append(statement["id"])
                assert len(pulled) <= 2 * len(before)
            await posting
    finally:
        await store.close()
    assert len(set(pulled)) == len(pulled)
    assert [id_ for id_ in pulled if id_ in set(before)] == (before if ascending else before[::-1])
