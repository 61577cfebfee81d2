"""No row of a list is ever lost: each one is created, updated, unchanged, or refused by name."""

import asyncio
import csv
import io
import json
import re
import sqlite3
import zipfile
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from portal.operations import commands
from portal.settings import Settings, load_settings

# Few words, so that rows repeat and contradict each other; the others are often refused.
texts = st.sampled_from(["Haus", "Hof\nTor", "A\u0308pfel", "x" * 501, " ", ""]) | st.text(
    max_size=8
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | texts,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(texts, inner, max_size=2),
    max_leaves=4,
)
# A tab and a line break in one cell look like rows in quotes that nobody meant.
cells = texts.filter(lambda text: not ("\t" in text and {"\n", "\r"} & {*text})) | st.sampled_from(
    ["1", "true", "[2]", '{"a": 3}', '["g"]', "G | H", "{{c1::Haus}}"]
)

# At the end of every list, so that it has a word at all, and a repeated one.
LAST_ROWS = [["gut", "good"], ["gut", "good"]]


@dataclass(frozen=True)
class Source:
    """A file of words, and where its rows are: their lines, or None where rows have no lines."""

    name: str
    content: bytes
    lines: list[int | None]


def delimited(name: str, header: str, rows: list[list[str]]) -> Source:
    """Write rows that aren't empty below a header, and note the line on which each begins."""
    file = io.StringIO(header, newline="")
    file.seek(0, io.SEEK_END)
    writer = csv.writer(file, delimiter="\t", quoting=csv.QUOTE_ALL)
    lines: list[int | None] = []
    for row in filter(any, rows):
        lines.append(1 + len(re.findall("\r\n|\r|\n", file.getvalue())))
        writer.writerow(row)
    return Source(name, file.getvalue().encode(), lines)


@st.composite
def json_lists(draw: st.DrawFn) -> Source:
    word = st.fixed_dictionaries(
        {"german": json_values, "english": texts},
        optional={"parts": json_values, "groups": json_values, "pos": json_values},
    )
    entries = draw(st.lists(word | json_values, max_size=6))
    entries += [{"german": german, "english": english} for german, english in LAST_ROWS]
    return Source("words.json", json.dumps(entries).encode(), [None] * len(entries))


@st.composite
def csv_lists(draw: st.DrawFn) -> Source:
    rows = draw(st.lists(st.lists(cells, min_size=1, max_size=6), max_size=6))
    header = "german\tenglish\tgroups\tpos\tparts\r\n"
    return delimited("words.tsv", header, [*rows, *LAST_ROWS])


@st.composite
def anki_texts(draw: st.DrawFn) -> Source:
    rows = draw(st.lists(st.lists(cells, min_size=1, max_size=5), max_size=6))
    columns = draw(st.sampled_from(["", "#columns:Front\tBack\tDeck\tNote\n"]))
    header = f"#separator:tab\n#html:true\n#deck column:3\n{columns}"
    return delimited("notes.txt", header, [["Tag", "day", "", ""], *rows, *LAST_ROWS])


@st.composite
def anki_packages(draw: st.DrawFn) -> Source:
    note = st.tuples(st.sampled_from([1, 2]), st.lists(cells, min_size=1, max_size=4))
    notes = [*draw(st.lists(note, max_size=6)), *((1, row) for row in LAST_ROWS)]
    models = {
        id_: {"flds": [{"name": name, "ord": ord_} for ord_, name in enumerate(names)]}
        for id_, names in ((1, ["Front", "Back", "Note"]), (2, ["Text", "Extra"]))
    }
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.execute("CREATE TABLE col (models TEXT, decks TEXT)")
        connection.execute("CREATE TABLE notes (id INTEGER PRIMARY KEY, mid INTEGER, flds TEXT)")
        connection.execute("CREATE TABLE cards (nid INTEGER, did INTEGER, ord INTEGER)")
        connection.execute("INSERT INTO col VALUES (?, ?)", (json.dumps(models), "{}"))
        connection.executemany(
            "INSERT INTO notes (mid, flds) VALUES (?, ?)",
            [(model, "\x1f".join(fields)) for model, fields in notes],
        )
        collection = connection.serialize()
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as package:
        package.writestr("collection.anki21", collection)
    return Source("deck.apkg", archive.getvalue(), [None] * len(notes))


@pytest.fixture(scope="module")
def portal_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A migrated database, into which one list after another is imported."""
    path = tmp_path_factory.mktemp("accounting") / "words.db"
    settings = load_settings({"PORTAL_DATABASE": str(path)})
    asyncio.run(commands.init_db(settings))
    asyncio.run(commands.migrate(settings))
    return settings


def imported(
    settings: Settings, source: Source, *, dry_run: bool
) -> tuple[list[str], list[dict[str, str]]]:
    """Import a list; return the lines that the task prints, and the rows of its report."""
    path = settings.database.with_name(source.name)
    path.write_bytes(source.content)
    report = settings.database.with_name("report.csv")
    said = asyncio.run(
        commands.import_words(settings, path, dry_run=dry_run, report=report, force=True)
    )
    with report.open(encoding="utf-8", newline="") as file:
        return said, list(csv.DictReader(file))


@pytest.mark.parametrize("sources", [json_lists, csv_lists, anki_texts, anki_packages])
def test_every_row_has_an_outcome_and_refused_rows_are_named(
    portal_settings: Settings, sources: Callable[[], st.SearchStrategy[Source]]
) -> None:
    @hypothesis_settings(max_examples=40, deadline=None)
    @given(sources())
    def check(source: Source) -> None:
        _, dry_rows = imported(portal_settings, source, dry_run=True)
        said, rows = imported(portal_settings, source, dry_run=False)

        assert [row["row"] for row in rows] == [str(index) for index in range(len(source.lines))]
        assert [row["line"] for row in rows] == [str(line or "") for line in source.lines]
        assert [row["outcome"] for row in rows] == [row["outcome"] for row in dry_rows]

        counts = Counter(row["outcome"] for row in rows)
        outcomes = ("created", "updated", "unchanged", "refused")
        assert sum(counts[outcome] for outcome in outcomes) == len(source.lines)
        assert said[-1].endswith(", ".join(f"{counts[outcome]} {outcome}" for outcome in outcomes))

        refused = [row for row in rows if row["outcome"] == "refused"]
        assert all(row["reason"] for row in refused)
        assert said[:-1] == [f"Refused {place(row)}: {row['reason']}" for row in refused]
        assert (rows[-1]["outcome"], rows[-1]["german"]) == ("unchanged", "gut")
        assert stored(portal_settings) >= {
            (row["word_id"], row["german"], row["english"]) for row in rows if row not in refused
        }

    check()


def place(row: dict[str, str]) -> str:
    return f"line {row['line']}" if row["line"] else f"entry {row['row']}"


def stored(settings: Settings) -> set[tuple[Any, ...]]:
    with closing(sqlite3.connect(settings.database)) as connection:
        return set(connection.execute("SELECT CAST(id AS TEXT), german, english FROM words"))
