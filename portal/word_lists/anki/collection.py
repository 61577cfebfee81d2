"""Anki's collections, which are SQLite databases, read as files from an untrusted source.

SQLite's page "Defense Against The Dark Arts" says what such a file can do. Views, virtual tables
and generated columns compute their rows while they are read, and can do so for ever; a collection
has none of them, so only plain tables are read.
"""

import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec

from portal.word_lists.anki.export import DATA_FIELD, read_note
from portal.word_lists.anki.html import plain_text
from portal.word_lists.anki.notes import note_value
from portal.word_lists.columns import Columns, find_columns
from portal.word_lists.limits import MAX_BYTES, MAX_ROW_LENGTH
from portal.word_lists.raw_rows import RawRow, WordListError

MAX_SQL_INSTRUCTIONS = 20_000_000  # of SQLite's virtual machine, for all queries
MAX_SCHEMA_INSTRUCTIONS = 20_000  # the same while the schema is read: about 1,000 tables
MAX_NAMES_LENGTH = 2**20  # characters of the names of all fields or decks, and a few for each name

_TABLES = ("col", "notetypes", "fields", "decks", "cards", "notes")  # that are read

# What follows from a database that isn't a collection, or a value of an unexpected type;
# zipfile raises RuntimeError for an encrypted archive.
ERRORS = (
    sqlite3.Error, LookupError, TypeError, ValueError, AttributeError, RuntimeError,
    msgspec.MsgspecError,
)  # fmt: skip

_LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: MAX_BYTES,  # of a value
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 16_384,  # the longest that Anki has itself is 600
    sqlite3.SQLITE_LIMIT_COLUMN: 100,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 50,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 1,
    sqlite3.SQLITE_LIMIT_WORKER_THREADS: 0,
}

FieldNames = dict[int, list[str]]  # by the id of the note type
DeckNames = dict[int, str]  # by the id of the deck


class _Field(msgspec.Struct):
    name: str
    ord: int


class _NoteType(msgspec.Struct):
    flds: list[_Field]


class _Deck(msgspec.Struct):
    name: str


def connect(path: Path) -> sqlite3.Connection:
    """Open a collection for reading, as SQLite advises for files from an untrusted source.

    Raises WordListError if it has anything but plain tables and their indexes.
    """
    connection = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        _defend(connection)
        _limit_instructions(connection, MAX_SCHEMA_INSTRUCTIONS)
        _ensure_plain_tables(connection)
        _limit_instructions(connection, MAX_SQL_INSTRUCTIONS)
    except BaseException:
        connection.close()
        raise
    return connection


def read_notes(
    connection: sqlite3.Connection,
    german: str = "",
    english: str = "",
    *,
    decks_as_groups: bool = True,
    max_text: int = MAX_BYTES,
) -> Iterator[RawRow]:
    """Yield a row for each note; the arguments are those of `package.read`.

    Raises WordListError and ERRORS.
    """
    field_names, deck_names = _read_names(connection)
    found_columns: dict[int, Columns | WordListError] = {}
    text_length = 0
    # A card that is in a filtered deck for a while has another one as its home.
    columns_of_cards = {row[1] for row in connection.execute("PRAGMA table_info(cards)")}
    deck = "iif(odid, odid, did)" if "odid" in columns_of_cards else "did"
    # The cards are grouped once, because nothing guarantees that they have an index.
    for note_type, fields, deck_id in connection.execute(
        f"""
        SELECT notes.mid, notes.flds, card.deck
        FROM notes
        LEFT JOIN (
            SELECT nid, {deck} AS deck, min(ord) FROM cards GROUP BY nid
        ) AS card ON card.nid = notes.id
        ORDER BY notes.id
        """
    ):
        names = field_names[note_type]
        if note_type not in found_columns:
            found_columns[note_type] = _try_find_columns(names, german, english)
        columns = found_columns[note_type]
        text_length += len(fields)
        if text_length > max_text:
            raise WordListError(f"the notes have more than {max_text} characters")
        try:
            if isinstance(columns, WordListError):
                raise columns
            texts = _read_texts(fields, len(names))
        except (ValueError, WordListError) as error:
            yield RawRow(None, error=str(error))
            continue
        if names[-1] == DATA_FIELD and (exported := read_note(texts)):
            yield RawRow(None, exported, as_written=True)
            continue
        group = deck_names.get(deck_id, "") if decks_as_groups else ""
        yield RawRow(None, note_value(names, texts, columns, group))


def _defend(connection: sqlite3.Connection) -> None:
    for limit, value in _LIMITS.items():
        connection.setlimit(limit, value)
    if sys.version_info >= (3, 12):
        connection.setconfig(sqlite3.SQLITE_DBCONFIG_DEFENSIVE, True)
        connection.setconfig(sqlite3.SQLITE_DBCONFIG_ENABLE_TRIGGER, False)
        connection.setconfig(sqlite3.SQLITE_DBCONFIG_ENABLE_VIEW, False)
    for pragma in ("trusted_schema = OFF", "query_only = ON", "cell_size_check = ON"):
        connection.execute(f"PRAGMA {pragma}").close()
    # Anki's own collation, which some of its indexes need. No query here depends on its order.
    connection.create_collation("unicase", lambda one, other: (one > other) - (one < other))


def _limit_instructions(connection: sqlite3.Connection, count: int) -> None:
    """Abort a statement that takes more than about `count` instructions."""
    interval = min(count, 1_000_000)
    steps = iter(range(count // interval - 1))
    connection.set_progress_handler(lambda: next(steps, None) is None, interval)


def _ensure_plain_tables(connection: sqlite3.Connection) -> None:
    # The text decides, because a forged row of sqlite_master can have any other type. SQLite itself
    # writes these first words so. A row without text is the index of a constraint.
    plain = ("CREATE TABLE ", "CREATE INDEX ", "CREATE UNIQUE INDEX ")
    for (sql,) in connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL"):
        if not sql.startswith(plain):
            raise WordListError("the collection has more than plain tables")
    for table in _TABLES:
        columns = connection.execute("SELECT max(hidden) FROM pragma_table_xinfo(?)", (table,))
        if columns.fetchone()[0]:
            raise WordListError(f"the table {table} of the collection has computed columns")


def _read_texts(fields: str, count: int) -> list[str]:
    """Return the plain texts of the first `count` fields. Raises ValueError."""
    if len(fields) > MAX_ROW_LENGTH:
        raise ValueError(f"the note has more than {MAX_ROW_LENGTH} characters")
    return [plain_text(field) for field in fields.split("\x1f", count)[:count]]


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
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    }
    if not {"notes", "cards"} <= tables:
        raise WordListError("the collection has no notes")
    if "notetypes" in tables:
        return _read_names_from_tables(connection)
    return _read_names_from_json(connection)


def _read_names_from_tables(connection: sqlite3.Connection) -> tuple[FieldNames, DeckNames]:
    """Read the names from the tables that a collection has from Anki's schema 15 on."""
    field_names: FieldNames = {}
    fields = "SELECT ntid, name FROM fields ORDER BY ntid, ord"
    for note_type, name in _named(connection, fields):
        field_names.setdefault(note_type, []).append(name)
    decks = _named(connection, "SELECT id, name FROM decks")
    # Anki shows the separator between a deck and its subdeck, \x1f, as ::.
    return field_names, {id_: name.replace("\x1f", "::") for id_, name in decks}


def _named(connection: sqlite3.Connection, sql: str) -> Iterator[tuple[int, str]]:
    length = 0
    for id_, name in connection.execute(sql):
        length += len(name) + 10
        if length > MAX_NAMES_LENGTH:
            raise WordListError("the collection has too many names of fields or decks")
        yield id_, name


def _read_names_from_json(connection: sqlite3.Connection) -> tuple[FieldNames, DeckNames]:
    """Read the names from the JSON in the table `col` of older collections."""
    models, decks = connection.execute("SELECT models, decks FROM col").fetchone()
    if max(len(models), len(decks)) > 4 * MAX_NAMES_LENGTH:
        raise WordListError("the collection has too many names of fields or decks")
    # Everything but the names is skipped, and needs no memory.
    note_types = msgspec.json.decode(models, type=dict[int, _NoteType])
    return {
        id_: [field.name for field in sorted(note_type.flds, key=lambda field: field.ord)]
        for id_, note_type in note_types.items()
    }, {id_: deck.name for id_, deck in msgspec.json.decode(decks, type=dict[int, _Deck]).items()}
