"""What the tests of the record share: an open database, and a queue of reviews."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from portal.clock import Clock
from portal.data.study_sessions import launch
from portal.record.review_queue import ReviewQueue
from portal.settings import Settings
from portal.storage.database import Database
from tests.support import launch as launch_over_http
from tests.support import review


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


@pytest.fixture
async def studied(client: httpx.AsyncClient) -> list[str]:
    """The ids of three reviews, the last of which was taken back."""
    session = await launch_over_http(client, group_id=2)
    ids = []
    for word, correct in ((1, True), (2, False), (3, True)):
        answer = await review(
            client, session, word, correct, created_at="2025-02-08T17:20:23-05:00"
        )
        ids.append(answer.json()["review_id"])
    await client.delete(f"/api/reviews/{ids[2]}")
    return ids
