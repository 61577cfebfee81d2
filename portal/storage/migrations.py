"""The async runner of `sql/`: numbered files, each applied once, in order and whole."""

import hashlib
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from portal.clock import stored
from portal.errors import PortalError
from portal.paths import SQL
from portal.storage.database import Database, transaction

_RECORD = """
    CREATE TABLE IF NOT EXISTS schema_migrations (
        name TEXT PRIMARY KEY,
        checksum TEXT NOT NULL,
        applied_at TEXT NOT NULL
    ) STRICT
"""


@dataclass(frozen=True)
class Migration:
    """One file of `sql/`; the checksum is the SHA-256 of its text, in hex."""

    name: str
    sql: str

    @property
    def checksum(self) -> str:
        """Tell this text of the file from any other."""
        return hashlib.sha256(self.sql.encode()).hexdigest()


def read_migrations(directory: Path = SQL) -> list[Migration]:
    """Read the migration files in the order of their numbers.

    Raises PortalError for a file that is misnamed or unreadable, a gap and a number given twice.
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
            # In text mode, so that a checkout with other line ends has the same checksum.
            migrations.append(Migration(path.name, path.read_text(encoding="utf-8")))
        except (OSError, UnicodeDecodeError) as error:
            raise PortalError(f"{path.name}: {error}") from error
    if not migrations:
        raise PortalError(f"There are no migrations in {directory}")
    return migrations


async def init_db(database: Database) -> None:
    """Make the table that records migrations, in a database that may be brand new."""
    await database.write(lambda connection: connection.execute(_RECORD).close())


async def pending(database: Database, migrations: list[Migration]) -> list[Migration]:
    """Return the migrations that the database hasn't seen yet.

    Raises PortalError where an applied file has changed since, or is unknown here.
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
    """Apply every pending migration, each in a transaction of its own.

    Returns the names of those applied. Raises PortalError naming the file where one fails; it
    then leaves no trace, and those before it stay.
    """
    migrations = read_migrations(directory)
    await init_db(database)
    applied = []
    for migration in await pending(database, migrations):

        def apply(connection: sqlite3.Connection, migration: Migration = migration) -> bool:
            return _apply(connection, migration, stored(database.clock.now()))

        if await database.writer.run(apply):
            applied.append(migration.name)
    return applied


async def ensure_migrated(database: Database) -> None:
    """Raise PortalError, saying what to run, unless every migration is applied."""
    remaining = await pending(database, read_migrations())
    if remaining:
        raise PortalError(
            f"{database.path} lacks {remaining[0].name}: run `invoke migrate`, or `python run.py`"
        )


def _apply(connection: sqlite3.Connection, migration: Migration, applied_at: str) -> bool:
    try:
        with transaction(connection):
            # Another process may have been faster since we looked.
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
            # Rows that broke a foreign key would only show when somebody touches them.
            if connection.execute("PRAGMA foreign_key_check").fetchone():
                raise PortalError(f"{migration.name}: it leaves a foreign key broken")
    except (sqlite3.Error, sqlite3.Warning) as error:
        forbidden = getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_AUTH
        reason = "a migration can't begin or end a transaction" if forbidden else error
        raise PortalError(f"{migration.name}: {reason}") from error
    return True


def _forbid_transactions(action: int, *_details: str | None) -> int:
    forbidden = action in {sqlite3.SQLITE_TRANSACTION, sqlite3.SQLITE_SAVEPOINT}
    return sqlite3.SQLITE_DENY if forbidden else sqlite3.SQLITE_OK


def _statements(sql: str) -> Iterator[str]:
    """Cut a script into its statements; a trigger's own semicolons don't end it."""
    # Not executescript, which commits first and so couldn't be undone.
    statement = ""
    for piece in re.split(r"(?<=;)", sql):
        statement += piece
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    if statement.strip():
        yield statement
