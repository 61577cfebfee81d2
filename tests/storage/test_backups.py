import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import pytest

from portal.errors import PortalError
from portal.http.application import Portal
from portal.operations import commands
from portal.settings import Settings
from portal.storage import backups
from tests.support import as_nobody, launch, review


@pytest.fixture
def database(settings: Settings, seeded: Path) -> Path:
    shutil.copy(seeded, settings.database)
    return settings.database


def count(database: Path, table: str = "word_review_items") -> int:
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
        counted: int = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        return counted


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


async def test_backup_is_a_single_complete_file(
    client: httpx.AsyncClient, portal: Portal, tmp_path: Path
) -> None:
    session = await launch(client)
    await review(client, session, 1, True)
    target = tmp_path / "elsewhere" / "copy.db"
    with pytest.raises(PortalError, match="no folder"):  # such as a disk that isn't mounted
        await commands.back_up(portal.settings, target)
    assert not target.parent.exists()
    target.parent.mkdir()
    assert str(target) in await commands.back_up(portal.settings, target)
    assert names(target.parent) == ["copy.db"]
    assert count(target) == 1
    await review(client, session, 2, True)
    assert count(target) == 1


async def test_backup_does_not_replace_a_file(database: Path, settings: Settings) -> None:
    other = database.with_name("mine.db")
    other.write_bytes(b"mine")
    with pytest.raises(PortalError, match="exists already"):
        await commands.back_up(settings, other)
    assert other.read_bytes() == b"mine"


def test_backup_without_a_path_is_made_in_the_folder_of_backups(database: Path) -> None:
    first, second = backups.back_up(database), backups.back_up(database)
    assert first != second
    assert names(database.parent / "backups") == [first.name, second.name]


# Databases in one folder whose backups could be taken for each other's, by pattern characters of
# glob or of regular expressions, by a common beginning, by the suffix, or by the kind of a backup.
NAMES = [
    "words.db",
    "words.sqlite",
    "words",
    "words.db.sqlite",
    "words-2.db",
    "words-backup.db",
    "words-before-reset.db",
    "words-before-reset-20250208T222023.000000Z.db",
    "words[2].db",
    "words?.db",
    "words*.db",
    "*.db",
    "[w]ords.db",
    "w.rds.db",
    "(words|word).db",
    "words+.db",
    "words$.db",
    "Wörter.db",
    "Wörter 100%.d?b",
    ".words.db",
]
OTHER_FILES = [
    "words-before-reset.db",
    "words-before-reset-mine.db",
    "words-before-reset-20250208.db",
    "words-before-reset-20250208T222023.000000Z.db-journal",
    "my-words-before-reset-20250208T222023.000000Z.db",
]


def make_databases(folder: Path) -> list[Path]:
    databases = [folder / name for name in NAMES]
    for path in databases:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("CREATE TABLE schema_migrations (name)")
    return databases


def test_pruning_deletes_no_backup_of_another_database(tmp_path: Path) -> None:
    databases = make_databases(tmp_path)
    folder = tmp_path / "backups"
    folder.mkdir()
    for name in OTHER_FILES:
        (folder / name).write_text("not a backup of these databases")
    plain = [backups.back_up(database) for database in databases]
    before_resets = [
        [backups.back_up_before_reset(database) for database in databases] for _ in range(7)
    ]
    kept = [*plain, *(path for made in before_resets[-5:] for path in made)]
    assert len(set(kept)) == 6 * len(NAMES)
    assert names(folder) == sorted([*(path.name for path in kept), *OTHER_FILES])


@pytest.mark.parametrize("name", NAMES)
def test_newest_backups_before_resets_are_kept_for_every_database_name(
    tmp_path: Path, name: str
) -> None:
    database = next(path for path in make_databases(tmp_path) if path.name == name)
    made = [backups.back_up_before_reset(database).name for _ in range(6)]
    assert names(tmp_path / "backups") == made[1:]


@pytest.mark.parametrize("reset", ["reset_history", "full_reset"])
async def test_resets_keep_the_newest_five_backups(
    client: httpx.AsyncClient, portal: Portal, reset: str
) -> None:
    own = backups.back_up(portal.settings.database)
    kept = []
    for resets in range(7):
        group = (await client.get("/api/groups")).json()["items"][0]["id"]
        activity = (await client.get("/api/study_activities")).json()["items"][0]["id"]
        word = (await client.get("/api/words")).json()["items"][0]["id"]
        session = await launch(client, group, activity)
        for _ in range(resets + 1):
            assert (await review(client, session, word, True)).status_code == 201
        answer = await client.post(f"/api/{reset}")
        assert answer.status_code == 200
        kept.append(answer.json()["backup"])
    folder = portal.settings.database.parent / "backups"
    assert names(folder) == sorted([*kept[-5:], own.name])
    assert [count(folder / name) for name in kept[-5:]] == [3, 4, 5, 6, 7]
    assert count(portal.settings.database) == 0


async def test_reset_without_a_backup_changes_nothing(
    client: httpx.AsyncClient, portal: Portal
) -> None:
    session = await launch(client)
    await review(client, session, 1, True)
    (portal.settings.database.parent / "backups").write_text("no folder")
    assert (await client.post("/api/full_reset")).status_code == 500
    assert (await client.get(f"/api/study_sessions/{session}")).json()["review_items_count"] == 1


async def test_restore_undoes_a_reset_and_keeps_the_replaced_database(
    settings: Settings, database: Path
) -> None:
    message = await commands.full_reset(settings)
    backup = next((database.parent / "backups").iterdir())
    assert str(backup) in message
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("UPDATE groups SET name = 'changed' WHERE name = 'Basic Greetings'")
        connection.commit()
    await commands.restore(settings, backup)
    assert await commands.check(settings)
    assert count(database, "groups WHERE name = 'changed'") == 0
    [replaced] = database.parent.glob("words.db.replaced-*")
    assert count(replaced, "groups WHERE name = 'changed'") == 1


async def test_restore_makes_a_missing_database(settings: Settings, seeded: Path) -> None:
    assert await commands.restore(settings, seeded)
    assert await commands.check(settings)
    assert names(settings.database.parent) == ["words.db"]


def empty(path: Path) -> None:
    path.write_bytes(b"")


def rubbish(path: Path) -> None:
    path.write_bytes(b"no database, but long enough to have a header" * 100)


def strange(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE t (x)")


def damaged(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[4096 * 20 : 4096 * 60] = b"x" * 4096 * 40
    path.write_bytes(content)


@pytest.mark.parametrize("spoil", [Path.unlink, empty, rubbish, strange, damaged])
def test_restore_from_a_damaged_source_changes_nothing(
    database: Path, seeded: Path, spoil: Callable[[Path], None]
) -> None:
    source = database.with_name("source.db")
    shutil.copy(seeded, source)
    if spoil is strange:
        source.unlink()
    spoil(source)
    before = database.read_bytes()
    with pytest.raises(PortalError, match=r"source\.db"):
        backups.restore(database, source)
    assert database.read_bytes() == before
    assert not list(database.parent.glob("words.db.*"))


def test_restore_replaces_a_damaged_database(database: Path, seeded: Path) -> None:
    rubbish(database)
    kept = backups.restore(database, seeded)
    assert kept
    assert kept.read_bytes().startswith(b"no database")
    assert count(database, "words") > 1000


def test_restore_is_refused_if_the_database_can_not_be_locked(seeded: Path) -> None:
    with TemporaryDirectory(dir="/tmp") as name:
        database, source = Path(name, "words.db"), Path(name, "source.db")
        for path in (database, source):
            shutil.copy(seeded, path)
        before = database.read_bytes()
        database.chmod(0o444)
        database.parent.chmod(0o777)
        with as_nobody(), pytest.raises(sqlite3.OperationalError):
            backups.restore(database, source)
        assert database.read_bytes() == before
        assert not list(database.parent.glob("words.db.re*"))


async def test_restore_is_refused_while_a_portal_has_the_database_open(
    portal: Portal, seeded: Path
) -> None:
    await portal.open()
    try:
        with pytest.raises(PortalError, match="stop the portal first"):
            backups.restore(portal.settings.database, seeded)
        assert await portal.database.fetch_one("SELECT 1 FROM words")
    finally:
        await portal.close()
    assert names(portal.settings.database.parent) == ["words.db"]
