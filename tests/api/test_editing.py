import asyncio

import httpx
import pytest

from portal.operations import commands
from portal.settings import Settings
from tests.support import launch, review

NEW = {"german": "Eichhörnchen", "english": "squirrel"}


async def create(client: httpx.AsyncClient, **word: object) -> int:
    """Add a word and return its id."""
    answer = await client.post("/api/words", json={**NEW, **word})
    assert answer.status_code == 201, answer.text
    id_: int = answer.json()["id"]
    return id_


async def test_new_word_is_returned_found_and_counted(client: httpx.AsyncClient) -> None:
    total = (await client.get("/api/words")).json()["pagination"]["total_items"]
    parts = {"pos": "noun", "article": "das", "plural": "Eichhörnchen", "notes": [1, None]}
    answer = await client.post("/api/words", json={**NEW, "parts": parts})
    assert answer.status_code == 201
    word = answer.json()
    assert word == {
        **NEW,
        "id": word["id"],
        "parts": parts,
        "correct_count": 0,
        "wrong_count": 0,
        "stats": {"correct_count": 0, "wrong_count": 0},
        "groups": [],
        "suspended": False,
        "revision": 1,
    }
    assert (await client.get(f"/api/words/{word['id']}")).json() == word
    page = (await client.get("/api/words", params={"search": "eichhoern"})).json()
    assert [item["id"] for item in page["items"]] == [word["id"]]
    assert (await client.get("/api/words")).json()["pagination"]["total_items"] == total + 1


async def test_texts_are_normalised(client: httpx.AsyncClient) -> None:
    word_id = await create(client, german="  U\u0308bung ", parts={"plural": "U\u0308bungen"})
    word = (await client.get(f"/api/words/{word_id}")).json()
    assert (word["german"], word["parts"]) == ("Übung", {"plural": "Übungen"})
    # The combining tilde must not combine with the n of the escape sequence \n.
    parts = {"n\n\u0303": ["\n\u0303", "n\u0303"]}
    word_id = await create(client, german="Mutter", parts=parts)
    word = (await client.get(f"/api/words/{word_id}")).json()
    assert word["parts"] == {"n\n\u0303": ["\n\u0303", "ñ"]}


async def test_word_that_exists_already_is_a_conflict_with_its_id(
    client: httpx.AsyncClient,
) -> None:
    word_id = await create(client)
    answer = await client.post("/api/words", json={**NEW, "german": " Eichho\u0308rnchen"})
    assert (answer.status_code, answer.json()["existing_id"]) == (409, word_id)
    other = await create(client, english="chipmunk")
    answer = await client.patch(f"/api/words/{other}", json={"english": "squirrel"})
    assert (answer.status_code, answer.json()["existing_id"]) == (409, word_id)
    assert (await client.get(f"/api/words/{other}")).json()["english"] == "chipmunk"


@pytest.mark.parametrize(
    ("payload", "path"),
    [
        ({}, "german"),
        ({"german": "Haus"}, "english"),
        ({**NEW, "german": " \t"}, "german"),
        ({**NEW, "english": "x" * 501}, "english"),
        ({**NEW, "german": 7}, "german"),
        ({**NEW, "german": None}, "german"),
        ({**NEW, "parts": "noun"}, "parts"),
    ],
)
async def test_invalid_word_is_refused(
    client: httpx.AsyncClient, payload: object, path: str
) -> None:
    answer = await client.post("/api/words", json=payload)
    assert answer.status_code == 422
    assert [error["path"] for error in answer.json()["errors"]] == [path]


async def test_change_keeps_the_fields_that_are_not_given(client: httpx.AsyncClient) -> None:
    word_id = await create(client, parts={"pos": "noun"})
    before = (await client.get(f"/api/words/{word_id}")).json()
    answer = await client.patch(f"/api/words/{word_id}", json={"english": "red squirrel"})
    assert answer.status_code == 200
    assert answer.json() == {**before, "english": "red squirrel", "revision": 2}
    answer = await client.patch(f"/api/words/{word_id}", json={"parts": None})
    assert answer.json()["parts"] is None
    answer = await client.patch(f"/api/words/{word_id}", json={})
    assert (answer.status_code, answer.json()["revision"]) == (200, 3)
    sort = (await client.get("/api/words?search=red+squirrel")).json()["items"]
    assert [item["id"] for item in sort] == [word_id]


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
@pytest.mark.parametrize("path", ["/api/words/999999", "/api/groups/999999"])
async def test_unknown_record_cannot_be_edited(
    client: httpx.AsyncClient, method: str, path: str
) -> None:
    answer = await client.request(method, path, json={})
    assert (answer.status_code, "999999" in answer.json()["detail"]) == (404, True)


async def test_deleted_word_is_found_nowhere_and_its_id_is_not_used_again(
    client: httpx.AsyncClient, settings: Settings
) -> None:
    word_id = await create(client)
    await client.put(f"/api/groups/1/words/{word_id}")
    count = (await client.get("/api/groups/1")).json()["stats"]["total_word_count"]
    assert (await client.delete(f"/api/words/{word_id}")).json() == {"success": True}
    assert (await client.get(f"/api/words/{word_id}")).status_code == 404
    assert (await client.get("/api/words?search=eichhörn")).json()["items"] == []
    group = (await client.get("/api/groups/1")).json()
    assert group["stats"]["total_word_count"] == count - 1
    assert await create(client) > word_id
    assert "is intact" in await commands.check(settings)


async def test_word_with_reviews_cannot_be_deleted(client: httpx.AsyncClient) -> None:
    word_id = await create(client)
    session = await launch(client)
    assert (await review(client, session, word_id, True)).status_code == 201
    answer = await client.delete(f"/api/words/{word_id}")
    assert (answer.status_code, "reviews" in answer.json()["detail"]) == (409, True)
    assert (await client.get(f"/api/words/{word_id}")).status_code == 200


async def test_group_is_created_filled_renamed_and_deleted(
    client: httpx.AsyncClient, settings: Settings
) -> None:
    group = (await client.post("/api/groups", json={"name": " Waldtiere "})).json()
    assert group["name"] == "Waldtiere"
    group_id = group["id"]
    member = f"/api/groups/{group_id}/words/1"
    assert [(await client.put(member)).status_code for _ in range(2)] == [201, 200]
    assert (await client.get(f"/api/groups/{group_id}")).json()["stats"]["total_word_count"] == 1
    answer = await client.patch(f"/api/groups/{group_id}", json={"name": "Tiere im Wald"})
    assert (answer.json()["name"], answer.json()["revision"]) == ("Tiere im Wald", 2)
    assert [(await client.delete(member)).status_code for _ in range(2)] == [200, 200]
    assert (await client.get(f"/api/groups/{group_id}")).json()["stats"]["total_word_count"] == 0
    await client.put(member)
    assert (await client.delete(f"/api/groups/{group_id}")).status_code == 200
    assert (await client.get(f"/api/groups/{group_id}")).status_code == 404
    assert (await client.get("/api/words/1")).status_code == 200
    assert "is intact" in await commands.check(settings)


async def test_group_whose_name_exists_already_is_a_conflict(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.post("/api/groups", json={"name": "Basic Greetings"})
    assert (answer.status_code, answer.json()["existing_id"]) == (409, 1)
    answer = await client.patch("/api/groups/2", json={"name": "Basic Greetings"})
    assert (answer.status_code, answer.json()["existing_id"]) == (409, 1)
    assert (await client.patch("/api/groups/1", json={"name": "Basic Greetings"})).is_success


async def test_group_with_study_sessions_cannot_be_deleted(client: httpx.AsyncClient) -> None:
    await launch(client, group_id=2)
    answer = await client.delete("/api/groups/2")
    assert (answer.status_code, "study sessions" in answer.json()["detail"]) == (409, True)


@pytest.mark.parametrize(
    ("path", "missing"),
    [("/api/groups/999999/words/1", "group"), ("/api/groups/1/words/999999", "word")],
)
@pytest.mark.parametrize("method", ["PUT", "DELETE"])
async def test_unknown_group_or_word_of_a_membership_is_404(
    client: httpx.AsyncClient, method: str, path: str, missing: str
) -> None:
    answer = await client.request(method, path)
    assert answer.status_code == 404
    assert f"no {missing} with the id 999999" in answer.json()["detail"]


@pytest.mark.parametrize("path", ["/api/words/1", "/api/groups/1"])
async def test_edit_of_an_old_revision_is_refused(client: httpx.AsyncClient, path: str) -> None:
    etag = (await client.get(path)).headers["ETag"]
    text = "english" if "words" in path else "name"
    first = await client.patch(path, json={text: "one"}, headers={"If-Match": etag})
    second = await client.patch(path, json={text: "two"}, headers={"If-Match": etag})
    gone = await client.delete(path, headers={"If-Match": etag})
    assert [answer.status_code for answer in (first, second, gone)] == [200, 412, 412]
    now = await client.get(path)
    assert now.json()[text] == "one"
    answer = await client.patch(path, json={text: "two"}, headers={"If-Match": now.headers["ETag"]})
    assert answer.status_code == 200
    anyway = await client.patch(path, json={text: "three"}, headers={"If-Match": "*"})
    assert anyway.status_code == 200


async def test_reviews_and_memberships_change_no_revision(client: httpx.AsyncClient) -> None:
    etag = (await client.get("/api/words/1")).headers["ETag"]
    session = await launch(client)
    await review(client, session, 1, True)
    await client.put("/api/groups/2/words/1")
    assert (await client.get("/api/words/1")).headers["ETag"] != etag
    answer = await client.patch("/api/words/1", json={"parts": []}, headers={"If-Match": etag})
    assert answer.status_code == 200


async def test_only_one_of_several_edits_of_the_same_revision_is_accepted(
    client: httpx.AsyncClient,
) -> None:
    etag = (await client.get("/api/words/1")).headers["ETag"]
    answers = await asyncio.gather(
        *(
            client.patch("/api/words/1", json={"english": text}, headers={"If-Match": etag})
            for text in ("one", "two", "three")
        )
    )
    assert sorted(answer.status_code for answer in answers) == [200, 412, 412]


@pytest.mark.parametrize(
    "etag", ["x", '"x"', "", '""', '"9"', 'W/"1"', '"99999999999999999999"', "²"]
)
async def test_if_match_without_an_etag_of_the_portal_is_refused(
    client: httpx.AsyncClient, etag: str
) -> None:
    answer = await client.patch(
        "/api/words/1", json={"english": "x"}, headers={b"If-Match": etag.encode()}
    )
    assert answer.status_code == 412


async def test_new_word_keeps_its_other_keys_and_joins_groups(client: httpx.AsyncClient) -> None:
    word = {"german": "Ast", "english": "branch", "article": "der", "parts": {"plural": "Äste"}}
    made = await client.post("/api/words", json={**word, "group_ids": [2, 1], "groups": ["Wald"]})
    assert made.status_code == 201
    found = made.json()
    assert found["parts"] == {"article": "der", "plural": "Äste"}
    assert [group["name"] for group in found["groups"]][-1] == "Wald"
    assert {1, 2} < {group["id"] for group in found["groups"]}


async def test_new_word_with_an_unknown_group_or_a_list_of_parts_beside_keys_is_refused(
    client: httpx.AsyncClient,
) -> None:
    word = {"german": "Ast", "english": "branch"}
    answer = await client.post("/api/words", json={**word, "group_ids": [1, 999_999]})
    assert answer.status_code == 404
    answer = await client.post("/api/words", json={**word, "parts": ["x"], "article": "der"})
    assert answer.status_code == 422
    assert answer.json()["errors"] == [
        {"path": "parts", "message": "parts is a list, so article can't be added to it"}
    ]
    assert (await client.get("/api/words?search=branch")).json()["items"] == []
