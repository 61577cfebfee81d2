"""Is the database whole, and is every counter what a recount of the raw records gives?"""

import sqlite3

from portal.memory import tables
from portal.storage.database import Database, primary_result_code

# Each pair is what a counter table holds and what it must hold, column by column.
_RECOUNTS = {
    "word_counts": (
        "SELECT word_id, correct_count, wrong_count FROM word_counts",
        """
        SELECT words.id, ifnull(sum(correct), 0), ifnull(sum(1 - correct), 0)
        FROM words LEFT JOIN reviews ON word_id = words.id
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
                FROM words_groups JOIN word_memories USING (word_id)
                WHERE group_id = groups.id
            ),
            (
                SELECT ifnull(sum(mastered), 0)
                FROM words_groups JOIN word_memories USING (word_id)
                WHERE group_id = groups.id
            )
        FROM groups
        """,
    ),
    "study_activity_counts": (
        "SELECT study_activity_id, study_session_count FROM study_activity_counts",
        """
        SELECT
            id, (SELECT count(*) FROM study_sessions WHERE study_activity_id = study_activities.id)
        FROM study_activities
        """,
    ),
    "study_session_counts": (
        """
        SELECT study_session_id, word_count, correct_count, wrong_count, last_review_at
        FROM study_session_counts
        """,
        """
        SELECT
            study_sessions.id, count(DISTINCT word_id),
            ifnull(sum(correct), 0), ifnull(sum(1 - correct), 0), max(reviews.created_at)
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
            SELECT day, 1 AS sessions, 0 AS correct, 0 AS wrong FROM study_sessions
            UNION ALL
            SELECT day, 0, correct, 1 - correct FROM reviews
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
            SELECT max(id) FROM study_sessions
            WHERE study_activity_id = study_activities.id
        )
        """,
    ),
}

_COMPARE = ("integrity-check", 1)  # SQLite's FTS5 documentation, 6.3: 1 for the content too


async def check(database: Database) -> list[str]:
    """Return every fault found, each in one line; none means that all is well.

    The records are read from one state of the database; reviews are recorded meanwhile.
    """
    return await database.read(_faults) + await database.write(_search_faults)


def _faults(connection: sqlite3.Connection) -> list[str]:
    faults = [
        f"integrity_check: {row[0]}"
        for row in connection.execute("PRAGMA integrity_check")
        if row[0] != "ok"
    ]
    faults += [
        f"foreign_key_check: {row['table']} row {row['rowid']} refers to no row of {row['parent']}"
        for row in connection.execute("PRAGMA foreign_key_check")
    ]
    for name, (kept, recounted) in _RECOUNTS.items():
        for label, one, other in (("holds", kept, recounted), ("lacks", recounted, kept)):
            faults += [
                f"{name} {label} ({', '.join(map(str, row))})"
                for row in connection.execute(f"{one} EXCEPT {other}")
            ]
    return faults + tables.check(connection)


def _search_faults(connection: sqlite3.Connection) -> list[str]:
    """Compare the index of words with the words; SQLite itself does so, as a write."""
    try:
        connection.execute("INSERT INTO word_search (word_search, rank) VALUES (?, ?)", _COMPARE)
    except sqlite3.DatabaseError as error:
        if primary_result_code(error) != sqlite3.SQLITE_CORRUPT:
            raise
        return ["word_search isn't the index of words: rebuild it"]
    return []
