"""The commands behind the tasks, and what the start does to the database.

Each function opens the database of the settings, does one thing, and closes the database again. It
can be repeated, whether the portal is being served or not. It returns a message for the user, or
one for each thing done, and raises PortalError if it fails.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from pathlib import Path

from portal.clock import Clock, stored
from portal.errors import PortalError
from portal.files import new_file
from portal.memory import optimisation, tables
from portal.memory.model import Model
from portal.memory.optimisation import Accuracy
from portal.memory.projection import Projection
from portal.operations import integrity, resets
from portal.record import export, statements
from portal.record.export import Tick
from portal.settings import Settings
from portal.storage import backups, migrations, replication
from portal.storage.database import Database
from portal.word_lists import formats, seeds, staging
from portal.word_lists.report import build_report, write_report
from portal.word_lists.seeds import Progress, Seeds
from portal.word_lists.stored_words import fetch_words


async def init_db(settings: Settings) -> str:
    """Make the database file, without tables, if it doesn't exist."""
    with _clear_errors(settings.database):
        backups.clean_up(settings.database)
    existed = _database(settings).exists()
    async with _opened(settings, create=True) as database:
        await migrations.init_db(database)
    return f"{settings.database} {'exists already' if existed else 'initialised'}"


async def migrate(settings: Settings) -> list[str]:
    """Apply the pending migrations, and return a message for each."""
    async with _opened(settings) as database:
        applied = await migrations.migrate(database)
    return [f"Applied {name}" for name in applied] or ["The schema is up to date"]


async def seed(
    settings: Settings, *, file: Path | None, group: str | None, progress: Progress | None = None
) -> str:
    """Load the seed list, or one more `file` of words into `group`."""
    if (file is None) != (group is None):
        raise PortalError("A file needs a group and a group a file: --file F --group NAME")
    loaded = seeds.read_seed_file(file, group) if file and group else seeds.read_seeds()
    async with _migrated(settings) as database:
        return await _load_seeds(database, loaded, progress)


async def bring_up_to_date(settings: Settings) -> list[str]:
    """Initialise, migrate, seed if there are no words, and project new record entries.

    Return a message for each thing that had to be done.
    """
    with _clear_errors(settings.database):
        backups.clean_up(settings.database)
    done = []
    if not _database(settings).exists():
        done.append(await init_db(settings))
    async with _opened(settings) as database:
        done += [f"Applied {name}" for name in await migrations.migrate(database)]
        if not await database.fetch_one("SELECT 1 FROM words LIMIT 1"):
            done.append(await _load_seeds(database, seeds.read_seeds()))
        if count := await Projection(database).start(settings.desired_retention):
            done.append(f"Projected {count} entries of the record")
    return done


async def reset_history(settings: Settings) -> str:
    """Delete all study sessions and reviews."""
    async with _migrated(settings) as database:
        backup = await resets.reset_history(database)
    return f"Study history has been reset; the backup is {backup}"


async def full_reset(settings: Settings) -> str:
    """Bring the database back to a fresh installation."""
    loaded = seeds.read_seeds()
    async with _migrated(settings) as database:
        counts, backup = await resets.full_reset(database, loaded)
    return f"System has been fully reset: {counts}; the backup is {backup}"


async def rebuild_memory(settings: Settings) -> str:
    """Replay the whole record into memories, retention and study times."""
    async with _migrated(settings) as database:
        count = await Projection(database).rebuild()
    return f"The learner's memory has been rebuilt from {count} entries of the record"


async def optimise_memory(settings: Settings, begin: Callable[[str], object]) -> list[str]:
    """Fit the parameters of memory to the record, and adopt them if they predict better.

    `begin` is called with what is done next, for a progress bar. Return what was found and done.
    Raise PortalError if there are too few reviews.
    """
    async with _migrated(settings) as database:
        projection = Projection(database)
        begin("Reading the record")
        await projection.catch_up()
        histories = await database.read(tables.read_histories)
        last_id = await database.read(tables.last_projected_id)
        begin(f"Fitting parameters to {sum(map(len, histories))} reviews")
        found = await asyncio.to_thread(optimisation.fit, histories)
        lines = [
            f"{found.review_count} reviews; on the latest fifth of them",
            f"the default parameters predict with {_accuracy(found.default)}",
            f"the fitted parameters predict with {_accuracy(found.fitted)}",
        ]
        if not found.is_better:
            return [*lines, "The fitted parameters aren't better, and nothing is changed"]
        begin("Rebuilding the memory")
        model = await database.read(tables.read_model)
        await projection.change_model(
            Model(found.parameters, model.desired_retention),
            (stored(database.clock.now()), last_id),
        )
        return [*lines, "The fitted parameters are adopted, and the memory has been rebuilt"]


def _accuracy(accuracy: Accuracy) -> str:
    return f"log loss {accuracy.log_loss:.3f}, RMSE {accuracy.rmse:.3f}"


async def back_up(settings: Settings, target: Path | None) -> str:
    """Copy the database to `target`, or by default into its folder of backups."""
    with _clear_errors(settings.database):
        made = await asyncio.to_thread(backups.back_up, settings.database, target)
    return f"{made} is a complete copy of {settings.database}"


async def restore(settings: Settings, source: Path) -> str:
    """Replace the database by a backup; refused while the portal is served."""
    with _clear_errors(settings.database):
        kept = await asyncio.to_thread(backups.restore, settings.database, source)
    return _restored(settings, str(source), kept)


async def restore_from_replica(settings: Settings) -> str:
    """Replace the database by its replica; refused while the portal is served."""
    with _clear_errors(settings.database):
        kept = await asyncio.to_thread(replication.restore, settings)
    return _restored(settings, str(settings.replica), kept)


def _restored(settings: Settings, source: str, kept: Path | None) -> str:
    replaced = f"; the old file is {kept}" if kept else ""
    return f"{settings.database} is now a copy of {source}{replaced}"


async def export_reviews(
    settings: Settings,
    path: Path,
    form: str,
    *,
    force: bool,
    spreadsheet_safe: bool = False,
    tick: Tick | None = None,
) -> str:
    """Write the record to `path` in the format `form`, by default that of the file's suffix.

    With `spreadsheet_safe`, which is for CSV alone, no cell is a formula for a spreadsheet.
    """
    form = form or path.suffix.lower().removeprefix(".")
    if form not in export.FORMATS:
        forms = ", ".join(export.FORMATS)
        raise PortalError(f"{path}: {form or 'no suffix'} is none of {forms}; give one by --form")
    if spreadsheet_safe and form != "csv":
        raise PortalError(f"{path}: only CSV can be made safe for spreadsheets, not {form}")
    home = settings.public_url or statements.DEFAULT_HOME
    async with _migrated(settings) as database:
        count = await export.export(
            database, path, form, home, force=force, spreadsheet_safe=spreadsheet_safe, tick=tick
        )
    return f"{path} has {count} entries of the record"


async def import_words(
    settings: Settings,
    path: Path,
    *,
    group: str | None = None,
    options: formats.ReadOptions = formats.DEFAULTS,
    dry_run: bool = False,
    report: Path | None = None,
    spreadsheet_safe: bool = False,
    force: bool = False,
) -> list[str]:
    """Add or update the words of a file.

    `group` is a group for all words. `report` is a CSV file to write with the outcome of each row,
    in which no cell is a formula if `spreadsheet_safe` is true. Return a message for each refused
    row, notes about the list, and a summary.
    """
    word_list = formats.read(path, group, options, max_bytes=settings.max_import_bytes)
    with ExitStack() as stack:
        # Opened before the import, which must not happen if the report can't be written.
        file = stack.enter_context(new_file(report, force=force)) if report else None
        async with _migrated(settings) as database:
            outcomes = await staging.import_words(database, word_list.words, dry_run=dry_run)
        result = build_report(word_list, outcomes, dry_run=dry_run)
        if file:
            write_report(file, word_list, result.rows, spreadsheet_safe=spreadsheet_safe)
    summary = (
        f"{path}: {result.created} created, {result.updated} updated, "
        f"{result.unchanged} unchanged, {result.refused} refused"
    )
    return [
        *(f"Refused {row}" for row in word_list.refused),
        *word_list.notes,
        f"{summary}; a dry run, which changed nothing" if dry_run else summary,
    ]


async def export_words(
    settings: Settings,
    path: Path,
    *,
    group: str | None,
    force: bool,
    spreadsheet_safe: bool = False,
) -> str:
    """Write all words, or those of a group, to `path` in the format of its suffix.

    With `spreadsheet_safe`, which is for CSV alone, no cell is a formula for a spreadsheet.
    """
    async with _migrated(settings) as database:
        words = await fetch_words(database, group)
    formats.write(path, words, force=force, spreadsheet_safe=spreadsheet_safe)
    return f"{path} has {len(words)} words"


async def check(settings: Settings) -> str:
    """Check the file, recount every counter, and replay memory.

    Raise PortalError with a line for each fault.
    """
    async with _migrated(settings) as database:
        faults = await integrity.check(database)
    if faults:
        raise PortalError("\n".join(faults))
    return f"{settings.database} is intact, and all counters are right"


async def _load_seeds(database: Database, loaded: Seeds, progress: Progress | None = None) -> str:
    async with database.staging:
        counts = await database.write(
            lambda connection: seeds.load_seeds(connection, loaded, progress)
        )
    return f"Seeded: {counts}"


def _database(settings: Settings) -> Database:
    return Database(settings.database, Clock(settings.timezone, settings.day_starts))


@asynccontextmanager
async def _opened(settings: Settings, *, create: bool = False) -> AsyncIterator[Database]:
    database = _database(settings)
    try:
        with _clear_errors(settings.database):
            await database.open(create=create)
            yield database
    finally:
        await database.close()


@contextmanager
def _clear_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise PortalError(f"{path} (PORTAL_DATABASE): {error}") from error


@asynccontextmanager
async def _migrated(settings: Settings) -> AsyncIterator[Database]:
    async with _opened(settings) as database:
        await migrations.ensure_migrated(database)
        yield database
