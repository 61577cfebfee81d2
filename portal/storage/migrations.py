"""Migrations: the numbered files of `sql/`, applied once each, in the order of their numbers."""

import hashlib
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from portal.clock import stored
from portal.errors import PortalError
from portal.paths import SQL
from portal.storage.database import Database, transaction

_CREATE_TABLE = """
    CREATE TABLE IF NOT EXISTS schema_migrations (
        name TEXT PRIMARY KEY,
        checksum TEXT NOT NULL,
        applied_at TEXT NOT NULL
    ) STRICT
"""


@dataclass(frozen=True)
class Migration:
    """A file of `sql/`."""

    name: str
    sql: str

    @property
    def checksum(self) -> str:
        """Return the SHA-256 of the text, in hexadecimal."""
        return hashlib.sha256(self.sql.encode()).hexdigest()


def read_migrations(directory: Path = SQL) -> list[Migration]:
    """Read the migration files in the order of their numbers.

    Raises PortalError if a file can't be read or has a wrong name, if a number is missing, and if
    two files have the same number.
    """
    migrations: list[Migration] = []
    for path in sorted(directory.glob("*.sql")):
        number = len(migrations) + 1
        if not re.fullmatch(r"\d{4}_\w+\.sql", path.name, re.ASCII):
            raise PortalError(f"{path.name}: a migration is named like 0001_init.sql")
        if int(path.name[:4]) < number:
            raise PortalError(f"{path.name}: the number {path.name[:4]} is given twice")
        if int(path.name[:4]) > number:
            raise PortalError(f"{path.name}: there is no migration {number:04} before it")
        try:
            # Text mode reads every line end as \n, so the checksum is the same in every checkout.
            migrations.append(Migration(path.name, path.read_text(encoding="utf-8")))
        except (OSError, UnicodeDecodeError) as error:
            raise PortalError(f"{path.name}: {error}") from error
    if not migrations:
        raise PortalError(f"There are no migrations in {directory}")
    return migrations


async def init_db(database: Database) -> None:
    """Create the table of applied migrations if the database doesn't have it."""
    await database.write(lambda connection: connection.execute(_CREATE_TABLE).close())


async def pending(database: Database, migrations: list[Migration]) -> list[Migration]:
    """Return the migrations that are not applied to the database yet.

    Raises PortalError if a file has changed since it was applied, or if the database has a
    migration that is not among `migrations`.
    """
    exists = await database.fetch_one(
        "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'schema_migrations'"
    )
    if not exists:
        return migrations
    rows = await database.fetch_all("SELECT name, checksum FROM schema_migrations ORDER BY name")
    known = {migration.name: migration.checksum for migration in migrations}
    for row in rows:
        if row["name"] not in known:
            raise PortalError(
                f"{row['name']} was applied to {database.path}, but isn't in sql/: "
                "the database is from a newer portal, or from another one"
            )
        if row["checksum"] != known[row["name"]]:
            raise PortalError(f"{row['name']} has changed since it was applied to {database.path}")
    applied = {row["name"] for row in rows}
    remaining = [migration for migration in migrations if migration.name not in applied]
    if applied and remaining and remaining[0].name < max(applied):
        raise PortalError(f"{remaining[0].name} comes before {max(applied)}, which was applied")
    return remaining


async def migrate(database: Database, directory: Path = SQL) -> list[str]:
    """Apply every pending migration, each in a transaction of its own; return their names.

    Raises PortalError with the name of the file if a migration fails. The database is then as the
    migrations before it have left it.
    """
    migrations = read_migrations(directory)
    await init_db(database)
    applied = []
    for migration in await pending(database, migrations):
        apply = partial(_apply, migration=migration, applied_at=stored(database.clock.now()))
        if await database.writer.run(apply):
            applied.append(migration.name)
    return applied


async def ensure_migrated(database: Database) -> None:
    """Raise PortalError if a migration is pending; the message says which command applies it."""
    remaining = await pending(database, read_migrations())
    if remaining:
        raise PortalError(
            f"{database.path} lacks {remaining[0].name}: run `invoke migrate`, or `python run.py`"
        )


def _apply(connection: sqlite3.Connection, migration: Migration, applied_at: str) -> bool:
    try:
        with transaction(connection):
            # Another process may have applied it meanwhile.
            row = connection.execute(
                "SELECT 1 FROM schema_migrations WHERE name = ?", (migration.name,)
            ).fetchone()
            if row:
                return False
            connection.set_authorizer(_forbid_transactions)
            try:
                for statement in _statements(migration.sql):
                    connection.execute(statement).close()
            finally:
                connection.set_authorizer(None)
            connection.execute(
                "INSERT INTO schema_migrations (name, checksum, applied_at) VALUES (?, ?, ?)",
                (migration.name, migration.checksum, applied_at),
            )
            # SQLite checks a foreign key only when a row is written.
            if connection.execute("PRAGMA foreign_key_check").fetchone():
                raise PortalError(f"{migration.name}: it leaves a foreign key broken")
    except (sqlite3.Error, sqlite3.Warning) as error:
        is_forbidden = getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_AUTH
        reason = "a migration can't begin or end a transaction" if is_forbidden else error
        raise PortalError(f"{migration.name}: {reason}") from error
    return True


def _forbid_transactions(action: int, *_details: str | None) -> int:
    is_transaction = action in {sqlite3.SQLITE_TRANSACTION, sqlite3.SQLITE_SAVEPOINT}
    return sqlite3.SQLITE_DENY if is_transaction else sqlite3.SQLITE_OK


def _statements(sql: str) -> Iterator[str]:
    """Yield the statements of a script. The semicolons within a trigger don't end a statement."""
    # executescript is no alternative: it commits first, so the migration couldn't be rolled back.
    statement = ""
    for piece in re.split(r"(?<=;)", sql):
        statement += piece
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    if statement.strip():
        yield statement
