"""The projections of the record: each word's memory, retention, and the time spent studying.

They are brought up to date when they are asked for. What follows a word's last answer carries its
memory on; a review that came late or was taken back has that word replayed from its answers.
"""

import asyncio
import sqlite3
from functools import partial

from portal.memory import tables as tables
from portal.memory.updates import project
from portal.storage.database import Database, primary_result_code

_UNWRITABLE = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY}
PATIENCE_S = 2  # of somebody who reads
WAIT_MS = 50  # for a lock that another process has; reviews wait meanwhile


class Projection:
    """Keeps the projections up to date; several processes may do so at once."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._catching_up = asyncio.Lock()
        self._failures = 0

    async def refresh(self) -> None:
        """Catch up, unless that takes too long, or the database can't be written just now.

        Then what is read stays a little behind, until somebody asks again.
        """
        failures = self._failures
        try:
            async with asyncio.timeout(PATIENCE_S):
                until = await self._missing()
                if until is None:
                    return
                async with self._catching_up:
                    # Where it has failed meanwhile, it would again.
                    if failures == self._failures:
                        await self._project(until, WAIT_MS)
        except TimeoutError:
            self._failures += 1
        except sqlite3.OperationalError as error:
            if primary_result_code(error) not in _UNWRITABLE:
                raise
            self._failures += 1

    async def catch_up(self) -> int:
        """Project what is new in the record, and return how many entries that was."""
        until = await self._missing()
        if until is None:
            return 0
        async with self._catching_up:
            return await self._project(until)

    async def start(self) -> int:
        """Catch up before anybody is served, and return of how many entries.

        Where nothing was projected yet, all at once, which takes a fifth of the time.
        """
        if await self._database.fetch_one("SELECT 1 FROM word_answers LIMIT 1"):
            return await self.catch_up()
        return await self.rebuild()

    async def _missing(self) -> int | None:
        """Return the id of the record's last entry, or None where that is projected already."""
        row = await self._database.fetch_one(
            """
            SELECT ifnull((SELECT max(id) FROM word_review_items), 0) AS last_id,
                last_review_item_id
            FROM projection
            """
        )
        assert row is not None
        last_id: int = row["last_id"]
        return last_id if last_id > row["last_review_item_id"] else None

    async def _project(self, until: int, wait_ms: int | None = None) -> int:
        count = 0
        while True:
            batch = await self._database.read(tables.read_new)
            if not batch.entries:  # somebody else was faster, or the history was reset
                return count
            projected = await asyncio.to_thread(project, batch)
            write = partial(tables.write, batch=batch, projected=projected)
            if await self._database.write(write, wait_ms):
                count += len(batch.entries)
                # No further than it was asked for, however many reviews come meanwhile.
                if batch.entries[-1].id >= until:
                    return count

    async def rebuild(self) -> int:
        """Make the projections anew, at once for whoever reads; return of how many entries."""
        while True:
            batch = await self._database.read(tables.read_all)
            projected = await asyncio.to_thread(project, batch)
            write = partial(tables.write, batch=batch, projected=projected, anew=True)
            if await self._database.write(write):
                return len(batch.entries)
