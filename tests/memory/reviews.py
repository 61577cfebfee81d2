"""Functions that make reviews, and store them in a database, in the tests of the memory."""

import shutil
import sqlite3
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from portal.clock import Clock, stored
from portal.record.review_item import ReviewItem
from portal.storage.database import Database
from tests.conftest import ZONE

START = datetime(2025, 2, 8, 12, tzinfo=UTC)
TABLES = (
    "projection", "word_answers", "word_memories", "retention_counts", "study_session_times",
    "study_day_times", "calibration_counts", "group_counts",
)  # fmt: skip

# The word, the study session, whether the answer is correct, and the minutes after START.
Review = tuple[int, int, bool, int]


def review_items(*reviews: tuple[float, bool]) -> list[ReviewItem]:
    """Return reviews of one word, from days after START and whether the answers are correct."""
    return [
        review_item(id_, stored(START + timedelta(days=days)), correct)
        for id_, (days, correct) in enumerate(reviews, start=1)
    ]


def review_item(id_: int, created_at: str, correct: bool) -> ReviewItem:
    return ReviewItem(
        id=id_,
        review_id=str(id_),
        word_id=1,
        study_session_id=1,
        correct=correct,
        created_at=created_at,
        sent_created_at=None,
        stored_at=created_at,
        day=created_at[:10],
    )


@asynccontextmanager
async def opened(seeded: Path) -> AsyncIterator[Database]:
    """Open a copy of the seeded database, with two study sessions."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(shutil.copy(seeded, folder))
        database = Database(path, Clock(ZoneInfo(ZONE)))
        await database.open()
        try:
            await database.write(launch_two)
            yield database
        finally:
            await database.close()


def launch_two(connection: sqlite3.Connection) -> None:
    for _ in range(2):
        connection.execute(
            """
            INSERT INTO study_sessions (group_id, study_activity_id, created_at, day)
            VALUES (1, 1, '2025-02-08T12:00:00Z', '2025-02-08')
            """
        )


async def store(database: Database, *reviews: Review) -> list[int]:
    """Append reviews to the record, and return their ids."""

    def append(connection: sqlite3.Connection) -> list[int]:
        ids = []
        for word_id, session_id, correct, minutes in reviews:
            moment = START + timedelta(minutes=minutes)
            cursor = connection.execute(
                """
                INSERT INTO word_review_items (
                    review_id, word_id, study_session_id, correct, created_at, stored_at, day
                )
                VALUES (hex(randomblob(16)), ?, ?, ?, ?, '2025-04-01T00:00:00Z', ?)
                """,
                (word_id, session_id, correct, stored(moment), database.clock.day(moment)),
            )
            assert cursor.lastrowid
            ids.append(cursor.lastrowid)
        return ids

    return await database.write(append)


async def void(database: Database, id_: int) -> None:
    """Append an entry that voids a review, unless it is voided already."""

    def append(connection: sqlite3.Connection) -> None:
        connection.execute(
            """
            INSERT INTO word_review_items (
                review_id, word_id, study_session_id, correct, created_at, stored_at, day, voids_id
            )
            SELECT
                hex(randomblob(16)), word_id, study_session_id, correct, created_at, stored_at,
                day, id
            FROM reviews
            WHERE id = ?
            """,
            (id_,),
        )

    await database.write(append)


async def dump(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """Return all rows of the projected tables."""
    return {
        table: [tuple(row) for row in await database.fetch_all(f"SELECT * FROM {table}")]
        for table in TABLES
    }
