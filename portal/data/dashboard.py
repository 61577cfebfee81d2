"""The dashboard's figures, all of them read from counters."""

from datetime import date
from typing import cast

from msgspec import Raw

from portal.data.pages import json_object
from portal.database import Database
from portal.schemas import QuickStats, StudyDay, StudyDays, StudyProgress


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
                wrong_count
            FROM study_day_counts
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
