"""Suspended words: those that the learner knows, and doesn't want to be asked again."""

import sqlite3

from portal.clock import stored
from portal.errors import UnknownIdError
from portal.storage.database import Database


async def suspend(database: Database, word_id: int) -> bool:
    """Suspend a word, and return False if it was suspended already.

    Raises UnknownIdError if there is no such word.
    """
    now = stored(database.clock.now())

    def insert(connection: sqlite3.Connection) -> bool:
        _check_word(connection, word_id)
        inserted = connection.execute(
            "INSERT INTO suspensions (word_id, suspended_at) VALUES (?, ?) ON CONFLICT DO NOTHING",
            (word_id, now),
        )
        return inserted.rowcount == 1

    return await database.write(insert)


async def resume(database: Database, word_id: int) -> None:
    """End the suspension of a word, if it is suspended.

    Raises UnknownIdError if there is no such word.
    """

    def delete(connection: sqlite3.Connection) -> None:
        _check_word(connection, word_id)
        connection.execute("DELETE FROM suspensions WHERE word_id = ?", (word_id,))

    await database.write(delete)


def _check_word(connection: sqlite3.Connection, word_id: int) -> None:
    if not connection.execute("SELECT 1 FROM words WHERE id = ?", (word_id,)).fetchone():
        raise UnknownIdError("word", word_id)
