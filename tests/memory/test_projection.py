import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, closing
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.memory import tables
from portal.memory.projection import Projection
from portal.memory.updates import project
from portal.operations import resets
from portal.operations.integrity import check
from portal.storage.database import Database
from tests.memory.reviews import Review, dump, launch_two, opened, store, void

REVIEWS = st.tuples(
    st.integers(1, 3),
    st.integers(1, 2),
    st.booleans(),
    st.one_of(st.integers(0, 20), st.integers(0, 60 * 24 * 40)),
)
# Each step is a review, the index of a review to void, or None, which projects the record.
STEPS = st.lists(st.one_of(REVIEWS, REVIEWS, st.integers(0, 30), st.none()), max_size=40)


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
def test_projecting_in_batches_gives_the_same_tables_as_a_rebuild(
    seeded: Path, steps: Sequence[Review | int | None]
) -> None:
    async def run() -> None:
        async with opened(seeded) as database:
            ids: list[int] = []
            projection = Projection(database)
            for step in steps:
                if step is None:
                    await projection.catch_up()
                elif isinstance(step, int):
                    if ids:
                        await void(database, ids[step % len(ids)])
                else:
                    ids += await store(database, step)
            await projection.catch_up()
            assert await check(database) == []
            projected = await dump(database)
            await Projection(database).rebuild()
            assert await dump(database) == projected

    asyncio.run(run())


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
        assert await Projection(database).start() == 0
        for count, minute in ((3, 5), (2, 0), (0, 0)):
            if count:
                await store(database, *((1, 1, n > 0, minute + n) for n in range(count)))
            assert await Projection(database).start() == count
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
