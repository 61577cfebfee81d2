import csv
import json

import httpx
import pytest

from portal.errors import PortalError
from portal.operations import commands
from portal.settings import Settings
from tests.record.reviews import exported


async def test_progress_is_reported_after_each_entry(
    studied: list[str], settings: Settings
) -> None:
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


async def test_existing_file_is_kept_unless_forced(studied: list[str], settings: Settings) -> None:
    path = await exported(settings, "record.csv")
    before = path.read_text()
    with pytest.raises(PortalError, match="exists already"):
        await commands.export_reviews(settings, path, "", force=False)
    assert path.read_text() == before
    await commands.export_reviews(settings, path, "jsonl", force=True)
    assert path.read_text().startswith("{")
    with pytest.raises(PortalError, match="none of csv, jsonl, xapi"):
        await commands.export_reviews(settings, path.with_suffix(".txt"), "", force=True)


async def test_safe_csv_has_no_formulas(
    client: httpx.AsyncClient, studied: list[str], settings: Settings
) -> None:
    await client.patch("/api/words/1", json={"german": "=1+1"}, headers={"If-Match": "*"})
    path = settings.database.with_name("record.csv")
    await commands.export_reviews(settings, path, "", force=False, spreadsheet_safe=True)
    with path.open(encoding="utf-8", newline="") as file:
        assert [row["german"] for row in csv.DictReader(file)][:1] == ["'=1+1"]
    await commands.export_reviews(settings, path, "", force=True)
    with path.open(encoding="utf-8", newline="") as file:
        assert [row["german"] for row in csv.DictReader(file)][:1] == ["=1+1"]
    for form in ("jsonl", "xapi"):
        with pytest.raises(PortalError, match="only CSV"):
            await commands.export_reviews(settings, path, form, force=True, spreadsheet_safe=True)
