"""The figures of the dashboard, which are read from the tables of counts."""

from portal.schemas import QuickStats, StudyProgress
from portal.storage.database import Database


async def get_study_progress(database: Database) -> StudyProgress:
    """Return the number of words that have been studied, and the number of all words."""
    row = await database.fetch_one("SELECT studied_word_count, word_count FROM total_counts")
    assert row is not None
    return StudyProgress(
        total_words_studied=row["studied_word_count"], total_available_words=row["word_count"]
    )


async def get_quick_stats(database: Database) -> QuickStats:
    """Return the success rate, the numbers of sessions and of active groups, and the streak.

    A group is active if a session was ever launched on it. The streak is the number of
    consecutive days with a session or a review, up to today or, if today has none, to yesterday.
    """
    row = await database.fetch_one(
        """
        WITH RECURSIVE streak (day) AS (
            SELECT max(day)
            FROM study_day_counts
            WHERE day IN (:today, date(:today, '-1 day'))
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
