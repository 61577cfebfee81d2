"""Keeps the projected tables up to date with the record.

The tables are brought up to date when they are read, never while a review is stored. Functions
that read them take a `Projection`, and get the database from its method `refreshed`.
"""

import asyncio
import logging
import sqlite3
from functools import partial

from portal.memory import tables
from portal.memory.model import Model
from portal.memory.updates import Batch, project
from portal.schemas import MemoryHealth
from portal.storage.database import Database, primary_result_code

MAX_REFRESH_S = 2  # a reader waits no longer
LOCK_TIMEOUT_MS = 50  # for a lock of another process; reviews of this process wait meanwhile

# The result codes of a database that can be read, but not written.
_WRITE_FAILURES = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR}

logger = logging.getLogger(__name__)


class Projection:
    """The projected tables of one database. Several processes may update them at once."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._updating = asyncio.Lock()
        self._failed_attempts = 0
        self._failure: str | None = None  # the reason why the tables can't be written

    async def refreshed(self) -> Database:
        """Bring the tables up to date, and return the database to read them from.

        The tables stay behind if that takes longer than MAX_REFRESH_S, if another process has
        locked the database, or if the database can't be written. The last of these is logged
        when it begins and when it ends. Raises sqlite3.Error for any other error.
        """
        try:
            async with asyncio.timeout(MAX_REFRESH_S):
                await self._refresh()
        except TimeoutError:
            self._failed_attempts += 1
        except sqlite3.OperationalError as error:
            code = primary_result_code(error)
            if code != sqlite3.SQLITE_BUSY and code not in _WRITE_FAILURES:
                raise
            self._failed_attempts += 1
            if code in _WRITE_FAILURES:
                self._set_failure(str(error))
        return self._database

    async def catch_up(self) -> int:
        """Project the entries that the record has now, and return the number of them.

        Entries that another process has projected meanwhile are not counted. Raises
        sqlite3.Error if the database can't be written.
        """
        last_id = await self._last_missing_id()
        if last_id is None:
            return 0
        async with self._updating:
            return await self._project_until(last_id)

    async def rebuild(self) -> int:
        """Project the whole record again, and return the number of entries projected.

        Readers see the old tables until the new ones are complete.
        """
        while True:
            batch = await self._database.read(tables.read_record)
            updates = await asyncio.to_thread(project, batch)
            write = partial(tables.write_updates, batch=batch, updates=updates, rebuild=True)
            if await self._database.write(write):
                return len(batch.entries)

    async def change_model(self, model: Model, fitted: tuple[str, int] | None = None) -> int:
        """Project the whole record by another model, and return the number of entries projected.

        `fitted` is that of `tables.write_model`. Killed at any moment, this leaves the old model
        with its tables, or the new one with its own.
        """

        def read(connection: sqlite3.Connection) -> Batch:
            current = tables.read_model(connection)
            return tables.read_record(connection, model=model.with_version(current.version))

        def write(connection: sqlite3.Connection) -> bool:
            written = tables.write_updates(connection, batch, updates, rebuild=True)
            if written:
                tables.write_model(connection, model, fitted)
            return written

        while True:
            batch = await self._database.read(read)
            updates = await asyncio.to_thread(project, batch)
            if await self._database.write(write):
                return len(batch.entries)

    async def start(self, desired_retention: float) -> int:
        """Catch up before requests are served, and return the number of entries projected.

        If words were due at another probability of recall, the whole record is projected.
        """
        model = await self._database.read(tables.read_model)
        if model.desired_retention != desired_retention:
            return await self.change_model(Model(model.parameters, desired_retention))
        return await self.catch_up()

    async def health(self) -> MemoryHealth:
        """Return how many entries of the record are not projected yet.

        If there are any, the status is "failing" if this process could not write the tables when
        they were last read, and otherwise "behind". A lock of another process is no failure.
        """
        row = await self._database.fetch_one(
            """
            SELECT count(*) AS entries_behind
            FROM word_review_items
            WHERE id > (SELECT last_review_item_id FROM projection)
            """
        )
        assert row is not None
        entries_behind: int = row["entries_behind"]
        if not entries_behind:
            return MemoryHealth(status="ok", entries_behind=0)
        return MemoryHealth(
            status="failing" if self._failure else "behind", entries_behind=entries_behind
        )

    async def _refresh(self) -> None:
        failed_attempts = self._failed_attempts
        last_id = await self._last_missing_id()
        if last_id is not None:
            async with self._updating:
                # If an attempt has failed while this one waited, this one would fail too.
                if self._failed_attempts != failed_attempts:
                    return
                await self._project_until(last_id, LOCK_TIMEOUT_MS)
        self._set_failure(None)

    def _set_failure(self, reason: str | None) -> None:
        if reason == self._failure:
            return
        self._failure = reason
        if reason is None:
            logger.warning("The learner's memory is updated again")
        else:
            logger.warning("The learner's memory can't be updated: %s", reason)

    async def _last_missing_id(self) -> int | None:
        """Return the id of the record's last entry, or None if it is projected already."""
        row = await self._database.fetch_one(
            """
            SELECT
                ifnull((SELECT max(id) FROM word_review_items), 0) AS last_id,
                last_review_item_id AS last_projected_id
            FROM projection
            """
        )
        assert row is not None
        last_id: int = row["last_id"]
        return last_id if last_id > row["last_projected_id"] else None

    async def _project_until(self, last_id: int, busy_timeout_ms: int | None = None) -> int:
        """Project the entries up to `last_id`, batch by batch; return the number of them."""
        count = 0
        while True:
            batch = await self._database.read(tables.read_next_batch)
            if not batch.entries:
                return count  # another process has projected them, or the history was reset
            updates = await asyncio.to_thread(project, batch)
            write = partial(tables.write_updates, batch=batch, updates=updates)
            if await self._database.write(write, busy_timeout_ms):
                count += len(batch.entries)
                # Reviews that are stored meanwhile must not keep this call busy for ever.
                if batch.last_id >= last_id:
                    return count
