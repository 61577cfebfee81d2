"""Importing many words with a few SQL statements, by way of a temporary table.

An import first fills `staged_words`, then decides the outcome of each word (created, updated or
unchanged), then writes to the tables of the portal. A dry run ends after the second step.
"""

import asyncio
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import NamedTuple

import msgspec

from portal.schemas import RowOutcome
from portal.storage.database import Database
from portal.text import fold
from portal.word_lists.listed_words import ListedWord
from portal.word_lists.parts import canonical_json, merge_parts

CHUNK_WORDS = 1_000  # staged at a time; reviews are stored between two chunks
CACHE_KIB = 65_536  # SQLite's page cache during an import, which reads pages in random order


class StagedWord(NamedTuple):
    """The columns of a row of `staged_words` that come from the list."""

    german: str
    english: str
    parts: str | None
    german_key: str
    english_key: str
    group_names: str


class WordOutcome(NamedTuple):
    """The outcome of one word; its id is None if a dry run would have created it."""

    outcome: RowOutcome
    word_id: int | None


async def import_words(
    database: Database, words: Sequence[ListedWord], *, dry_run: bool = False
) -> list[WordOutcome]:
    """Import distinct words in one transaction, or only decide their outcomes in a dry run.

    A word that is already stored is updated: the list's groups are added to its groups, and the
    list's parts are merged into its parts. Returns the outcomes in the order of `words`. Raises
    sqlite3.OperationalError if another process keeps the database locked.
    """
    async with database.staging:
        await database.writer.run(_clear_stage)
        for start in range(0, len(words), CHUNK_WORDS):
            chunk = words[start : start + CHUNK_WORDS]
            staged_words = await asyncio.to_thread(list, stage_words(chunk))
            await database.writer.run(partial(_insert_staged_words, staged_words=staged_words))
        if dry_run:
            outcomes = await database.writer.run(_dry_run)
        else:
            # Only this step keeps reviews waiting. It also decides the outcomes, because other
            # writers could change the words before the transaction begins.
            outcomes = await database.write(partial(_write_staged_words, merge=True))
    assert len(outcomes) == len(words)
    return outcomes


def stage_words(words: Iterable[ListedWord]) -> Iterator[StagedWord]:
    """Yield words as rows for `store_words`, with their sort keys."""
    for word in words:
        yield StagedWord(
            word.german,
            word.english,
            word.parts,
            fold(word.german),
            fold(word.english),
            msgspec.json.encode(word.groups).decode(),
        )


def store_words(
    connection: sqlite3.Connection, staged_words: Iterable[StagedWord], *, merge: bool
) -> None:
    """Store distinct words inside the transaction of the caller, who holds `Database.staging`.

    A word that is already stored is added to the groups it isn't in. Its parts are merged with
    those in the list if `merge` is true; otherwise they are set only if it has none. Nothing is
    removed.
    """
    _clear_stage(connection)
    _insert_staged_words(connection, staged_words)
    _write_staged_words(connection, merge=merge)


def create_group_if_missing(connection: sqlite3.Connection, name: str) -> None:
    """Create the group with this name if there is none."""
    # ON CONFLICT would use up an id of the AUTOINCREMENT sequence for a group that exists.
    connection.execute(
        """
        INSERT INTO groups (name, name_key)
        SELECT :name, :name_key
        WHERE NOT EXISTS (SELECT 1 FROM groups WHERE name = :name)
        """,
        {"name": name, "name_key": fold(name)},
    )


def _clear_stage(connection: sqlite3.Connection) -> None:
    connection.execute(
        """
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
    )
    connection.execute("DELETE FROM staged_words")


def _insert_staged_words(
    connection: sqlite3.Connection, staged_words: Iterable[StagedWord]
) -> None:
    connection.executemany(
        """
        INSERT INTO staged_words (german, english, parts, german_key, english_key, group_names)
        VALUES (?, ?, ?, ?, ?, ?)
        """,
        staged_words,
    )


def _dry_run(connection: sqlite3.Connection) -> list[WordOutcome]:
    _decide_outcomes(connection, merge=True)
    return _outcomes(connection)


def _write_staged_words(connection: sqlite3.Connection, *, merge: bool) -> list[WordOutcome]:
    with _large_cache(connection):
        _decide_outcomes(connection, merge=merge)
        _create_groups(connection)
        _insert_words(connection)
        _update_parts(connection)
        _insert_memberships(connection)
        return _outcomes(connection)


@contextmanager
def _large_cache(connection: sqlite3.Connection) -> Iterator[None]:
    # A PRAGMA takes no bound values; both are integers.
    (size,) = connection.execute("PRAGMA cache_size").fetchone()
    connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    try:
        yield
    finally:
        connection.execute(f"PRAGMA cache_size = {size}")


def _decide_outcomes(connection: sqlite3.Connection, *, merge: bool) -> None:
    """Set `word_id`, `outcome` and the final `parts` of each staged word, and nothing else."""
    connection.execute(
        """
        UPDATE staged_words
        SET word_id = words.id, outcome = 'unchanged'
        FROM words
        WHERE words.german = staged_words.german AND words.english = staged_words.english
        """
    )
    _decide_parts(connection, merge=merge)
    connection.execute(
        """
        UPDATE staged_words
        SET outcome = 'updated'
        WHERE outcome = 'unchanged' AND EXISTS (
            SELECT value FROM json_each(group_names)
            EXCEPT
            SELECT groups.name
            FROM words_groups
            JOIN groups ON groups.id = words_groups.group_id
            WHERE words_groups.word_id = staged_words.word_id
        )
        """
    )


def _decide_parts(connection: sqlite3.Connection, *, merge: bool) -> None:
    connection.create_function("canonical_json", 1, canonical_json, deterministic=True)
    connection.create_function("merge_parts", 2, merge_parts, deterministic=True)
    connection.execute(
        """
        UPDATE staged_words
        SET outcome = 'updated', parts = merge_parts(words.parts, staged_words.parts)
        FROM words
        WHERE words.id = word_id
            AND staged_words.parts IS NOT NULL
            AND (words.parts IS NULL OR :merge)
            AND words.parts IS NOT staged_words.parts
            AND canonical_json(merge_parts(words.parts, staged_words.parts))
                IS NOT canonical_json(words.parts)
        """,
        {"merge": merge},
    )
    # A word may still become 'updated' because of its groups; its parts then stay as they are.
    connection.execute("UPDATE staged_words SET parts = NULL WHERE outcome = 'unchanged'")


def _create_groups(connection: sqlite3.Connection) -> None:
    """Create the missing groups in the order in which the list names them."""
    names = connection.execute(
        """
        SELECT one.value
        FROM staged_words, json_each(group_names) AS one
        GROUP BY one.value
        ORDER BY min(staged_words.id), min(one.key)
        """
    ).fetchall()
    for (name,) in names:
        create_group_if_missing(connection, name)


def _insert_words(connection: sqlite3.Connection) -> None:
    connection.execute(
        """
        INSERT INTO words (german, english, parts, german_key, english_key)
        SELECT german, english, parts, german_key, english_key
        FROM staged_words
        WHERE outcome = 'created'
        ORDER BY id
        """
    )
    connection.execute(
        """
        UPDATE staged_words
        SET word_id = words.id
        FROM words
        WHERE outcome = 'created'
            AND words.german = staged_words.german
            AND words.english = staged_words.english
        """
    )


def _update_parts(connection: sqlite3.Connection) -> None:
    connection.execute(
        """
        UPDATE words
        SET parts = staged_words.parts
        FROM staged_words
        WHERE word_id = words.id AND outcome = 'updated' AND staged_words.parts IS NOT NULL
        """
    )


def _insert_memberships(connection: sqlite3.Connection) -> None:
    connection.execute(
        """
        INSERT INTO words_groups (word_id, group_id)
        SELECT word_id, groups.id
        FROM staged_words, json_each(group_names) AS one
        JOIN groups ON groups.name = one.value
        WHERE outcome <> 'unchanged' AND NOT EXISTS (
            SELECT 1
            FROM words_groups
            WHERE words_groups.word_id = staged_words.word_id AND group_id = groups.id
        )
        ORDER BY staged_words.id, one.key
        """
    )


def _outcomes(connection: sqlite3.Connection) -> list[WordOutcome]:
    rows = connection.execute("SELECT outcome, word_id FROM staged_words ORDER BY id")
    return [WordOutcome(*row) for row in rows]
