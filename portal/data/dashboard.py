"""The dashboard's figures, all of them read from counters."""

import sqlite3
from datetime import date
from typing import cast

from msgspec import Raw
from msgspec.json import encode

from portal.schemas import QuickStats, Retention, Retentions, StudyDay, StudyDays, StudyProgress
from portal.storage.database import Database
from portal.storage.pages import json_object

# The days since a word's last review, first and last.
_AGES = ((0, 1), (2, 3), (4, 7), (8, 14), (15, 30), (31, 90), (91, None))


async def get_study_progress(database: Database) -> StudyProgress:
    """Return how many words have been studied, of how many."""
    row = await database.fetch_one("SELECT studied_word_count, word_count FROM total_counts")
    assert row is not None
    return StudyProgress(
        total_words_studied=row["studied_word_count"], total_available_words=row["word_count"]
    )


async def get_quick_stats(database: Database) -> QuickStats:
    """Return success rate, sessions, active groups and the streak up to today."""
    row = await database.fetch_one(
        """
        WITH RECURSIVE streak (day) AS (
            -- Today, or yesterday while today has nothing yet.
            SELECT max(day) FROM study_day_counts WHERE day IN (:today, date(:today, '-1 day'))
            UNION ALL
            SELECT study_day_counts.day
            FROM streak
            JOIN study_day_counts ON study_day_counts.day = date(streak.day, '-1 day')
        )
        SELECT
            correct_count,
            correct_count + wrong_count AS review_count,
            study_session_count,
            (SELECT count(*) FROM group_counts WHERE study_session_count > 0) AS active_groups,
            (SELECT count(day) FROM streak) AS streak_days
        FROM total_counts
        """,
        {"today": database.clock.today()},
    )
    assert row is not None
    rate = 100 * row["correct_count"] / row["review_count"] if row["review_count"] else 0.0
    return QuickStats(
        success_rate=round(rate, 1),
        total_study_sessions=row["study_session_count"],
        total_active_groups=row["active_groups"],
        study_streak_days=row["streak_days"],
    )


async def list_study_days(database: Database, first: date, last: date) -> StudyDays:
    """Return the days from `first` to `last` on which there was a session or a review."""
    row = await database.fetch_one(
        f"""
        SELECT json_group_array({json_object(StudyDay)}) AS items
        FROM (
            SELECT
                day,
                study_session_count,
                correct_count + wrong_count AS review_items_count,
                correct_count,
                wrong_count,
                round(ifnull(seconds, 0) / 60.0, 1) AS study_minutes
            FROM study_day_counts
            LEFT JOIN study_day_times USING (day)
            WHERE day BETWEEN ? AND ?
            ORDER BY day
        )
        """,
        (first.isoformat(), last.isoformat()),
    )
    assert row is not None
    return StudyDays(
        first=first.isoformat(),
        last=last.isoformat(),
        items=cast("list[StudyDay]", Raw(row["items"].encode())),  # JSON already
    )


async def list_retention(database: Database) -> Retentions:
    """Return what share of reviews was right, by the whole days since the word's last review."""
    rows = await database.fetch_all(
        """
        SELECT
            age.value ->> 0 AS from_days,
            age.value ->> 1 AS to_days,
            ifnull(sum(correct_count), 0) AS correct_count,
            ifnull(sum(wrong_count), 0) AS wrong_count
        FROM json_each(?) AS age
        LEFT JOIN retention_counts
            ON days >= age.value ->> 0 AND (days <= age.value ->> 1 OR age.value ->> 1 IS NULL)
        GROUP BY age.key
        ORDER BY age.key
        """,
        (encode(_AGES).decode(),),
    )
    return Retentions(items=[_retention(row) for row in rows])


def _retention(row: sqlite3.Row) -> Retention:
    count = row["correct_count"] + row["wrong_count"]
    return Retention(
        from_days=row["from_days"],
        to_days=row["to_days"],
        review_items_count=count,
        correct_count=row["correct_count"],
        wrong_count=row["wrong_count"],
        success_rate=round(100 * row["correct_count"] / count, 1) if count else None,
    )
