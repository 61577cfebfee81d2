"""Reading delimited text (RFC 4180), with any one-character separator."""

import csv
import io
from collections.abc import Iterator

from portal.word_lists.raw_rows import WordListError

# The default, 128 KiB for a cell, is less than the parts of a word may have.
csv.field_size_limit(2**31 - 1)


def read_cells(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the cells of each row with the line on which it begins, from 1.

    Rows whose cells are all empty are skipped. Raises WordListError if a quote is misplaced or
    isn't closed.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise WordListError(f"line {line}: {error}", malformed=True) from error
