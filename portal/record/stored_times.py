"""When entries of the record are stored: times that never go back, whatever the clocks do.

An entry is never stored before the last one, and never within the time that readers were told is
complete. Both are read in the transaction that adds the entry, so they hold across workers whose
clocks differ, and after a restart with an earlier clock.
"""

import sqlite3
from datetime import datetime, timedelta

from portal.clock import stored
from portal.storage.database import Database

DELAY = timedelta(seconds=40)  # a review that waits for the disk no longer keeps its own time
STEP = timedelta(seconds=10)  # between two writes of what is promised to readers
BUSY_TIMEOUT_MS = 100  # to write it; a response can do without

_SECOND = timedelta(seconds=1)


def earliest(connection: sqlite3.Connection) -> str:
    """Return the earliest time, as it is stored, that a new entry may have.

    The caller has begun the transaction that will add the entry.
    """
    (time,) = connection.execute(
        """
        SELECT max(earliest_next, coalesce(
            (SELECT stored_at FROM word_review_items ORDER BY id DESC LIMIT 1),
            ''
        ))
        FROM stored_times
        """
    ).fetchone()
    return str(time)


async def promise_consistency(database: Database) -> datetime:
    """Return the time, in UTC and to the second, up to which no more entries can be stored.

    All entries of that time or before can be read when this returns, and every later entry has a
    later time. It is about DELAY before now, or earlier while the database can't be written.
    """
    wanted = database.clock.now() - DELAY
    row = await database.fetch_one("SELECT earliest_next FROM stored_times")
    assert row is not None
    promised = _through(row["earliest_next"])
    if wanted - promised < STEP:
        return promised

    def promise(connection: sqlite3.Connection) -> datetime:
        return _through(_postpone(connection, stored(wanted + _SECOND)))

    try:
        return await database.write(promise, BUSY_TIMEOUT_MS)
    except sqlite3.OperationalError:
        # Another process writes, or the disk is full. The earlier promise holds.
        return promised


def _postpone(connection: sqlite3.Connection, time: str) -> str:
    [(earliest_next,)] = connection.execute(
        "UPDATE stored_times SET earliest_next = max(earliest_next, ?) RETURNING earliest_next",
        (time,),
    ).fetchall()
    return str(earliest_next)


def _through(earliest_next: str) -> datetime:
    return datetime.fromisoformat(earliest_next) - _SECOND
