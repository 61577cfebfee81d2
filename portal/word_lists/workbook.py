"""Lists of words in workbooks of Excel and LibreOffice: `.xlsx`, `.xls` and `.ods`."""

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
)

from portal.text import shorten
from portal.word_lists.limits import MAX_CELLS, MAX_COLUMNS, MAX_ROW_LENGTH, MAX_ROWS
from portal.word_lists.raw_rows import RawList, WordListError
from portal.word_lists.word_table import Cells, read_table

MAX_UNPACKED_BYTES = 128 * 2**20


def read(content: bytes, german: str = "", english: str = "", sheet: str = "") -> RawList:
    """Return the words of a sheet: the one that is named, or the first one that isn't empty.

    `german` and `english` are those of `read_table`. Raises WordListError.
    """
    _check_size(content)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
    except PasswordError as error:
        raise WordListError("the workbook is protected by a password") from error
    except CalamineError as error:
        raise _unreadable(error) from error
    names = [
        found.name for found in workbook.sheets_metadata if found.typ is SheetTypeEnum.WorkSheet
    ]
    if sheet and sheet not in names:
        raise WordListError(
            f"there is no sheet {shorten(sheet)} among {shorten(', '.join(names)) or 'none'}"
        )
    try:
        for name in [sheet] if sheet else names:
            found = workbook.get_sheet_by_name(name)
            if found.total_height or sheet:
                rows = _rows(found)
                notes = () if sheet or len(names) == 1 else (_choice(name, names),)
                return read_table(rows, german, english, notes)
    except CalamineError as error:
        raise _unreadable(error) from error
    raise WordListError("the workbook is empty")


def _choice(name: str, names: list[str]) -> str:
    others = ", ".join(other for other in names if other != name)
    return f"The sheet {shorten(name)} was read. The workbook also has {shorten(others)}."


def _rows(sheet: CalamineSheet) -> Iterator[Cells]:
    if sheet.total_height > MAX_ROWS + 1:
        raise WordListError(f"expected at most {MAX_ROWS} rows")
    if sheet.total_width > MAX_COLUMNS:
        raise WordListError(
            f"there are {sheet.total_width} columns; expected at most {MAX_COLUMNS}"
        )
    cell_count = 0
    for number, values in enumerate(sheet.iter_rows(), start=1):
        cells = [*map(_text, values)]
        filled = len(cells) - cells.count("")
        cell_count += filled
        if cell_count > MAX_CELLS:
            raise WordListError(f"expected at most {MAX_CELLS} cells")
        if sum(map(len, cells)) > MAX_ROW_LENGTH:
            raise WordListError(f"line {number}: more than {MAX_ROW_LENGTH} characters in a row")
        if filled:
            yield number, cells


def _text(value: float | str | bool | time | date | datetime | timedelta) -> str:
    """Return the text of a cell, with whole numbers and dates as a spreadsheet shows them."""
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
    """Raise WordListError if a workbook, which is a ZIP archive but for `.xls`, is too large."""
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise WordListError(f"the workbook is damaged: {error}", malformed=True) from error
    if sum(member.file_size for member in members) > MAX_UNPACKED_BYTES:
        raise WordListError(f"the workbook has more than {MAX_UNPACKED_BYTES} bytes, unpacked")


def _unreadable(error: CalamineError) -> WordListError:
    return WordListError(f"the workbook can't be read: {shorten(str(error))}", malformed=True)
