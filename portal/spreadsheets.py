"""CSV files that a spreadsheet opens without running what is in them.

A spreadsheet takes a cell that begins with =, + or some other characters for a formula, which can
send the other cells elsewhere or start a program (OWASP, "CSV Injection"). The texts of an export
may come from a list that somebody else has written.
"""

import csv
import re
from collections.abc import Callable, Iterable
from typing import IO

# The characters that OWASP lists, with their full-width forms. Apostrophes before them belong to
# the pattern, so that `unescape` finds out whether one was added.
_FORMULA = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")

WriteRow = Callable[[Iterable[object]], object]


def escape(cell: str) -> str:
    """Return a cell with an apostrophe in front if a spreadsheet would take it for a formula.

    A cell that has apostrophes before a formula also gets one, so that `unescape` returns exactly
    what was escaped.
    """
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unescape(cell: str) -> str:
    """Return the cell that was escaped."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def row_writer(file: IO[str], *, spreadsheet_safe: bool) -> WriteRow:
    """Return a function that writes a row of CSV, with its texts escaped if asked for.

    Then every cell is quoted, too, as OWASP advises.
    """
    if not spreadsheet_safe:
        return csv.writer(file).writerow
    writer = csv.writer(file, quoting=csv.QUOTE_ALL)
    return lambda cells: writer.writerow(
        escape(cell) if isinstance(cell, str) else cell for cell in cells
    )
