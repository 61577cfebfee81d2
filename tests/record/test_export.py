"""The record as files; xAPI statements are judged by the models of a real learning record store."""

import csv
import json
from pathlib import Path

import httpx
import pytest
from ralph.models.xapi.base.statements import BaseXapiStatement

from portal.errors import PortalError
from portal.operations import commands
from portal.settings import Settings
from tests.support import launch, review


@pytest.fixture
async def studied(client: httpx.AsyncClient) -> list[str]:
    """Two reviews and a third that was taken back; their ids."""
    session = await launch(client, group_id=2)
    ids = []
    for word, correct in ((1, True), (2, False), (3, True)):
        answer = await review(
            client, session, word, correct, created_at="2025-02-08T17:20:23-05:00"
        )
        ids.append(answer.json()["review_id"])
    await client.delete(f"/api/reviews/{ids[2]}")
    return ids


async def exported(settings: Settings, name: str, form: str = "") -> Path:
    path = settings.database.with_name(name)
    said = await commands.export_reviews(settings, path, form, force=False)
    assert said == f"{path} has 4 entries of the record"
    return path


async def test_progress_is_told_entry_by_entry(studied: list[str], settings: Settings) -> None:
    ticks: list[int] = []
    path = settings.database.with_name("record.csv")
    await commands.export_reviews(settings, path, "", force=False, tick=lambda: ticks.append(1))
    assert len(ticks) == 4


async def test_csv_and_json_lines_have_the_same_entries(
    studied: list[str], settings: Settings
) -> None:
    with (await exported(settings, "record.csv")).open(encoding="utf-8", newline="") as file:
        rows = [*csv.DictReader(file)]
    lines = (await exported(settings, "record.jsonl")).read_text("utf-8").splitlines()
    entries = [json.loads(line) for line in lines]
    assert [
        {key: "" if value is None else str(value) for key, value in entry.items()}
        for entry in entries
    ] == rows
    assert [entry["review_id"] for entry in entries[:3]] == studied
    assert [entry["voids"] for entry in entries] == [None, None, None, studied[2]]
    assert (entries[0]["german"], entries[0]["created_at"], entries[0]["correct"]) == (
        "hallo",
        "2025-02-08T17:20:23-05:00",
        True,
    )


async def test_statements_are_those_of_the_standard(studied: list[str], settings: Settings) -> None:
    lines = (await exported(settings, "record.json", "xapi")).read_text("utf-8").splitlines()
    statements = [json.loads(line) for line in lines]
    for statement in statements:
        BaseXapiStatement.model_validate(statement)
    first = statements[0]
    assert [statement["id"] for statement in statements[:3]] == studied
    assert first["verb"]["id"].endswith("/answered")
    assert first["result"] == {"success": True}
    assert first["object"]["definition"]["name"] == {"de": "hallo"}
    assert first["timestamp"] == "2025-02-08T17:20:23-05:00"
    assert first["stored"] > first["timestamp"]
    assert statements[3]["verb"]["id"].endswith("/voided")
    assert statements[3]["object"] == {"objectType": "StatementRef", "id": studied[2]}


async def test_model_refuses_what_is_no_statement(studied: list[str], settings: Settings) -> None:
    lines = (await exported(settings, "record.json", "xapi")).read_text("utf-8").splitlines()
    for part in ("actor", "verb"):
        statement = json.loads(lines[0])
        del statement[part]
        with pytest.raises(ValueError, match=part):
            BaseXapiStatement.model_validate(statement)


async def test_file_that_is_there_is_kept(studied: list[str], settings: Settings) -> None:
    path = await exported(settings, "record.csv")
    before = path.read_text()
    with pytest.raises(PortalError, match="exists already"):
        await commands.export_reviews(settings, path, "", force=False)
    assert path.read_text() == before
    await commands.export_reviews(settings, path, "jsonl", force=True)
    assert path.read_text().startswith("{")
    with pytest.raises(PortalError, match="none of csv, jsonl, xapi"):
        await commands.export_reviews(settings, path.with_suffix(".txt"), "", force=True)
