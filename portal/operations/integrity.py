"""Checks that the database is intact, and that its counts and projections are correct."""

import sqlite3
from collections.abc import Sequence

from portal.memory import tables
from portal.memory.model import Memory
from portal.memory.updates import PREDICTION_SUMS, StudyTime, project
from portal.storage.database import Database, primary_result_code

# By table, a SELECT of the counts that it contains, and a SELECT that computes them from the
# records.
_RECOUNTS = {
    "word_counts": (
        "SELECT word_id, correct_count, wrong_count FROM word_counts",
        """
        SELECT words.id, ifnull(sum(correct), 0), ifnull(sum(1 - correct), 0)
        FROM words
        LEFT JOIN reviews ON word_id = words.id
        GROUP BY words.id
        """,
    ),
    "group_counts": (
        """
        SELECT
            group_id, word_count, study_session_count, words_studied_count, words_mastered_count
        FROM group_counts
        """,
        """
        SELECT
            groups.id,
            (SELECT count(*) FROM words_groups WHERE group_id = groups.id),
            (SELECT count(*) FROM study_sessions WHERE group_id = groups.id),
            (
                SELECT count(*)
                FROM words_groups
                JOIN word_memories USING (word_id)
                WHERE group_id = groups.id
            ),
            (
                SELECT ifnull(sum(mastered), 0)
                FROM words_groups
                JOIN word_memories USING (word_id)
                WHERE group_id = groups.id
            )
        FROM groups
        """,
    ),
    "study_activity_counts": (
        "SELECT study_activity_id, study_session_count FROM study_activity_counts",
        """
        SELECT study_activities.id, count(study_sessions.id)
        FROM study_activities
        LEFT JOIN study_sessions ON study_activity_id = study_activities.id
        GROUP BY study_activities.id
        """,
    ),
    "study_session_counts": (
        """
        SELECT study_session_id, word_count, correct_count, wrong_count, last_review_at
        FROM study_session_counts
        """,
        """
        SELECT
            study_sessions.id,
            count(DISTINCT word_id),
            ifnull(sum(correct), 0),
            ifnull(sum(1 - correct), 0),
            max(reviews.created_at)
        FROM study_sessions
        LEFT JOIN reviews ON study_session_id = study_sessions.id
        GROUP BY study_sessions.id
        """,
    ),
    "study_session_word_counts": (
        """
        SELECT study_session_id, word_id, correct_count, wrong_count, first_review_item_id
        FROM study_session_word_counts
        """,
        """
        SELECT study_session_id, word_id, sum(correct), sum(1 - correct), min(id)
        FROM reviews
        GROUP BY study_session_id, word_id
        """,
    ),
    "study_day_counts": (
        "SELECT day, study_session_count, correct_count, wrong_count FROM study_day_counts",
        """
        SELECT day, sum(sessions), sum(correct), sum(wrong)
        FROM (
            SELECT day, 1 AS sessions, 0 AS correct, 0 AS wrong
            FROM study_sessions
            UNION ALL
            SELECT day, 0, correct, 1 - correct
            FROM reviews
        )
        GROUP BY day
        """,
    ),
    "total_counts": (
        """
        SELECT word_count, studied_word_count, study_session_count, correct_count, wrong_count
        FROM total_counts
        """,
        """
        SELECT
            (SELECT count(*) FROM words),
            (SELECT count(DISTINCT word_id) FROM reviews),
            (SELECT count(*) FROM study_sessions),
            (SELECT ifnull(sum(correct), 0) FROM reviews),
            (SELECT ifnull(sum(1 - correct), 0) FROM reviews)
        """,
    ),
    "study_activities (latest launch)": (
        "SELECT id, study_session_id, group_id, created_at FROM study_activities",
        """
        SELECT study_activities.id, latest.id, latest.group_id, latest.created_at
        FROM study_activities
        LEFT JOIN study_sessions AS latest ON latest.id = (
            SELECT max(id)
            FROM study_sessions
            WHERE study_activity_id = study_activities.id
        )
        """,
    ),
}

# FTS5's command; the rank 1 tells it to compare the index with its content table, too
# (sqlite.org/fts5.html, "The 'integrity-check' Command").
_CHECK_INDEX = ("integrity-check", 1)


async def check(database: Database) -> list[str]:
    """Return every fault of the database, one in a line; an empty list if there is none.

    Tables are read from one snapshot. Reviews can be stored meanwhile.
    """
    return await database.read(_find_faults) + await database.write(_find_index_faults)


def _find_faults(connection: sqlite3.Connection) -> list[str]:
    faults = [
        f"integrity_check: {row[0]}"
        for row in connection.execute("PRAGMA integrity_check")
        if row[0] != "ok"
    ]
    faults += [
        f"foreign_key_check: {row['table']} row {row['rowid']} refers to no row of {row['parent']}"
        for row in connection.execute("PRAGMA foreign_key_check")
    ]
    return faults + _find_wrong_counts(connection) + _find_wrong_projections(connection)


def _find_wrong_counts(connection: sqlite3.Connection) -> list[str]:
    faults = []
    for table, (contained, computed) in _RECOUNTS.items():
        wrong = connection.execute(f"{contained} EXCEPT {computed}")
        columns = [column[0] for column in wrong.description]
        faults += [_wrong_row(table, columns, row) for row in wrong]
        missing = connection.execute(f"{computed} EXCEPT {contained}")
        faults += [_missing_row(table, columns, row) for row in missing]
    return faults


def _find_wrong_projections(connection: sqlite3.Connection) -> list[str]:
    """Compare the projected tables with a replay of the entries that they contain."""
    last_id = tables.last_projected_id(connection)
    updates = project(tables.read_record(connection, last_id))
    replayed: list[tuple[str, tuple[str, ...], list[tuple[object, ...]]]] = [
        ("word_memories", ("word_id", *Memory._fields), updates.memory_rows()),
        (
            "study_session_times",
            ("study_session_id", "day", *StudyTime._fields),
            updates.study_time_rows(),
        ),
        ("study_day_times", ("day", "seconds"), updates.study_day_rows()),
        ("retention_counts", ("days", "correct_count", "wrong_count"), updates.retention_rows()),
        ("calibration_counts", ("bin", *PREDICTION_SUMS), updates.prediction_rows()),
    ]
    faults = []
    for table, columns, rows in replayed:
        contained = connection.execute(f"SELECT {', '.join(columns)} FROM {table}")
        contained_rows, replayed_rows = {tuple(row) for row in contained}, set(rows)
        wrong = sorted(contained_rows - replayed_rows, key=str)
        faults += [_wrong_row(table, columns, row) for row in wrong]
        missing = sorted(replayed_rows - contained_rows, key=str)
        faults += [_missing_row(table, columns, row) for row in missing]
    return faults


def _find_index_faults(connection: sqlite3.Connection) -> list[str]:
    """Compare the search index with the words. SQLite's command for that is an INSERT."""
    try:
        connection.execute(
            "INSERT INTO word_search (word_search, rank) VALUES (?, ?)", _CHECK_INDEX
        )
    except sqlite3.DatabaseError as error:
        if primary_result_code(error) != sqlite3.SQLITE_CORRUPT:
            raise
        return ["word_search does not match the table words; it must be rebuilt"]
    return []


def _wrong_row(table: str, columns: Sequence[str], row: Sequence[object]) -> str:
    return f"{table} has a wrong row: {_values(columns, row)}"


def _missing_row(table: str, columns: Sequence[str], row: Sequence[object]) -> str:
    return f"{table} lacks a row: {_values(columns, row)}"


def _values(columns: Sequence[str], row: Sequence[object]) -> str:
    return ", ".join(f"{column} = {value}" for column, value in zip(columns, row, strict=True))
