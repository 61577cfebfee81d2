"""Lists of words in workbooks of Excel and LibreOffice: `.xlsx`, `.xls` and `.ods`."""

import subprocess
from itertools import islice

import msgspec

from portal.paths import module_command
from portal.text import shorten
from portal.word_lists.raw_rows import RawList, WordListError
from portal.word_lists.word_table import Cells, read_table
from portal.word_lists.workbook_process import Found


def read(content: bytes, german: str = "", english: str = "", sheet: str = "") -> RawList:
    """Return the words of a sheet: the one that is named, or the first one that isn't empty.

    `german` and `english` are those of `read_table`. Raises WordListError.
    """
    if not sheet.isprintable():  # nor can an argument of a command have a NUL
        raise WordListError("there is no such sheet")
    command, environment = module_command("portal.word_lists.workbook_process", sheet)
    done = subprocess.run(  # noqa: S603 - this very package
        command, input=content, env=environment, capture_output=True, check=False
    )
    if done.returncode:
        raise WordListError("reading the workbook needs too much memory or time")
    lines = done.stdout.splitlines()
    found = msgspec.json.decode(lines[0], type=Found)
    if found.error:
        raise WordListError(found.error, malformed=found.malformed)
    others = [name for name in found.sheets if name != found.sheet]
    notes: tuple[str, ...] = ()
    if others and not sheet:
        notes = (
            f"The sheet {shorten(found.sheet)} was read. The workbook also has "
            f"{shorten(', '.join(others))}.",
        )
    rows = (msgspec.json.decode(line, type=Cells) for line in islice(lines, 1, None))
    return read_table(rows, german, english, notes)
