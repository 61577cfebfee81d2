"""Lists of words as CSV, as the portal writes it and as spreadsheets do.

The columns of an export are `german`, `english`, `groups`, and one for each key of `parts`. An
empty cell says nothing about its column. A column `parts` holds a word's parts as JSON if separate
columns can't. An empty column `escaped_formulas` tells that the cells were escaped for
spreadsheets.
"""

import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

import msgspec

from portal.spreadsheets import row_writer
from portal.text import normalise
from portal.word_lists.csv_cells import encode_groups, encode_value
from portal.word_lists.delimited import read_cells, read_lines
from portal.word_lists.listed_words import ROW_KEYS, ListedWord
from portal.word_lists.raw_rows import RawList
from portal.word_lists.text_encoding import find_encoding
from portal.word_lists.word_table import ESCAPED, SAMPLE, read_table, row_value

SEPARATORS = ",;\t"
_SEPARATOR_LINE = re.compile(r"\"?sep=([^\r\n])\"?[\r\n]*", re.IGNORECASE)  # as Excel writes it
MAX_KEYS = 100  # the most frequent keys of `parts`; the words with others use the column `parts`


def read(content: bytes, german: str = "", english: str = "") -> RawList:
    """Return the words of a CSV file, separated by commas, semicolons or tabs.

    `german` and `english` are those of `read_table`. Raises WordListError.
    """
    encoding = find_encoding(content)
    blank_count, lines = _skip_blank_lines(read_lines(content, encoding.codec))
    first_lines = [*islice(lines, SAMPLE)]
    if first_lines and (match := _SEPARATOR_LINE.fullmatch(first_lines[0])):
        separator = match[1]
        first_lines.pop(0)
        blank_count += 1
    else:
        separator = _find_separator(first_lines)
    rows = read_cells(chain(first_lines, lines), separator, blank_count + 1)
    notes = (encoding.note,) if encoding.note else ()
    return read_table(rows, german, english, notes)


def write(words: Sequence[ListedWord], *, spreadsheet_safe: bool = False) -> Iterator[str]:
    """Yield the text of a CSV file of `words`, line by line.

    With `spreadsheet_safe`, no cell is a formula for a spreadsheet, and the column
    `escaped_formulas` tells `read` to restore the cells.
    """
    keys = _choose_columns(words)
    rows = [_row_cells(word, keys) for word in words]
    header = ["german", "english", "groups", *keys, "parts"]
    if not any(cells[-1] for cells in rows):
        for cells in (header, *rows):
            cells.pop()
    if spreadsheet_safe:
        for cells in (header, *rows):
            cells.append(ESCAPED if cells is header else "")
    file = io.StringIO(newline="")
    write_row = row_writer(file, spreadsheet_safe=spreadsheet_safe)
    for cells in (header, *rows):
        write_row(cells)
        yield file.getvalue()
        file.seek(file.truncate(0))


def _skip_blank_lines(lines: Iterator[str]) -> tuple[int, Iterator[str]]:
    """Return the number of blank lines at the beginning, and an iterator of the other lines."""
    count = 0
    for line in lines:
        if line.strip():
            return count, chain([line], lines)
        count += 1
    return count, lines


def _find_separator(lines: Sequence[str]) -> str:
    """Return the separator that is in the first of the lines, and in most of them."""
    if not lines:
        return SEPARATORS[0]

    def frequency(separator: str) -> tuple[bool, int, int]:
        lines_with_it = sum(separator in line for line in lines)
        return separator in lines[0], lines_with_it, lines[0].count(separator)

    return max(SEPARATORS, key=frequency)


def _row_cells(word: ListedWord, keys: Sequence[str]) -> list[str]:
    """Return the cells of a word: a cell for each of `keys`, or the whole of its parts at the end.

    The separate cells are used only if reading them returns exactly the word's parts.
    """
    parts = _parts_object(word)
    cells = [encode_value(parts[key]) if key in parts else "" for key in keys]
    whole = ""
    if word.parts != _read_parts(keys, cells):
        cells, whole = [""] * len(keys), word.parts or ""
    return [word.german, word.english, encode_groups(word.groups), *cells, whole]


def _read_parts(keys: Sequence[str], cells: Sequence[str]) -> str | None:
    value = row_value(keys, cells)
    parts = {key: value[key] for key in value if key not in ROW_KEYS}
    return msgspec.json.encode(parts).decode() if parts else None


def _parts_object(word: ListedWord) -> dict[str, object]:
    parts = None if word.parts is None else msgspec.json.decode(word.parts)
    return parts if isinstance(parts, dict) else {}


def _choose_columns(words: Iterable[ListedWord]) -> list[str]:
    """Return the most frequent keys of the words' parts.

    A key that is new comes after the keys that precede it in its word, so that the order of the
    columns is the order of the keys in most words.
    """
    keys_of_words = [list(_parts_object(word)) for word in words]
    counts = Counter(key for keys in keys_of_words for key in keys)
    frequent = {key for key, _ in counts.most_common(MAX_KEYS)} - {*ROW_KEYS, "", ESCAPED}
    columns: list[str] = []
    for keys in keys_of_words:
        position = 0
        for key in keys:
            if key in columns:
                position = columns.index(key) + 1
            elif key in frequent and key == normalise(key):
                columns.insert(position, key)
                position += 1
    return columns
