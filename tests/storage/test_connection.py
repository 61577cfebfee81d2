import asyncio
import sqlite3
import threading
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import aiosqlite
import pytest

from portal.errors import PortalError
from portal.storage.connection import Connection, connect


def open_in_memory() -> sqlite3.Connection:
    return sqlite3.connect(":memory:", isolation_level=None)


@pytest.fixture
async def connection() -> AsyncIterator[Connection]:
    connection = await connect(open_in_memory)
    yield connection
    await connection.close()


async def test_function_runs_on_the_thread_of_the_connection(connection: Connection) -> None:
    def function(own: sqlite3.Connection) -> tuple[threading.Thread, int]:
        return threading.current_thread(), own.execute("SELECT 7").fetchone()[0]

    thread, value = await connection.run(function)
    assert (thread, value) == (connection._thread, 7)
    assert thread is not threading.current_thread()


async def test_function_and_statements_use_the_same_connection(connection: Connection) -> None:
    await connection.run(lambda own: own.execute("CREATE TEMP TABLE numbers AS SELECT 7 AS n"))
    assert [*await connection.execute_fetchall("SELECT n FROM numbers")] == [(7,)]


async def test_functions_run_one_after_the_other(connection: Connection) -> None:
    events: list[str] = []
    is_running, go_on = threading.Event(), threading.Event()

    def first(_: sqlite3.Connection) -> None:
        is_running.set()
        assert go_on.wait(10)
        events.append("first")

    tasks = [
        asyncio.create_task(connection.run(first)),
        asyncio.create_task(connection.run(lambda _: events.append("second"))),
    ]
    assert await asyncio.to_thread(is_running.wait, 10)
    assert events == []
    go_on.set()
    await asyncio.gather(*tasks)
    assert events == ["first", "second"]


async def test_exception_of_a_function_reaches_the_caller(connection: Connection) -> None:
    def fail(_: sqlite3.Connection) -> None:
        raise LookupError("in the function")

    with pytest.raises(LookupError, match="in the function"):
        await connection.run(fail)
    assert await connection.run(lambda _: "works") == "works"


async def test_join_returns_when_the_thread_has_ended() -> None:
    connection = await connect(open_in_memory)
    is_joining, go_on = threading.Event(), threading.Event()

    def join() -> bool:
        is_joining.set()
        connection.join()
        return connection._thread.is_alive()

    busy = asyncio.create_task(connection.run(lambda _: go_on.wait(10)))
    await asyncio.sleep(0)  # the function is in the queue now, ahead of the stop
    stopped = connection.stop()
    assert stopped is not None
    joining = asyncio.create_task(asyncio.to_thread(join))
    assert await asyncio.to_thread(is_joining.wait, 10)
    assert not joining.done()
    go_on.set()
    assert await busy
    await stopped
    assert await joining is False


async def test_close_returns_when_the_thread_has_ended() -> None:
    connection = Connection(open_in_memory)
    worker = connection._thread

    def end_slowly() -> None:
        worker.run()
        time.sleep(0.05)

    connection._thread = threading.Thread(target=end_slowly)
    await connection
    await connection.close()
    assert not connection._thread.is_alive()


async def test_failed_connection_leaves_no_thread() -> None:
    threads: list[threading.Thread] = []

    def fail() -> sqlite3.Connection:
        threads.append(threading.current_thread())
        raise sqlite3.OperationalError("unable to open")

    with pytest.raises(sqlite3.OperationalError, match="unable to open"):
        await connect(fail)
    assert [thread.is_alive() for thread in threads] == [False]


def remove_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    prepare = aiosqlite.Connection.__init__

    def prepare_without_thread(self: aiosqlite.Connection, *args: Any, **kwargs: Any) -> None:
        prepare(self, *args, **kwargs)
        del self._thread

    monkeypatch.setattr(aiosqlite.Connection, "__init__", prepare_without_thread)


def make_execute_synchronous(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aiosqlite.Connection, "_execute", lambda _self, function: function())


@pytest.mark.parametrize(
    ("change", "name"),
    [
        (lambda patch: patch.delattr(aiosqlite.Connection, "_conn"), "_conn"),
        (lambda patch: patch.delattr(aiosqlite.Connection, "_execute"), "_execute"),
        (make_execute_synchronous, "_execute"),
        (remove_thread, "_thread"),
    ],
)
def test_unsupported_version_of_aiosqlite_is_an_error_that_names_it(
    monkeypatch: pytest.MonkeyPatch, change: Callable[[pytest.MonkeyPatch], None], name: str
) -> None:
    monkeypatch.setattr(aiosqlite, "__version__", "9.9.9")
    change(monkeypatch)
    with pytest.raises(PortalError, match=rf"aiosqlite 9\.9\.9.* no {name}:"):
        Connection(open_in_memory)
