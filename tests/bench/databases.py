"""The databases of the benchmark: a fresh one, and others with a history."""

import asyncio
from pathlib import Path

from portal.clock import Clock
from portal.operations import commands
from portal.settings import load_settings
from portal.storage.database import Database

# Sessions take the groups in turn, and reviews the words. A session has 100 reviews, a minute
# apart, so that they spread over a realistic number of days.
_SESSIONS = """
    INSERT INTO study_sessions (group_id, study_activity_id, created_at, day)
    SELECT
        value % (SELECT count(*) FROM groups) + 1, value % 2 + 1,
        strftime('%Y-%m-%dT%H:%M:%SZ', 1700000000 + 3600 * value, 'unixepoch'),
        date(1700000000 + 3600 * value, 'unixepoch')
    FROM generated
"""
_REVIEWS = """
    INSERT INTO word_review_items
        (review_id, word_id, study_session_id, correct, created_at, stored_at, day)
    SELECT
        lower(hex(randomblob(16))), value * 7 % (SELECT count(*) FROM words) + 1,
        value / :per_session + 1, value % 5 > 0,
        strftime('%Y-%m-%dT%H:%M:%SZ', 1700000000 + 3600 * (value / :per_session), 'unixepoch'),
        '2023-11-14T22:13:20Z',
        date(1700000000 + 3600 * (value / :per_session), 'unixepoch')
    FROM generated
"""
_GENERATED = """
    WITH RECURSIVE generated (value) AS (
        SELECT 0 UNION ALL SELECT value + 1 FROM generated WHERE value + 1 < :count
    )
"""


def make(path: Path, *, sessions: int, reviews: int) -> Path:
    """Make a seeded database with a history of a number of reviews."""
    asyncio.run(commands.bring_up_to_date(load_settings({"PORTAL_DATABASE": str(path)})))
    study(path, sessions=sessions, reviews=reviews)
    return path


def study(path: Path, *, sessions: int, reviews: int) -> None:
    """Add a history to a database, and project it, as in a portal that has been in use."""
    settings = load_settings({"PORTAL_DATABASE": str(path)})
    asyncio.run(_fill(Database(path, Clock(settings.timezone)), sessions, reviews))
    asyncio.run(commands.rebuild_memory(settings))


async def _fill(database: Database, sessions: int, reviews: int) -> None:
    await database.open()
    for statement, count in ((_SESSIONS, sessions), (_REVIEWS, reviews)):
        sql = statement.replace("INSERT", f"{_GENERATED} INSERT", 1)
        values = {"count": count, "per_session": max(1, reviews // sessions)}
        if count:
            await database.write(
                lambda connection, sql=sql, values=values: connection.execute(sql, values).close()  # type: ignore[misc]
            )
    await database.close()
