import itertools
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from portal.http.application import Portal
from portal.operations import commands
from portal.settings import Settings
from portal.text import fold


async def found(client: httpx.AsyncClient, text: str, **more: object) -> list[str]:
    """Return the German texts of the words that a search finds, in the order of the response."""
    answer = await client.get("/api/words", params={"search": text, **more})  # type: ignore[dict-item]
    assert answer.status_code == 200, answer.text
    items, pages = answer.json()["items"], answer.json()["pagination"]
    before = (pages["current_page"] - 1) * pages["items_per_page"]
    assert len(items) == min(pages["total_items"] - before, pages["items_per_page"])
    return [word["german"] for word in items]


@pytest.mark.parametrize(
    "text",
    [
        "Mädchen",
        "madchen",
        "maedchen",
        "MÄDCHEN",
        "mädch",
        "das Mädchen",
        "  girl ",
        "Ma\u0308dchen",
    ],
)
async def test_word_is_found_by_every_spelling_of_its_umlauts(
    client: httpx.AsyncClient, text: str
) -> None:
    assert (await found(client, text))[0] == "Mädchen"


@pytest.mark.parametrize("text", ["Straße", "strasse", "STRASSE", "die Straße", "street"])
async def test_sharp_s_is_found_as_double_s(client: httpx.AsyncClient, text: str) -> None:
    assert "Straße" in await found(client, text)


async def test_exact_match_comes_first_and_then_the_shortest_words(
    client: httpx.AsyncClient,
) -> None:
    for german, english in (("Hausrat", "belongings"), ("Hausboot", "narrowboat"), ("Hausi", "x")):
        await client.post("/api/words", json={"german": german, "english": english})
    words = await found(client, "haus")
    assert words[0] == "Haus"
    assert words.index("Hausi") < words.index("Hausrat") < words.index("Hausboot")


async def test_pages_of_a_search_are_in_one_order(client: httpx.AsyncClient) -> None:
    for german in ("gehen", "fahren", "fortgehen", "ziehen"):
        word = {"german": german, "english": "To go", "parts": {"pos": "verb"}}
        word_id = (await client.post("/api/words", json=word)).json()["id"]
        await client.put(f"/api/groups/1/words/{word_id}")
    for german in ("A", "aa", "Gut Haus"):
        await client.post("/api/words", json={"german": german, "english": "to go out"})
    filters: list[dict[str, Any]] = [{}, {"studied": "false"}, {"pos": "verb"}, {"group_id": 1}]
    for text, more in itertools.product(("a", "to go", "gut"), filters):
        words = [word async for word in _pages(client, {"search": text, **more})]

        def order(word: dict[str, Any], text: str = text) -> tuple[bool, int, int]:
            texts = fold(word["german"]), fold(word["english"])
            return text not in texts, sum(map(len, texts)), word["id"]

        assert words == sorted(words, key=order), (text, more)


async def _pages(client: httpx.AsyncClient, query: dict[str, Any]) -> AsyncIterator[dict[str, Any]]:
    """Yield all items of a list, read in pages that end between exact matches and after them."""
    page, total_pages = 1, 1
    while page <= total_pages:
        answer = await client.get("/api/words", params={**query, "page": page, "items_per_page": 3})
        total_pages = answer.json()["pagination"]["total_pages"]
        assert len(answer.json()["items"]) == 3 or page == total_pages
        for item in answer.json()["items"]:
            yield item
        page += 1


async def test_word_must_contain_all_terms_of_the_search(client: httpx.AsyncClient) -> None:
    assert await found(client, "morg gut") == ["Guten Morgen"]
    assert await found(client, "morgen xylophon") == []


@pytest.mark.parametrize(
    "text", ["!!!", '"', "* OR a NOT (", "german_key:haus^", "\0", "😀", "0007"]
)
async def test_punctuation_and_operators_of_fts5_have_no_effect(
    client: httpx.AsyncClient, text: str
) -> None:
    assert "Mädchen" not in await found(client, text)


@pytest.mark.parametrize("text", ["", "   "])
async def test_empty_search_lists_all_words(client: httpx.AsyncClient, text: str) -> None:
    answer = await client.get("/api/words", params={"search": text})
    assert answer.json() == (await client.get("/api/words")).json()


async def test_found_words_can_be_sorted_and_paged(client: httpx.AsyncClient) -> None:
    german = await found(client, "s", sort_by="german")
    assert german == sorted(german, key=fold)
    assert await found(client, "s", sort_by="german", order="desc", items_per_page=1) != german[:1]
    assert await found(client, "s", sort_by="german", items_per_page=2, page=2) == german[2:4]


async def test_search_in_a_group_finds_only_words_of_the_group(client: httpx.AsyncClient) -> None:
    group = (await client.get("/api/groups?sort_by=id&items_per_page=1")).json()["items"][0]
    everywhere = await found(client, "a")
    answer = await client.get(f"/api/groups/{group['id']}/words", params={"search": "a"})
    within = [word["german"] for word in answer.json()["items"]]
    assert 0 < len(within) < len(everywhere)
    assert answer.json()["pagination"]["total_items"] == len(within)
    answer = await client.get("/api/groups/999999/words", params={"search": "a"})
    assert answer.status_code == 404


async def test_changed_word_moves_to_its_new_place(client: httpx.AsyncClient) -> None:
    words = [
        (await client.post("/api/words", json={"german": german, "english": "x"})).json()
        for german in ("Zyx", "Zyxabc")
    ]
    assert await found(client, "zy") == ["Zyx", "Zyxabc"]
    await client.patch(f"/api/words/{words[0]['id']}", json={"german": "Zyxabcdef"})
    assert await found(client, "zy") == ["Zyxabc", "Zyxabcdef"]
    await client.delete(f"/api/words/{words[1]['id']}")
    assert await found(client, "zy") == ["Zyxabcdef"]


async def test_changed_word_is_found_only_by_its_new_text(
    client: httpx.AsyncClient, portal: Portal, settings: Settings
) -> None:
    await portal.database.write(
        lambda connection: connection.execute(
            """
            UPDATE words SET german = 'Überprüfung', german_key = 'uberprufung'
            WHERE german = 'Mädchen'
            """
        )
    )
    assert await found(client, "madchen") == []
    assert await found(client, "ueberpr") == ["Überprüfung"]
    assert "is intact" in await commands.check(settings)
