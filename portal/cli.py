"""The tasks of a portal, for Invoke and for the console command `portal`."""

import asyncio
import sys
from collections.abc import Coroutine, Iterable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

from invoke.collection import Collection
from invoke.context import Context
from invoke.exceptions import Exit
from invoke.program import Program
from invoke.tasks import task
from tqdm import tqdm

from portal.errors import PortalError
from portal.operations import commands
from portal.settings import Settings, load_settings
from portal.storage import replication
from portal.word_lists.formats import ReadOptions
from portal.word_lists.listed_words import ListedWord

T = TypeVar("T")

SPREADSHEET_SAFE = "keep a spreadsheet from running formulas in the cells"


@task
def init_db(_context: Context) -> None:
    """Make the database file, without tables, if it doesn't exist."""
    print(_done(commands.init_db(_settings())))


@task
def migrate(_context: Context) -> None:
    """Apply the migrations in sql/ that the database doesn't have yet."""
    print(*_done(commands.migrate(_settings())), sep="\n")


@task(help={"file": "a JSON file of words", "group": "the group for its words"})
def seed(_context: Context, file: str = "", group: str = "") -> None:
    """Load the vocabulary listed in seeds/seeds.toml, or one more file."""
    path = Path(file) if file else None
    print(_done(commands.seed(_settings(), file=path, group=group or None, progress=_progress)))


@task
def reset_history(_context: Context) -> None:
    """Delete all study sessions and reviews; words, groups and activities stay."""
    print(_done(commands.reset_history(_settings())))


@task
def full_reset(_context: Context) -> None:
    """Delete everything, and load the vocabulary again."""
    print(_done(commands.full_reset(_settings())))


@task(help={"path": "a new file; by default one in backups/ beside the database"})
def backup(_context: Context, path: str = "") -> None:
    """Copy the database, even while it is served, and check the copy."""
    print(_done(commands.back_up(_settings(), Path(path).absolute() if path else None)))


@task(
    help={"path": "a backup", "from_replica": "use the replica in PORTAL_REPLICA"},
)
def restore(_context: Context, path: str = "", from_replica: bool = False) -> None:
    """Replace the database by a backup or its replica, and keep the old file beside it."""
    if bool(path) == from_replica:
        raise Exit("error: give either --path PATH or --from-replica", code=1)
    if from_replica:
        print(_done(commands.restore_from_replica(_settings())))
    else:
        print(_done(commands.restore(_settings(), Path(path).absolute())))


@task
def replicate(_context: Context) -> None:
    """Serve the portal under Litestream, which copies all changes to PORTAL_REPLICA."""
    with _failing_in_one_line():
        replication.replicate(load_settings())


@task(
    positional=["path"],
    help={
        "path": "the file to write",
        "form": "csv, jsonl or xapi; by default the file's suffix",
        "force": "replace an existing file",
        "spreadsheet_safe": SPREADSHEET_SAFE,
    },
)
def export_reviews(
    _context: Context,
    path: str,
    form: str = "",
    force: bool = False,
    spreadsheet_safe: bool = False,
) -> None:
    """Write the whole record to a file: CSV, JSON Lines, or xAPI 1.0.3 statements."""
    target = Path(path).absolute()
    with tqdm(unit=" entries", disable=None, delay=0.5) as bar:
        done = _done(
            commands.export_reviews(
                _settings(),
                target,
                form,
                force=force,
                spreadsheet_safe=spreadsheet_safe,
                tick=bar.update,
            )
        )
    print(done)


@task(
    positional=["path"],
    help={
        "path": "a file: .json, .csv, .tsv, .txt, .xlsx, .xls, .ods, or an Anki deck, .apkg",
        "group": "a group for all words",
        "german": "the column of the German text: its name, or its number from 1",
        "english": "the column of the English text",
        "sheet": "the sheet of a workbook",
        "as_written": "take the German text as the word, with articles and all other notation",
        "dry_run": "only report what would be done",
        "report": "a CSV file to write, with the outcome of each row",
        "spreadsheet_safe": f"{SPREADSHEET_SAFE} of the report",
        "force": "replace an existing report",
    },
)
def import_words(
    _context: Context,
    path: str,
    group: str = "",
    german: str = "",
    english: str = "",
    sheet: str = "",
    as_written: bool = False,
    dry_run: bool = False,
    report: str = "",
    spreadsheet_safe: bool = False,
    force: bool = False,
) -> None:
    """Add or update the words of a file."""
    done = commands.import_words(
        _settings(),
        Path(path).absolute(),
        group=group or None,
        options=ReadOptions(german, english, sheet, as_written),
        dry_run=dry_run,
        report=Path(report).absolute() if report else None,
        spreadsheet_safe=spreadsheet_safe,
        force=force,
    )
    print(*_done(done), sep="\n")


@task(
    positional=["path"],
    help={
        "path": "the file to write: .csv, .json, or .apkg, a deck for Anki",
        "group": "only the words of this group",
        "force": "replace an existing file",
        "spreadsheet_safe": SPREADSHEET_SAFE,
    },
)
def export_words(
    _context: Context,
    path: str,
    group: str = "",
    force: bool = False,
    spreadsheet_safe: bool = False,
) -> None:
    """Write words to a file from which they can be imported again."""
    target = Path(path).absolute()
    exported = commands.export_words(
        _settings(), target, group=group or None, force=force, spreadsheet_safe=spreadsheet_safe
    )
    print(_done(exported))


@task
def check(_context: Context) -> None:
    """Check the database file, recount every counter, and replay the learner's memory."""
    print(_done(commands.check(_settings())))


@task
def rebuild_memory(_context: Context) -> None:
    """Replay the whole record into memories, retention and study times."""
    print(_done(commands.rebuild_memory(_settings())))


@task
def optimise_memory(_context: Context) -> None:
    """Fit the model of memory to the record, and adopt it if it predicts better."""
    with tqdm(bar_format="{desc} …", disable=None, delay=0.5) as bar:
        lines = _done(commands.optimise_memory(_settings(), bar.set_description_str))
    print(*lines, sep="\n")


@task
def serve(_context: Context) -> None:
    """Bring the database up to date and serve the portal, as `python run.py` does."""
    from portal.serving.main import main  # Hypercorn and Flask, which no other task needs

    sys.exit(main())


def _settings() -> Settings:
    with _failing_in_one_line():
        return load_settings()


def _done(work: Coroutine[None, None, T]) -> T:
    with _failing_in_one_line():
        return asyncio.run(work)


@contextmanager
def _failing_in_one_line() -> Iterator[None]:
    try:
        yield
    except PortalError as error:
        raise Exit(f"error: {error}", code=1) from error


def _progress(words: list[ListedWord]) -> Iterable[ListedWord]:
    # Only on a terminal, and only if loading takes longer than half a second.
    return tqdm(words, unit=" words", disable=None, delay=0.5)


program = Program(
    name="portal",
    binary="portal",
    version=version("language-portal"),
    namespace=Collection.from_module(sys.modules[__name__]),
)
