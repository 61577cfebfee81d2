"""The databases of the benchmark: a fresh one, and others with a history."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from portal.clock import Clock
from portal.memory.projection import Projection
from portal.operations import commands
from portal.settings import load_settings
from portal.storage.database import Database

FIRST_DAY = datetime(2023, 11, 14, tzinfo=UTC)
HOUR, YEAR = timedelta(hours=1), timedelta(days=365)

# Sessions take the groups in turn, and reviews the words, half a minute apart.
_SESSIONS = """
    INSERT INTO study_sessions (group_id, study_activity_id, created_at, day)
    SELECT
        value % (SELECT count(*) FROM groups) + 1, value % 2 + 1,
        strftime('%Y-%m-%dT%H:%M:%SZ', :start + :interval * value, 'unixepoch'),
        date(:start + :interval * value, 'unixepoch')
    FROM generated
"""
_REVIEWS = """
    INSERT INTO word_review_items
        (review_id, word_id, study_session_id, correct, created_at, stored_at, day)
    SELECT
        lower(hex(randomblob(16))), value * 7 % (SELECT count(*) FROM words) + 1,
        :first_session + value / :per_session, value % 5 > 0,
        strftime('%Y-%m-%dT%H:%M:%SZ', moment, 'unixepoch'),
        strftime('%Y-%m-%dT%H:%M:%SZ', moment, 'unixepoch'),
        date(moment, 'unixepoch')
    FROM (
        SELECT
            value,
            :start + :interval * (value / :per_session) + 30 * (value % :per_session) AS moment
        FROM generated
    )
"""
_GENERATED = """
    WITH RECURSIVE generated (value) AS (
        SELECT 0 UNION ALL SELECT value + 1 FROM generated WHERE value + 1 < :count
    )
"""


def make(path: Path, *, sessions: int, reviews: int, last_year: bool = False) -> Path:
    """Make a seeded database with a history of a number of reviews.

    The sessions are an hour apart or, with `last_year`, spread evenly over the last year.
    """
    asyncio.run(commands.bring_up_to_date(load_settings({"PORTAL_DATABASE": str(path)})))
    if last_year:
        start = datetime.now(UTC) - YEAR
        study(path, sessions=sessions, reviews=reviews, start=start, interval=YEAR / sessions)
    else:
        study(path, sessions=sessions, reviews=reviews)
    return path


def study(
    path: Path,
    *,
    sessions: int,
    reviews: int,
    start: datetime = FIRST_DAY,
    interval: timedelta = HOUR,
) -> None:
    """Add a history to a database, and project it, as in a portal that has been in use."""
    append(path, sessions=sessions, reviews=reviews, start=start, interval=interval)
    asyncio.run(_catch_up(path))


def append(
    path: Path,
    *,
    sessions: int,
    reviews: int,
    start: datetime = FIRST_DAY,
    interval: timedelta = HOUR,
) -> None:
    """Add a history that begins at `start` to a database, without projecting it."""
    values = {
        "start": int(start.timestamp()),
        "interval": int(interval.total_seconds()),
        "per_session": max(1, reviews // sessions),
    }

    def write(connection: sqlite3.Connection) -> None:
        (last_session,) = connection.execute(
            "SELECT ifnull(max(id), 0) FROM study_sessions"
        ).fetchone()
        for statement, count in ((_SESSIONS, sessions), (_REVIEWS, reviews)):
            if count:
                connection.execute(
                    statement.replace("INSERT", f"{_GENERATED} INSERT", 1),
                    {**values, "count": count, "first_session": last_session + 1},
                )

    with closing(sqlite3.connect(path)) as connection, connection:
        write(connection)


async def _catch_up(path: Path) -> None:
    async with opened(path) as database:
        await Projection(database).catch_up()


@asynccontextmanager
async def opened(path: Path) -> AsyncIterator[Database]:
    """Open a database without a portal."""
    settings = load_settings({"PORTAL_DATABASE": str(path)})
    database = Database(path, Clock(settings.timezone))
    await database.open()
    try:
        yield database
    finally:
        await database.close()
