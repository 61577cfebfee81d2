"""The connections to the SQLite file: one that writes, and several that only read.

A read is one statement. A write is a function that runs in one transaction, on the thread of the
writing connection. Therefore the event loop never holds the write lock while it does other work,
no other statement runs within the transaction, and a request that is cancelled can't leave a
transaction half done.
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

from portal.clock import Clock
from portal.errors import PortalError, UnavailableError
from portal.storage.connection import Connection, connect

READER_COUNT = 3
BUSY_TIMEOUT_MS = 3_000  # shorter than the time that a server has to close
MIN_SQLITE_VERSION = (3, 38, 0)  # the first with both STRICT tables and the ->> operator

Parameters = Sequence[object] | dict[str, object]
T = TypeVar("T")


class Database:
    """The connections of one process. Closing them twice is allowed."""

    def __init__(self, path: Path, clock: Clock, *, busy_timeout_ms: int = BUSY_TIMEOUT_MS) -> None:
        """Prepare the connections to the file at `path`.

        Statements wait for a lock that another process holds for up to `busy_timeout_ms`.
        """
        self.path = path
        self.clock = clock
        self.staging = asyncio.Lock()  # held while temporary tables of the writer are in use
        self._busy_timeout_ms = busy_timeout_ms
        self._writer: Connection | None = None
        self._readers: list[Connection] = []
        self._next_reader: Iterator[Connection] = iter(())

    async def open(self, *, create: bool = False) -> None:
        """Connect to the file; with `create`, make the file if it doesn't exist.

        Raises PortalError if the file doesn't exist, can't be read or written, or is no database,
        and if SQLite or aiosqlite has a version that is not supported.
        """
        _check_sqlite()
        if not create and not self.exists():
            raise PortalError(
                f"There is no database at {self.path} (PORTAL_DATABASE): "
                "run `invoke init-db`, or `python run.py`"
            )
        # SQLite opens a file without write permission for reading only, and reports no error.
        if self.exists() and not os.access(
            self.path, os.W_OK, effective_ids=os.access in os.supports_effective_ids
        ):
            raise PortalError(f"{self.path} (PORTAL_DATABASE): the file may only be read")
        inode = self._inode()
        try:
            self._writer = await self._connect(create=create)
            for _ in range(READER_COUNT):
                self._readers.append(await self._connect(query_only=True))
            if inode not in (None, self._inode()):
                # A restore held the lock meanwhile, and what is open now is the old file. SQLite
                # itself only notices that when it writes.
                raise sqlite3.OperationalError("a restore has replaced the file; start again")
        except sqlite3.Error as error:
            await self.close()
            raise PortalError(f"{self.path} (PORTAL_DATABASE): {error}") from error
        self._next_reader = itertools.cycle(self._readers)

    async def close(self) -> None:
        """Close every connection when it has finished its current work."""
        readers, self._readers, self._next_reader = self._readers, [], iter(())
        for reader in readers:
            await reader.close()
        # The last connection that is closed removes the write-ahead log. A reader couldn't.
        writer, self._writer = self._writer, None
        if writer is not None:
            await writer.close()

    async def fetch_all(self, sql: str, parameters: Parameters = ()) -> list[sqlite3.Row]:
        """Run one SELECT and return all its rows."""
        return list(await self._reader().execute_fetchall(sql, parameters))

    async def fetch_one(self, sql: str, parameters: Parameters = ()) -> sqlite3.Row | None:
        """Run one SELECT and return its first row, or None if it has none."""
        rows = await self.fetch_all(sql, parameters)
        return rows[0] if rows else None

    async def read(self, function: Callable[[sqlite3.Connection], T]) -> T:
        """Run `function` in one read transaction, and return its result.

        All its SELECTs see the same snapshot of the database. Others can write meanwhile.
        """
        return await self._reader().run(
            partial(_run_in_transaction, function=function, mode="DEFERRED")
        )

    async def write(
        self, function: Callable[[sqlite3.Connection], T], busy_timeout_ms: int | None = None
    ) -> T:
        """Run `function` in one write transaction, and return its result when it is on disk.

        If the function raises an exception, the transaction is rolled back. Raises
        sqlite3.OperationalError if another process holds the write lock for longer than
        `busy_timeout_ms`, which is by default that of the database.
        """
        call = partial(_run_in_transaction, function=function, mode="IMMEDIATE")
        if busy_timeout_ms is not None:
            call = partial(self._run_with_busy_timeout, function=call, timeout_ms=busy_timeout_ms)
        return await self.writer.run(call)

    @property
    def writer(self) -> Connection:
        """The one connection that writes. Raises UnavailableError if the database is closed."""
        if self._writer is None:
            raise UnavailableError("The database is closed.")
        return self._writer

    def exists(self) -> bool:
        """Return whether the file exists."""
        return os.path.exists(self.path)  # noqa: PTH110 - Path.exists raises if the name is too long

    def _inode(self) -> int | None:
        return os.stat(self.path).st_ino if self.exists() else None  # noqa: PTH116 - as in exists

    def _reader(self) -> Connection:
        reader = next(self._next_reader, None)
        if reader is None:
            raise UnavailableError("The database is closed.")
        return reader

    async def _connect(self, *, create: bool = False, query_only: bool = False) -> Connection:
        mode = "rwc" if create else "rw"
        uri = f"{self.path.as_uri()}?mode={mode}"

        def connector() -> sqlite3.Connection:
            connection = sqlite3.connect(uri, uri=True, isolation_level=None)
            try:
                self._configure(connection, query_only=query_only)
            except BaseException:
                connection.close()
                raise
            return connection

        return await connect(connector)

    def _configure(self, connection: sqlite3.Connection, *, query_only: bool) -> None:
        connection.row_factory = sqlite3.Row
        connection.create_function("local_time", 1, self.clock.local, deterministic=True)
        connection.create_function("start_of_day", 1, self.clock.start_of_day, deterministic=True)
        _set_busy_timeout(connection, self._busy_timeout_ms)
        for pragma in (
            "journal_mode = WAL",  # readers and the writer don't wait for each other
            "synchronous = FULL",  # a review that was acknowledged survives a power failure
            "fullfsync = ON",  # the same on macOS, where fsync alone is not enough
            "foreign_keys = ON",
            "temp_store = MEMORY",
            f"query_only = {'ON' if query_only else 'OFF'}",
        ):
            connection.execute(f"PRAGMA {pragma}").close()

    def _run_with_busy_timeout(
        self,
        connection: sqlite3.Connection,
        function: Callable[[sqlite3.Connection], T],
        timeout_ms: int,
    ) -> T:
        _set_busy_timeout(connection, timeout_ms)
        try:
            return function(connection)
        finally:
            _set_busy_timeout(connection, self._busy_timeout_ms)


def primary_result_code(error: sqlite3.Error) -> int:
    """Return the primary result code of an error, such as SQLITE_BUSY; 0 if it has none.

    The low byte of an extended result code is the primary one (sqlite.org/rescode.html).
    """
    code: int = getattr(error, "sqlite_errorcode", 0)
    return code & 0xFF


@contextmanager
def transaction(connection: sqlite3.Connection, mode: str = "IMMEDIATE") -> Iterator[None]:
    """Run a block in one transaction; an exception rolls it back.

    The mode is one of SQLite's: DEFERRED to read, IMMEDIATE to write.
    """
    # A DEFERRED transaction that begins to write fails at once, without the busy timeout, if
    # another process has written since its first read.
    connection.execute(f"BEGIN {mode}")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        # After some errors, such as a full disk, SQLite has rolled back already.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _run_in_transaction(
    connection: sqlite3.Connection, function: Callable[[sqlite3.Connection], T], mode: str
) -> T:
    with transaction(connection, mode):
        return function(connection)


def _set_busy_timeout(connection: sqlite3.Connection, timeout_ms: int) -> None:
    connection.execute(f"PRAGMA busy_timeout = {timeout_ms}").close()


def _check_sqlite() -> None:
    if sqlite3.sqlite_version_info < MIN_SQLITE_VERSION:
        minimum = ".".join(map(str, MIN_SQLITE_VERSION))
        raise PortalError(
            f"The portal needs SQLite {minimum} or newer; this is {sqlite3.sqlite_version}"
        )
