"""Lists of words as CSV: a header with the names of the columns, then a row for each word.

The columns are `german`, `english`, `groups`, and one for each key of `parts`. An empty cell says
nothing about its column. A column `parts` holds a word's parts as JSON if separate columns can't.
An empty column `escaped_formulas` tells that the cells were escaped for spreadsheets.
"""

import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

import msgspec

from portal.spreadsheets import row_writer, unescape
from portal.text import normalise, shorten
from portal.word_lists.columns import Columns, ensure_few_columns, find_columns
from portal.word_lists.csv_cells import decode_groups, decode_value, encode_groups, encode_value
from portal.word_lists.delimited import read_cells, read_lines
from portal.word_lists.listed_words import ROW_KEYS, ListedWord
from portal.word_lists.raw_rows import RawRow, WordListError

SEPARATORS = ",;\t"
ESCAPED = "escaped_formulas"
MAX_KEYS = 100  # the most frequent keys of `parts`; the words with others use the column `parts`


def read(content: bytes, german: str = "", english: str = "") -> Iterator[RawRow]:
    """Yield the rows of a CSV file, separated by commas, semicolons or tabs.

    `german` and `english` name those two columns if they don't have one of the usual names.
    Raises WordListError.
    """
    blank_count, lines = _skip_blank_lines(read_lines(content))
    first_line = next(lines, "")
    separator = max(SEPARATORS, key=first_line.count)
    rows = read_cells(chain([first_line], lines), separator, blank_count + 1)
    _, header = next(rows, (1, []))
    ensure_few_columns(len(header))
    names = [normalise(name) for name in header]
    is_escaped = ESCAPED in names
    if is_escaped:
        names = ["" if name == ESCAPED else unescape(name) for name in names]
    columns = find_columns(names, german, english)
    _ensure_unambiguous(names, columns)
    names[columns.german], names[columns.english] = "german", "english"
    for line, cells in rows:
        if len(cells) > len(names):
            reason = f"there are {len(cells)} cells and only {len(names)} columns"
            yield RawRow(line, error=reason)
        else:
            yield RawRow(line, _row_value(names, map(unescape, cells) if is_escaped else cells))


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


def _ensure_unambiguous(names: list[str], columns: Columns) -> None:
    for key, column in (("german", columns.german), ("english", columns.english)):
        for index, name in enumerate(names):
            if index != column and name.casefold() == key:
                raise WordListError(
                    f"both {shorten(names[column])} and {shorten(name)} are columns for {key}"
                )


def _row_value(names: Sequence[str], cells: Iterable[str]) -> dict[str, object]:
    """Return the JSON object that the cells of a row stand for."""
    value: dict[str, object] = {"german": "", "english": ""}
    for name, cell in zip(names, cells, strict=False):
        if name in ("german", "english"):
            value[name] = cell
        elif name and cell.strip():
            value[name] = decode_groups(cell) if name == "groups" else decode_value(cell)
    return value


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
    value = _row_value(keys, cells)
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
