import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from portal.clock import Clock
from portal.errors import PortalError
from portal.settings import Settings
from portal.storage.database import Database
from portal.storage.migrations import init_db, migrate

ONE = "CREATE TABLE one (id INTEGER PRIMARY KEY); -- a comment; with 'signs\n"
TWO = """
    CREATE TABLE two (text TEXT DEFAULT ';');
    CREATE TRIGGER three AFTER INSERT ON two BEGIN DELETE FROM one; DELETE FROM two; END;
"""


@pytest.fixture
async def database(settings: Settings) -> AsyncIterator[Database]:
    database = Database(settings.database, Clock(settings.timezone))
    await database.open(create=True)
    yield database
    await database.close()


def files(folder: Path, **migrations: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, sql in migrations.items():
        (folder / f"{name.removeprefix('m')}.sql").write_text(sql)
    return folder


async def names(database: Database) -> list[str]:
    rows = await database.fetch_all("SELECT name FROM sqlite_schema WHERE sql NOTNULL ORDER BY 1")
    return [row["name"] for row in rows if row["name"] != "schema_migrations"]


async def test_migrations_are_applied_once_and_in_order(database: Database, tmp_path: Path) -> None:
    sql = files(tmp_path / "sql", m0002_two=TWO, m0001_one=ONE)
    assert await migrate(database, sql) == ["0001_one.sql", "0002_two.sql"]
    assert await names(database) == ["one", "three", "two"]
    assert await migrate(database, sql) == []


@pytest.mark.parametrize(
    "bad",
    [
        TWO + "SELECT * FROM absent;",
        TWO + "COMMIT; CREATE TABLE late (id);",
        TWO + "CREATE TABLE a (b REFERENCES one (id)); INSERT INTO a VALUES (9);",
        TWO + "CREATE TRIGGER unfinished AFTER INSERT ON two BEGIN DELETE FROM one;",
    ],
)
async def test_failed_migration_is_named_and_earlier_ones_stay_applied(
    database: Database, tmp_path: Path, bad: str
) -> None:
    sql = files(tmp_path / "sql", m0001_one=ONE, m0002_bad=bad)
    with pytest.raises(PortalError, match=r"^0002_bad\.sql: "):
        await migrate(database, sql)
    assert await names(database) == ["one"]
    rows = await database.fetch_all("SELECT name FROM schema_migrations")
    assert [row["name"] for row in rows] == ["0001_one.sql"]


@pytest.mark.parametrize(
    ("name", "named"),
    [("m0003_gap", "0003_gap"), ("m0001_other", "0001_other|0001_one"), ("mlast", "last")],
)
async def test_file_with_a_wrong_number_is_an_error_with_its_name(
    database: Database, tmp_path: Path, name: str, named: str
) -> None:
    sql = files(tmp_path / "sql", m0001_one=ONE, **{name: TWO})
    with pytest.raises(PortalError, match=named):
        await migrate(database, sql)
    assert await names(database) == []


async def test_applied_file_that_was_changed_or_removed_is_an_error(
    database: Database, tmp_path: Path
) -> None:
    sql = files(tmp_path / "sql", m0001_one=ONE, m0002_two=TWO)
    await migrate(database, sql)
    files(sql, m0001_one=ONE + "SELECT 1;")
    with pytest.raises(PortalError, match=r"0001_one\.sql has changed"):
        await migrate(database, sql)
    files(sql, m0001_one=ONE)
    (sql / "0002_two.sql").unlink()
    with pytest.raises(PortalError, match=r"0002_two\.sql"):
        await migrate(database, sql)


async def test_two_concurrent_runs_apply_each_migration_once(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    sql = files(tmp_path / "sql", m0001_one=ONE, m0002_two=TWO)
    await init_db(database)
    other = Database(settings.database, database.clock)
    await other.open()
    try:
        applied = await asyncio.gather(migrate(database, sql), migrate(other, sql))
    finally:
        await other.close()
    assert sorted([*applied[0], *applied[1]]) == ["0001_one.sql", "0002_two.sql"]
