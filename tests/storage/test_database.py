import asyncio
import shutil
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from portal.clock import Clock
from portal.errors import PortalError, UnavailableError
from portal.operations import commands
from portal.settings import Settings, load_settings
from portal.storage import database as database_module
from portal.storage.connection import Connection
from portal.storage.database import Database
from tests.support import as_nobody


@pytest.fixture
async def database(settings: Settings) -> AsyncIterator[Database]:
    """A database with a table of names, which has one row."""
    database = Database(settings.database, Clock(settings.timezone))
    await database.open(create=True)

    def fill(connection: sqlite3.Connection) -> None:
        connection.execute("CREATE TABLE names (name TEXT NOT NULL UNIQUE)")
        connection.execute("INSERT INTO names VALUES ('first')")

    await database.write(fill)
    yield database
    await database.close()


@pytest.fixture
def other_process(settings: Settings, database: Database) -> Iterator[sqlite3.Connection]:
    """A connection of another process."""
    with closing(sqlite3.connect(settings.database, isolation_level=None)) as connection:
        yield connection


def insert(*names: str | None) -> Callable[[sqlite3.Connection], int]:
    def function(connection: sqlite3.Connection) -> int:
        connection.executemany("INSERT INTO names VALUES (?)", [(name,) for name in names])
        return len(names)

    return function


def files(directory: Path) -> list[str]:
    return [path.name for path in directory.iterdir()]


async def names(database: Database) -> list[str]:
    return [row["name"] for row in await database.fetch_all("SELECT name FROM names")]


async def test_write_returns_the_result_of_its_function_when_readers_see_the_change(
    database: Database,
) -> None:
    assert await database.write(insert("second", "third")) == 2
    assert await names(database) == ["first", "second", "third"]


@pytest.mark.parametrize("fault", ["first", None])
async def test_failed_write_is_rolled_back_and_the_next_one_works(
    database: Database, fault: str | None
) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        await database.write(insert("second", fault))
    assert await names(database) == ["first"]
    await database.write(insert("second"))
    assert await names(database) == ["first", "second"]


async def test_exception_rolls_a_write_back(database: Database) -> None:
    def function(connection: sqlite3.Connection) -> None:
        insert("second")(connection)
        raise LookupError("half-way")

    with pytest.raises(LookupError, match="half-way"):
        await database.write(function)
    assert await names(database) == ["first"]


async def test_cancelled_write_is_committed_whole_and_leaves_no_transaction_open(
    database: Database, other_process: sqlite3.Connection
) -> None:
    half_way, go_on = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def function(connection: sqlite3.Connection) -> None:
        insert("second")(connection)
        loop.call_soon_threadsafe(half_way.set)
        assert go_on.wait(10)
        insert("third")(connection)

    task = asyncio.create_task(database.write(function))
    await half_way.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await names(database) == ["first"]
    go_on.set()
    await database.write(insert("fourth"))
    assert await names(database) == ["first", "second", "third", "fourth"]
    other_process.execute("PRAGMA busy_timeout = 0")
    other_process.execute("BEGIN IMMEDIATE").close()
    other_process.execute("ROLLBACK").close()


async def test_concurrent_writes_run_one_after_the_other(database: Database) -> None:
    def add_one(connection: sqlite3.Connection) -> None:
        count = connection.execute("SELECT count(*) FROM names").fetchone()[0]
        insert(f"number {count}")(connection)

    await asyncio.gather(*(database.write(add_one) for _ in range(50)))
    assert len(await names(database)) == 51


async def test_readers_can_not_write(database: Database) -> None:
    for _ in range(database_module.READER_COUNT):
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            await database.fetch_all("INSERT INTO names VALUES ('second')")
    assert await names(database) == ["first"]


async def test_reads_do_not_wait_for_a_write(database: Database) -> None:
    half_way, go_on = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def function(connection: sqlite3.Connection) -> None:
        insert("second")(connection)
        loop.call_soon_threadsafe(half_way.set)
        assert go_on.wait(10)

    task = asyncio.create_task(database.write(function))
    await half_way.wait()
    assert await names(database) == ["first"]
    go_on.set()
    await task
    assert await names(database) == ["first", "second"]


async def busy_timeout(connection: Connection) -> int:
    [(timeout,)] = await connection.execute_fetchall("PRAGMA busy_timeout")
    return int(timeout)


async def test_database_locked_for_longer_than_the_busy_timeout_is_an_error(
    database: Database, other_process: sqlite3.Connection
) -> None:
    impatient = Database(database.path, database.clock, busy_timeout_ms=20)
    await impatient.open()
    try:
        other_process.execute("BEGIN IMMEDIATE").close()
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            await impatient.write(insert("second"))
        assert await names(impatient) == ["first"]
        other_process.execute("ROLLBACK").close()
        await impatient.write(insert("second"))
        assert await names(impatient) == ["first", "second"]
    finally:
        await impatient.close()


@pytest.mark.parametrize("timeout_ms", [20, 40])
async def test_every_connection_has_the_busy_timeout_of_the_database(
    database: Database, timeout_ms: int
) -> None:
    other = Database(database.path, database.clock, busy_timeout_ms=timeout_ms)
    await other.open()
    try:
        connections = [other.writer, *other._readers]
        assert [await busy_timeout(one) for one in connections] == [timeout_ms] * 4
    finally:
        await other.close()


@pytest.mark.parametrize("fault", [None, "first"])
async def test_busy_timeout_of_one_write_applies_to_no_other(
    database: Database, fault: str | None
) -> None:
    other = Database(database.path, database.clock, busy_timeout_ms=40)
    await other.open()

    def write(connection: sqlite3.Connection) -> int:
        (timeout,) = connection.execute("PRAGMA busy_timeout").fetchone()
        if fault:
            insert(fault)(connection)
        return int(timeout)

    try:
        if fault:
            with pytest.raises(sqlite3.IntegrityError):
                await other.write(write, busy_timeout_ms=20)
        else:
            assert await other.write(write, busy_timeout_ms=20) == 20
        assert await busy_timeout(other.writer) == 40
    finally:
        await other.close()


async def test_write_waits_for_another_process(
    database: Database, other_process: sqlite3.Connection
) -> None:
    other_process.execute("BEGIN IMMEDIATE").close()
    task = asyncio.create_task(database.write(insert("second")))
    assert await names(database) == ["first"]
    assert not task.done()
    other_process.execute("COMMIT").close()
    assert await task == 1


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)],
)
async def test_commits_are_durable_and_foreign_keys_are_checked(
    database: Database, pragma: str, value: object
) -> None:
    def read(connection: sqlite3.Connection) -> object:
        return connection.execute(f"PRAGMA {pragma}").fetchone()[0]

    assert await database.writer.run(read) == value


@pytest.mark.parametrize(
    ("time", "local"),
    [
        ("2025-02-08T22:20:23Z", "2025-02-08T17:20:23-05:00"),
        ("2025-07-08T22:20:23Z", "2025-07-08T18:20:23-04:00"),
        ("2025-11-02T05:30:00Z", "2025-11-02T01:30:00-04:00"),
        ("2025-11-02T06:30:00Z", "2025-11-02T01:30:00-05:00"),
    ],
)
async def test_local_time_converts_stored_times_to_the_zone_of_the_portal(
    database: Database, time: str, local: str
) -> None:
    row = await database.fetch_one("SELECT local_time(?) AS time", (time,))
    assert row is not None
    assert row["time"] == local


@pytest.mark.parametrize("kind", ["absent", "directory", "text", "name too long"])
async def test_path_without_a_database_is_an_error_that_names_the_setting(
    tmp_path: Path, settings: Settings, kind: str
) -> None:
    path = tmp_path / ("x" * 300 if kind == "name too long" else "words.db")
    if kind == "directory":
        path.mkdir()
    elif kind == "text":
        path.write_text("This is a list of words and not a database.\n" * 100)
    before = set(threading.enumerate())
    with pytest.raises(PortalError, match="PORTAL_DATABASE") as refused:
        await Database(path, Clock(settings.timezone)).open()
    assert str(path) in str(refused.value)
    assert "\n" not in str(refused.value)
    for thread in set(threading.enumerate()) - before:
        thread.join(5)
    assert set(threading.enumerate()) == before
    assert kind != "absent" or not path.exists()


async def test_file_name_may_have_special_characters(tmp_path: Path, settings: Settings) -> None:
    path = tmp_path / "Wörter 100%?mode=memory#1.db"
    database = Database(path, Clock(settings.timezone))
    await database.open(create=True)
    await database.write(lambda connection: connection.execute("CREATE TABLE words (id)").close())
    await database.close()
    assert files(tmp_path) == [path.name]


async def test_closed_database_is_unavailable(database: Database) -> None:
    await database.close()
    await database.close()
    with pytest.raises(UnavailableError):
        await database.fetch_all("SELECT 1")
    with pytest.raises(UnavailableError):
        await database.write(insert("second"))
    await database.open()
    assert await names(database) == ["first"]


def test_failed_open_leaves_no_thread_when_its_loop_ends(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    crashes: list[object] = []
    monkeypatch.setattr(threading, "excepthook", crashes.append)
    before = set(threading.enumerate())
    for _ in range(200):
        with pytest.raises(PortalError, match="PORTAL_DATABASE"):
            asyncio.run(Database(tmp_path, Clock(settings.timezone)).open())
    for thread in set(threading.enumerate()) - before:
        thread.join(5)
    assert crashes == []


async def test_read_has_one_snapshot_and_does_not_block_writes(database: Database) -> None:
    read, go_on = threading.Event(), threading.Event()

    def twice(connection: sqlite3.Connection) -> list[int]:
        first = connection.execute("SELECT count(*) FROM names").fetchone()[0]
        read.set()
        assert go_on.wait(10)
        return [first, connection.execute("SELECT count(*) FROM names").fetchone()[0]]

    reading = asyncio.create_task(database.read(twice))
    await asyncio.to_thread(read.wait, 10)
    await database.write(insert("second"))
    go_on.set()
    assert await reading == [1, 1]
    assert len(await names(database)) == 2


@pytest.mark.parametrize("folder_mode", [0o777, 0o555])
def test_read_only_file_is_refused(seeded: Path, folder_mode: int) -> None:
    with TemporaryDirectory(dir="/tmp") as name:
        path = Path(name) / "words.db"
        shutil.copy(seeded, path)
        path.chmod(0o444)
        path.parent.chmod(folder_mode)
        settings = load_settings({"PORTAL_DATABASE": str(path)})
        with as_nobody(), pytest.raises(PortalError, match=r"words\.db \(PORTAL_DATABASE\): "):
            asyncio.run(commands.bring_up_to_date(settings))
        path.parent.chmod(0o700)


async def test_closed_database_leaves_no_thread(settings: Settings) -> None:
    database = Database(settings.database, Clock(settings.timezone))
    before = set(threading.enumerate())
    await database.open(create=True)
    assert len(set(threading.enumerate()) - before) == 4
    await database.close()
    assert set(threading.enumerate()) <= before
