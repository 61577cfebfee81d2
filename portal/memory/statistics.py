"""Statistics of the learner's memory: retention, and the time studied on each day."""

import sqlite3
from datetime import date

from msgspec import Raw
from msgspec.json import encode

from portal.memory.projection import Projection
from portal.schemas import Retention, Retentions, StudyDay, StudyDays
from portal.schemas.encoded import Encoded
from portal.storage.pages import json_array

# Ranges of whole days since the previous review of a word; the last range has no end.
_DAY_RANGES = ((0, 1), (2, 3), (4, 7), (8, 14), (15, 30), (31, 90), (91, None))


async def list_study_days(projection: Projection, first: date, last: date) -> Encoded[StudyDays]:
    """Return the days from `first` to `last`, inclusive, that have a session or a review."""
    database = await projection.refreshed()
    row = await database.fetch_one(
        f"""
        SELECT {json_array(StudyDay)} AS items
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
    return Encoded(
        StudyDays,
        first=first.isoformat(),
        last=last.isoformat(),
        items=Raw(row["items"]),
    )


async def list_retention(projection: Projection) -> Retentions:
    """Return the share of correct answers, by the whole days since the previous review."""
    database = await projection.refreshed()
    rows = await database.fetch_all(
        """
        SELECT
            day_range.value ->> 0 AS from_days,
            day_range.value ->> 1 AS to_days,
            ifnull(sum(correct_count), 0) AS correct_count,
            ifnull(sum(wrong_count), 0) AS wrong_count
        FROM json_each(?) AS day_range
        LEFT JOIN retention_counts
            ON days >= day_range.value ->> 0
                AND (days <= day_range.value ->> 1 OR day_range.value ->> 1 IS NULL)
        GROUP BY day_range.key
        ORDER BY day_range.key
        """,
        (encode(_DAY_RANGES).decode(),),
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
