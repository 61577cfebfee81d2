"""Reading delimited text (RFC 4180), with any one-character separator, as spreadsheets do."""

import csv
import io
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress

from portal.word_lists.limits import (
    MAX_BYTES,
    MAX_CELLS,
    MAX_LINES,
    MAX_LINES_OF_ROW,
    MAX_ROW_LENGTH,
)
from portal.word_lists.raw_rows import WordListError

# The default, 128 KiB for a cell, is less than the parts of a word may have.
csv.field_size_limit(MAX_ROW_LENGTH)


def read_lines(content: bytes, codec: str) -> Iterator[str]:
    """Yield the lines of a file with their ends, without a byte order mark.

    Raises WordListError if there are too many lines or one that is too long.
    """
    file = io.TextIOWrapper(io.BytesIO(content), encoding=codec, newline="")
    count = 0
    while line := file.readline(MAX_ROW_LENGTH + 1):
        count += 1
        if len(line) > MAX_ROW_LENGTH:
            raise WordListError(f"line {count} has more than {MAX_ROW_LENGTH} characters")
        if count > MAX_LINES:
            raise WordListError(f"expected at most {MAX_LINES} lines")
        yield line


def read_cells(
    lines: Iterable[str], separator: str, first_line: int = 1
) -> Iterator[tuple[int, list[str]]]:
    """Yield the cells of each row with the number of the line on which it begins.

    `lines` are lines with their ends, and `first_line` is the number of the first one. Rows whose
    cells are all empty are skipped. A quote that isn't closed belongs to the text, so that it
    can't swallow the rows that follow. Raises WordListError if there are too many cells or such
    quotes.
    """
    parser = _Parser(lines, separator)
    cell_count = 0
    number = first_line
    for cells, line_count in parser.rows():
        filled = len(cells) - cells.count("")
        cell_count += filled
        if cell_count > MAX_CELLS:
            raise WordListError(f"expected at most {MAX_CELLS} cells")
        if filled:
            yield number, cells
        number += line_count


class _Parser:
    """Python's parser, with a way back to where a quote was opened that is never closed."""

    def __init__(self, lines: Iterable[str], separator: str) -> None:
        self._lines = iter(lines)
        self._separator = separator
        self._ahead: deque[str] = deque()  # lines that were read too early
        self._wasted = 0  # characters in them, of all rows

    def rows(self) -> Iterator[tuple[list[str], int]]:
        """Yield the cells of each row, and the number of its lines."""
        while line := self._next_line():
            if '"' not in line:
                yield line.rstrip("\r\n").split(self._separator), 1
            else:
                yield self._quoted_row(line)

    def _quoted_row(self, first: str) -> tuple[list[str], int]:
        taken = [first]
        length = len(first)

        def lines() -> Iterator[str]:
            nonlocal length
            yield first
            while length <= MAX_ROW_LENGTH and len(taken) < MAX_LINES_OF_ROW:
                line = self._next_line()
                if not line:
                    return
                taken.append(line)
                length += len(line)
                yield line

        with suppress(csv.Error):
            cells = next(csv.reader(lines(), delimiter=self._separator, strict=True))
            if len(taken) == 1 or self._separator == "," or not any(map(self._has_rows, cells)):
                return cells, len(taken)
        self._ahead.extendleft(reversed(taken[1:]))
        if len(taken) == 1 and not _is_open(first, self._separator):
            # As a spreadsheet reads a quote that is closed within a cell.
            return next(csv.reader([first], delimiter=self._separator)), 1
        self._wasted += length
        if self._wasted > MAX_BYTES:
            raise WordListError("there are too many quotes that aren't closed")
        return first.rstrip("\r\n").split(self._separator), 1

    def _has_rows(self, cell: str) -> bool:
        """Tell whether a cell has line breaks and what begins the next cell: a tab or a semicolon.

        A comma is part of many texts, and tells nothing.
        """
        return self._separator in cell and ("\n" in cell or "\r" in cell)

    def _next_line(self) -> str:
        return self._ahead.popleft() if self._ahead else next(self._lines, "")


def _is_open(line: str, separator: str) -> bool:
    """Tell whether the last cell of a line begins with a quote that isn't closed in it."""
    try:
        next(csv.reader([f'{line.rstrip()}"'], delimiter=separator, strict=True))
    except csv.Error:
        return False
    return True
