"""Whole lists of words: stored with a few statements for many words, and read back."""

import asyncio
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

import msgspec

from portal.database import Database
from portal.errors import PortalError
from portal.sorting import clean, sort_key
from portal.word_lists.words import ListedWord, canonical

BATCH = 1_000  # words staged at a time
CACHE_KIB = 65_536  # of the pages that a list touches, which come in no order

_STAGE = """
    CREATE TEMP TABLE IF NOT EXISTS staged_words (
        id INTEGER PRIMARY KEY,
        german TEXT NOT NULL,
        english TEXT NOT NULL,
        parts TEXT,
        german_key TEXT NOT NULL,
        english_key TEXT NOT NULL,
        group_ids TEXT NOT NULL,
        word_id INTEGER,
        outcome TEXT NOT NULL DEFAULT 'created'
    )
"""

# Each of them for a whole batch, in this order.
_STORE = (
    """
    UPDATE staged_words SET word_id = words.id, outcome = 'unchanged'
    FROM words
    WHERE words.german = staged_words.german AND words.english = staged_words.english
    """,
    """
    INSERT INTO words (german, english, parts, german_key, english_key)
    SELECT german, english, parts, german_key, english_key
    FROM staged_words
    WHERE word_id IS NULL
    ORDER BY id
    """,
    """
    UPDATE staged_words SET word_id = words.id
    FROM words
    WHERE word_id IS NULL
        AND words.german = staged_words.german AND words.english = staged_words.english
    """,
    """
    UPDATE staged_words SET outcome = 'updated'
    FROM words
    WHERE words.id = word_id
        AND outcome = 'unchanged'
        AND staged_words.parts IS NOT NULL
        AND (words.parts IS NULL OR :replace)
        AND words.parts IS NOT staged_words.parts
        AND canonical(words.parts) IS NOT canonical(staged_words.parts)
    """,
    """
    UPDATE words SET parts = staged_words.parts
    FROM staged_words
    WHERE word_id = words.id AND outcome = 'updated'
    """,
    """
    UPDATE staged_words SET outcome = 'updated'
    WHERE outcome = 'unchanged' AND EXISTS (
        SELECT value FROM json_each(group_ids)
        EXCEPT
        SELECT group_id FROM words_groups WHERE words_groups.word_id = staged_words.word_id
    )
    """,
    """
    INSERT INTO words_groups (word_id, group_id)
    SELECT word_id, one.value
    FROM staged_words, json_each(group_ids) AS one
    WHERE NOT EXISTS (
        SELECT 1 FROM words_groups
        WHERE words_groups.word_id = staged_words.word_id AND group_id = one.value
    )
    ORDER BY staged_words.id, one.key
    """,
)


# A word with the sort keys of its texts, ready to be staged.
Keyed = tuple[ListedWord, str, str]


@dataclass(frozen=True)
class Stored:
    """What became of the words of a list."""

    created: int
    updated: int
    unchanged: int


async def import_words(
    database: Database, words: Iterable[ListedWord], *, dry_run: bool = False
) -> Stored:
    """Store a list in one transaction; in a dry run only find out what would become of it."""

    # Reviews wait for the transaction, so that whatever can be done before it is.
    ready = await asyncio.to_thread(lambda: [*keyed(words)])

    def store_all(connection: sqlite3.Connection) -> Stored:
        connection.execute("SAVEPOINT import")
        stored = store(connection, ready)
        if dry_run:
            connection.execute("ROLLBACK TO import")
        return stored

    return await database.write(store_all)


def keyed(words: Iterable[ListedWord]) -> Iterator[Keyed]:
    """Yield words as `store` takes them."""
    for word in words:
        yield word, sort_key(word.german), sort_key(word.english)


def store(
    connection: sqlite3.Connection, words: Iterable[Keyed], *, replace: bool = True
) -> Stored:
    """Store distinct words, inside a transaction of the caller's.

    What is there already is put into the groups that it isn't in, and gets the parts that the
    list gives, if they differ; only where it has none, unless `replace`. Nothing is taken away.
    """
    connection.create_function("canonical", 1, canonical, deterministic=True)
    (cache,) = connection.execute("PRAGMA cache_size").fetchone()
    connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    try:
        connection.execute(_STAGE)
        groups: dict[str, int] = {}
        outcomes: Counter[str] = Counter()
        for batch in _batches(words):
            connection.execute("DELETE FROM staged_words")
            connection.executemany(
                """
                INSERT INTO staged_words
                    (german, english, parts, german_key, english_key, group_ids)
                VALUES (?, ?, ?, ?, ?, ?)
                """,
                [_row(connection, word, groups) for word in batch],
            )
            for statement in _STORE:
                connection.execute(statement, {"replace": replace} if ":" in statement else ())
            outcomes.update(
                outcome for (outcome,) in connection.execute("SELECT outcome FROM staged_words")
            )
        connection.execute("DELETE FROM staged_words")
    finally:
        connection.execute(f"PRAGMA cache_size = {cache}")
    return Stored(outcomes["created"], outcomes["updated"], outcomes["unchanged"])


def ensure_group(connection: sqlite3.Connection, name: str) -> int:
    """Return the id of the group of that name, which is made where there is none."""
    # Looked up rather than ON CONFLICT, which would use up an id for each that is there.
    same = "SELECT id FROM groups WHERE name = ?"
    found = connection.execute(same, (name,)).fetchone()
    if found is None:
        connection.execute(
            "INSERT INTO groups (name, name_key) VALUES (?, ?)", (name, sort_key(name))
        )
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
        {"group": group and clean(group)},
    )
    known = "SELECT 1 FROM groups WHERE name = ?"
    if group and not rows and not await database.fetch_one(known, (clean(group),)):
        raise PortalError(f"There is no group {group}")
    return [
        ListedWord(
            row["german"], row["english"], row["parts"], (*msgspec.json.decode(row["groups"]),)
        )
        for row in rows
    ]


def _batches(words: Iterable[Keyed]) -> Iterator[list[Keyed]]:
    left = iter(words)
    while batch := [*islice(left, BATCH)]:
        yield batch


def _row(
    connection: sqlite3.Connection, ready: Keyed, groups: dict[str, int]
) -> tuple[object, ...]:
    word, german_key, english_key = ready
    for name in word.groups:
        if name not in groups:
            groups[name] = ensure_group(connection, name)
    ids = [groups[name] for name in word.groups]
    return (
        word.german,
        word.english,
        word.parts,
        german_key,
        english_key,
        msgspec.json.encode(ids).decode(),
    )
