"""The record as files for others: CSV, JSON Lines, and statements of xAPI 1.0.3."""

import csv
import os
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import msgspec

from portal.errors import PortalError
from portal.record.review_log import Entry, list_entries
from portal.record.statements import statement
from portal.storage.database import Database

FORMS = ("csv", "jsonl", "xapi")

Write = Callable[[Entry], object]
Tick = Callable[[], object]


async def export(
    database: Database, path: Path, form: str, home: str, *, force: bool, tick: Tick | None = None
) -> int:
    """Write the whole record to `path` as `csv`, `jsonl` or `xapi`; return how many entries.

    `tick` is called after each of them, for a progress bar.

    Raises PortalError as `new_file` does.
    """
    count = 0
    with new_file(path, force=force) as file:
        write = _writer(file, form, home)
        async for entry in _entries(database):
            write(entry)
            count += 1
            if tick:
                tick()
    return count


@contextmanager
def new_file(path: Path, *, force: bool) -> Iterator[IO[str]]:
    """Hold a file open that gets its name once it is whole.

    Raises PortalError where it can't be written, or where there is one already, unless `force`
    says to replace it.
    """
    if path.exists() and not force:
        raise PortalError(f"{path} exists already; --force replaces it")
    part = path.with_name(f"{path.name}.part-{os.getpid()}")
    try:
        with part.open("w", encoding="utf-8", newline="") as file:
            yield file
        part.rename(path)
    except OSError as error:
        raise PortalError(f"{path}: {error.strerror or error}") from error
    finally:
        part.unlink(missing_ok=True)


async def _entries(database: Database) -> AsyncIterator[Entry]:
    after = 0
    while page := await list_entries(database, after):
        for entry in page:
            yield entry
        after = page[-1].id


def _writer(file: IO[str], form: str, home: str) -> Write:
    if form == "csv":
        rows = csv.writer(file)
        rows.writerow(Entry.__struct_fields__)
        return lambda entry: rows.writerow(msgspec.structs.astuple(entry))
    if form == "jsonl":
        return lambda entry: file.write(f"{msgspec.json.encode(entry).decode()}\n")
    return lambda entry: file.write(f"{msgspec.json.encode(statement(entry, home)).decode()}\n")
