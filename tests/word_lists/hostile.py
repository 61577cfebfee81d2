"""Files of few bytes that ask an import for a lot of work, each about as large as it is told.

`python -m tests.word_lists.hostile FOLDER` imports the files of a folder into a new database, with
little memory, and prints a JSON object of what was said for each. Without an argument, it measures
all of them at the size of the largest import, each in a process of its own.
"""

import asyncio
import io
import json
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterable
from contextlib import closing
from functools import partial
from pathlib import Path

from backports import zstd

from portal.errors import PortalError
from portal.operations import commands
from portal.settings import load_settings
from portal.word_lists.limits import MAX_ROWS

MAX_MEMORY = 400 * 2**20  # bytes of data, for the whole process
MAX_CPU_S = 45  # seconds of a processor, for all files, which need 6 if none hangs

FIELDS = {  # of a note; each is repeated until it is as large as it shall be
    "tags that aren't closed": "<a ",
    "quotes that aren't closed": '<a b="',
    "comments that aren't closed": "<!--",
    "sounds that aren't closed": "[sound:",
    "elements in each other": "<div>",
    "ends of no element": "</x>",
    "tables in links": "<a href=x><table>",
    "clozes that aren't closed": "{{c1::",
    "references that aren't closed": "&#",
    "digits of a reference": "9",
    "attributes": " a",
    "CDATA": "<svg><![CDATA[",
    "brackets": "[",
    "marks in the wrong order": "\u0301\u0316",
    "separators": "\x1f",
    "tiny fields with HTML": "<\x1f",
}
BEGINNINGS = {"digits of a reference": "&#", "attributes": "<a"}

ROWS = {  # below a header of a CSV file
    "empty lines": ("german,english\n", "\n"),
    "rows of nothing": ("german,english\n", ",\n"),
    "quotes within a cell": ("german,english\n", 'a,"b""c"\n'),
    "a cell that isn't closed": ('german,english\na,"', "b\n"),
    "a cell without an end": ("german,english\na,", "b"),
    "a row without an end": ("german,english\n", "a,"),
    "rows in quotes without an end": ("german,english\n", 'ab,"\n\n",'),
    "columns": ("", "a,"),
    "names of groups": ("german,english,groups\na,b,", "|x"),
    "repeated groups": ("german,english,groups\n", "a,b," + "|".join("x" * 200) + "\n"),
    "blank names of groups": ("german,english,groups\n", "a,b," + " |" * 200 + "\n"),
    "a number": ("german,english,n\na,b,", "9"),
    "lists in a cell": ("german,english,n\na,b,", "["),
    "marks in parts": ("german,english,n\na,b,", "\u0301\u0316"),
    "marks in a text": ("german,english\na,", "\u0301\u0316"),
    "escapes and marks": ("german,english,n\na,b,a\u0308", "\\"),
}
JSON_LISTS = {  # beginning, what is repeated, and end
    "lists in each other": ("", "[", ""),
    "numbers": ("[1", ",1", "]"),
    "empty objects": ("[{}", ",{}", "]"),
    "an entry of objects": ('[{"german": "a", "english": "b", "n": [{}', ',{"a":1}', "]}]"),
    "objects in an object": ('[{"german": "a", "english": "b", "n": ', '{"a":', ""),
    "names": ('[{"german": "a", "english": "b", "groups": ["g"', ',"g"', "]}]"),
    "white space": ("[", " ", "]"),
    "a string with escapes": ('[{"german": "a", "english": "b", "n": "a\u0308', "\\n", '"}]'),
    "a string": ('[{"german": "a", "english": "b", "n": "\\n a\u0308', "ab", '"}]'),
}


def repeated(beginning: str, unit: str, end: str, size: int) -> bytes:
    return f"{beginning}{unit * (size // len(unit.encode()))}{end}".encode()


def field(name: str, size: int) -> bytes:
    return repeated(BEGINNINGS.get(name, ""), FIELDS[name], "", size)


def anki_text(name: str, size: int) -> bytes:
    """Make a text of Anki's with fields of 1 MiB."""
    count = max(1, size // 2**20)
    one = field(name, size // count).replace(b'"', b'""')
    return b"#separator:tab\n#html:true\n" + (b'a\t"' + one + b'"\n') * count


def package(sql: Iterable[str], fields: Iterable[bytes] = ()) -> bytes:
    """Make a deck whose collection has been changed by some SQL, with notes of these fields."""
    models = {"1": {"flds": [{"name": "Front", "ord": 0}, {"name": "Back", "ord": 1}]}}
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.execute("CREATE TABLE col (models TEXT, decks TEXT)")
        connection.execute("CREATE TABLE notes (id INTEGER PRIMARY KEY, mid INTEGER, flds TEXT)")
        connection.execute("CREATE TABLE cards (nid INTEGER, did INTEGER, ord INTEGER)")
        connection.execute("INSERT INTO col VALUES (?, '{}')", (json.dumps(models),))
        for text in fields:
            row = (f"Haus\x1f{text.decode()}",)
            connection.execute("INSERT INTO notes (mid, flds) VALUES (1, ?)", row)
        for statement in sql:
            connection.execute(statement)
        return archive({"collection.anki21": connection.serialize()})


def notes(text: bytes, count: int) -> bytes:
    """Make a deck with notes of the same text."""
    return package([], [text] * count)


def archive(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return file.getvalue()


def numbers(count: int) -> str:
    """Return SQL that begins a statement, and gives it a table `n` of numbers."""
    return f"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})"


ENDLESS = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT"


def with_schema(changed: str) -> list[str]:
    """Return SQL that writes the definition of the table `notes` anew, as a forger would."""
    return [
        "PRAGMA writable_schema = ON",
        f"UPDATE sqlite_master SET sql = '{changed}' WHERE name = 'notes'",
    ]


def repeated_word(size: int) -> bytes:
    """Make a list of one word whose first row has large parts, and which many rows repeat."""
    first = {"german": "a", "english": "b", **{f"k{number}": 1 for number in range(50_000)}}
    again = {"german": "a", "english": "b", "k1": 1}
    return json.dumps([first, *[again] * min(size // 50, MAX_ROWS - 1)]).encode()


def words(size: int, mark: str = "") -> bytes:
    """Make a list of as many words as one can have, which is as large as it can be.

    With a `mark` that is an emoji, Python needs 4 bytes for each character.
    """
    count = max(1, min(MAX_ROWS, size // 120))
    length = max(0, size // count - 80)
    return json.dumps(
        [
            {
                "german": f"Wort {n}",
                "english": f"{'emoji' if mark else 'word'} {n}",
                "note": mark + "x" * length,
                "groups": ["A"],
            }
            for n in range(count)
        ]
    ).encode()


def cells(size: int) -> bytes:
    """Make a list of many rows with many cells."""
    lines = [f"Wort {n},b{',7' * 8}\n" for n in range(min(size // 60, MAX_ROWS))]
    return f"german,english,{','.join('abcdefgh')}\n{''.join(lines)}".encode()


def zip_directory(size: int) -> bytes:
    """Make an archive that lists one file many times, of at least 5 MiB."""
    size = max(size, 5 * 2**20)
    small = archive({"x": b""}, zipfile.ZIP_STORED)
    start = small.index(b"PK\x01\x02")
    end = small.index(b"PK\x05\x06")
    entry, count = small[start:end], size // (end - start)
    tail = bytearray(small[end:])
    tail[8:12] = (min(count, 65_535)).to_bytes(2, "little") * 2
    tail[12:16] = (count * len(entry)).to_bytes(4, "little")
    return small[:start] + entry * count + bytes(tail)


def zstd_bomb(size: int) -> bytes:
    frames = zstd.compress(bytes(2**20)) * 2_000
    return archive({"collection.anki21b": frames})


def zstd_window(size: int) -> bytes:
    options: dict[int, int] = {
        zstd.CompressionParameter.window_log: 27,
        zstd.CompressionParameter.enable_long_distance_matching: 1,
    }
    compressor = zstd.ZstdCompressor(options=options)
    return archive({"collection.anki21b": compressor.compress(b"x" * 4_096) + compressor.flush()})


PACKAGES: dict[str, Callable[[int], bytes]] = {
    "computed column": lambda size: package(
        ["ALTER TABLE notes DROP COLUMN flds",
         "ALTER TABLE notes ADD COLUMN flds AS (hex(zeroblob(400000000)))"], [b"x"]),
    "computed column of a forged table": lambda size: package(
        with_schema("CREATE TABLE notes (id INTEGER PRIMARY KEY, mid, "
                    "flds AS (hex(zeroblob(400000000))))"), [b"x"]),
    "endless view": lambda size: package(
        ["CREATE TABLE notetypes (id)", "CREATE TABLE decks (id, name)",
         f"CREATE VIEW fields AS {ENDLESS} 1 AS ntid, 'a' AS name, i AS ord FROM n"]),
    "endless view in a forged table": lambda size: package(
        with_schema(f"CREATE VIEW notes AS {ENDLESS} i AS id, 1 AS mid, 1 AS flds FROM n"), [b"x"]),
    "views of views": lambda size: package(
        ["CREATE VIEW v0 AS SELECT 1 AS id, 1 AS mid, 'a' AS flds",
         *(f"CREATE VIEW v{n + 1} AS SELECT a.* FROM v{n} AS a, v{n} AS b" for n in range(39)),
         "DROP TABLE notes", "CREATE VIEW notes AS SELECT * FROM v39"]),
    "virtual table": lambda size: package(
        ["DROP TABLE cards", "CREATE VIRTUAL TABLE cards USING fts5(nid, did, ord)"]),
    "trigger": lambda size: package(
        ["CREATE TRIGGER t AFTER INSERT ON notes BEGIN SELECT 1; END"], [b"x"]),
    "many tables": lambda size: package(
        ["PRAGMA writable_schema = ON",
         f"INSERT INTO sqlite_master {numbers(size // 50)} SELECT 'table', 't' || i, 't' || i, 2, "
         "'CREATE TABLE t' || i || ' (a)' FROM n"]),
    "cards of one note": lambda size: package(
        [f"INSERT INTO cards {numbers(size // 10)} SELECT 1, 1, i FROM n"], [b"x"]),
    "many names": lambda size: package(
        ["CREATE TABLE notetypes (id)", "CREATE TABLE decks (id, name)",
         "CREATE TABLE fields (ntid, name, ord)",
         f"INSERT INTO fields {numbers(size // 10)} SELECT 1, 'a', i FROM n"]),
    "JSON of note types": lambda size: package(
        [f"UPDATE col SET models = '{{\"1\": [' || hex(zeroblob({size // 2})) || ']}}'"]),
    "many notes": lambda size: package([], [b"&\x1f"] * (size // 20)),
    "a large note": lambda size: package([], [b"x" * size]),
    "deflated zeros": lambda size: archive({"collection.anki2": bytes(129 * 2**20)}),
    "Zstandard zeros": zstd_bomb,
    "Zstandard window": zstd_window,
    "LZMA": lambda size: archive({"collection.anki2": b"x"}, zipfile.ZIP_LZMA),
    "many files": zip_directory,
    "not a ZIP": lambda size: b"PK\x05\x06" * (size // 4),
}  # fmt: skip


def files(size: int) -> dict[str, Callable[[], bytes]]:
    """Return functions that make the files, by the names of the files."""
    count, note_size = max(1, size // 2**20), min(size, 2**20)
    return {
        **{
            f"note of {name}.apkg": partial(lambda name: notes(field(name, note_size), count), name)
            for name in FIELDS
        },
        **{f"text of {name}.txt": partial(anki_text, name, size) for name in FIELDS},
        **{
            f"{name}.csv": partial(repeated, beginning, unit, "\n", size)
            for name, (beginning, unit) in ROWS.items()
        },
        **{f"{name}.json": partial(repeated, *row, size) for name, row in JSON_LISTS.items()},
        "repeated word.json": partial(repeated_word, size),
        "words.json": partial(words, size),
        "words with emoji.json": partial(words, size, "\U0001f600"),
        "cells.csv": partial(cells, size),
        "header lines.txt": partial(repeated, "#html:true\n", "#\n", "a\tb\n", size),
        **{f"{name}.apkg": partial(make, size) for name, make in PACKAGES.items()},
    }


async def outcomes(folder: Path, paths: Iterable[Path]) -> dict[str, str]:
    """Import each file into a new database in the folder, and return the last thing said."""
    settings = load_settings({"PORTAL_DATABASE": str(folder / "words.db")})
    await commands.init_db(settings)
    await commands.migrate(settings)
    said = {}
    for path in paths:
        try:
            said[path.name] = (await commands.import_words(settings, path))[-1]
        except PortalError as error:
            said[path.name] = str(error)
    return said


def measure(size: int) -> None:
    """Print the time and the peak memory of each import, and what was said."""
    with tempfile.TemporaryDirectory() as made:
        for name, make in files(size).items():
            path = Path(made) / name
            path.write_bytes(make())
            start = time.perf_counter()
            command = [sys.executable, "-m", "tests.word_lists.hostile", str(path)]
            done = subprocess.run(command, capture_output=True, text=True, timeout=120)
            seconds = time.perf_counter() - start
            peak, said = (done.stdout or f"-1 {done.stderr[-300:]}").split(" ", 1)
            size_kib = path.stat().st_size // 1024
            outcome = said.strip()[-100:]
            print(f"{seconds:6.2f} s {peak:>5} MiB {size_kib:6} KiB {name}: {outcome}", flush=True)
            path.unlink()


def peak_memory() -> int:
    """Return the largest resident memory of this process so far, in MiB."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) // 1024


def main(arguments: list[str]) -> None:
    """Run one of the commands in the docstring of the module."""
    if not arguments:
        measure(31 * 2**20)
        return
    path = Path(arguments[0])
    if path.is_dir():
        resource.setrlimit(resource.RLIMIT_DATA, (MAX_MEMORY, MAX_MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (MAX_CPU_S, MAX_CPU_S))
        with tempfile.TemporaryDirectory() as database:
            said = asyncio.run(outcomes(Path(database), sorted(path.iterdir())))
        print(json.dumps(said))
    else:
        with tempfile.TemporaryDirectory() as folder:
            said = asyncio.run(outcomes(Path(folder), [path]))
        print(peak_memory(), said[path.name])


if __name__ == "__main__":
    main(sys.argv[1:])
