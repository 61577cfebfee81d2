import asyncio
import logging
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.clock import Clock
from portal.data.study_sessions import launch
from portal.errors import ConflictError, UnavailableError, UnknownIdError
from portal.operations.integrity import check
from portal.record.review_item import ReviewItem
from portal.record.review_queue import MAX_ATTEMPTS, ReviewQueue
from portal.record.review_store import StoredReview
from portal.settings import load_settings
from portal.storage.database import Database
from tests.conftest import ZONE
from tests.record.reviews import UNKNOWN, count_stored, new_item, post


async def test_concurrent_reviews_share_commits(database: Database, queue: ReviewQueue) -> None:
    statements: list[str] = []
    await database.writer.set_trace_callback(statements.append)
    await asyncio.gather(*(post(queue, new_item(word_id=n)) for n in range(1, 101)))
    assert await count_stored(database) == 100
    assert 1 <= statements.count("COMMIT") <= 3


async def test_request_with_an_error_does_not_affect_others(
    database: Database, queue: ReviewQueue
) -> None:
    taken = uuid4()
    await post(queue, new_item(review_id=taken))
    outcomes = await asyncio.gather(
        *(post(queue, new_item(word_id=n)) for n in range(1, 21)),
        post(queue, new_item(word_id=UNKNOWN)),
        post(queue, new_item(study_session_id=UNKNOWN)),
        post(queue, new_item(word_id=2, review_id=taken)),
        post(queue, new_item(review_id=taken)),
        return_exceptions=True,
    )
    kinds = [type(outcome) for outcome in outcomes[20:23]]
    assert kinds == [UnknownIdError, UnknownIdError, ConflictError]
    assert getattr(outcomes[23], "repeated", None) is True
    assert await count_stored(database) == 21
    assert await check(database) == []


async def test_review_sent_fifty_times_at_once_is_stored_once(
    database: Database, queue: ReviewQueue
) -> None:
    id_ = uuid4()
    outcomes = await asyncio.gather(*(post(queue, new_item(review_id=id_)) for _ in range(50)))
    assert sorted(outcome.repeated for outcome in outcomes) == [False] + [True] * 49
    assert await count_stored(database) == 1


async def test_cancelled_request_does_not_affect_others(
    database: Database, queue: ReviewQueue
) -> None:
    tasks = [asyncio.create_task(post(queue, new_item(word_id=n))) for n in range(1, 31)]
    await asyncio.sleep(0)
    for task in tasks[::3]:
        task.cancel()
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    assert [isinstance(outcome, BaseException) for outcome in outcomes] == [True, False, False] * 10
    assert await count_stored(database) == 30
    assert await check(database) == []


async def test_close_stores_the_waiting_reviews_and_accepts_no_more(
    database: Database, queue: ReviewQueue
) -> None:
    task = asyncio.create_task(post(queue, new_item()))
    await asyncio.sleep(0)
    await queue.close()
    assert (await task).repeated is False
    with pytest.raises(UnavailableError):
        await post(queue, new_item())
    queue.open()
    await post(queue, new_item())
    assert await count_stored(database) == 2


async def test_full_queue_refuses_reviews(database: Database) -> None:
    queue = ReviewQueue(database, capacity=3)
    outcomes = await asyncio.gather(
        *(post(queue, new_item()) for _ in range(5)), return_exceptions=True
    )
    assert [isinstance(outcome, UnavailableError) for outcome in outcomes] == [False] * 3 + [
        True,
        True,
    ]


async def test_locked_database_fails_all_waiting_requests_and_the_next_review_is_stored(
    database: Database, queue: ReviewQueue
) -> None:
    statements: list[str] = []
    await database.writer.set_trace_callback(statements.append)
    with closing(sqlite3.connect(database.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE").close()
        outcomes = await asyncio.gather(
            *(post(queue, new_item(word_id=n)) for n in range(1, 11)), return_exceptions=True
        )
    assert {type(outcome) for outcome in outcomes} == {sqlite3.OperationalError}
    assert statements.count("BEGIN IMMEDIATE") == MAX_ATTEMPTS
    await post(queue, new_item())
    assert await count_stored(database) == 1
    assert await check(database) == []


async def test_reviews_wait_longer_than_the_busy_timeout_for_another_process(
    database: Database, queue: ReviewQueue
) -> None:
    attempts = 0

    def release_lock_at_second_attempt(statement: str) -> None:
        nonlocal attempts
        if statement.startswith("BEGIN"):
            attempts += 1
            if attempts == 2:
                other.execute("ROLLBACK").close()

    with closing(
        sqlite3.connect(database.path, isolation_level=None, check_same_thread=False)
    ) as other:
        other.execute("BEGIN IMMEDIATE").close()
        await database.writer.set_trace_callback(release_lock_at_second_attempt)
        await post(queue, new_item())
        assert attempts == 2
        assert await count_stored(database) == 1


async def test_queue_that_stops_retrying_tries_once(database: Database, queue: ReviewQueue) -> None:
    statements: list[str] = []
    await database.writer.set_trace_callback(statements.append)
    queue.stop_retrying()
    with closing(sqlite3.connect(database.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE").close()
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            await post(queue, new_item())
    assert statements.count("BEGIN IMMEDIATE") == 1


async def test_error_that_no_request_waits_for_is_logged(
    database: Database, queue: ReviewQueue, caplog: pytest.LogCaptureFixture
) -> None:
    queue.stop_retrying()
    with closing(sqlite3.connect(database.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE").close()
        task = asyncio.create_task(post(queue, new_item()))
        await asyncio.sleep(0)
        task.cancel()
        await queue.close()
    [record] = caplog.records
    assert (record.levelno, record.name) == (logging.ERROR, "portal.record.review_queue")
    assert "database is locked" in str(record.exc_info)


# Few ids and words, so that repeated reviews, conflicts and unknown words are frequent.
reviews = st.builds(
    new_item,
    review_id=st.sampled_from([UUID(int=n) for n in range(4)]),
    word_id=st.sampled_from([1, 2, UNKNOWN]),
    correct=st.booleans(),
)
batches = st.tuples(st.integers(0, 1), st.lists(reviews, min_size=1, max_size=3))
waves = st.lists(st.lists(batches, max_size=6), max_size=4)


@settings(max_examples=30, deadline=None)
@given(waves=waves)
def test_each_review_sent_to_either_of_two_workers_is_counted_once(
    seeded: Path, waves: list[list[tuple[int, list[ReviewItem]]]]
) -> None:
    with TemporaryDirectory() as directory:
        path = Path(directory, "words.db")
        shutil.copy(seeded, path)
        asyncio.run(send_to_two_workers(path, waves))


async def send_to_two_workers(path: Path, waves: list[list[tuple[int, list[ReviewItem]]]]) -> None:
    """Store each wave of batches at the same time, and check every outcome."""
    clock = Clock(load_settings({"PORTAL_TIMEZONE": ZONE}).timezone)
    databases = [Database(path, clock), Database(path, clock)]
    for database in databases:
        await database.open()
    queues = [ReviewQueue(database) for database in databases]
    try:
        await launch(databases[0], group_id=1, study_activity_id=1)
        kept: dict[str, ReviewItem] = {}
        for wave in waves:
            outcomes = await asyncio.gather(*(queues[worker].store(sent) for worker, sent in wave))
            answered = [(sent, judged) for (_, sent), judged in zip(wave, outcomes, strict=True)]
            for sent, judged in answered:
                if all(isinstance(outcome, StoredReview) for outcome in judged):
                    for item, outcome in zip(sent, judged, strict=True):
                        if isinstance(outcome, StoredReview) and not outcome.repeated:
                            assert item.review_id not in kept
                            kept[item.review_id] = item
            for sent, judged in answered:
                stored_whole = all(isinstance(outcome, StoredReview) for outcome in judged)
                for index, (item, outcome) in enumerate(zip(sent, judged, strict=True)):
                    assert isinstance(outcome, UnknownIdError) == (item.word_id == UNKNOWN)
                    if stored_whole:
                        assert content(kept[item.review_id]) == content(item)
                    if isinstance(outcome, ConflictError):
                        firsts = [kept.get(item.review_id), *sent[:index]]
                        assert any(
                            first
                            and first.review_id == item.review_id
                            and content(first) != content(item)
                            for first in firsts
                        )
        assert await count_stored(databases[0]) == len(kept)
        assert await check(databases[0]) == []
    finally:
        for queue, database in zip(queues, databases, strict=True):
            await queue.close()
            await database.close()


def content(item: ReviewItem) -> tuple[str, int, bool]:
    return item.review_id, item.word_id, item.correct
