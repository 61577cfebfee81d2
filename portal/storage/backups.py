"""Backups: a copy of the database made while it is served, and the way back.

A copy is SQLite's own (its online backup), checked before it gets its name, and a single file: it
can be moved, sent and opened anywhere.
"""

import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from portal.errors import PortalError
from portal.storage.database import primary_result_code

FOLDER = "backups"  # beside the database
KEPT = 5  # of those that a reset has made


def back_up(database: Path, target: Path | None = None) -> Path:
    """Copy `database` as it stands to `target`, or into its folder of backups; return where.

    Raises PortalError where there is such a file already or the copy isn't whole, sqlite3.Error
    and OSError where it can't be made.
    """
    return _copy(database, target or _new_name(database, database.stem))


def back_up_before_reset(database: Path) -> Path:
    """Copy `database` into its folder of backups, and keep the newest KEPT of such copies.

    Raises what `back_up` does.
    """
    prefix = f"{database.stem}-before-reset"
    target = _copy(database, _new_name(database, prefix))
    for old in sorted(target.parent.glob(f"{prefix}-*.db"))[:-KEPT]:
        old.unlink()
    return target


def restore(database: Path, source: Path) -> Path | None:
    """Put a copy of `source` in the place of `database`; return where the replaced file is kept.

    Raises PortalError while anybody has the database open, and where the source isn't a whole
    database of a portal.
    """
    fresh = _copy(source, database.with_name(f"{database.name}.restoring"), replace=True)
    try:
        if not database.exists():
            fresh.rename(database)
            return None
        kept = database.with_name(f"{database.name}.replaced-{_now()}")
        with closing(sqlite3.connect(database, isolation_level=None, timeout=0)) as connection:
            _ensure_unused(connection, database)
            database.rename(kept)
            for suffix in ("-wal", "-shm"):  # only a damaged database still has them
                companion = database.with_name(f"{database.name}{suffix}")
                if companion.exists():
                    companion.rename(kept.with_name(f"{kept.name}{suffix}"))
            fresh.rename(database)
    finally:
        fresh.unlink(missing_ok=True)
    return kept


def _copy(source: Path, target: Path, *, replace: bool = False) -> Path:
    """Copy a database; the copy gets its name once it is whole and on disk."""
    if not source.is_file():
        raise PortalError(f"There is no file {source}")
    if target.exists() and not replace:
        raise PortalError(f"{target} exists already")
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.part-{os.getpid()}")
    try:
        with (
            closing(sqlite3.connect(f"{source.as_uri()}?mode=ro", uri=True)) as original,
            closing(sqlite3.connect(part, isolation_level=None)) as copy,
        ):
            original.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE").close()  # one file, without a log
            _ensure_whole(copy, source)
        _sync(part)
        part.rename(target)
        _sync(target.parent)
    except sqlite3.DatabaseError as error:
        if primary_result_code(error) in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
            raise PortalError(f"{source} isn't a whole database: {error}") from error
        raise
    finally:
        part.unlink(missing_ok=True)
    return target


def _ensure_whole(copy: sqlite3.Connection, source: Path) -> None:
    faults = [row[0] for row in copy.execute("PRAGMA integrity_check") if row[0] != "ok"]
    if faults:
        raise PortalError(f"{source} is damaged: {faults[0]}")
    migrated = "SELECT 1 FROM sqlite_schema WHERE name = 'schema_migrations'"
    if not copy.execute(migrated).fetchone():
        raise PortalError(f"{source} isn't a portal's database")


def _ensure_unused(connection: sqlite3.Connection, database: Path) -> None:
    """Raise PortalError where anybody else has the database open; keep everybody out from now."""
    try:
        # Leaving WAL needs the file to oneself, and tidies the log into it.
        connection.execute("PRAGMA journal_mode = DELETE").close()
        connection.execute("BEGIN EXCLUSIVE").close()
    except sqlite3.DatabaseError as error:
        if primary_result_code(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise PortalError(f"{database} is in use: stop the portal first") from error
        # Too damaged to be read, so that nobody can be using it.


def _new_name(database: Path, prefix: str) -> Path:
    return database.parent / FOLDER / f"{prefix}-{_now()}.db"


def _now() -> str:
    return datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
