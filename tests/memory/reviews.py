"""Functions that make reviews, and store them in a database, in the tests of the memory."""

import shutil
import sqlite3
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from fsrs import Card, Rating, Scheduler

from portal.clock import Clock, stored
from portal.memory.model import Memory
from portal.record.review_item import ReviewItem
from portal.record.review_store import store_reviews
from portal.storage.database import Database
from tests.conftest import ZONE
from tests.record.reviews import new_item

START = datetime(2025, 2, 8, 12, tzinfo=UTC)
ARRIVAL = datetime(2025, 4, 1, tzinfo=UTC)
TABLES = (
    "projection", "word_answers", "word_memories", "retention_counts", "study_session_times",
    "study_day_times", "calibration_counts", "group_counts",
)  # fmt: skip

TEN_MINUTES = (timedelta(minutes=10),)
# The same model in Python, without variation of intervals.
SCHEDULER = Scheduler(
    learning_steps=TEN_MINUTES, relearning_steps=TEN_MINUTES, enable_fuzzing=False
)

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


def card_after(reviews: Sequence[ReviewItem]) -> Card:
    """Return what the model in Python knows of a word after reviews in chronological order."""
    card = Card(card_id=1)
    for number, review in enumerate(reviews):
        # Seconds after noon, because it counts in whole days from one time to the other.
        moment = datetime.fromisoformat(f"{review.day}T12:00:00Z") + timedelta(seconds=number)
        card, _ = SCHEDULER.review_card(
            card, Rating.Good if review.correct else Rating.Again, moment
        )
    return card


def assert_same_state(memory: Memory, card: Card) -> None:
    """Assert that both models agree; the one in Rust counts in 32 bits."""
    assert card.stability is not None
    assert card.difficulty is not None
    assert abs(memory.stability / card.stability - 1) < 1e-3
    assert abs(memory.difficulty / card.difficulty - 1) < 1e-3


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


async def store(database: Database, *reviews: Review) -> list[ReviewItem]:
    """Append reviews to the record, and return them as they were sent."""
    items = [
        new_item(
            word_id=word_id,
            study_session_id=session_id,
            correct=correct,
            created_at=START + timedelta(minutes=minutes),
            arrived_at=ARRIVAL,
        )
        for word_id, session_id, correct, minutes in reviews
    ]
    await database.write(partial(store_reviews, batches=[items]))
    return items


async def dump(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """Return all rows of the projected tables."""
    return {
        table: [tuple(row) for row in await database.fetch_all(f"SELECT * FROM {table}")]
        for table in TABLES
    }
