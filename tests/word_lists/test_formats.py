"""Files of words: every format that is written is read back, and the tasks that do it."""

import csv
import io
import json
import random
import shutil
import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.errors import PortalError
from portal.operations import commands
from portal.settings import Settings, load_settings
from portal.word_lists import csv_format, json_format
from portal.word_lists.checked_rows import check_rows
from portal.word_lists.raw_rows import RawRow
from portal.word_lists.word_table import ESCAPED

ODD_PARTS: list[Any] = [
    None, {}, [], [1, "zwei", None],
    {"pos": "noun", "plural": None}, {"plural": None, "pos": "verb"},
    {"pos": "12"}, {"pos": 12}, {"pos": "true"}, {"pos": True}, {"pos": ""}, {"pos": " x "},
    {"pos": "a\nb"}, {"pos": '"quoted"'}, {"pos": [1]}, {"german": "x"}, {"groups": ["y"]}, {"": 1},
    {"parts": {"pos": 1}}, {" key ": 1}, {"pos": 1.0}, {"pos": 10**30},
    {"pos": "{"}, {"pos": "null"},
]  # fmt: skip


formulas = st.text(alphabet="=+-@'\t\r\n＝|a1\"", min_size=1, max_size=5)
texts = (st.text(min_size=1, max_size=20) | formulas).filter(lambda text: text.strip())
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9) | formulas,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)
entries = st.lists(
    st.fixed_dictionaries(
        {"german": texts, "english": texts, "groups": st.lists(texts, max_size=3)},
        optional={
            "parts": st.none()
            | st.lists(values, max_size=3)
            | st.dictionaries(st.text(max_size=5) | formulas | st.just(ESCAPED), values, max_size=4)
        },
    ),
    max_size=6,
)


@given(entries)
def test_written_words_are_read_back_unchanged(entries: list[Any]) -> None:
    words = check_rows(RawRow(None, entry) for entry in entries).words
    for read, write in (
        (csv_format.read, csv_format.write),
        (csv_format.read, partial(csv_format.write, spreadsheet_safe=True)),
        (json_format.read, json_format.write),
    ):
        text = "".join(write(words))
        back = check_rows(read(text.encode()).rows)
        assert (back.words, back.refused) == (words, [])


@given(entries)
def test_no_cell_of_a_safe_file_is_a_formula(entries: list[Any]) -> None:
    words = check_rows(RawRow(None, entry) for entry in entries).words
    file = io.StringIO("".join(csv_format.write(words, spreadsheet_safe=True)), newline="")
    for cells in csv.reader(file):
        assert not [cell for cell in cells if cell.startswith(tuple("=+-@\t\r\n＝"))]


def test_apostrophes_of_other_files_stay() -> None:
    [word] = check_rows(csv_format.read(b"german,english\n'-bar,'=able\n").rows).words
    assert (word.german, word.english) == ("'-bar", "'=able")


def dump(path: Path) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(
            """
            SELECT german, english, parts, german_key, english_key, (
                SELECT group_concat(name, '/') FROM words_groups, groups
                WHERE words_groups.word_id = words.id AND groups.id = group_id
            )
            FROM words ORDER BY id
            """
        ).fetchall()


@pytest.mark.parametrize("ending", [".csv", ".json"])
async def test_10000_exported_words_are_imported_identically(tmp_path: Path, ending: str) -> None:
    chance = random.Random(1)
    groups = ["One", "Two | a half", "Drei", '["Vier"]']
    entries = [
        {
            "german": f"Wort {number} ÄÖÜß",
            "english": f'word {number}, "quoted"; a\ttab',
            "groups": chance.sample(groups, chance.randrange(4)),
            "parts": chance.choice(ODD_PARTS),
        }
        for number in range(10_000)
    ]
    (tmp_path / "first.json").write_text(json.dumps(entries))
    dumps = []
    source = tmp_path / "first.json"
    for name in ("one", "two"):
        settings = load_settings({"PORTAL_DATABASE": str(tmp_path / f"{name}.db")})
        await commands.init_db(settings)
        await commands.migrate(settings)
        [said] = await commands.import_words(settings, source)
        assert "10000 created, 0 updated, 0 unchanged, 0 refused" in said
        dumps.append(dump(settings.database))
        source = tmp_path / f"{name}{ending}"
        await commands.export_words(settings, source, group=None, force=False)
        [said] = await commands.import_words(settings, source)
        assert "0 created, 0 updated, 10000 unchanged" in said
    assert dumps[0] == dumps[1]
    assert (tmp_path / f"one{ending}").read_bytes() == (tmp_path / f"two{ending}").read_bytes()
    await commands.check(settings)


async def test_report_has_a_line_for_each_row_of_the_file(
    tmp_path: Path, settings: Settings, seeded: Path
) -> None:
    shutil.copy(seeded, settings.database)
    source, report = tmp_path / "list.csv", tmp_path / "report.csv"
    source.write_text("german,english\nQuitte,quince\n,nothing\nQuitte,quince\nhallo,hello\n")
    said = await commands.import_words(settings, source, report=report)
    assert said == [
        "Refused line 3: german must be a text that isn't empty",
        f"{source}: 1 created, 0 updated, 2 unchanged, 1 refused",
    ]
    with closing(sqlite3.connect(settings.database)) as connection:
        [(id_,)] = connection.execute("SELECT id FROM words WHERE german = 'Quitte'")
    assert report.read_text("utf-8").splitlines() == [
        "row,line,outcome,word_id,german,english,reason,note",
        f"0,2,created,{id_},Quitte,quince,,",
        "1,3,refused,,,,german must be a text that isn't empty,",
        f"2,4,unchanged,{id_},Quitte,quince,,",
        "3,5,unchanged,1,hallo,hello,,",
    ]
    source.write_text("german,english\nMispel,medlar\n")
    for bad, reason in ((report, "exists already"), (tmp_path / "none" / "report.csv", "No such")):
        with pytest.raises(PortalError, match=reason):
            await commands.import_words(settings, source, report=bad)
    with closing(sqlite3.connect(settings.database)) as connection:
        assert connection.execute("SELECT 1 FROM words WHERE german = 'Mispel'").fetchall() == []


async def test_export_is_limited_to_a_group_and_never_overwrites_a_file(
    tmp_path: Path, settings: Settings, seeded: Path
) -> None:
    shutil.copy(seeded, settings.database)
    path = tmp_path / "words.csv"
    said = await commands.export_words(settings, path, group="Basic Greetings", force=False)
    assert said == f"{path} has 44 words"
    assert path.read_text("utf-8").startswith("german,english,groups,pos,")
    with pytest.raises(PortalError, match="exists already"):
        await commands.export_words(settings, path, group=None, force=False)
    with pytest.raises(PortalError, match="no group Nowhere"):
        await commands.export_words(settings, path, group="Nowhere", force=True)
    with pytest.raises(PortalError, match="must end in"):
        await commands.export_words(settings, path.with_suffix(".txt"), group=None, force=True)


async def test_safe_export_of_formulas_is_imported_identically(
    tmp_path: Path, settings: Settings, seeded: Path
) -> None:
    shutil.copy(seeded, settings.database)
    source, path = tmp_path / "list.csv", tmp_path / "words.csv"
    source.write_text("german,english,groups,n\n=1+1,@x,-g,+a\n'=2,b,,-5\n")
    report = tmp_path / "report.csv"
    await commands.import_words(settings, source, report=report, spreadsheet_safe=True)
    assert '"\'=1+1","\'@x"' in report.read_text("utf-8")
    await commands.export_words(settings, path, group=None, force=False, spreadsheet_safe=True)
    assert '"\'=1+1","\'@x","\'-g"' in path.read_text("utf-8")
    before = dump(settings.database)
    [said] = await commands.import_words(settings, path)
    assert said.endswith(f"0 created, 0 updated, {len(before)} unchanged, 0 refused")
    with pytest.raises(PortalError, match=r"must end in one of \.csv"):
        await commands.export_words(
            settings, tmp_path / "words.json", group=None, force=False, spreadsheet_safe=True
        )
