"""What the tasks and the start do to a database that nobody needs to be serving.

Each function opens the database of the settings, does one thing and closes it again; each is safe
to repeat, returns what there is to say about it, and raises PortalError where it can't.
"""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from portal import migrations, seeding
from portal.clock import Clock
from portal.data import checking, history
from portal.database import Database
from portal.errors import PortalError
from portal.seeding import Seeds, Track
from portal.settings import Settings


async def init_db(settings: Settings) -> str:
    """Make the database file, empty, where there is none."""
    existed = _database(settings).exists()
    async with _opened(settings, create=True) as database:
        await migrations.init_db(database)
    return f"{settings.database} {'is there already' if existed else 'initialised'}"


async def migrate(settings: Settings) -> list[str]:
    """Apply the pending migrations; a line for each."""
    async with _opened(settings) as database:
        applied = await migrations.migrate(database)
    return [f"Applied {name}" for name in applied] or ["The schema is up to date"]


async def seed(
    settings: Settings, *, file: Path | None, group: str | None, track: Track | None = None
) -> str:
    """Load the seed list, or one more `file` for one `group`."""
    if (file is None) != (group is None):
        raise PortalError("A file needs a group and a group a file: --file F --group NAME")
    seeds = seeding.read_file(file, group) if file and group else seeding.read_seeds()
    async with _migrated(settings) as database:
        return await _plant(database, seeds, track)


async def bring_up_to_date(settings: Settings) -> list[str]:
    """Initialise, migrate, and seed where there are no words; a line for each thing done."""
    done = []
    if not _database(settings).exists():
        done.append(await init_db(settings))
    async with _opened(settings) as database:
        done += [f"Applied {name}" for name in await migrations.migrate(database)]
        if not await database.fetch_one("SELECT 1 FROM words LIMIT 1"):
            done.append(await _plant(database, seeding.read_seeds()))
    return done


async def reset_history(settings: Settings) -> str:
    """Delete all study sessions and reviews."""
    async with _migrated(settings) as database:
        await history.reset_history(database)
    return "Study history has been reset"


async def full_reset(settings: Settings) -> str:
    """Bring the database back to a fresh installation."""
    seeds = seeding.read_seeds()
    async with _migrated(settings) as database:
        planted = await history.full_reset(database, seeds)
    return f"System has been fully reset: {planted}"


async def check(settings: Settings) -> str:
    """Check the file and recount every counter; raises PortalError with what is wrong."""
    async with _migrated(settings) as database:
        faults = await checking.check(database)
    if faults:
        raise PortalError("\n".join(faults))
    return f"{settings.database} is whole, and every counter is what a recount gives"


async def _plant(database: Database, seeds: Seeds, track: Track | None = None) -> str:
    planted = await database.write(lambda connection: seeding.plant(connection, seeds, track))
    return f"Seeded: {planted}"


def _database(settings: Settings) -> Database:
    return Database(settings.database, Clock(settings.timezone))


@asynccontextmanager
async def _opened(settings: Settings, *, create: bool = False) -> AsyncIterator[Database]:
    database = _database(settings)
    try:
        await database.open(create=create)
        yield database
    except sqlite3.Error as error:
        raise PortalError(f"{settings.database} (PORTAL_DATABASE): {error}") from error
    finally:
        await database.close()


@asynccontextmanager
async def _migrated(settings: Settings) -> AsyncIterator[Database]:
    async with _opened(settings) as database:
        await migrations.ensure_migrated(database)
        yield database
