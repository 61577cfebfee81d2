"""The connections to the SQLite file: one that writes, several that only read.

A read is one statement, and one await. A write is a function that runs on the writer's own
thread, inside one transaction: the write lock is never held while the event loop is busy with
something else, no other statement comes between, and a cancelled request can't leave half.
"""

import asyncio
import itertools
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TypeVar

import aiosqlite

from portal.clock import Clock
from portal.errors import PortalError, UnavailableError

READERS = 3
BUSY_TIMEOUT_MS = 3_000  # shorter than a server takes to close
OLDEST_SQLITE = (3, 38, 0)  # STRICT tables and the ->> operator

Parameters = Sequence[object] | dict[str, object]
T = TypeVar("T")


class Connection(aiosqlite.Connection):
    """An aiosqlite connection that can also run a whole function on its thread."""

    async def run(self, function: Callable[[sqlite3.Connection], T]) -> T:
        """Call `function` with the underlying connection, on the connection's own thread."""
        # Public aiosqlite runs single statements; a transaction of several hops between threads
        # would hold the write lock while the event loop does other work.
        call = partial(function, self._conn)
        result: T = await self._execute(call)  # type: ignore[no-untyped-call]
        return result

    def join(self) -> None:
        """Wait for the end of a thread that has been told to stop."""
        self._thread.join()

    async def end(self) -> None:
        """Close the connection, and return when its thread is gone.

        A thread that is about to go could still be the one that gets a signal of the process,
        which only the main thread knows how to handle.
        """
        await self.close()
        self.join()


class Database:
    """The portal's connections. Open once a process; closing twice is fine."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self.path = path
        self.clock = clock
        self._writer: Connection | None = None
        self._readers: list[Connection] = []
        self._next_reader: Iterator[Connection] = iter(())
        # For whoever keeps something in the writer's temporary tables.
        self.staging = asyncio.Lock()

    async def open(self, *, create: bool = False) -> None:
        """Connect to the file, and make it first where `create` says so.

        Raises PortalError where the file is absent, unreadable, read-only or not a database.
        """
        if sqlite3.sqlite_version_info < OLDEST_SQLITE:
            oldest = ".".join(map(str, OLDEST_SQLITE))
            raise PortalError(
                f"The portal needs SQLite {oldest} or newer; this is {sqlite3.sqlite_version}"
            )
        if not create and not self.exists():
            raise PortalError(
                f"There is no database at {self.path} (PORTAL_DATABASE): "
                "run `invoke init-db`, or `python run.py`"
            )
        # SQLite opens a file that it may not write without a word, and only reads it.
        if self.exists() and not os.access(
            self.path, os.W_OK, effective_ids=os.access in os.supports_effective_ids
        ):
            raise PortalError(f"{self.path} (PORTAL_DATABASE): the file may only be read")
        try:
            self._writer = await self._connect(create=create)
            for _ in range(READERS):
                self._readers.append(await self._connect(query_only=True))
        except sqlite3.Error as error:
            await self.close()
            raise PortalError(f"{self.path} (PORTAL_DATABASE): {error}") from error
        self._next_reader = itertools.cycle(self._readers)

    async def close(self) -> None:
        """Finish what is under way and close every connection, the writer last."""
        readers, self._readers, self._next_reader = self._readers, [], iter(())
        for reader in readers:
            await reader.end()
        # Last of all, so that its close leaves one tidy file without a write-ahead log.
        writer, self._writer = self._writer, None
        if writer is not None:
            await writer.end()

    async def fetch_all(self, sql: str, parameters: Parameters = ()) -> list[sqlite3.Row]:
        """Run one SELECT on a reading connection and return all its rows."""
        return list(await self._reader().execute_fetchall(sql, parameters))

    async def fetch_one(self, sql: str, parameters: Parameters = ()) -> sqlite3.Row | None:
        """Run one SELECT on a reading connection and return its first row, if any."""
        rows = await self.fetch_all(sql, parameters)
        return rows[0] if rows else None

    async def read(self, function: Callable[[sqlite3.Connection], T]) -> T:
        """Run `function`, of several SELECTs, on one state of the database, and return its result.

        Nobody is kept from writing meanwhile.
        """
        return await self._reader().run(
            partial(_in_transaction, function=function, kind="DEFERRED")
        )

    async def write(
        self, function: Callable[[sqlite3.Connection], T], wait_ms: int = BUSY_TIMEOUT_MS
    ) -> T:
        """Run `function` in one write transaction and return its result once that is on disk.

        Whatever it raises undoes the whole transaction. sqlite3.OperationalError is raised where
        another process keeps the database locked for longer than `wait_ms`.
        """
        call = partial(_in_transaction, function=function)
        return await self.writer.run(call if wait_ms == BUSY_TIMEOUT_MS else _hasty(call, wait_ms))

    @property
    def writer(self) -> Connection:
        """The one connection that writes."""
        if self._writer is None:
            raise UnavailableError("The database is closed.")
        return self._writer

    def exists(self) -> bool:
        """Tell whether the file is there."""
        return os.path.exists(self.path)  # noqa: PTH110 - Path.exists raises for an overlong name

    def _reader(self) -> Connection:
        reader = next(self._next_reader, None)
        if reader is None:
            raise UnavailableError("The database is closed.")
        return reader

    async def _connect(self, *, create: bool = False, query_only: bool = False) -> Connection:
        mode = "rwc" if create else "rw"
        uri = f"{self.path.as_uri()}?mode={mode}"

        def connect() -> sqlite3.Connection:
            connection = sqlite3.connect(uri, uri=True, isolation_level=None)
            try:
                self._configure(connection, query_only=query_only)
            except BaseException:
                connection.close()
                raise
            return connection

        connection = Connection(connect, iter_chunk_size=64)
        try:
            await connection
        except BaseException:
            # It has been told to stop; its last word must find the loop still open.
            connection.join()
            raise
        return connection

    def _configure(self, connection: sqlite3.Connection, *, query_only: bool) -> None:
        connection.row_factory = sqlite3.Row
        connection.create_function("local_time", 1, self.clock.local, deterministic=True)
        for pragma in (
            f"busy_timeout = {BUSY_TIMEOUT_MS}",  # other processes write, too
            "journal_mode = WAL",  # readers and the writer don't wait for each other
            "synchronous = FULL",  # an acknowledged review survives a power cut
            "fullfsync = ON",  # the same on macOS, whose fsync alone doesn't
            "foreign_keys = ON",
            "temp_store = MEMORY",
            f"query_only = {'ON' if query_only else 'OFF'}",
        ):
            connection.execute(f"PRAGMA {pragma}").close()


def condition(error: sqlite3.Error) -> int:
    """Return which of SQLite's primary result codes an error has; 0 where it has none."""
    # The low byte is the condition, what is above it the finer shade.
    code: int = getattr(error, "sqlite_errorcode", 0)
    return code & 0xFF


@contextmanager
def transaction(connection: sqlite3.Connection, kind: str = "IMMEDIATE") -> Iterator[None]:
    """Hold one transaction around a block: all of it happens, or nothing."""
    # IMMEDIATE to write, because a transaction that turns from reading to writing half-way fails
    # at once where another process has written in between, whatever the busy timeout says.
    connection.execute(f"BEGIN {kind}")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        # A full disk makes SQLite roll back by itself.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _in_transaction(
    connection: sqlite3.Connection,
    function: Callable[[sqlite3.Connection], T],
    kind: str = "IMMEDIATE",
) -> T:
    with transaction(connection, kind):
        return function(connection)


def _hasty(call: Callable[[sqlite3.Connection], T], wait_ms: int) -> Callable[..., T]:
    def hasty(connection: sqlite3.Connection) -> T:
        connection.execute(f"PRAGMA busy_timeout = {wait_ms}").close()
        try:
            return call(connection)
        finally:
            connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}").close()

    return hasty
