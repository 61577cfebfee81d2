"""The history as a whole: forgetting it, starting anew, and recounting it."""

import sqlite3
from pathlib import Path

from portal.memory import tables
from portal.storage.backups import back_up_before_reset
from portal.storage.database import Database
from portal.word_lists.seeds import SeedCounts, Seeds, load_seeds

# Children before their parents; ids go on from where they were.
_FORGET = (
    "UPDATE study_activities SET study_session_id = NULL, group_id = NULL, created_at = NULL",
    "DELETE FROM word_review_items",
    "DELETE FROM study_session_word_counts",
    "DELETE FROM study_session_counts",
    "DELETE FROM study_day_counts",
    "DELETE FROM study_sessions",
    "UPDATE word_counts SET correct_count = 0, wrong_count = 0",
    "UPDATE group_counts SET study_session_count = 0",
    "UPDATE study_activity_counts SET study_session_count = 0",
    """
    UPDATE total_counts
    SET studied_word_count = 0, study_session_count = 0, correct_count = 0, wrong_count = 0
    """,
)
_EMPTY = (
    "DELETE FROM words_groups",
    "DELETE FROM study_activities",
    "DELETE FROM groups",
    "DELETE FROM words",
)


async def reset_history(database: Database) -> Path:
    """Delete all sessions and reviews and what is counted from them, in one transaction.

    Returns where a backup of what there was is kept.
    """

    def reset(connection: sqlite3.Connection) -> Path:
        # With the write lock held, so that no review falls between the two.
        backup = back_up_before_reset(database.path)
        _forget(connection)
        return backup

    return await database.write(reset)


async def full_reset(database: Database, seeds: Seeds) -> tuple[SeedCounts, Path]:
    """Delete everything and load `seeds`, in one transaction.

    Returns what was loaded, and the path of a backup of the database before the reset.
    """

    def start_anew(connection: sqlite3.Connection) -> tuple[SeedCounts, Path]:
        backup = back_up_before_reset(database.path)
        _forget(connection)
        for statement in _EMPTY:
            connection.execute(statement)
        return load_seeds(connection, seeds), backup

    async with database.staging:
        return await database.write(start_anew)


def _forget(connection: sqlite3.Connection) -> None:
    for statement in _FORGET:
        connection.execute(statement)
    tables.forget(connection)
