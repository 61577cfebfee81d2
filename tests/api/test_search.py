import httpx
import pytest

from portal.errors import PortalError
from portal.http.application import Portal
from portal.operations import commands
from portal.settings import Settings
from portal.text import fold


async def found(client: httpx.AsyncClient, text: str, **more: object) -> list[str]:
    """Return the German of the words that a search finds, in its order."""
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
async def test_word_is_found_however_its_umlauts_are_typed(
    client: httpx.AsyncClient, text: str
) -> None:
    assert (await found(client, text))[0] == "Mädchen"


@pytest.mark.parametrize("text", ["Straße", "strasse", "STRASSE", "die Straße", "street"])
async def test_sharp_s_is_found_as_two(client: httpx.AsyncClient, text: str) -> None:
    assert "Straße" in await found(client, text)


async def test_exact_word_comes_first_and_then_the_nearest(client: httpx.AsyncClient) -> None:
    for german, english in (("Hausrat", "belongings"), ("Hausboot", "narrowboat"), ("Hausi", "x")):
        await client.post("/api/words", json={"german": german, "english": english})
    words = await found(client, "haus")
    assert words[0] == "Haus"
    assert words.index("Hausi") < words.index("Hausrat") < words.index("Hausboot")


async def test_all_words_of_the_search_must_be_there(client: httpx.AsyncClient) -> None:
    assert await found(client, "morg gut") == ["Guten Morgen"]
    assert await found(client, "morgen xylophon") == []


@pytest.mark.parametrize(
    "text", ["!!!", '"', "* OR a NOT (", "german_key:haus^", "\0", "😀", "0007"]
)
async def test_search_for_signs_finds_nothing_and_breaks_nothing(
    client: httpx.AsyncClient, text: str
) -> None:
    assert "Mädchen" not in await found(client, text)


@pytest.mark.parametrize("text", ["", "   "])
async def test_search_for_nothing_lists_all(client: httpx.AsyncClient, text: str) -> None:
    answer = await client.get("/api/words", params={"search": text})
    assert answer.json() == (await client.get("/api/words")).json()


async def test_what_is_found_can_be_sorted_and_paged(client: httpx.AsyncClient) -> None:
    german = await found(client, "s", sort_by="german")
    assert german == sorted(german, key=fold)
    assert await found(client, "s", sort_by="german", order="desc", items_per_page=1) != german[:1]
    assert await found(client, "s", sort_by="german", items_per_page=2, page=2) == german[2:4]


async def test_search_in_a_group_finds_its_words_alone(client: httpx.AsyncClient) -> None:
    group = (await client.get("/api/groups?sort_by=id&items_per_page=1")).json()["items"][0]
    everywhere = await found(client, "a")
    answer = await client.get(f"/api/groups/{group['id']}/words", params={"search": "a"})
    within = [word["german"] for word in answer.json()["items"]]
    assert 0 < len(within) < len(everywhere)
    assert answer.json()["pagination"]["total_items"] == len(within)
    answer = await client.get("/api/groups/999999/words", params={"search": "a"})
    assert answer.status_code == 404


async def test_word_is_found_by_its_new_text_alone_once_that_has_changed(
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
    assert "is whole" in await commands.check(settings)


async def test_check_finds_an_index_that_is_not_that_of_the_words(
    portal: Portal, settings: Settings
) -> None:
    await portal.open()
    try:
        await portal.database.write(
            lambda connection: connection.execute("UPDATE words SET german_key = 'x' WHERE id = 1")
        )
    finally:
        await portal.close()
    with pytest.raises(PortalError, match="word_search"):
        await commands.check(settings)
