"""Files that ask for more work than their size tells are imported or refused like any others."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import uncovered
from tests.word_lists.hostile import files

SIZE = 600_000  # bytes, at which time or memory that grows with its square is beyond all limits

TOO_DEEP = "the HTML has more than 100 elements within each other"
EMPTY = "english must be a text that isn't empty"
TOO_LONG = "english is longer than 500 characters"
NOT_PLAIN = "the collection has more than plain tables"
IMPORTED = "unchanged, 0 refused"

# The end or the beginning of what is said.
OF_FIELDS = {
    "tags that aren't closed": EMPTY,
    "quotes that aren't closed": EMPTY,
    "comments that aren't closed": EMPTY,
    "sounds that aren't closed": TOO_LONG,
    "elements in each other": TOO_DEEP,
    "ends of no element": EMPTY,
    "tables in links": TOO_DEEP,
    "clozes that aren't closed": EMPTY,
    "references that aren't closed": TOO_LONG,
    "digits of a reference": IMPORTED,
    "attributes": EMPTY,
    "CDATA": EMPTY,
    "brackets": TOO_LONG,
    "marks in the wrong order": TOO_LONG,
}
EXPECTED = {
    **{f"note of {name}.apkg": said for name, said in OF_FIELDS.items()},
    **{f"text of {name}.txt": said for name, said in OF_FIELDS.items()},
    "note of separators.apkg": EMPTY,
    "text of separators.txt": EMPTY,
    "note of tiny fields with HTML.apkg": IMPORTED,
    "text of tiny fields with HTML.txt": TOO_LONG,
    "empty lines.csv": "0 created",
    "rows of nothing.csv": "0 created",
    "quotes within a cell.csv": "expected at most 60000 rows",
    "a cell that isn't closed.csv": "expected at most 60000 rows",
    "a cell without an end.csv": TOO_LONG,
    "a row without an end.csv": "cells and only 2 columns",
    "rows in quotes without an end.csv": "expected at most 60000 rows",
    "columns.csv": "columns; expected at most 1000",
    "names of groups.csv": "expected at most 1000 groups",
    "repeated groups.csv": "expected at most 250000 names of groups",
    "blank names of groups.csv": IMPORTED,
    "a number.csv": IMPORTED,
    "lists in a cell.csv": IMPORTED,
    "marks in parts.csv": IMPORTED,
    "marks in a text.csv": TOO_LONG,
    "escapes and marks.csv": IMPORTED,
    "lists in each other.json": "nested too deeply",
    "objects in an object.json": "nested too deeply",
    "numbers.json": "expected at most 60000 rows",
    "empty objects.json": "expected at most 60000 rows",
    "an entry of objects.json": IMPORTED,
    "names.json": "expected at most 1000 groups",
    "white space.json": "0 created",
    "a string with escapes.json": IMPORTED,
    "a string.json": IMPORTED,
    "repeated word.json": IMPORTED,
    "words.json": "5000 created",
    "words with emoji.json": "5000 created",
    "cells.csv": "10000 created",
    "header lines.txt": IMPORTED,
    "computed column.apkg": "the table notes of the collection has computed columns",
    "computed column of a forged table.apkg": "computed columns",
    "endless view.apkg": NOT_PLAIN,
    "endless view in a forged table.apkg": "can't be read",
    "views of views.apkg": NOT_PLAIN,
    "virtual table.apkg": NOT_PLAIN,
    "trigger.apkg": NOT_PLAIN,
    "many tables.apkg": "can't be read",
    "cards of one note.apkg": IMPORTED,
    "many names.apkg": "0 created",
    "JSON of note types.apkg": "can't be read",
    "many notes.apkg": IMPORTED,
    "a large note.apkg": TOO_LONG,
    "deflated zeros.apkg": "the collection is larger than 134217728 bytes",
    "Zstandard zeros.apkg": "the collection is larger than 134217728 bytes",
    "Zstandard window.apkg": "Frame requires too much memory",
    "LZMA.apkg": "compressed by a method that Anki doesn't use",
    "many files.apkg": "the archive has too many files",
    "not a ZIP.apkg": "damaged",
}


@pytest.mark.skipif(sys.platform != "linux", reason="limits the memory as Linux does")
def test_hostile_files_need_little_time_and_memory(tmp_path: Path) -> None:
    folder = tmp_path / "lists"
    folder.mkdir()
    for name, make in files(SIZE).items():
        (folder / name).write_bytes(make())
    done = subprocess.run(
        [sys.executable, "-m", "tests.word_lists.hostile", str(folder)],
        capture_output=True, text=True, timeout=300, check=False, env=uncovered(),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said.keys() == EXPECTED.keys()
    other = {name: text for name, text in said.items() if EXPECTED[name] not in text}
    assert other == {}
