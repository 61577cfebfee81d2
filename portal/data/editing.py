"""The inventory as it is edited: words, groups, and which word is in which group."""

import sqlite3
from collections.abc import Set
from typing import Any

from msgspec import UNSET
from msgspec.json import encode

from portal.errors import ConflictError, OutdatedError, UnknownIdError
from portal.schemas import GroupChange, NewGroup, NewWord, WordChange
from portal.storage.database import Database
from portal.text import fold, normalise, normalise_json

# Which revisions an edit may be based on; None where the client doesn't care.
Revisions = Set[int] | None


async def create_word(database: Database, new: NewWord) -> int:
    """Add a word and return its id, or raise ConflictError where there is one already."""
    values = _columns_of_word(new)

    def create(connection: sqlite3.Connection) -> int:
        _ensure_unique_word(connection, values)
        return _inserted(
            connection.execute(
                """
                INSERT INTO words (german, english, parts, german_key, english_key)
                VALUES (:german, :english, :parts, :german_key, :english_key)
                """,
                values,
            )
        )

    return await database.write(create)


async def change_word(
    database: Database, word_id: int, change: WordChange, revisions: Revisions
) -> None:
    """Change what is given of a word.

    Raises UnknownIdError, OutdatedError where the word is at none of `revisions`, and
    ConflictError where it would become another word.
    """
    values = {**_columns_of_word(change), "id": word_id}

    def update(connection: sqlite3.Connection) -> None:
        row = _current(connection, "word", word_id, revisions)
        _ensure_unique_word(connection, {**dict(row), **values})
        _update(connection, "words", values)

    await database.write(update)


async def delete_word(database: Database, word_id: int, revisions: Revisions) -> None:
    """Delete a word that was never reviewed, and take it out of its groups.

    Raises UnknownIdError, OutdatedError, and ConflictError where it has reviews.
    """

    def delete(connection: sqlite3.Connection) -> None:
        _current(connection, "word", word_id, revisions)
        reviews = "SELECT 1 FROM word_review_items WHERE word_id = ? LIMIT 1"
        if connection.execute(reviews, (word_id,)).fetchone():
            raise ConflictError(f"The word {word_id} has reviews, which a record store keeps.")
        connection.execute("DELETE FROM words_groups WHERE word_id = ?", (word_id,))
        connection.execute("DELETE FROM words WHERE id = ?", (word_id,))

    await database.write(delete)


async def create_group(database: Database, new: NewGroup) -> int:
    """Add a group and return its id, or raise ConflictError where there is one of that name."""
    values = _columns_of_group(new)

    def create(connection: sqlite3.Connection) -> int:
        _ensure_unique_group(connection, values)
        return _inserted(
            connection.execute(
                "INSERT INTO groups (name, name_key) VALUES (:name, :name_key)", values
            )
        )

    return await database.write(create)


async def change_group(
    database: Database, group_id: int, change: GroupChange, revisions: Revisions
) -> None:
    """Rename a group. Raises UnknownIdError, OutdatedError and ConflictError as for a word."""
    values = {**_columns_of_group(change), "id": group_id}

    def update(connection: sqlite3.Connection) -> None:
        row = _current(connection, "group", group_id, revisions)
        _ensure_unique_group(connection, {**dict(row), **values})
        _update(connection, "groups", values)

    await database.write(update)


async def delete_group(database: Database, group_id: int, revisions: Revisions) -> None:
    """Delete a group that was never studied; its words stay.

    Raises UnknownIdError, OutdatedError, and ConflictError where it has study sessions.
    """

    def delete(connection: sqlite3.Connection) -> None:
        _current(connection, "group", group_id, revisions)
        sessions = "SELECT 1 FROM study_sessions WHERE group_id = ? LIMIT 1"
        if connection.execute(sessions, (group_id,)).fetchone():
            raise ConflictError(
                f"The group {group_id} has study sessions, which a record store keeps."
            )
        connection.execute("DELETE FROM words_groups WHERE group_id = ?", (group_id,))
        connection.execute("DELETE FROM groups WHERE id = ?", (group_id,))

    await database.write(delete)


async def put_into_group(database: Database, group_id: int, word_id: int) -> bool:
    """Put a word into a group, and tell whether it wasn't there. Raises UnknownIdError."""
    return await _change_membership(
        database,
        group_id,
        word_id,
        """
        INSERT INTO words_groups (group_id, word_id)
        SELECT :group_id, :word_id
        WHERE NOT EXISTS (
            SELECT 1 FROM words_groups WHERE group_id = :group_id AND word_id = :word_id
        )
        """,
    )


async def take_out_of_group(database: Database, group_id: int, word_id: int) -> bool:
    """Take a word out of a group, and tell whether it was there. Raises UnknownIdError."""
    return await _change_membership(
        database,
        group_id,
        word_id,
        "DELETE FROM words_groups WHERE group_id = :group_id AND word_id = :word_id",
    )


async def _change_membership(database: Database, group_id: int, word_id: int, sql: str) -> bool:
    def change(connection: sqlite3.Connection) -> bool:
        _current(connection, "group", group_id, None)
        _current(connection, "word", word_id, None)
        cursor = connection.execute(sql, {"group_id": group_id, "word_id": word_id})
        return cursor.rowcount == 1

    return await database.write(change)


def _current(
    connection: sqlite3.Connection, kind: str, id_: int, revisions: Revisions
) -> sqlite3.Row:
    """Return a word or a group as it is, or raise UnknownIdError or OutdatedError."""
    cursor = connection.execute(f"SELECT * FROM {kind}s WHERE id = ?", (id_,))
    row: sqlite3.Row | None = cursor.fetchone()
    if row is None:
        raise UnknownIdError(kind, id_)
    if revisions is not None and row["revision"] not in revisions:
        raise OutdatedError(f"The {kind} {id_} has been changed meanwhile; read it again.")
    return row


def _ensure_unique_word(connection: sqlite3.Connection, word: dict[str, Any]) -> None:
    same = "SELECT id FROM words WHERE german = :german AND english = :english"
    _ensure_no_other(connection, "word", same, word)


def _ensure_unique_group(connection: sqlite3.Connection, group: dict[str, Any]) -> None:
    _ensure_no_other(connection, "group", "SELECT id FROM groups WHERE name = :name", group)


def _ensure_no_other(
    connection: sqlite3.Connection, kind: str, same: str, values: dict[str, Any]
) -> None:
    found = connection.execute(same, values).fetchone()
    if found and found["id"] != values.get("id"):
        raise ConflictError(
            f"The {kind} {found['id']} is the same already.", existing_id=found["id"]
        )


def _update(connection: sqlite3.Connection, table: str, values: dict[str, Any]) -> None:
    columns = ", ".join(f"{name} = :{name}" for name in values if name != "id")
    if columns:
        connection.execute(f"UPDATE {table} SET {columns} WHERE id = :id", values)


def _inserted(cursor: sqlite3.Cursor) -> int:
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def _columns_of_word(word: NewWord | WordChange) -> dict[str, Any]:
    columns: dict[str, Any] = {}
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


def _columns_of_group(group: NewGroup | GroupChange) -> dict[str, Any]:
    if group.name is UNSET:
        return {}
    name = normalise(group.name)
    return {"name": name, "name_key": fold(name)}
