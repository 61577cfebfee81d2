"""What Anki exports: decks as `.apkg`, and notes as text with lines of `#key:value` before them.

A note's fields are found by their names, or in a text, which has none, by their order. Decks are
groups, unless another is given; the other fields become keys of `parts`; tags are passed over.
"""

import io
import json
import lzma
import re
import sqlite3
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import takewhile
from pathlib import Path
from typing import IO, Any

from portal.word_lists.anki_html import plain
from portal.word_lists.columns import find
from portal.word_lists.csv_format import decoded, rows
from portal.word_lists.listed_words import Entry, WordListError

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

LARGEST_COLLECTION = 512 * 2**20  # bytes, unpacked
MOST_STEPS = 5_000  # of a million instructions of SQLite's, so that no hostile query runs for ever

# The newest form first: beside it lies an old one that only says so.
_COLLECTIONS = ("collection.anki21b", "collection.anki21", "collection.anki2")
_SEPARATORS = {
    "comma": ",", "semicolon": ";", "tab": "\t", "space": " ", "pipe": "|", "colon": ":",
}  # fmt: skip
_HEADER = re.compile(
    r"#(?P<key>(?:separator|html|columns|guid|notetype|deck|tags|if matches|match scope)"
    r"(?: column)?):(?P<value>[^\r\n]*)",
    re.IGNORECASE,
)
_BEGINNING = 4_096  # bytes in which an exported text says that it is one

# What zipfile and the decompressors raise.
_DAMAGED = (
    zipfile.BadZipFile, zstd.ZstdError, zlib.error, lzma.LZMAError, EOFError, NotImplementedError,
)  # fmt: skip
# What leads on from a file that is no collection; RuntimeError is an encrypted archive's.
_UNREADABLE = (
    sqlite3.Error, LookupError, TypeError, ValueError, AttributeError, RuntimeError,
)  # fmt: skip


def is_text(content: bytes) -> bool:
    """Tell whether a file begins as Anki's texts do."""
    beginning = content[:_BEGINNING].decode("utf-8-sig", errors="replace")
    return any(map(_HEADER.match, takewhile(_is_comment, beginning.splitlines())))


def _is_comment(line: str) -> bool:
    return line.startswith("#")


def read_text(
    content: bytes, german: str = "", english: str = "", *, decks: bool = True
) -> Iterator[Entry]:
    """Yield the entries of an exported text. Raises WordListError.

    `german` and `english` are names of columns, where it has names, or else their numbers from 1.
    """
    file = decoded(content)
    above = [*takewhile(_is_comment, io.StringIO(file, newline=""))]
    matches = filter(None, map(_HEADER.match, above))
    header = {match["key"].lower(): match["value"] for match in matches}
    said = header.get("separator", "tab")
    separator = _SEPARATORS.get(said.strip().lower(), said)
    if len(separator) != 1:
        raise WordListError(f"{said!r} is no separator")
    special = {
        key: int(header[f"{key} column"])
        for key in ("guid", "notetype", "deck", "tags")
        if re.fullmatch(r"\s*[0-9]{1,4}\s*", header.get(f"{key} column", ""))
    }
    names = next((cells for _, cells in rows(header.get("columns", ""), separator)), [])
    html = header.get("html", "true").strip().lower() != "false"
    places: dict[str, int] = {}
    for line, cells in rows(file[len("".join(above)) :], separator):
        if not places:
            own = [str(n + 1) for n in range(len(cells)) if n + 1 not in special.values()]
            names = names or [str(n + 1) for n in range(len(cells))]
            if names[0] == "1" and not (german or english):
                german, english = (*own, "", "")[:2]
            places = find(names, german, english)
        shown = [plain(cell) if html else cell.strip() for cell in cells]
        deck = special.get("deck", 0)
        group = shown[deck - 1] if 0 < deck <= len(shown) else header.get("deck", "").strip()
        fields = {
            "" if number in special.values() or name.isdecimal() else name: value
            for number, (name, value) in enumerate(zip(names, shown, strict=False), 1)
        }
        entry = _entry(fields, places, shown, names)
        yield line + len(above), entry | ({"groups": [group]} if group and decks else {})


def read_package(
    path: Path, german: str = "", english: str = "", *, decks: bool = True
) -> Iterator[Entry]:
    """Yield the entries of an `.apkg` file. Raises WordListError and OSError.

    Of the archive only the collection is read, by its name and up to LARGEST_COLLECTION.
    """
    with tempfile.TemporaryDirectory() as folder:
        collection = Path(folder) / "collection.db"
        try:
            with zipfile.ZipFile(path) as archive:
                _unpack(archive, collection)
            with closing(_opened(collection)) as connection:
                yield from _notes(connection, german, english, decks)
        except _DAMAGED as error:
            raise WordListError(f"the archive is damaged: {error}", malformed=True) from error
        except _UNREADABLE as error:
            raise WordListError(f"its collection can't be read: {error}", malformed=True) from error


def _unpack(archive: zipfile.ZipFile, target: Path) -> None:
    name = next((name for name in _COLLECTIONS if name in archive.namelist()), None)
    if name is None:
        raise WordListError("there is no collection in it")
    with archive.open(name) as packed, target.open("wb") as file:
        if name.endswith("b"):
            with zstd.open(packed) as unpacked:
                _copy(unpacked, file)
        else:
            _copy(packed, file)


def _copy(source: IO[bytes] | zstd.ZstdFile, target: IO[bytes]) -> None:
    left = LARGEST_COLLECTION
    while piece := source.read(2**20):
        left -= len(piece)
        if left < 0:
            raise WordListError(f"its collection is larger than {LARGEST_COLLECTION} bytes")
        target.write(piece)


def _opened(collection: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{collection.as_uri()}?mode=ro&immutable=1", uri=True)
    # The file is a stranger's.
    connection.execute("PRAGMA trusted_schema = OFF").close()
    steps = iter(range(MOST_STEPS))
    connection.set_progress_handler(lambda: next(steps, None) is None, 1_000_000)
    connection.create_collation("unicase", _unicase)
    return connection


def _unicase(one: str, other: str) -> int:
    return (one.casefold() > other.casefold()) - (one.casefold() < other.casefold())


def _notes(
    connection: sqlite3.Connection, german: str, english: str, decks: bool
) -> Iterator[Entry]:
    tables = {
        name
        for (name,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE 'CREATE TABLE %'"
        )
    }
    if not {"notes", "cards"} <= tables:
        raise WordListError("its collection has no notes")
    names, decks_by_id = (_tables if "notetypes" in tables else _columns)(connection)
    places: dict[int, dict[str, int] | ValueError] = {}
    for note_type, fields, deck in connection.execute(
        """
        SELECT mid, flds, (SELECT did FROM cards WHERE nid = notes.id ORDER BY ord LIMIT 1)
        FROM notes
        ORDER BY id
        """
    ):
        place = places.get(note_type)
        if place is None:
            place = places[note_type] = _places(names[note_type], german, english)
        if isinstance(place, ValueError):
            yield None, place
            continue
        shown = [plain(field) for field in fields.split("\x1f")]
        named = dict(zip(names[note_type], shown, strict=False))
        entry = _entry(named, place, shown, names[note_type])
        group = decks_by_id.get(deck)
        yield None, entry | ({"groups": [group]} if group and decks else {})


def _places(names: Sequence[str], german: str, english: str) -> dict[str, int] | ValueError:
    """Return where the texts of a note type's notes are, or why they are refused."""
    try:
        return find(names, german, english)
    except WordListError as error:
        return ValueError(str(error))


def _tables(connection: sqlite3.Connection) -> tuple[dict[int, list[str]], dict[int, str]]:
    """Return the names of fields by note type and of decks, from the tables of newer Anki."""
    names: dict[int, list[str]] = {}
    for note_type, name in connection.execute("SELECT ntid, name FROM fields ORDER BY ntid, ord"):
        names.setdefault(note_type, []).append(name)
    decks = connection.execute("SELECT id, name FROM decks")
    return names, {id_: name.replace("\x1f", "::") for id_, name in decks}


def _columns(connection: sqlite3.Connection) -> tuple[dict[int, list[str]], dict[int, str]]:
    """Return the same from the JSON that older Anki has of them."""
    models, decks = connection.execute("SELECT models, decks FROM col").fetchone()
    names = {
        int(id_): [field["name"] for field in sorted(model["flds"], key=lambda one: one["ord"])]
        for id_, model in json.loads(models).items()
    }
    return names, {int(id_): deck["name"] for id_, deck in json.loads(decks).items()}


def _entry(
    fields: dict[str, str], places: dict[str, int], shown: Sequence[str], names: Sequence[str]
) -> dict[str, Any]:
    passed_over = {"", "parts", "groups", *(names[place] for place in places.values())}
    others = {key: text for key, text in fields.items() if text and key not in passed_over}
    own = {key: shown[place] if place < len(shown) else "" for key, place in places.items()}
    return others | own
