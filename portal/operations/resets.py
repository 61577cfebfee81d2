"""Resets: deleting the study history, or everything."""

import sqlite3
from pathlib import Path

from portal.memory import tables
from portal.storage.backups import back_up_before_reset
from portal.storage.database import Database
from portal.word_lists.seeds import SeedCounts, Seeds, load_seeds

# In the order that foreign keys require. The ids of new rows continue after those deleted.
_DELETE_HISTORY = (
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
_DELETE_VOCABULARY = (
    "DELETE FROM words_groups",
    "DELETE FROM study_activities",
    "DELETE FROM groups",
    "DELETE FROM words",
)


async def reset_history(database: Database) -> Path:
    """Delete all study sessions and reviews, and reset their counts, in one transaction.

    Returns the path of a backup from before the reset.
    """

    def reset(connection: sqlite3.Connection) -> Path:
        # The write lock is held already, so that the backup has every review that is deleted.
        backup = back_up_before_reset(database.path)
        _delete_history(connection)
        return backup

    return await database.write(reset)


async def full_reset(database: Database, seeds: Seeds) -> tuple[SeedCounts, Path]:
    """Delete everything and load `seeds`, in one transaction.

    Returns what was loaded, and the path of a backup from before the reset.
    """

    def reset(connection: sqlite3.Connection) -> tuple[SeedCounts, Path]:
        backup = back_up_before_reset(database.path)
        _delete_history(connection)
        tables.forget_parameters(connection)
        for statement in _DELETE_VOCABULARY:
            connection.execute(statement)
        return load_seeds(connection, seeds), backup

    async with database.staging:
        return await database.write(reset)


def _delete_history(connection: sqlite3.Connection) -> None:
    for statement in _DELETE_HISTORY:
        connection.execute(statement)
    tables.clear(connection)
