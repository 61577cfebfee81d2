"""The whole record as a file: CSV, JSON Lines, or statements of xAPI 1.0.3."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import IO

import msgspec

from portal.files import new_file
from portal.record.review_log import DetailedEntry, list_entries
from portal.record.statements import statement
from portal.spreadsheets import row_writer
from portal.storage.database import Database

FORMATS = ("csv", "jsonl", "xapi")

Write = Callable[[DetailedEntry], object]
Tick = Callable[[], object]


async def export(
    database: Database,
    path: Path,
    format_: str,
    home: str,
    *,
    force: bool,
    spreadsheet_safe: bool = False,
    tick: Tick | None = None,
) -> int:
    """Write all entries of the record to `path`, and return their number.

    `format_` is one of FORMATS; `home` is the portal's address, as in `statements.statement`.
    With `spreadsheet_safe`, no cell of a CSV file is a formula for a spreadsheet. `tick` is called
    after each entry, for a progress bar. Raises PortalError if `path` can't be written, or if it
    exists and `force` is false.
    """
    count = 0
    with new_file(path, force=force) as file:
        write = _writer(file, format_, home, spreadsheet_safe=spreadsheet_safe)
        async for entry in _all_entries(database):
            write(entry)
            count += 1
            if tick:
                tick()
    return count


async def _all_entries(database: Database) -> AsyncIterator[DetailedEntry]:
    after = 0
    while page := await list_entries(database, after=after):
        for entry in page:
            yield entry
        after = page[-1].id


def _writer(file: IO[str], format_: str, home: str, *, spreadsheet_safe: bool) -> Write:
    """Return a function that writes one entry to `file`."""
    if format_ == "csv":
        write_row = row_writer(file, spreadsheet_safe=spreadsheet_safe)
        write_row(DetailedEntry.__struct_fields__)
        return lambda entry: write_row(msgspec.structs.astuple(entry))
    if format_ == "jsonl":
        return lambda entry: file.write(f"{msgspec.json.encode(entry).decode()}\n")
    return lambda entry: file.write(f"{msgspec.json.encode(statement(entry, home)).decode()}\n")
