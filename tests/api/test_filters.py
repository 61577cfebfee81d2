import httpx
import pytest

from tests.support import launch, review


async def every(client: httpx.AsyncClient, **query: str) -> list[int]:
    """Return the ids of all words that a query finds, from all pages."""
    ids: list[int] = []
    page = 1
    while True:
        answer = (await client.get("/api/words", params={**query, "page": str(page)})).json()
        ids += [word["id"] for word in answer["items"]]
        if page >= answer["pagination"]["total_pages"]:
            assert len(ids) == answer["pagination"]["total_items"]
            return ids
        page += 1


@pytest.mark.parametrize(("key", "value"), [("pos", "verb"), ("cefr", "A2")])
async def test_filter_finds_exactly_the_words_with_this_value_in_their_parts(
    client: httpx.AsyncClient, key: str, value: str
) -> None:
    found = await every(client, **{key: value})
    assert found
    for page in range(1, 13):
        answer = await client.get("/api/words", params={"page": page})
        for word in answer.json()["items"]:
            assert (word["parts"][key] == value) == (word["id"] in found)


async def test_every_word_is_either_studied_or_not(client: httpx.AsyncClient) -> None:
    session = await launch(client)
    await review(client, session, 3, False)
    await review(client, session, 7, True)
    assert sorted(await every(client, studied="true")) == [3, 7]
    unstudied = await every(client, studied="false")
    assert {3, 7}.isdisjoint(unstudied)
    assert len(unstudied) + 2 == len(await every(client))


async def test_filter_by_group_gives_the_list_of_the_group(client: httpx.AsyncClient) -> None:
    listed = (await client.get("/api/groups/2/words")).json()
    assert (await client.get("/api/words?group_id=2")).json() == listed
    answer = await client.get("/api/words?group_id=999999")
    assert (answer.status_code, "group" in answer.json()["detail"]) == (404, True)


async def test_filters_and_search_can_be_combined(client: httpx.AsyncClient) -> None:
    verbs = set(await every(client, pos="verb", cefr="A1"))
    found = set(await every(client, pos="verb", cefr="A1", search="to", group_id="4"))
    group = set(await every(client, group_id="4"))
    assert found
    assert found <= verbs & group
    assert await every(client, pos="verb", studied="true") == []


@pytest.mark.parametrize("query", ["studied=1", "studied=", "studied=True", "group_id=0"])
async def test_invalid_filter_is_refused(client: httpx.AsyncClient, query: str) -> None:
    answer = await client.get(f"/api/words?{query}")
    assert answer.status_code == 422
    assert [error["path"] for error in answer.json()["errors"]] == [query.split("=")[0]]
