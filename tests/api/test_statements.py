"""The record as xAPI statements, checked by the models of a learning record store."""

from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from ralph.models.xapi.base.statements import BaseXapiStatement

from portal.clock import Clock
from portal.http.application import Portal
from portal.record import review_log
from tests.support import launch, review

PATH = "/api/xapi/statements"


@pytest.fixture
async def ids(client: httpx.AsyncClient) -> list[str]:
    """The ids of five reviews, the third of which was taken back."""
    session = await launch(client)
    ids = [
        (await review(client, session, word, word % 2 == 0)).json()["review_id"]
        for word in range(1, 6)
    ]
    await client.delete(f"/api/reviews/{ids[2]}")
    return ids


async def pull(client: httpx.AsyncClient, **query: object) -> list[dict[str, Any]]:
    """Return the statements of all pages, and check each against the standard."""
    answer = await client.get(PATH, params=query)  # type: ignore[arg-type]
    statements: list[dict[str, Any]] = []
    while True:
        assert answer.status_code == 200, answer.text
        result = answer.json()
        assert set(result) == {"statements", "more"}
        statements += result["statements"]
        if not result["more"]:
            break
        answer = await client.get(result["more"])
    for statement in statements:
        BaseXapiStatement.model_validate(statement)
    return statements


async def test_newest_statement_is_first_unless_ascending(
    client: httpx.AsyncClient, ids: list[str]
) -> None:
    newest_first = await pull(client)
    assert [one["id"] for one in newest_first[1:]] == [ids[4], ids[3], ids[1], ids[0]]
    assert await pull(client, ascending="true") == newest_first[::-1]


async def test_list_has_voiding_statements_but_no_voided_ones(
    client: httpx.AsyncClient, ids: list[str]
) -> None:
    *reviews, void = await pull(client, ascending="true")
    assert ids[2] not in {one["id"] for one in reviews}
    assert void["verb"]["id"] == "http://adlnet.gov/expapi/verbs/voided"
    assert void["object"] == {"objectType": "StatementRef", "id": ids[2]}


@pytest.mark.parametrize("ascending", ["true", "false"])
@pytest.mark.parametrize("limit", [0, 1, 2, 5, 4711])
@pytest.mark.parametrize("scan_limit", [1, 3, 10_000])
async def test_pages_of_every_size_have_each_statement_once(
    client: httpx.AsyncClient,
    ids: list[str],
    monkeypatch: pytest.MonkeyPatch,
    ascending: str,
    limit: int,
    scan_limit: int,
) -> None:
    everything = await pull(client, ascending=ascending)
    monkeypatch.setattr(review_log, "SCAN_LIMIT", scan_limit)
    assert await pull(client, ascending=ascending, limit=limit) == everything


async def test_last_page_has_no_more(client: httpx.AsyncClient, ids: list[str]) -> None:
    assert (await client.get(PATH, params={"limit": 5})).json()["more"] == ""
    assert (await client.get(PATH, params={"limit": 4})).json()["more"] != ""
    later = await client.get(PATH, params={"since": "2999-01-01T00:00:00Z"})
    assert (later.status_code, later.json()) == (200, {"statements": [], "more": ""})


async def test_period_begins_after_since_and_includes_until(
    client: httpx.AsyncClient, portal: Portal, ids: list[str]
) -> None:
    times = [f"2025-03-0{day}T12:00:00Z" for day in range(1, 6)]
    for id_, time in zip(ids, times, strict=True):
        await portal.database.write(
            lambda connection, row=(time, id_): connection.execute(  # type: ignore[misc]
                "UPDATE word_review_items SET stored_at = ? WHERE review_id = ?", row
            ).close()
        )
    span = {"since": "2025-03-01T13:00:00+01:00", "until": times[3]}
    for limit in (0, 1):
        found = await pull(client, ascending="true", limit=limit, **span)
        assert [one["id"] for one in found] == [ids[1], ids[3]]


async def test_statement_is_found_by_its_id(client: httpx.AsyncClient, ids: list[str]) -> None:
    [void, *_, first] = await pull(client)
    for statement in (void, first):
        whole = {"format": "exact", "attachments": "false"}
        answer = await client.get(PATH, params={"statementId": statement["id"], **whole})
        assert (answer.status_code, answer.json()) == (200, statement)
        unvoided = await client.get(PATH, params={"voidedStatementId": statement["id"]})
        assert unvoided.status_code == 404
    assert (await client.get(PATH, params={"statementId": ids[2]})).status_code == 404
    voided = (await client.get(PATH, params={"voidedStatementId": ids[2].upper()})).json()
    BaseXapiStatement.model_validate(voided)
    assert (voided["id"], voided["result"]) == (ids[2], {"success": False})


@pytest.mark.parametrize(
    "query",
    [
        "statementId=01a207f6-3763-7465-a8db-80e1f563b07f&limit=1",
        "statementId=01a207f6-3763-7465-a8db-80e1f563b07f"
        "&voidedStatementId=01a207f6-3763-7465-a8db-80e1f563b07f",
        "verb=http://adlnet.gov/expapi/verbs/answered",
        "Limit=1",
        "attachments=true",
        "format=canonical",
        "statementId=x",
        "limit=-1",
        "ascending=1",
        "since=2025-03-08T12:00:00",
    ],
)
async def test_invalid_query_is_refused(client: httpx.AsyncClient, query: str) -> None:
    answer = await client.get(f"{PATH}?{query}")
    assert answer.status_code == 400
    assert answer.json()["status"] == 400
    assert answer.headers["X-Experience-API-Version"] == "1.0.3"


@pytest.mark.parametrize(
    ("version", "status"),
    [("1.0", 200), ("1.0.0", 200), ("1.0.3", 200), ("0.95", 400), ("1.1.0", 400), ("2.0.0", 400)],
)
async def test_other_versions_of_xapi_are_refused(
    client: httpx.AsyncClient, version: str, status: int
) -> None:
    answer = await client.get(PATH, headers={"X-Experience-API-Version": version})
    assert answer.status_code == status
    assert answer.headers["X-Experience-API-Version"] == "1.0.3"


async def test_consistent_through_is_shortly_before_now(
    client: httpx.AsyncClient, portal: Portal
) -> None:
    before = portal.clock.now()
    answer = await client.get(PATH)
    through = datetime.fromisoformat(answer.headers["X-Experience-API-Consistent-Through"])
    assert before - timedelta(minutes=1) < through < portal.clock.now() - timedelta(seconds=6)


async def test_no_page_reads_the_whole_record(client: httpx.AsyncClient, portal: Portal) -> None:
    statements: set[str] = set()
    for reader in portal.database._readers:
        await reader.set_trace_callback(statements.add)
    for ascending in ("true", "false"):
        for _ in portal.database._readers:
            await client.get(PATH, params={"ascending": ascending, "since": "2025-01-01T00:00:00Z"})
    selects = [statement for statement in statements if "SELECT" in statement]
    assert len(selects) == 4 + 1  # and the time up to which all is stored
    for statement in selects:
        plan = await portal.database.fetch_all(f"EXPLAIN QUERY PLAN {statement}")
        details = [row["detail"] for row in plan]
        assert not [detail for detail in details if detail.startswith("SCAN word")], details
        assert not [detail for detail in details if "TEMP B-TREE" in detail], details


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/xapi/nothing", 404),
        ("GET", "/api/xapi/statements/1", 404),
        ("POST", "/api/xapi/statements", 405),
        ("DELETE", "/api/xapi/statements", 405),
        ("GET", "/api/xapi/statements?limit=some", 400),
        ("GET", "/api/xapi/statements", 200),
    ],
)
async def test_every_response_below_xapi_names_the_version(
    client: httpx.AsyncClient, method: str, path: str, status: int
) -> None:
    answer = await client.request(method, path)
    assert answer.status_code == status
    assert answer.headers["X-Experience-API-Version"] == "1.0.3"


async def test_other_responses_name_no_version_of_xapi(client: httpx.AsyncClient) -> None:
    for path in ("/api/words/1", "/api/nothing", "/"):
        assert "X-Experience-API-Version" not in (await client.get(path)).headers


async def test_statement_after_the_clock_was_set_back_is_pulled(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = await launch(client)
    through = (await client.get(PATH)).headers["X-Experience-API-Consistent-Through"]
    now = Clock.now
    monkeypatch.setattr(Clock, "now", lambda clock: now(clock) - timedelta(hours=1))
    posted = (await review(client, session, 1, True)).json()
    [pulled] = await pull(client, since=through)
    assert pulled["id"] == posted["review_id"]
    assert pulled["timestamp"] == posted["created_at"] < pulled["stored"]
