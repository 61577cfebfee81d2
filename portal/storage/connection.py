"""One connection to an SQLite file, on a thread of its own.

This is the only module that uses private parts of aiosqlite.
"""

import inspect
import sqlite3
from collections.abc import Callable
from functools import partial
from threading import Thread
from typing import TypeVar

import aiosqlite

from portal.errors import PortalError

T = TypeVar("T")


class Connection(aiosqlite.Connection):
    """An aiosqlite connection that can also run a whole function on its thread."""

    def __init__(self, connector: Callable[[], sqlite3.Connection]) -> None:
        """Prepare a connection that `connector` opens.

        Raises PortalError if this version of aiosqlite lacks a private part that is used here.
        """
        super().__init__(connector, iter_chunk_size=64)
        _check_aiosqlite(self)

    async def run(self, function: Callable[[sqlite3.Connection], T]) -> T:
        """Call `function` with the sqlite3 connection, on the connection's thread.

        Returns what the function returns, and raises what it raises.
        """
        # The public interface runs one statement per call. A transaction of several calls would
        # hold the write lock while the event loop is busy with other work.
        call = partial(function, self._conn)
        result: T = await self._execute(call)  # type: ignore[no-untyped-call]
        return result

    def join(self) -> None:
        """Wait until the thread has ended; the connection must be closing."""
        self._thread.join()

    async def close(self) -> None:
        """Close the connection, and return when its thread has ended."""
        # The system could deliver a signal to a thread that is still ending, but only the main
        # thread can handle it.
        try:
            await super().close()
        finally:
            self.join()


async def connect(connector: Callable[[], sqlite3.Connection]) -> Connection:
    """Start a thread, open a connection on it by `connector`, and return the connection.

    Raises what `connector` raises; the thread has ended then. Raises PortalError if the
    installed aiosqlite is not supported.
    """
    connection = Connection(connector)
    try:
        await connection
    except BaseException:
        # aiosqlite has told the thread to stop. Its last action is a call to the event loop,
        # which must still be open.
        connection.join()
        raise
    return connection


def _check_aiosqlite(connection: aiosqlite.Connection) -> None:
    base = aiosqlite.Connection
    supported = {
        "_conn": isinstance(getattr(base, "_conn", None), property),
        "_execute": inspect.iscoroutinefunction(getattr(base, "_execute", None)),
        "_thread": isinstance(getattr(connection, "_thread", None), Thread),
    }
    missing = ", ".join(name for name, is_supported in supported.items() if not is_supported)
    if missing:
        raise PortalError(
            f"The portal can't use aiosqlite {aiosqlite.__version__}, because its connections "
            f"have no {missing}: install the version that pyproject.toml requires"
        )
