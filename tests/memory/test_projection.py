"""Whatever the record holds, and whenever it is asked: carried on is as replayed."""

import asyncio
import shutil
import sqlite3
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.clock import Clock, stored
from portal.errors import PortalError
from portal.memory import tables
from portal.memory.projection import Projection
from portal.memory.updates import project
from portal.operations import resets
from portal.operations.commands import check as check_all
from portal.operations.commands import rebuild_memory
from portal.operations.integrity import check
from portal.settings import Settings
from portal.storage.database import Database
from tests.conftest import ZONE

START = datetime(2025, 2, 8, 12, tzinfo=UTC)
TABLES = (
    "projection", "word_answers", "word_memories", "retention_counts", "study_session_times",
    "study_day_times", "group_counts",
)  # fmt: skip

# Entries of a record: a review (word, session, correct, minutes after the start), the place of a
# review to take back, or None, where the projections are asked for.
Review = tuple[int, int, bool, int]
REVIEWS = st.tuples(
    st.integers(1, 3),
    st.integers(1, 2),
    st.booleans(),
    st.one_of(st.integers(0, 20), st.integers(0, 60 * 24 * 40)),
)
LOGS = st.lists(st.one_of(REVIEWS, REVIEWS, st.integers(0, 30), st.none()), max_size=40)


@asynccontextmanager
async def opened(seeded: Path) -> AsyncIterator[Database]:
    """A database of its own with two sessions in it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(shutil.copy(seeded, folder))
        database = Database(path, Clock(ZoneInfo(ZONE)))
        await database.open()
        try:
            await database.write(_launch_two)
            yield database
        finally:
            await database.close()


def _launch_two(connection: sqlite3.Connection) -> None:
    for _ in range(2):
        connection.execute(
            "INSERT INTO study_sessions (group_id, study_activity_id, created_at, day) "
            "VALUES (1, 1, '2025-02-08T12:00:00Z', '2025-02-08')"
        )


async def record(database: Database, *reviews: Review) -> list[int]:
    """Append reviews to the record and return their ids."""

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


async def take_back(database: Database, id_: int) -> None:
    def void(connection: sqlite3.Connection) -> None:
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

    await database.write(void)


async def dump(database: Database) -> dict[str, list[tuple[object, ...]]]:
    return {
        table: [tuple(row) for row in await database.fetch_all(f"SELECT * FROM {table}")]
        for table in TABLES
    }


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(log=LOGS)
def test_carrying_on_gives_what_a_replay_gives(
    seeded: Path, log: Sequence[Review | int | None]
) -> None:
    async def run() -> None:
        async with opened(seeded) as database:
            ids: list[int] = []
            carried = Projection(database)
            for step in log:
                if step is None:
                    await carried.catch_up()
                elif isinstance(step, int):
                    if ids:
                        await take_back(database, ids[step % len(ids)])
                else:
                    ids += await record(database, step)
            await carried.catch_up()
            assert await check(database) == []
            kept = await dump(database)
            await Projection(database).rebuild()
            assert await dump(database) == kept

    asyncio.run(run())


async def test_long_record_is_projected_in_short_transactions(
    seeded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "CHUNK", 3)
    async with opened(seeded) as database:
        await record(database, *((1 + n % 2, 1, True, 10 - n) for n in range(10)))
        writes = 0
        write = database.write

        async def count(function, *more):  # type: ignore[no-untyped-def]
            nonlocal writes
            writes += 1
            return await write(function, *more)

        monkeypatch.setattr(database, "write", count)
        assert await Projection(database).catch_up() == 10
        assert writes == 4
        assert await Projection(database).catch_up() == 0
        assert writes == 4
        assert await check(database) == []


async def test_start_projects_all_there_is_or_what_is_new(seeded: Path) -> None:
    async with opened(seeded) as database:
        assert await Projection(database).start() == 0
        for count, minute in ((3, 5), (2, 0), (0, 0)):
            if count:
                await record(database, *((1, 1, n > 0, minute + n) for n in range(count)))
            assert await Projection(database).start() == count
            assert await check(database) == []


async def test_processes_that_catch_up_at_once_count_everything_once(seeded: Path) -> None:
    async with opened(seeded) as database:
        other = Database(database.path, database.clock)
        await other.open()
        try:
            one, two = Projection(database), Projection(other)
            for turn in range(5):
                await record(database, *((word, 1, True, turn) for word in range(1, 30)))
                counts = await asyncio.gather(*(p.catch_up() for p in (one, two, one, two)))
                assert sum(counts) == 29
                (state,) = await database.fetch_all("SELECT last_review_item_id FROM projection")
                assert state[0] == 29 * (turn + 1)
                assert await check(database) == []
        finally:
            await other.close()


async def test_whoever_was_overtaken_by_a_shorter_batch_goes_on(
    seeded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(seeded) as database:
        await record(database, (1, 1, True, 0), (2, 1, True, 1))
        shorter = await database.read(tables.read_new)
        await record(database, (3, 1, True, 2))
        read = database.read

        async def read_and_be_overtaken(function):  # type: ignore[no-untyped-def]
            monkeypatch.setattr(database, "read", read)
            batch = await read(function)
            write = partial(tables.write, batch=shorter, projected=project(shorter))
            assert await database.write(write)
            return batch

        monkeypatch.setattr(database, "read", read_and_be_overtaken)
        assert await Projection(database).catch_up() == 1
        assert len((await dump(database))["word_memories"]) == 3
        assert await check(database) == []


async def test_readers_wait_for_no_lock_that_another_process_has(seeded: Path) -> None:
    async with opened(seeded) as database:
        projection = Projection(database)
        await record(database, (1, 1, True, 0))
        with closing(sqlite3.connect(database.path)) as other:
            other.execute("BEGIN IMMEDIATE")
            # Each with a busy timeout of its own would be a minute.
            async with asyncio.timeout(10):
                await asyncio.gather(*(projection.refresh() for _ in range(20)))
            assert (await dump(database))["word_memories"] == []
        await projection.refresh()
        assert len((await dump(database))["word_memories"]) == 1


async def test_reset_while_projecting_leaves_nothing_of_what_was(
    seeded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(seeded) as database:
        await record(database, (1, 1, True, 0))
        read = database.read

        async def read_and_reset(function):  # type: ignore[no-untyped-def]
            monkeypatch.setattr(database, "read", read)
            batch = await read(function)
            await resets.reset_history(database)
            return batch

        for catch_up in (Projection(database).catch_up, Projection(database).rebuild):
            monkeypatch.setattr(database, "read", read_and_reset)
            assert await catch_up() == 0
            assert (await dump(database))["word_memories"] == []
            assert await check(database) == []
            await database.write(_launch_two)
            (session,) = await database.fetch_all("SELECT max(id) FROM study_sessions")
            await record(database, (1, session[0], True, 0))
            await Projection(database).catch_up()
            assert len((await dump(database))["word_memories"]) == 1


async def test_check_finds_a_memory_that_is_not_what_the_record_says(
    portal_settings: Settings,
) -> None:
    connection = sqlite3.connect(portal_settings.database)
    connection.execute("UPDATE word_memories SET stability = 99 WHERE word_id = 1")
    connection.execute("UPDATE study_day_times SET seconds = 1")
    connection.commit()
    connection.close()
    with pytest.raises(PortalError, match="word_memories holds") as raised:
        await check_all(portal_settings)
    assert "study_day_times lacks (2025-02-08, 60)" in str(raised.value)
    said = await rebuild_memory(portal_settings)
    assert "from 2 entries" in said
    await check_all(portal_settings)


@pytest.fixture
async def portal_settings(settings: Settings, seeded: Path) -> Settings:
    """A database with two reviews a minute apart, projected."""
    shutil.copy(seeded, settings.database)
    database = Database(settings.database, Clock(settings.timezone))
    await database.open()
    await database.write(_launch_two)
    await record(database, (1, 1, True, 0), (2, 1, False, 1))
    await Projection(database).catch_up()
    await database.close()
    return settings
