"""Times of storing: readers of statements miss nothing, whatever the clocks do."""

import asyncio
import multiprocessing
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from portal.clock import Clock, stored
from portal.data.study_sessions import launch
from portal.record.review_log import list_entries, list_unvoided_entries
from portal.record.stored_times import DELAY, STEP, promise_consistency
from portal.record.voiding import void_review
from portal.storage.database import Database
from tests.conftest import ZONE
from tests.record.reviews import new_item, store, store_one


@dataclass(frozen=True)
class WrongClock(Clock):
    """A clock that is `ahead` of the system's, or behind it if that is negative."""

    ahead: timedelta = timedelta()

    def now(self) -> datetime:
        return super().now() + self.ahead


def with_clock(path: Path, ahead_s: int) -> Database:
    """Return a database, not opened, whose clock is ahead by some seconds."""
    return Database(path, WrongClock(ZoneInfo(ZONE), ahead=timedelta(seconds=ahead_s)))


class Reader:
    """A reader that pulls statements as the documentation of the API says."""

    def __init__(self) -> None:
        self.since = datetime.fromisoformat("1970-01-01T00:00:00Z")
        self.read: list[str] = []

    async def pull(self, database: Database) -> None:
        through = await promise_consistency(database)
        assert through >= self.since
        entries, after = await list_unvoided_entries(
            database, after=None, limit=1_000, since=self.since, until=through, ascending=True
        )
        assert after is None
        self.read += [entry.review_id for entry in entries]
        self.since = through


ahead = st.sampled_from([0, 0, 1, 45, 3_600, -1, -45, -3_600, -100_000]) | st.integers(-300, 300)
steps = st.lists(
    st.tuples(st.sampled_from(["store", "store", "void", "pull", "clock"]), st.booleans(), ahead),
    max_size=15,
)


@hypothesis_settings(max_examples=25, deadline=None)
@given(steps=steps)
def test_polling_reader_gets_each_statement_once(
    seeded: Path, steps: list[tuple[str, bool, int]]
) -> None:
    with TemporaryDirectory() as folder:
        path = Path(shutil.copy(seeded, folder))
        asyncio.run(_poll(path, steps))


async def _poll(path: Path, steps: list[tuple[str, bool, int]]) -> None:
    """Let two workers, each with its own clock, store, void and answer a reader."""
    workers = {True: with_clock(path, 0), False: with_clock(path, -60)}
    try:
        for worker in workers.values():
            await worker.open()
        await launch(workers[True], group_id=1, study_activity_id=1)
        reader, voided = Reader(), set()
        last = None
        for action, which, ahead_s in steps:
            worker = workers[which]
            if action == "store":
                # It has waited, longer than a reader's time lags behind.
                arrived_at = worker.clock.now() - timedelta(seconds=abs(ahead_s) % 100)
                last = (await store_one(worker, new_item(arrived_at=arrived_at))).item.review_id
            elif action == "void" and last:
                await void_review(worker, UUID(last))
                voided.add(last)
            elif action == "pull":
                await reader.pull(worker)
            elif action == "clock":
                await worker.close()
                workers[which] = with_clock(path, ahead_s)
                await workers[which].open()
        entries = await list_entries(workers[True], after=0)
        times = [entry.stored_at for entry in entries]
        assert [datetime.fromisoformat(time) for time in times] == sorted(
            map(datetime.fromisoformat, times)
        )
        await workers[True].close()
        workers[True] = with_clock(path, 1_000_000)
        await workers[True].open()
        await reader.pull(workers[True])
        assert len(reader.read) == len(set(reader.read))
        # A review may have been read before it was voided, or not at all.
        expected = {entry.review_id for entry in entries}
        assert expected - voided <= set(reader.read) <= expected
    finally:
        for worker in workers.values():
            await worker.close()


def _store_in_process(path: str, ahead_s: int, count: int) -> None:
    async def run() -> None:
        database = with_clock(Path(path), ahead_s)
        await database.open()
        for _ in range(count):
            await store_one(database, new_item(arrived_at=database.clock.now()))
        await database.close()

    asyncio.run(run())


async def test_processes_with_different_clocks_store_in_the_order_of_time(
    database: Database,
) -> None:
    context = multiprocessing.get_context("spawn")
    processes = [
        context.Process(target=_store_in_process, args=(str(database.path), ahead_s, 20))
        for ahead_s in (0, -3_600)
    ]
    for process in processes:
        process.start()
    reader = Reader()
    while any(process.is_alive() for process in processes):
        await reader.pull(database)
        await asyncio.sleep(0.01)
    assert [process.exitcode for process in processes] == [0, 0]
    with closing(sqlite3.connect(database.path)) as connection:
        rows = connection.execute(
            "SELECT review_id, stored_at FROM word_review_items ORDER BY id"
        ).fetchall()
    assert len(rows) == 40
    times = [time for _, time in rows]
    assert times == sorted(times)
    later = with_clock(database.path, 60)
    await later.open()
    await reader.pull(later)
    await later.close()
    assert sorted(reader.read) == sorted(id_ for id_, _ in rows)


async def test_restart_with_an_earlier_clock_keeps_the_promise(database: Database) -> None:
    through = await promise_consistency(database)
    await database.close()
    restarted = with_clock(database.path, -3_600)
    await restarted.open()
    item = new_item(arrived_at=restarted.clock.now())
    kept = await store_one(restarted, item)
    await void_review(restarted, UUID(item.review_id))
    [review, voiding] = await list_entries(restarted, after=0)
    assert await promise_consistency(restarted) == through
    await restarted.close()
    for entry in (review, voiding):
        assert datetime.fromisoformat(entry.stored_at) == through + timedelta(seconds=1)
    # When it was answered is not changed by when it was stored.
    assert kept.item.created_at == item.created_at < kept.item.stored_at


async def test_reviews_of_one_transaction_are_stored_in_the_order_of_time(
    database: Database,
) -> None:
    now = database.clock.now()
    items = [new_item(arrived_at=now + timedelta(seconds=ahead_s)) for ahead_s in (0, 9, -9, 10)]
    [[*outcomes], [last]] = await store(database, items[:3], items[3:])
    times: list[Any] = [getattr(outcome, "item", None) for outcome in [*outcomes, last]]
    assert [time.stored_at for time in times] == [
        stored(now + timedelta(seconds=ahead_s)) for ahead_s in (0, 9, 9, 10)
    ]


async def test_reset_does_not_take_the_promise_back(database: Database) -> None:
    through = await promise_consistency(database)
    await database.write(lambda connection: connection.execute("DELETE FROM word_review_items"))
    late = new_item(arrived_at=through - timedelta(hours=1))
    assert datetime.fromisoformat((await store_one(database, late)).item.stored_at) > through


async def test_promise_is_written_seldom_and_waits_for_no_other_writer(
    database: Database,
) -> None:
    before = database.clock.now()
    first = await promise_consistency(database)
    assert before - DELAY <= first <= database.clock.now() - DELAY
    changes = "PRAGMA data_version"
    with closing(sqlite3.connect(database.path, isolation_level=None)) as other:
        version = other.execute(changes).fetchone()
        assert await promise_consistency(database) == first
        assert other.execute(changes).fetchone() == version
        later = with_clock(database.path, int(STEP.total_seconds()) + 1)
        await later.open()
        other.execute("BEGIN IMMEDIATE")
        assert await promise_consistency(later) == first
        other.execute("ROLLBACK")
        assert await promise_consistency(later) >= first + STEP
        await later.close()


@pytest.mark.parametrize("ahead_s", [0, -3_600])
async def test_review_keeps_its_time_of_arrival_if_that_breaks_no_promise(
    database: Database, ahead_s: int
) -> None:
    item = new_item(arrived_at=database.clock.now() + timedelta(seconds=ahead_s))
    assert (await store_one(database, item)).item == item
