"""Whole lists of words: stored with a few statements for many words, and read back."""

import asyncio
import sqlite3
from collections.abc import Iterable, Iterator
from functools import partial
from typing import NamedTuple

import msgspec

from portal.errors import PortalError
from portal.schemas import RowOutcome
from portal.storage.database import Database
from portal.text import fold, normalise
from portal.word_lists.listed_words import ListedWord, canonical, merged

SLICE = 1_000  # words staged at a time; between two slices reviews are stored
CACHE_KIB = 65_536  # of the pages that a list touches, which come in no order

_STAGE = """
    CREATE TEMP TABLE IF NOT EXISTS staged_words (
        id INTEGER PRIMARY KEY,
        german TEXT NOT NULL,
        english TEXT NOT NULL,
        parts TEXT,
        german_key TEXT NOT NULL,
        english_key TEXT NOT NULL,
        group_names TEXT NOT NULL,
        word_id INTEGER,
        outcome TEXT NOT NULL DEFAULT 'created'
    )
"""

# What would become of each staged word; this writes nothing else.
_JUDGE = (
    """
    UPDATE staged_words SET word_id = words.id, outcome = 'unchanged'
    FROM words
    WHERE words.german = staged_words.german AND words.english = staged_words.english
    """,
    """
    UPDATE staged_words SET outcome = 'updated', parts = merged(words.parts, staged_words.parts)
    FROM words
    WHERE words.id = word_id
        AND staged_words.parts IS NOT NULL
        AND (words.parts IS NULL OR :merge)
        AND words.parts IS NOT staged_words.parts
        AND canonical(merged(words.parts, staged_words.parts)) IS NOT canonical(words.parts)
    """,
    # The parts that are to be kept are no longer needed.
    """
    UPDATE staged_words SET parts = NULL WHERE outcome = 'unchanged'
    """,
    """
    UPDATE staged_words SET outcome = 'updated'
    WHERE outcome = 'unchanged' AND EXISTS (
        SELECT value FROM json_each(group_names)
        EXCEPT
        SELECT groups.name
        FROM words_groups
        JOIN groups ON groups.id = words_groups.group_id
        WHERE words_groups.word_id = staged_words.word_id
    )
    """,
)

# And how it comes about, once the groups are there.
_APPLY = (
    """
    INSERT INTO words (german, english, parts, german_key, english_key)
    SELECT german, english, parts, german_key, english_key
    FROM staged_words
    WHERE outcome = 'created'
    ORDER BY id
    """,
    """
    UPDATE staged_words SET word_id = words.id
    FROM words
    WHERE outcome = 'created'
        AND words.german = staged_words.german AND words.english = staged_words.english
    """,
    """
    UPDATE words SET parts = staged_words.parts
    FROM staged_words
    WHERE word_id = words.id AND outcome = 'updated' AND staged_words.parts IS NOT NULL
    """,
    """
    INSERT INTO words_groups (word_id, group_id)
    SELECT word_id, groups.id
    FROM staged_words, json_each(group_names) AS one
    JOIN groups ON groups.name = one.value
    WHERE outcome <> 'unchanged' AND NOT EXISTS (
        SELECT 1 FROM words_groups
        WHERE words_groups.word_id = staged_words.word_id AND group_id = groups.id
    )
    ORDER BY staged_words.id, one.key
    """,
)

# A word as a row of `staged_words`, but for its id, `word_id` and `outcome`.
Staged = tuple[str, str, str | None, str, str, str]


class Imported(NamedTuple):
    """What became of a word of a list; its id is None where a dry run would have created it."""

    outcome: RowOutcome
    word_id: int | None


async def import_words(
    database: Database, words: Iterable[ListedWord], *, dry_run: bool = False
) -> list[Imported]:
    """Store a list in one transaction, or in a dry run only find out what would become of it.

    Returns an item for each of the distinct `words`, in their order.
    """
    rows = await asyncio.to_thread(lambda: [*staged(words)])
    async with database.staging:
        await database.writer.run(_empty_stage)
        for start in range(0, len(rows), SLICE):
            await database.writer.run(partial(_stage, rows=rows[start : start + SLICE]))
        # Reviews wait for this alone. It's only now that what is there can't change any more.
        imported = await (database.writer.run(_foretell) if dry_run else database.write(_store))
    assert len(imported) == len(rows)
    return imported


def staged(words: Iterable[ListedWord]) -> Iterator[Staged]:
    """Yield words as `store` takes them."""
    for word in words:
        yield (
            word.german,
            word.english,
            word.parts,
            fold(word.german),
            fold(word.english),
            msgspec.json.encode(word.groups).decode(),
        )


def store(connection: sqlite3.Connection, rows: Iterable[Staged], *, merge: bool) -> None:
    """Store distinct words, inside a transaction of the caller's, who holds `Database.staging`.

    What is there already is put into the groups that it isn't in, and what the list says of its
    parts is merged into them; only where it has none, unless `merge`. Nothing is taken away.
    """
    _empty_stage(connection)
    _stage(connection, rows)
    _store(connection, merge=merge)


def _empty_stage(connection: sqlite3.Connection) -> None:
    connection.execute(_STAGE)
    connection.execute("DELETE FROM staged_words")


def _stage(connection: sqlite3.Connection, rows: Iterable[Staged]) -> None:
    connection.executemany(
        """
        INSERT INTO staged_words (german, english, parts, german_key, english_key, group_names)
        VALUES (?, ?, ?, ?, ?, ?)
        """,
        rows,
    )


def _foretell(connection: sqlite3.Connection) -> list[Imported]:
    _judge(connection, merge=True)
    return _imported(connection)


def _judge(connection: sqlite3.Connection, *, merge: bool) -> None:
    connection.create_function("canonical", 1, canonical, deterministic=True)
    connection.create_function("merged", 2, merged, deterministic=True)
    for statement in _JUDGE:
        connection.execute(statement, {"merge": merge} if ":" in statement else ())


def _store(connection: sqlite3.Connection, *, merge: bool = True) -> list[Imported]:
    (cache,) = connection.execute("PRAGMA cache_size").fetchone()
    connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    try:
        _judge(connection, merge=merge)
        names = """
            SELECT one.value
            FROM staged_words, json_each(group_names) AS one
            GROUP BY one.value
            ORDER BY min(staged_words.id), min(one.key)
        """
        for (name,) in connection.execute(names).fetchall():
            ensure_group(connection, name)
        for statement in _APPLY:
            connection.execute(statement)
        return _imported(connection)
    finally:
        connection.execute(f"PRAGMA cache_size = {cache}")


def _imported(connection: sqlite3.Connection) -> list[Imported]:
    rows = connection.execute("SELECT outcome, word_id FROM staged_words ORDER BY id")
    return [Imported(*row) for row in rows]


def ensure_group(connection: sqlite3.Connection, name: str) -> int:
    """Return the id of the group of that name, which is made where there is none."""
    # Looked up rather than ON CONFLICT, which would use up an id for each that is there.
    same = "SELECT id FROM groups WHERE name = ?"
    found = connection.execute(same, (name,)).fetchone()
    if found is None:
        connection.execute("INSERT INTO groups (name, name_key) VALUES (?, ?)", (name, fold(name)))
        found = connection.execute(same, (name,)).fetchone()
    id_: int = found[0]
    return id_


async def list_all(database: Database, group: str | None = None) -> list[ListedWord]:
    """Return all words, or those of one group, with their groups, in the order of their ids.

    Raises PortalError where there is no such group.
    """
    rows = await database.fetch_all(
        """
        SELECT german, english, parts, (
            SELECT json_group_array(name)
            FROM (
                SELECT groups.name
                FROM words_groups
                JOIN groups ON groups.id = words_groups.group_id
                WHERE words_groups.word_id = words.id
                ORDER BY words_groups.id
            )
        ) AS groups
        FROM words
        WHERE :group IS NULL OR id IN (
            SELECT word_id
            FROM words_groups
            JOIN groups ON groups.id = words_groups.group_id
            WHERE groups.name = :group
        )
        ORDER BY id
        """,
        {"group": group and normalise(group)},
    )
    known = "SELECT 1 FROM groups WHERE name = ?"
    if group and not rows and not await database.fetch_one(known, (normalise(group),)):
        raise PortalError(f"There is no group {group}")
    return [
        ListedWord(
            row["german"], row["english"], row["parts"], (*msgspec.json.decode(row["groups"]),)
        )
        for row in rows
    ]
