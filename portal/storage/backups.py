"""Backups: a copy of the database, made while it may be in use, and the way to restore one.

SQLite's online backup makes the copy. The copy is checked before it gets its name. It is a single
file, so it can be moved, sent and opened anywhere.
"""

import os
import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from portal.errors import PortalError
from portal.files import delete_remains, part_of
from portal.storage.database import primary_result_code

FOLDER = "backups"  # in the folder of the database
MAX_RESET_BACKUPS = 5  # of one database

Kind = Literal["backup", "before-reset"]

_DAMAGED = {sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT}
_TIME = r"\d{8}T\d{6}\.\d{6}Z"  # what _now() returns


def back_up(database: Path, target: Path | None = None) -> Path:
    """Copy `database` to `target`, by default into its folder of backups; return the copy's path.

    Only the default folder is made. Raises PortalError if `target` exists, if its folder doesn't,
    or if the copy is damaged, and sqlite3.Error or OSError if the copy can't be made.
    """
    if target is None:
        _folder(database).mkdir(exist_ok=True)
        target = _new_path(database, "backup")
    return _copy(database, target)


def back_up_before_reset(database: Path) -> Path:
    """Copy `database` into its folder of backups; return the copy's path.

    Keeps the newest MAX_RESET_BACKUPS of these copies, and deletes older ones. Raises the same
    errors as `back_up`.
    """
    _folder(database).mkdir(exist_ok=True)
    target = _copy(database, _new_path(database, "before-reset"))
    for old in _list_backups(database, "before-reset")[:-MAX_RESET_BACKUPS]:
        old.unlink()
    return target


def restore(database: Path, source: Path) -> Path | None:
    """Replace `database` by a copy of `source`.

    Returns the path of the replaced file, which is kept, or None if there was no file. Raises
    PortalError if a process has the database open, or if `source` is damaged or not a portal's
    database; sqlite3.Error or OSError if a file can't be read or written.
    """
    fresh = _copy(source, _restoring(database), replace=True)
    try:
        if not database.exists():
            fresh.rename(database)
            _sync(database.parent)
            return None
        with closing(sqlite3.connect(database, isolation_level=None, timeout=0)) as connection:
            _lock_unused(connection, database)
            return _replace(database, fresh)
    finally:
        fresh.unlink(missing_ok=True)


def clean_up(database: Path) -> None:
    """Delete what killed backups have left beside a database and in its folder of backups.

    Raise PortalError if a restore was interrupted, or is going on: a start would make a fresh
    database in the place of the one to be restored.
    """
    for folder in (database.parent, _folder(database)):
        delete_remains(folder)
    if _restoring(database).exists():
        raise PortalError(
            f"{_restoring(database)} is left of a restore that is going on or was interrupted: "
            "wait for it, or restore again, or delete that file"
        )
    if database.exists():
        return
    pattern = re.compile(rf"{re.escape(database.name)}\.replaced-{_TIME}")
    if database.parent.is_dir():
        replaced = [path for path in database.parent.iterdir() if pattern.fullmatch(path.name)]
        if replaced:
            raise PortalError(
                f"There is no {database}, but {max(replaced)}, which a restore has replaced: "
                "restore again, or rename that file"
            )


def _replace(database: Path, fresh: Path) -> Path:
    """Put `fresh` in the place of a locked database; return where the old file is kept.

    The old file gets a second name before the one atomic step that replaces it, so that a database
    is there whenever the process is killed. No log of the old file may be left for the new one.
    """
    kept = database.with_name(f"{database.name}.replaced-{_now()}")
    os.link(database, kept)
    for suffix in ("-wal", "-shm"):  # only a damaged database still has these
        companion = database.with_name(f"{database.name}{suffix}")
        if companion.exists():
            companion.rename(kept.with_name(f"{kept.name}{suffix}"))
    _sync(database.parent)
    fresh.replace(database)
    _sync(database.parent)
    return kept


def _restoring(database: Path) -> Path:
    return database.with_name(f"{database.name}.restoring")


def _copy(source: Path, target: Path, *, replace: bool = False) -> Path:
    """Copy a database; the copy gets its name when it is checked and on disk."""
    if not source.is_file():
        raise PortalError(f"There is no file {source}")
    if target.exists() and not replace:
        raise PortalError(f"{target} exists already")
    if not target.parent.is_dir():
        raise PortalError(f"There is no folder {target.parent}")
    try:
        with part_of(target) as part:
            with (
                closing(sqlite3.connect(f"{source.as_uri()}?mode=ro", uri=True)) as original,
                closing(sqlite3.connect(part, isolation_level=None)) as copy,
            ):
                original.backup(copy)
                copy.execute("PRAGMA journal_mode = DELETE").close()  # one file, without a log
                _check_undamaged(copy, source)
            _sync(part)
            part.rename(target)
            _sync(target.parent)
    except sqlite3.DatabaseError as error:
        if primary_result_code(error) in _DAMAGED:
            raise PortalError(f"{source} isn't a whole database: {error}") from error
        raise
    return target


def _check_undamaged(copy: sqlite3.Connection, source: Path) -> None:
    faults = [row[0] for row in copy.execute("PRAGMA integrity_check") if row[0] != "ok"]
    if faults:
        raise PortalError(f"{source} is damaged: {faults[0]}")
    migrated = "SELECT 1 FROM sqlite_schema WHERE name = 'schema_migrations'"
    if not copy.execute(migrated).fetchone():
        raise PortalError(f"{source} isn't a portal's database")


def _lock_unused(connection: sqlite3.Connection, database: Path) -> None:
    """Lock the database for this connection. Raises PortalError if a process has it open."""
    try:
        # SQLite leaves the WAL mode only if no other connection is open. It moves the content of
        # the log into the file.
        connection.execute("PRAGMA journal_mode = DELETE").close()
        connection.execute("BEGIN EXCLUSIVE").close()
    except sqlite3.DatabaseError as error:
        code = primary_result_code(error)
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise PortalError(f"{database} is in use: stop the portal first") from error
        if code not in _DAMAGED:  # no process can be using a damaged file
            raise


def _new_path(database: Path, kind: Kind) -> Path:
    # The kind and the time come between the stem and the suffix of the database's own name, so
    # backups of different databases never have the same name.
    return _folder(database) / f"{database.stem}-{kind}-{_now()}{database.suffix}"


def _list_backups(database: Path, kind: Kind) -> list[Path]:
    """Return the backups of one kind that this database has in its folder, oldest first."""
    stem, suffix = re.escape(database.stem), re.escape(database.suffix)
    name = re.compile(f"{stem}-{kind}-{_TIME}{suffix}")
    return sorted(path for path in _folder(database).iterdir() if name.fullmatch(path.name))


def _folder(database: Path) -> Path:
    return database.parent / FOLDER


def _now() -> str:
    return datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
