"""A list of words as a table: the rows of cells of a CSV file or of a workbook."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

from portal.spreadsheets import unescape
from portal.text import normalise, shorten
from portal.word_lists.columns import (
    Columns,
    are_names,
    ensure_few_columns,
    find_columns,
    guess_columns,
)
from portal.word_lists.csv_cells import decode_groups, decode_value
from portal.word_lists.raw_rows import RawList, RawRow, WordListError

ESCAPED = "escaped_formulas"
EXPORTED = ["german", "english", "groups"]  # the first columns of the portal's own lists
SAMPLE = 50  # rows in which the languages of the columns are looked for

Cells = tuple[int, list[str]]  # the cells of a row, and the number of its line


def read_table(
    rows: Iterator[Cells], german: str = "", english: str = "", notes: tuple[str, ...] = ()
) -> RawList:
    """Return the words of a table with a line of names above them, or without one.

    `german` and `english` name those two columns if they don't have one of the usual names; they
    can be numbers from 1. A table that the portal has written is taken as written. Raises
    WordListError if the columns can't be told.
    """
    first = next(rows, (1, []))
    names = _trimmed([normalise(name) for name in first[1]])
    ensure_few_columns(len(names))
    is_escaped = ESCAPED in names
    if is_escaped:
        names = ["" if name == ESCAPED else unescape(name) for name in names]
    numbers = [str(number) for number in range(1, len(names) + 1)]
    chosen = [name for name in (german, english) if name]
    if _has_names(names, chosen, numbers):
        columns = find_columns(names, german, english)
        _ensure_unambiguous(names, columns)
        return RawList(
            _rows(names, columns, rows, is_escaped=is_escaped),
            notes,
            as_written=names[: len(EXPORTED)] == EXPORTED,
        )
    sample = [first, *islice(rows, SAMPLE - 1)]
    guessed = guess_columns([cells for _, cells in sample])
    rest = [number for index in guessed if (number := numbers[index]) not in chosen]
    columns = find_columns(numbers, german or rest[0], english or rest[-1])
    said = (
        f"The list has no line with the names of its columns. Column {columns.german + 1} was "
        f"read as German, and column {columns.english + 1} as English."
    )
    keys = [f"column {number}" for number in numbers]
    return RawList(_rows(keys, columns, chain(sample, rows)), (*notes, said))


def row_value(names: Sequence[str], cells: Iterable[str]) -> dict[str, object]:
    """Return the JSON object that the cells of a row stand for."""
    value: dict[str, object] = {"german": "", "english": ""}
    for name, cell in zip(names, cells, strict=False):
        if name in ("german", "english"):
            value[name] = cell
        elif name and cell.strip():
            value[name] = decode_groups(cell) if name == "groups" else decode_value(cell)
    return value


def _rows(
    names: list[str], columns: Columns, rows: Iterable[Cells], *, is_escaped: bool = False
) -> Iterator[RawRow]:
    names[columns.german], names[columns.english] = "german", "english"
    for line, cells in rows:
        filled = _trimmed(cells)
        if len(filled) > len(names):
            reason = f"there are {len(filled)} cells and only {len(names)} columns"
            yield RawRow(line, error=reason)
        else:
            yield RawRow(line, row_value(names, map(unescape, filled) if is_escaped else filled))


def _trimmed(cells: list[str]) -> list[str]:
    """Return cells without the empty ones at the end, which spreadsheets add."""
    count = len(cells)
    while count and not cells[count - 1].strip():
        count -= 1
    return cells[:count]


def _has_names(names: Sequence[str], chosen: Sequence[str], numbers: Sequence[str]) -> bool:
    """Tell whether the first row of a table has the names of its columns."""
    if len(names) < 2:
        return True  # so that the error says what is there
    if chosen and not set(chosen) <= set(numbers):
        return True
    return are_names(names)


def _ensure_unambiguous(names: list[str], columns: Columns) -> None:
    for key, column in (("german", columns.german), ("english", columns.english)):
        for index, name in enumerate(names):
            if index != column and name.casefold() == key:
                raise WordListError(
                    f"both {shorten(names[column])} and {shorten(name)} are columns for {key}"
                )
