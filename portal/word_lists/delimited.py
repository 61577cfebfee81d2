"""Reading delimited text (RFC 4180), with any one-character separator."""

import csv
import io
from collections.abc import Iterable, Iterator

from portal.word_lists.limits import MAX_CELLS, MAX_LINES, MAX_ROW_LENGTH
from portal.word_lists.raw_rows import NOT_UTF8, WordListError

# The default, 128 KiB for a cell, is less than the parts of a word may have.
csv.field_size_limit(MAX_ROW_LENGTH)


def read_lines(content: bytes) -> Iterator[str]:
    """Yield the lines of a file with their ends, without a byte order mark.

    Raises WordListError if the file isn't UTF-8, or if it has too many lines or one that is too
    long.
    """
    file = io.TextIOWrapper(io.BytesIO(content), encoding="utf-8-sig", newline="")
    count = 0
    try:
        while line := file.readline(MAX_ROW_LENGTH + 1):
            count += 1
            if len(line) > MAX_ROW_LENGTH:
                raise WordListError(f"line {count} has more than {MAX_ROW_LENGTH} characters")
            if count > MAX_LINES:
                raise WordListError(f"expected at most {MAX_LINES} lines")
            yield line
    except UnicodeDecodeError as error:
        raise WordListError(NOT_UTF8, malformed=True) from error


def read_cells(
    lines: Iterable[str], separator: str, first_line: int = 1
) -> Iterator[tuple[int, list[str]]]:
    """Yield the cells of each row with the number of the line on which it begins.

    `lines` are lines with their ends, and `first_line` is the number of the first one. Rows whose
    cells are all empty are skipped. Raises WordListError if a quote is misplaced or isn't closed,
    if a row is too long, or if there are too many cells.
    """
    row_length = 0
    line = first_line

    def lines_of_row() -> Iterator[str]:
        nonlocal row_length
        for text in lines:
            row_length += len(text)
            if row_length > MAX_ROW_LENGTH:
                raise WordListError(f"line {line}: more than {MAX_ROW_LENGTH} characters in a row")
            yield text

    reader = csv.reader(lines_of_row(), delimiter=separator, strict=True)
    cell_count = 0
    try:
        for cells in reader:
            row_length = 0
            filled = len(cells) - cells.count("")
            cell_count += filled
            if cell_count > MAX_CELLS:
                raise WordListError(f"expected at most {MAX_CELLS} cells")
            if filled:
                yield line, cells
            line = first_line + reader.line_num
    except csv.Error as error:
        raise WordListError(f"line {line}: {error}", malformed=True) from error
