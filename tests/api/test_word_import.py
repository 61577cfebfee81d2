"""`POST /api/words/import`: outcomes, limits, dry runs, and requests at the same time."""

import asyncio
import json
import sqlite3
from contextlib import closing
from typing import Any

import httpx
import pytest

from portal.http.application import Portal
from tests.support import launch, review

IMPORT = "/api/words/import"
CSV = {"Content-Type": "text/csv; charset=utf-8"}


async def found(client: httpx.AsyncClient, text: str) -> list[Any]:
    answer = await client.get("/api/words", params={"search": text})
    items: list[Any] = answer.json()["items"]
    return items


async def test_list_is_imported_and_a_repeated_import_changes_nothing(
    client: httpx.AsyncClient,
) -> None:
    words = [
        {"german": "Quitte", "english": "quince", "groups": ["Fruit"], "cefr": "B2"},
        {"german": "Bank", "english": "bench"},
        {"german": "Bank", "english": "bench"},
        {"english": "nothing"},
    ]
    first = await client.post(IMPORT, json=words, params={"group": "More"})
    assert first.status_code == 201
    [quince] = await found(client, "quitte")
    bench = next(word for word in await found(client, "bank") if word["english"] == "bench")
    assert first.json() == {
        "success": True,
        "dry_run": False,
        "created": 1,
        "updated": 1,
        "unchanged": 1,
        "refused": 1,
        "notes": [],
        "rows": [
            {"row": 0, "outcome": "created", "word_id": quince["id"]},
            {"row": 1, "outcome": "updated", "word_id": bench["id"]},
            {"row": 2, "outcome": "unchanged", "word_id": bench["id"]},
            {"row": 3, "outcome": "refused", "reason": "german is missing"},
        ],
    }
    assert quince["parts"] == {"cefr": "B2"}
    details = (await client.get(f"/api/words/{quince['id']}")).json()
    assert [group["name"] for group in details["groups"]] == ["Fruit", "More"]
    again = await client.post(IMPORT, json=words, params={"group": "More"})
    assert again.status_code == 200
    counts = [again.json()[key] for key in ("created", "updated", "unchanged", "refused")]
    assert counts == [0, 0, 3, 1]


async def test_parts_in_a_list_are_merged_into_the_stored_parts(
    client: httpx.AsyncClient,
) -> None:
    async def imported(text: str) -> list[int]:
        answer = await client.post(IMPORT, content=text, headers=CSV)
        return [answer.json()[key] for key in ("created", "updated", "unchanged")]

    async def parts() -> Any:
        return (await found(client, "quitte"))[0]["parts"]

    assert await imported("german;english;a;b\nQuitte;quince;1;2\n") == [1, 0, 0]
    assert await imported("german;english;b;a\nQuitte;quince;2;1\n") == [0, 0, 1]
    assert await imported("german;english\nQuitte;quince\n") == [0, 0, 1]
    assert await imported("german;english;b\nQuitte;quince;2\n") == [0, 0, 1]
    assert await parts() == {"a": 1, "b": 2}
    assert await imported("german;english;a;c\nQuitte;quince;null;3\n") == [0, 1, 0]
    assert await parts() == {"a": None, "b": 2, "c": 3}
    assert await imported("german;english;parts\nQuitte;quince;[4]\n") == [0, 1, 0]
    assert await imported("german;english;a\nQuitte;quince;5\n") == [0, 1, 0]
    assert await parts() == {"a": 5}


async def test_dry_run_reports_the_outcomes_and_changes_nothing(
    client: httpx.AsyncClient,
) -> None:
    words = [{"german": "Quitte", "english": "quince", "groups": ["Fruit"]}]
    before = (await client.get("/api/groups")).json()
    answer = await client.post(IMPORT, json=words, params={"dry_run": "true"})
    assert (answer.status_code, answer.json()["created"]) == (200, 1)
    understood = {"german": "Quitte", "english": "quince", "parts": None}
    assert answer.json()["rows"] == [
        {"row": 0, "outcome": "created", "word_id": None, "word": understood}
    ]
    assert await found(client, "quitte") == []
    assert (await client.get("/api/groups")).json() == before


@pytest.mark.parametrize(
    ("content", "type_", "status"),
    [
        (b"[{]", "application/json", 400),
        (b"\xff", "application/json", 400),
        (b"{}", "application/json", 422),
        (b"[" + b"1," * 50_000 + b"1]", "application/json", 422),
        (b"a\n", "text/csv", 422),
        (b"german,english\na,\x81", "text/csv", 400),
        (b"[]", "text/plain", 415),
    ],
)
async def test_unreadable_list_is_refused_as_a_whole(
    client: httpx.AsyncClient, content: bytes, type_: str, status: int
) -> None:
    answer = await client.post(IMPORT, content=content, headers={"Content-Type": type_})
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert ("errors" in answer.json()) == (status == 422)


async def test_body_of_an_import_has_a_limit_of_its_own(
    portal: Portal, client: httpx.AsyncClient
) -> None:
    entry = json.dumps({"german": "a", "english": "b", "note": "x" * 2**20})
    for path, status in ((IMPORT, 201), (f"{IMPORT}/", 200), ("/api/words", 413)):
        body = entry if path == "/api/words" else f"[{entry}]"
        answer = await client.post(path, content=body, headers={"Content-Type": "application/json"})
        assert answer.status_code == status, answer.text
    over = b" " * (portal.settings.max_import_bytes + 1)
    assert (await client.post(IMPORT, content=over, headers=CSV)).status_code == 413


async def test_dry_run_does_not_wait_for_another_writer(
    portal: Portal, client: httpx.AsyncClient
) -> None:
    with closing(sqlite3.connect(portal.settings.database)) as other:
        other.execute("BEGIN IMMEDIATE")
        answer = await client.post(IMPORT, json=[{"german": "a", "english": "b"}])
        assert answer.status_code == 503
        answer = await client.post(
            IMPORT, json=[{"german": "a", "english": "b"}], params={"dry_run": "true"}
        )
        assert (answer.status_code, answer.json()["created"]) == (200, 1)


async def test_reset_during_an_import_removes_no_word_of_the_list(
    portal: Portal, client: httpx.AsyncClient
) -> None:
    words = [{"german": f"Wort {n}", "english": "x"} for n in range(5_000)]
    importing = asyncio.create_task(client.post(IMPORT, json=words))
    while not portal.database.staging.locked():  # noqa: ASYNC110 - a lock has no event
        await asyncio.sleep(0)
    assert (await client.post("/api/full_reset")).status_code == 200
    report = (await importing).json()
    assert (report["created"], {row["outcome"] for row in report["rows"]}) == (5_000, {"created"})


async def test_misspelt_dry_run_is_refused_and_imports_nothing(client: httpx.AsyncClient) -> None:
    words = [{"german": "Quitte", "english": "quince"}]
    answer = await client.post(IMPORT, json=words, params={"dry-run": "true"})
    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"path": "dry-run", "message": "is unknown"}]
    assert await found(client, "quitte") == []


async def test_lists_imported_at_the_same_time_are_all_stored(client: httpx.AsyncClient) -> None:
    async def imported(letter: str) -> Any:
        words = [{"german": f"{letter} {n}", "english": "x"} for n in range(2_500)]
        return (await client.post(IMPORT, json=words)).json()["created"]

    assert await asyncio.gather(*map(imported, "ABC")) == [2_500] * 3


async def test_reviews_posted_during_an_import_are_recorded(client: httpx.AsyncClient) -> None:
    session = await launch(client)
    words = [{"german": f"Wort {n}", "english": f"word {n}"} for n in range(5_000)]
    importing = asyncio.create_task(client.post(IMPORT, json=words))
    answers = []
    while not importing.done():
        answers.append((await review(client, session, 1, True)).status_code)
        await asyncio.sleep(0)
    assert (await importing).json()["created"] == 5_000
    assert set(answers) == {201}


async def test_group_needs_a_name(client: httpx.AsyncClient) -> None:
    word = [{"german": "Regal", "english": "shelf"}]
    for group in ("", " ", "x" * 501):
        answer = await client.post("/api/words/import", params={"group": group}, json=word)
        assert answer.status_code == 422, answer.text
        assert answer.json()["errors"][0]["path"] == "group"
