import asyncio
import logging
import resource
import sqlite3
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing
from functools import partial
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.memory import projection as projection_module
from portal.memory import tables
from portal.memory.projection import Projection
from portal.memory.updates import project
from portal.operations import resets
from portal.operations.integrity import check
from portal.record.review_item import ReviewItem
from portal.record.review_store import store_reviews
from portal.record.voiding import void_review
from portal.schemas import MemoryHealth
from portal.storage.database import Database
from tests.memory.reviews import (
    Review,
    assert_same_state,
    card_after,
    dump,
    launch_two,
    opened,
    store,
)

REVIEWS = st.tuples(
    st.integers(1, 3),
    st.integers(1, 2),
    st.booleans(),
    st.one_of(st.integers(0, 20), st.integers(0, 60 * 24 * 40)),
)
# A step stores a review, repeats or takes back one of those before, or projects the record.
STEPS = st.lists(
    st.one_of(
        REVIEWS,
        REVIEWS,
        st.tuples(st.sampled_from(["repeat", "void"]), st.integers(0, 30)),
        st.just("project"),
    ),
    max_size=40,
)
Step = Review | tuple[str, int] | str


@asynccontextmanager
async def during_the_next_read(
    database: Database, action: Callable[[], Awaitable[object]]
) -> AsyncIterator[None]:
    """Run an action while the next read transaction is open, but has read everything."""
    loop = asyncio.get_running_loop()
    is_done = False

    def trace(statement: str) -> None:
        nonlocal is_done
        if statement == "COMMIT" and not is_done:
            is_done = True
            asyncio.run_coroutine_threadsafe(run(), loop).result()

    async def run() -> None:
        await action()

    for reader in database._readers:
        await reader.set_trace_callback(trace)
    try:
        yield
        assert is_done
    finally:
        for reader in database._readers:
            await reader.set_trace_callback(None)  # type: ignore[arg-type]


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
def test_projecting_in_batches_gives_the_same_tables_as_a_rebuild_and_the_memory_of_both_models(
    seeded: Path, steps: Sequence[Step]
) -> None:
    async def run() -> None:
        async with opened(seeded) as database:
            projection = Projection(database)
            await take(steps, database, projection)
            await projection.catch_up()
            assert await check(database) == []
            projected = await dump(database)
            await Projection(database).rebuild()
            assert await dump(database) == projected
            memories = await database.read(partial(tables.read_memories, word_ids={1, 2, 3}))
            histories = await database.read(tables.read_histories)
            assert len(memories) == len(histories)
            for reviews in histories:
                assert_same_state(memories[reviews[0].word_id], card_after(reviews))

    asyncio.run(run())


async def take(steps: Sequence[Step], database: Database, projection: Projection) -> None:
    """Take steps in turn, and repeat and take back reviews by the means of the record."""
    items: list[ReviewItem] = []
    for step in steps:
        match step:
            case "project":
                await projection.catch_up()
            case ("repeat", int(number)) if items:
                await database.write(partial(store_reviews, batches=[[items[number % len(items)]]]))
            case ("void", int(number)) if items:
                await void_review(database, UUID(items[number % len(items)].review_id))
            case (int(), _, _, _):
                items += await store(database, step)


async def test_long_record_is_projected_in_short_transactions(
    seeded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "BATCH_SIZE", 3)
    async with opened(seeded) as database:
        await store(database, *((1 + n % 2, 1, True, 10 - n) for n in range(10)))
        statements: list[str] = []
        await database.writer.set_trace_callback(statements.append)
        assert await Projection(database).catch_up() == 10
        assert statements.count("BEGIN IMMEDIATE") == 4
        assert await Projection(database).catch_up() == 0
        assert statements.count("BEGIN IMMEDIATE") == 4
        assert await check(database) == []


async def test_start_projects_the_whole_record_or_its_new_entries(seeded: Path) -> None:
    async with opened(seeded) as database:
        assert await Projection(database).start(0.9) == 0
        for count, minute in ((3, 5), (2, 0), (0, 0)):
            if count:
                await store(database, *((1, 1, n > 0, minute + n) for n in range(count)))
            assert await Projection(database).start(0.9) == count
            assert await check(database) == []


async def test_processes_that_catch_up_at_once_count_every_entry_once(seeded: Path) -> None:
    async with opened(seeded) as database:
        other = Database(database.path, database.clock)
        await other.open()
        try:
            one, two = Projection(database), Projection(other)
            for turn in range(5):
                await store(database, *((word, 1, True, turn) for word in range(1, 30)))
                counts = await asyncio.gather(*(p.catch_up() for p in (one, two, one, two)))
                assert sum(counts) == 29
                (state,) = await database.fetch_all("SELECT last_review_item_id FROM projection")
                assert state[0] == 29 * (turn + 1)
                assert await check(database) == []
        finally:
            await other.close()


async def test_catching_up_continues_after_another_process_has_projected_a_shorter_batch(
    seeded: Path,
) -> None:
    async with opened(seeded) as database:
        await store(database, (1, 1, True, 0), (2, 1, True, 1))
        shorter = await database.read(tables.read_next_batch)
        await store(database, (3, 1, True, 2))

        async def project_shorter() -> None:
            write = partial(tables.write_updates, batch=shorter, updates=project(shorter))
            assert await database.write(write)

        async with during_the_next_read(database, project_shorter):
            assert await Projection(database).catch_up() == 1
        assert len((await dump(database))["word_memories"]) == 3
        assert await check(database) == []


async def test_reset_during_a_projection_leaves_nothing_of_the_old_history(seeded: Path) -> None:
    async with opened(seeded) as database:
        await store(database, (1, 1, True, 0))
        for project_all in (Projection(database).catch_up, Projection(database).rebuild):
            async with during_the_next_read(database, partial(resets.reset_history, database)):
                assert await project_all() == 0
            assert (await dump(database))["word_memories"] == []
            assert await check(database) == []
            await database.write(launch_two)
            (session,) = await database.fetch_all("SELECT max(id) FROM study_sessions")
            await store(database, (1, session[0], True, 0))
            await Projection(database).catch_up()
            assert len((await dump(database))["word_memories"]) == 1


async def test_readers_do_not_wait_for_the_lock_of_another_process(seeded: Path) -> None:
    async with opened(seeded) as database:
        projection = Projection(database)
        await store(database, (1, 1, True, 0))
        with closing(sqlite3.connect(database.path)) as other:
            other.execute("BEGIN IMMEDIATE")
            # If each reader waited for the busy timeout, all would wait for a minute.
            async with asyncio.timeout(10):
                await asyncio.gather(*(projection.refreshed() for _ in range(20)))
            assert (await dump(database))["word_memories"] == []
        await projection.refreshed()
        assert len((await dump(database))["word_memories"]) == 1


@asynccontextmanager
async def full(database: Database) -> AsyncIterator[None]:
    """Don't let the file grow."""
    await database.writer.execute_fetchall("PRAGMA max_page_count = 1")  # or as many as it has
    yield
    await database.writer.execute_fetchall("PRAGMA max_page_count = 1073741823")


@asynccontextmanager
async def read_only(database: Database) -> AsyncIterator[None]:
    await database.writer.execute_fetchall("PRAGMA query_only = ON")
    yield
    await database.writer.execute_fetchall("PRAGMA query_only = OFF")


@asynccontextmanager
async def unreliable(database: Database) -> AsyncIterator[None]:
    """Let the system refuse to write beyond the current end of the write-ahead log."""
    log = database.path.with_name(f"{database.path.name}-wal")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (log.stat().st_size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@asynccontextmanager
async def locked(database: Database) -> AsyncIterator[None]:
    with closing(sqlite3.connect(database.path)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


@asynccontextmanager
async def slow(database: Database) -> AsyncIterator[None]:
    """Occupy the connection that writes."""
    release = threading.Event()
    occupied = asyncio.create_task(database.write(lambda _: release.wait()))
    try:
        yield
    finally:
        release.set()
        await occupied


Broken = Callable[[Database], AbstractAsyncContextManager[None]]
ENTRIES = 500  # more than fit into the free space of the file


async def store_many(database: Database) -> None:
    await store(database, *((1 + n, 1, True, n) for n in range(ENTRIES)))


def logged(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.message for record in caplog.records if record.name.startswith("portal")]


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (full, "database or disk is full"),
        (read_only, "attempt to write a readonly database"),
        (unreliable, "disk I/O error"),
    ],
)
async def test_failing_projection_is_logged_once_and_again_when_it_works(
    seeded: Path, caplog: pytest.LogCaptureFixture, broken: Broken, reason: str
) -> None:
    async with opened(seeded) as database:
        projection = Projection(database)
        await store_many(database)
        async with broken(database):
            assert await projection.health() == MemoryHealth(
                status="behind", entries_behind=ENTRIES
            )
            for _ in range(3):
                assert await projection.refreshed() is database
            assert await projection.health() == MemoryHealth(
                status="failing", entries_behind=ENTRIES
            )
            failure = f"The learner's memory can't be updated: {reason}"
            assert logged(caplog) == [failure]
        for _ in range(2):
            await projection.refreshed()
        assert logged(caplog) == [failure, "The learner's memory is updated again"]
        assert {record.levelno for record in caplog.records} == {logging.WARNING}
        assert await projection.health() == MemoryHealth(status="ok", entries_behind=0)
        await store_many(database)
        async with broken(database):
            await projection.refreshed()
        assert logged(caplog)[2:] == [failure]


async def test_failure_for_another_reason_is_logged_too(
    seeded: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with opened(seeded) as database:
        projection = Projection(database)
        await store_many(database)
        for broken in (full, read_only, read_only):
            async with broken(database):
                await projection.refreshed()
        assert logged(caplog) == [
            "The learner's memory can't be updated: database or disk is full",
            "The learner's memory can't be updated: attempt to write a readonly database",
        ]


@pytest.mark.parametrize("delaying", [locked, slow])
async def test_delayed_projection_is_not_logged_but_counted(
    seeded: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    delaying: Broken,
) -> None:
    monkeypatch.setattr(projection_module, "MAX_REFRESH_S", 0.2)
    async with opened(seeded) as database:
        projection = Projection(database)
        await store(database, (1, 1, True, 0), (2, 1, True, 1))
        async with delaying(database):
            assert await projection.refreshed() is database
            assert await projection.health() == MemoryHealth(status="behind", entries_behind=2)
        monkeypatch.undo()
        await projection.refreshed()
        assert await projection.health() == MemoryHealth(status="ok", entries_behind=0)
        assert logged(caplog) == []


async def test_lock_does_not_end_a_failure(seeded: Path, caplog: pytest.LogCaptureFixture) -> None:
    async with opened(seeded) as database:
        projection = Projection(database)
        await store(database, (1, 1, True, 0))
        for broken in (read_only, locked, read_only):
            async with broken(database):
                await projection.refreshed()
                assert (await projection.health()).status == "failing"
        assert len(logged(caplog)) == 1


async def test_memory_that_another_process_has_updated_is_not_failing(seeded: Path) -> None:
    async with opened(seeded) as database:
        projection = Projection(database)
        await store(database, (1, 1, True, 0))
        async with read_only(database):
            await projection.refreshed()
        assert (await projection.health()).status == "failing"
        await Projection(database).refreshed()
        assert await projection.health() == MemoryHealth(status="ok", entries_behind=0)


async def test_any_other_error_is_raised(seeded: Path) -> None:
    async with opened(seeded) as database:
        await store(database, (1, 1, True, 0))
        await database.write(lambda connection: connection.execute("DROP TABLE word_answers"))
        with pytest.raises(sqlite3.OperationalError, match="no such table: word_answers"):
            await Projection(database).refreshed()
