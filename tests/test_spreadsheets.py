import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.spreadsheets import escape, row_writer, unescape

FORMULAS = "=+-@\t\r\n＝＋－＠"


@given(st.text(alphabet=f"{FORMULAS}'ab1 ", max_size=6) | st.text())
def test_escaped_cell_is_no_formula_and_can_be_restored(cell: str) -> None:
    assert not escape(cell).startswith(tuple(FORMULAS))
    assert unescape(escape(cell)) == cell


@pytest.mark.parametrize("cell", ["", "a", "'", "'a", "a=1", " =1", "''b", "12"])
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert escape(cell) == unescape(cell) == cell


def test_safe_rows_are_quoted_and_numbers_stay() -> None:
    file = io.StringIO(newline="")
    write_row = row_writer(file, spreadsheet_safe=True)
    write_row(["=1+1", -1, None, "a", True])
    assert file.getvalue() == '"\'=1+1","-1","","a","True"\r\n'
    assert next(csv.reader([file.getvalue()])) == ["'=1+1", "-1", "", "a", "True"]
