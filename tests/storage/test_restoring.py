"""A restore that is killed at any moment leaves a database: the old one or the new one."""

import asyncio
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from portal.clock import Clock
from portal.errors import PortalError
from portal.operations import commands
from portal.settings import Settings
from portal.storage import backups
from portal.storage.database import Database
from tests.support import CHECKOUT

# Restores words.db from backup.db, and is killed before the given change of the file system.
KILLED_RESTORE = """
import os, signal, sys
from pathlib import Path
from portal.storage import backups

CHANGES = {"os.rename", "os.link", "os.remove", "sqlite3.connect"}
remaining = int(sys.argv[1])

def kill_at_change(event, arguments):
    global remaining
    if event in CHANGES:
        remaining -= 1
        if remaining < 0:
            os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(kill_at_change)
backups.restore(Path("words.db").absolute(), Path("backup.db").absolute())
"""
MAX_CHANGES = 30


def mark(path: Path, name: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("INSERT INTO groups (name, name_key) VALUES (?, ?)", (name, name))
        connection.commit()


def marks(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        rows = connection.execute("SELECT name FROM groups WHERE name IN ('old', 'new')")
        return {name for (name,) in rows}


@pytest.fixture
def files(settings: Settings, seeded: Path) -> tuple[Path, Path]:
    """A database and a backup, which differ."""
    database, backup = settings.database, settings.database.with_name("backup.db")
    for path, name in ((database, "old"), (backup, "new")):
        shutil.copy(seeded, path)
        mark(path, name)
    return database, backup


async def test_restore_killed_before_any_change_leaves_a_complete_database(
    settings: Settings, files: tuple[Path, Path]
) -> None:
    database, backup = files
    found: list[str] = []
    for changes in range(MAX_CHANGES):
        for path in database.parent.glob("words.db*"):
            path.unlink()
        shutil.copy(backup, database)
        with closing(sqlite3.connect(database)) as connection:
            connection.execute("UPDATE groups SET name = 'old' WHERE name = 'new'")
            connection.commit()
        result = await asyncio.to_thread(
            subprocess.run,
            [sys.executable, "-c", KILLED_RESTORE, str(changes)],
            cwd=database.parent, env={**os.environ, "PYTHONPATH": str(CHECKOUT)}, check=False,
        )  # fmt: skip
        if result.returncode == 0:
            break
        assert result.returncode == -signal.SIGKILL
        # A start either says that a restore was interrupted, or serves one of the two.
        try:
            await commands.bring_up_to_date(settings)
        except PortalError as error:
            assert "restor" in str(error)
        assert len(marks(database)) == 1
        found += marks(database)
        await commands.restore(settings, backup)
        assert marks(database) == {"new"}
        assert not backups._restoring(database).exists()
    assert result.returncode == 0
    assert found.count("old") >= 5
    assert marks(database) == {"new"}


@pytest.mark.parametrize(
    "left", ["words.db.restoring", "words.db.replaced-20260101T000000.000000Z"]
)
async def test_start_finds_the_remains_of_an_interrupted_restore(
    settings: Settings, seeded: Path, left: str
) -> None:
    remains = settings.database.with_name(left)
    shutil.copy(seeded, remains)
    for command in (commands.bring_up_to_date, commands.init_db):
        with pytest.raises(PortalError, match=left.replace(".", r"\.")):
            await command(settings)
    assert not settings.database.exists()


async def test_replaced_file_beside_a_database_does_not_keep_a_portal_from_starting(
    settings: Settings, seeded: Path
) -> None:
    shutil.copy(seeded, settings.database)
    await commands.restore(settings, seeded)
    assert list(settings.database.parent.glob("words.db.replaced-*"))
    assert await commands.bring_up_to_date(settings) == []


async def test_portal_that_starts_during_a_restore_does_not_open_the_replaced_file(
    settings: Settings, files: tuple[Path, Path]
) -> None:
    database, backup = files
    restored = database.with_name("restored.db")
    shutil.copy(backup, restored)
    starting = Database(database, Clock(settings.timezone), busy_timeout_ms=10_000)
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        backups._lock_unused(connection, database)
        opening = asyncio.create_task(starting.open())
        await asyncio.sleep(0.2)  # it waits for the lock, which no event tells
        assert not opening.done()
        kept = backups._replace(database, restored)
    with pytest.raises(PortalError, match=r"restore|readonly database"):
        await opening
    await starting.close()
    assert (marks(kept), marks(database)) == ({"old"}, {"new"})


async def test_log_of_a_damaged_database_is_not_left_for_the_restored_one(
    settings: Settings, files: tuple[Path, Path]
) -> None:
    database, backup = files
    database.write_bytes(b"damaged" * 1000)
    log = database.with_name("words.db-wal")
    log.write_bytes(b"log of the damaged one")
    kept = backups.restore(database, backup)
    assert kept
    assert kept.with_name(f"{kept.name}-wal").read_bytes() == b"log of the damaged one"
    assert not log.exists()
    assert marks(database) == {"new"}
