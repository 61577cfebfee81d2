"""Functions that make, store, count and export reviews in the tests of the record."""

from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from portal.clock import Clock
from portal.operations import commands
from portal.record.review_item import ReviewItem, new_review_item
from portal.record.review_queue import ReviewQueue
from portal.record.review_store import ReviewOutcome, StoredReview, store_reviews
from portal.schemas import ReviewPayload
from portal.settings import Settings
from portal.storage.database import Database
from tests.conftest import ZONE

UNKNOWN = 10**9  # an id that no word or study session has
CLOCK = Clock(ZoneInfo(ZONE))


def now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def new_item(
    *,
    word_id: int = 1,
    study_session_id: int = 1,
    correct: bool = True,
    review_id: UUID | None = None,
    created_at: datetime | None = None,
    arrived_at: datetime | None = None,
) -> ReviewItem:
    return new_review_item(
        ReviewPayload(correct=correct, review_id=review_id, created_at=created_at),
        word_id=word_id,
        study_session_id=study_session_id,
        arrived_at=arrived_at or now(),
        clock=CLOCK,
    )


async def store(database: Database, *batches: list[ReviewItem]) -> list[list[ReviewOutcome]]:
    """Store batches in one transaction, and return their outcomes."""
    return await database.write(partial(store_reviews, batches=batches))


async def store_one(database: Database, item: ReviewItem) -> StoredReview:
    [[outcome]] = await store(database, [item])
    return stored_or_raise(outcome)


async def post(queue: ReviewQueue, item: ReviewItem) -> StoredReview:
    [outcome] = await queue.store([item])
    return stored_or_raise(outcome)


def stored_or_raise(outcome: ReviewOutcome) -> StoredReview:
    if not isinstance(outcome, StoredReview):
        raise outcome
    return outcome


async def count_stored(database: Database) -> int:
    row = await database.fetch_one("SELECT count(*) AS n FROM word_review_items")
    assert row is not None
    count: int = row["n"]
    return count


async def exported(settings: Settings, name: str, form: str = "") -> Path:
    """Export the four entries of the fixture `studied` to a file, and return its path."""
    path = settings.database.with_name(name)
    said = await commands.export_reviews(settings, path, form, force=False)
    assert said == f"{path} has 4 entries of the record"
    return path
