"""What the tests of the record share: an open database, and a queue of reviews."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from portal.clock import Clock
from portal.data.study_sessions import launch
from portal.record.review_queue import ReviewQueue
from portal.settings import Settings
from portal.storage.database import Database


@pytest.fixture
async def database(settings: Settings, seeded: Path) -> AsyncIterator[Database]:
    """A seeded database with a study session; it doesn't wait long for a lock."""
    shutil.copy(seeded, settings.database)
    database = Database(settings.database, Clock(settings.timezone), busy_timeout_ms=50)
    await database.open()
    await launch(database, group_id=1, study_activity_id=1)
    yield database
    await database.close()


@pytest.fixture
async def queue(database: Database) -> AsyncIterator[ReviewQueue]:
    queue = ReviewQueue(database)
    yield queue
    await queue.close()
