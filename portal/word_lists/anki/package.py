"""Decks that Anki has exported as `.apkg`: a ZIP archive with a collection, an SQLite database."""

import json
import lzma
import sqlite3
import sys
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import IO

from portal.files import temporary_folder
from portal.word_lists.anki.html import plain_text
from portal.word_lists.anki.notes import note_value
from portal.word_lists.columns import Columns, find_columns
from portal.word_lists.raw_rows import RawRow, WordListError

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

MAX_COLLECTION_BYTES = 512 * 2**20  # unpacked
MAX_SQL_INSTRUCTIONS = 5_000_000_000  # of SQLite's virtual machine, for all queries of one file
COPY_BYTES = 2**20

# In order of preference: a package of a newer Anki also has an old collection, which only asks
# the user to update Anki.
_ZSTD_COLLECTION = "collection.anki21b"
_COLLECTIONS = (_ZSTD_COLLECTION, "collection.anki21", "collection.anki2")

# What zipfile and the decompressors raise for a damaged archive.
_ARCHIVE_ERRORS = (
    zipfile.BadZipFile, zstd.ZstdError, zlib.error, lzma.LZMAError, EOFError, NotImplementedError,
)  # fmt: skip
# What follows from a database that isn't a collection, or a value of an unexpected type;
# zipfile raises RuntimeError for an encrypted archive.
_COLLECTION_ERRORS = (
    sqlite3.Error, LookupError, TypeError, ValueError, AttributeError, RuntimeError,
)  # fmt: skip

FieldNames = dict[int, list[str]]  # by the id of the note type
DeckNames = dict[int, str]  # by the id of the deck


def read(
    path: Path, german: str = "", english: str = "", *, decks_as_groups: bool = True
) -> Iterator[RawRow]:
    """Yield the rows of an `.apkg` file.

    `german` and `english` are names of fields; "" stands for the usual names. A note's deck
    becomes its group if `decks_as_groups` is true. Only the collection is unpacked, and never
    more of it than MAX_COLLECTION_BYTES. Raises WordListError and OSError.
    """
    with temporary_folder() as folder:
        collection = folder / "collection.db"
        try:
            _unpack_collection(path, collection)
            with closing(_open_collection(collection)) as connection:
                yield from _read_notes(connection, german, english, decks_as_groups)
        except _ARCHIVE_ERRORS as error:
            raise WordListError(f"the archive is damaged: {error}", malformed=True) from error
        except _COLLECTION_ERRORS as error:
            raise WordListError(f"the collection can't be read: {error}", malformed=True) from error


def _unpack_collection(path: Path, target: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        members = archive.namelist()
        name = next((name for name in _COLLECTIONS if name in members), None)
        if name is None:
            raise WordListError("there is no collection in the archive")
        with archive.open(name) as packed, target.open("wb") as file:
            if name == _ZSTD_COLLECTION:
                with zstd.open(packed) as unpacked:
                    _copy(unpacked, file)
            else:
                _copy(packed, file)


def _copy(source: IO[bytes] | zstd.ZstdFile, target: IO[bytes]) -> None:
    size = 0
    while chunk := source.read(COPY_BYTES):
        size += len(chunk)
        if size > MAX_COLLECTION_BYTES:
            raise WordListError(f"the collection is larger than {MAX_COLLECTION_BYTES} bytes")
        target.write(chunk)


def _open_collection(path: Path) -> sqlite3.Connection:
    """Open a collection for reading, as SQLite advises for files from an untrusted source."""
    connection = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)
    connection.execute("PRAGMA trusted_schema = OFF").close()
    _limit_instructions(connection)
    # Anki's own collation, which some of its indexes use.
    connection.create_collation("unicase", _compare_ignoring_case)
    return connection


def _limit_instructions(connection: sqlite3.Connection) -> None:
    """Abort the queries of a hostile collection, whose views could run for ever."""
    interval = 1_000_000
    steps = iter(range(MAX_SQL_INSTRUCTIONS // interval))
    connection.set_progress_handler(lambda: next(steps, None) is None, interval)


def _compare_ignoring_case(one: str, other: str) -> int:
    return (one.casefold() > other.casefold()) - (one.casefold() < other.casefold())


def _read_notes(
    connection: sqlite3.Connection, german: str, english: str, decks_as_groups: bool
) -> Iterator[RawRow]:
    field_names, deck_names = _read_names(connection)
    found_columns: dict[int, Columns | WordListError] = {}
    for note_type, fields, deck in connection.execute(
        """
        SELECT mid, flds, (SELECT did FROM cards WHERE nid = notes.id ORDER BY ord LIMIT 1)
        FROM notes
        ORDER BY id
        """
    ):
        names = field_names[note_type]
        if note_type not in found_columns:
            found_columns[note_type] = _try_find_columns(names, german, english)
        columns = found_columns[note_type]
        if isinstance(columns, WordListError):
            yield RawRow(None, error=str(columns))
            continue
        texts = [plain_text(field) for field in fields.split("\x1f")]
        group = deck_names.get(deck, "") if decks_as_groups else ""
        yield RawRow(None, note_value(names, texts, columns, group))


def _try_find_columns(names: list[str], german: str, english: str) -> Columns | WordListError:
    """Return the columns of a note type, or why its notes are refused."""
    try:
        return find_columns(names, german, english)
    except WordListError as error:
        return error


def _read_names(connection: sqlite3.Connection) -> tuple[FieldNames, DeckNames]:
    """Return the names of all fields and decks. Raises WordListError if there are no notes."""
    tables = {
        name
        for (name,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE 'CREATE TABLE %'"
        )
    }
    if not {"notes", "cards"} <= tables:
        raise WordListError("the collection has no notes")
    if "notetypes" in tables:
        return _read_names_from_tables(connection)
    return _read_names_from_json(connection)


def _read_names_from_tables(connection: sqlite3.Connection) -> tuple[FieldNames, DeckNames]:
    """Read the names from the tables that a collection has from Anki's schema 15 on."""
    field_names: FieldNames = {}
    for note_type, name in connection.execute("SELECT ntid, name FROM fields ORDER BY ntid, ord"):
        field_names.setdefault(note_type, []).append(name)
    decks = connection.execute("SELECT id, name FROM decks")
    # Anki shows the separator between a deck and its subdeck, \x1f, as ::.
    return field_names, {id_: name.replace("\x1f", "::") for id_, name in decks}


def _read_names_from_json(connection: sqlite3.Connection) -> tuple[FieldNames, DeckNames]:
    """Read the names from the JSON in the table `col` of older collections."""
    models, decks = connection.execute("SELECT models, decks FROM col").fetchone()
    field_names = {
        int(id_): [field["name"] for field in sorted(model["flds"], key=lambda flds: flds["ord"])]
        for id_, model in json.loads(models).items()
    }
    return field_names, {int(id_): deck["name"] for id_, deck in json.loads(decks).items()}
