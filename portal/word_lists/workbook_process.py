"""A process of its own that reads a workbook: `python -m portal.word_lists.workbook_process SHEET`.

A workbook of a few bytes can have two cells at opposite corners, and the library makes all cells
between them; where memory ends, it ends its process. Here that is only this one, which has little
memory and time. The content comes from stdin. The rows go to stdout as lines of JSON, below a line
that says which sheet was read, or why none can be.
"""

import io
import resource
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import msgspec
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
)

from portal.text import shorten
from portal.word_lists.limits import (
    MAX_BYTES,
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_ROW_LENGTH,
    MAX_ROWS,
)
from portal.word_lists.raw_rows import WordListError

MAX_MEMORY = 300 * 2**20  # bytes
MAX_CPU_S = 15
MAX_UNPACKED_BYTES = 128 * 2**20  # a workbook is a ZIP archive, but for `.xls`

Row = tuple[int, list[str]]  # the number of a row, from 1, and its cells


class Found(msgspec.Struct):
    """The first line: the sheet that is read and the names of all, or an error."""

    sheet: str = ""
    sheets: list[str] = []
    error: str = ""
    malformed: bool = False


def main() -> int:
    """Read a workbook from stdin, and write its rows to stdout."""
    resource.setrlimit(resource.RLIMIT_DATA, (MAX_MEMORY, MAX_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_CPU_S, MAX_CPU_S))
    [wanted] = sys.argv[1:]
    try:
        lines = _read(sys.stdin.buffer.read(), wanted)
    except WordListError as error:
        lines = [Found(error=str(error), malformed=error.malformed)]
    sys.stdout.buffer.write(b"\n".join(map(msgspec.json.encode, lines)))
    return 0


def _read(content: bytes, wanted: str) -> list[Found | Row]:
    _check_size(content)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = [
            sheet.name for sheet in workbook.sheets_metadata if sheet.typ is SheetTypeEnum.WorkSheet
        ]
        if wanted and wanted not in names:
            there = shorten(", ".join(names)) or "none"
            raise WordListError(f"there is no sheet {shorten(wanted)} among {there}")
        for name in [wanted] if wanted else names:
            rows = [*_rows(workbook.get_sheet_by_name(name))]
            if rows or wanted:
                return [Found(name, names), *rows]
    except PasswordError as error:
        raise WordListError("the workbook is protected by a password") from error
    except CalamineError as error:
        reason = shorten(str(error))
        raise WordListError(f"the workbook can't be read: {reason}", malformed=True) from error
    raise WordListError("the workbook is empty")


def _rows(sheet: CalamineSheet) -> Iterator[Row]:
    if sheet.total_height > MAX_ROWS + 1:
        raise WordListError(f"expected at most {MAX_ROWS} rows")
    if sheet.total_width > MAX_COLUMNS:
        raise WordListError(
            f"there are {sheet.total_width} columns; expected at most {MAX_COLUMNS}"
        )
    cell_count = text_length = 0
    for number, values in enumerate(sheet.iter_rows(), start=1):
        cells = [*map(_text, values)]
        filled = len(cells) - cells.count("")
        cell_count += filled
        if cell_count > MAX_CELLS:
            raise WordListError(f"expected at most {MAX_CELLS} cells")
        length = sum(map(len, cells))
        if length > MAX_ROW_LENGTH:
            raise WordListError(f"line {number}: more than {MAX_ROW_LENGTH} characters in a row")
        text_length += length
        if text_length > MAX_BYTES:
            raise WordListError(f"the cells have more than {MAX_BYTES} characters")
        if filled:
            yield number, cells


def _text(value: float | str | bool | time | date | datetime | timedelta) -> str:
    """Return the text of a cell, with whole numbers as a spreadsheet shows them, and ISO dates."""
    match value:
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case date() | time():
            return value.isoformat()
    return str(value)


def _check_size(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            size = sum(member.file_size for member in archive.infolist())
    except (zipfile.BadZipFile, NotImplementedError):
        return  # an `.xls`, or no workbook
    if size > MAX_UNPACKED_BYTES:
        raise WordListError(f"the workbook has more than {MAX_UNPACKED_BYTES} bytes, unpacked")


if __name__ == "__main__":
    sys.exit(main())
