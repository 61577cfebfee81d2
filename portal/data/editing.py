"""Editing the vocabulary: words, groups, and the words of a group."""

import sqlite3
from collections.abc import Mapping, Set

from msgspec import UNSET
from msgspec.json import encode

from portal.errors import ConflictError, OutdatedError, UnknownIdError
from portal.schemas import GroupChange, NewGroup, NewWord, WordChange
from portal.storage.database import Database
from portal.text import fold, normalise, normalise_json

# The revisions that an edit may be based on, or None if it may be based on any.
Revisions = Set[int] | None

# Values by the names of their columns.
Columns = Mapping[str, object]


async def create_word(database: Database, new: NewWord) -> int:
    """Insert a word, add it to its groups, and return its id.

    Raises ConflictError if the word exists already, and UnknownIdError if a group doesn't exist.
    """
    columns = _word_columns(new)
    names = {normalise(name) for name in new.groups or ()}

    def insert(connection: sqlite3.Connection) -> int:
        _ensure_unique_word(connection, columns)
        word_id = _inserted_id(
            connection.execute(
                """
                INSERT INTO words (german, english, parts, german_key, english_key)
                VALUES (:german, :english, :parts, :german_key, :english_key)
                """,
                columns,
            )
        )
        for group_id in new.group_ids or ():
            _fetch_group(connection, group_id)
            _add_to_group(connection, group_id, word_id)
        for name in names:
            _add_to_group(connection, _group_named(connection, name), word_id)
        return word_id

    return await database.write(insert)


async def change_word(
    database: Database, word_id: int, change: WordChange, revisions: Revisions
) -> None:
    """Change those fields of a word that `change` sets.

    Raises UnknownIdError, OutdatedError if the word has another revision, and ConflictError if
    there is another word with the same texts.
    """
    columns = _word_columns(change)

    def update(connection: sqlite3.Connection) -> None:
        word = _fetch_word(connection, word_id, revisions)
        if not columns:
            return
        changed = {**dict(word), **columns}
        _ensure_unique_word(connection, changed)
        connection.execute(
            """
            UPDATE words
            SET german = :german,
                english = :english,
                parts = :parts,
                german_key = :german_key,
                english_key = :english_key
            WHERE id = :id
            """,
            changed,
        )

    await database.write(update)


async def delete_word(database: Database, word_id: int, revisions: Revisions) -> None:
    """Delete a word, also from its groups.

    Raises UnknownIdError, OutdatedError if the word has another revision, and ConflictError if
    the word has reviews, even voided ones.
    """

    def delete(connection: sqlite3.Connection) -> None:
        _fetch_word(connection, word_id, revisions)
        review = connection.execute(
            "SELECT 1 FROM word_review_items WHERE word_id = ? LIMIT 1", (word_id,)
        ).fetchone()
        if review:
            raise ConflictError(f"The word {word_id} has reviews, which a record store keeps.")
        connection.execute("DELETE FROM words_groups WHERE word_id = ?", (word_id,))
        connection.execute("DELETE FROM words WHERE id = ?", (word_id,))

    await database.write(delete)


async def create_group(database: Database, new: NewGroup) -> int:
    """Insert a group, and return its id. Raises ConflictError if the name exists already."""
    columns = _group_columns(new)

    def insert(connection: sqlite3.Connection) -> int:
        _ensure_unique_group(connection, columns)
        return _insert_group(connection, columns)

    return await database.write(insert)


async def change_group(
    database: Database, group_id: int, change: GroupChange, revisions: Revisions
) -> None:
    """Rename a group, if `change` sets a name.

    Raises UnknownIdError, OutdatedError if the group has another revision, and ConflictError if
    there is another group of that name.
    """
    columns = _group_columns(change)

    def update(connection: sqlite3.Connection) -> None:
        group = _fetch_group(connection, group_id, revisions)
        if not columns:
            return
        changed = {**dict(group), **columns}
        _ensure_unique_group(connection, changed)
        connection.execute(
            """
            UPDATE groups
            SET name = :name, name_key = :name_key
            WHERE id = :id
            """,
            changed,
        )

    await database.write(update)


async def delete_group(database: Database, group_id: int, revisions: Revisions) -> None:
    """Delete a group, but not its words.

    Raises UnknownIdError, OutdatedError if the group has another revision, and ConflictError if
    the group has study sessions.
    """

    def delete(connection: sqlite3.Connection) -> None:
        _fetch_group(connection, group_id, revisions)
        study_session = connection.execute(
            "SELECT 1 FROM study_sessions WHERE group_id = ? LIMIT 1", (group_id,)
        ).fetchone()
        if study_session:
            raise ConflictError(
                f"The group {group_id} has study sessions, which a record store keeps."
            )
        connection.execute("DELETE FROM words_groups WHERE group_id = ?", (group_id,))
        connection.execute("DELETE FROM groups WHERE id = ?", (group_id,))

    await database.write(delete)


async def add_word_to_group(database: Database, group_id: int, word_id: int) -> bool:
    """Add a word to a group. Returns False if the group has it already.

    Raises UnknownIdError if the group or the word doesn't exist.
    """

    def insert(connection: sqlite3.Connection) -> bool:
        _fetch_group(connection, group_id)
        _fetch_word(connection, word_id)
        return _add_to_group(connection, group_id, word_id)

    return await database.write(insert)


async def remove_word_from_group(database: Database, group_id: int, word_id: int) -> bool:
    """Remove a word from a group. Returns False if the group doesn't have it.

    Raises UnknownIdError if the group or the word doesn't exist.
    """

    def delete(connection: sqlite3.Connection) -> bool:
        _fetch_group(connection, group_id)
        _fetch_word(connection, word_id)
        deleted = connection.execute(
            "DELETE FROM words_groups WHERE group_id = ? AND word_id = ?", (group_id, word_id)
        )
        return deleted.rowcount == 1

    return await database.write(delete)


def _insert_group(connection: sqlite3.Connection, columns: Columns) -> int:
    return _inserted_id(
        connection.execute(
            """
            INSERT INTO groups (name, name_key)
            VALUES (:name, :name_key)
            """,
            columns,
        )
    )


def _group_named(connection: sqlite3.Connection, name: str) -> int:
    """Return the id of the group of a name, which is made if it is missing."""
    row = connection.execute("SELECT id FROM groups WHERE name = ?", (name,)).fetchone()
    return row["id"] if row else _insert_group(connection, {"name": name, "name_key": fold(name)})


def _add_to_group(connection: sqlite3.Connection, group_id: int, word_id: int) -> bool:
    """Add a word to a group, and return False if the group has it already."""
    inserted = connection.execute(
        """
        INSERT INTO words_groups (group_id, word_id)
        SELECT :group_id, :word_id
        WHERE NOT EXISTS (
            SELECT 1 FROM words_groups WHERE group_id = :group_id AND word_id = :word_id
        )
        """,
        {"group_id": group_id, "word_id": word_id},
    )
    return inserted.rowcount == 1


def _fetch_word(
    connection: sqlite3.Connection, word_id: int, revisions: Revisions = None
) -> sqlite3.Row:
    row = connection.execute("SELECT * FROM words WHERE id = ?", (word_id,)).fetchone()
    return _ensure_current("word", word_id, row, revisions)


def _fetch_group(
    connection: sqlite3.Connection, group_id: int, revisions: Revisions = None
) -> sqlite3.Row:
    row = connection.execute("SELECT * FROM groups WHERE id = ?", (group_id,)).fetchone()
    return _ensure_current("group", group_id, row, revisions)


def _ensure_current(
    kind: str, id_: int, row: sqlite3.Row | None, revisions: Revisions
) -> sqlite3.Row:
    if row is None:
        raise UnknownIdError(kind, id_)
    if revisions is not None and row["revision"] not in revisions:
        raise OutdatedError(f"The {kind} {id_} has been changed meanwhile; read it again.")
    return row


def _ensure_unique_word(connection: sqlite3.Connection, word: Columns) -> None:
    row = connection.execute(
        "SELECT id FROM words WHERE german = :german AND english = :english", word
    ).fetchone()
    _ensure_no_other("word", row, word.get("id"))


def _ensure_unique_group(connection: sqlite3.Connection, group: Columns) -> None:
    row = connection.execute("SELECT id FROM groups WHERE name = :name", group).fetchone()
    _ensure_no_other("group", row, group.get("id"))


def _ensure_no_other(kind: str, row: sqlite3.Row | None, id_: object) -> None:
    if row is not None and row["id"] != id_:
        raise ConflictError(f"The {kind} {row['id']} is the same already.", existing_id=row["id"])


def _inserted_id(cursor: sqlite3.Cursor) -> int:
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def _word_columns(word: NewWord | WordChange) -> Columns:
    columns: dict[str, object] = {}
    if word.german is not UNSET:
        german = normalise(word.german)
        columns |= {"german": german, "german_key": fold(german)}
    if word.english is not UNSET:
        english = normalise(word.english)
        columns |= {"english": english, "english_key": fold(english)}
    if word.parts is not UNSET:
        columns["parts"] = (
            None if word.parts is None else normalise_json(encode(word.parts).decode())
        )
    return columns


def _group_columns(group: NewGroup | GroupChange) -> Columns:
    if group.name is UNSET:
        return {}
    name = normalise(group.name)
    return {"name": name, "name_key": fold(name)}
