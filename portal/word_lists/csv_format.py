"""Words as CSV: a line for the names of the columns, then a line a word.

The columns are `german` and `english`; `groups`, several names separated by `|`; and one for each
key of `parts`. A cell is the text that it shows, or else JSON; an empty one says nothing. What
can't be said so stands whole, as JSON, in the column `parts`, and groups as a JSON array.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec

from portal.text import normalise
from portal.word_lists.columns import find
from portal.word_lists.listed_words import OWN_KEYS, Entry, ListedWord, WordListError

SEPARATORS = ",;\t"
BETWEEN_GROUPS = "|"
MOST_COLUMNS = 100  # of the commonest keys; rarer ones go into `parts`

# Python's own limit of a cell is below what a portal may hold.
csv.field_size_limit(2**31 - 1)


def decoded(content: bytes) -> str:
    """Return the text of a file, with or without a byte order mark. Raises WordListError."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise WordListError("it isn't UTF-8", malformed=True) from error


def rows(content: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a text that aren't empty, each with its line. Raises WordListError."""
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=separator, strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise WordListError(f"line {line}: {error}", malformed=True) from error


def read(content: bytes, german: str = "", english: str = "") -> Iterator[Entry]:
    """Yield the entries of a CSV file; `german` and `english` name those columns otherwise.

    The separator is a comma, a semicolon or a tab. Raises WordListError.
    """
    file = decoded(content)
    lines = rows(file, _separator(file))
    _, header = next(lines, (1, []))
    names = [normalise(name) for name in header]
    places = find(names, german, english)
    for name, count in Counter(names).items():
        if name and count > 1:
            raise WordListError(f"there are {count} columns {name}")
    for key, place in places.items():
        for other, name in enumerate(names):
            if other != place and name.casefold() == key:
                raise WordListError(f"both {names[place]} and {name} are columns for {key}")
        names[place] = key
    for line, cells in lines:
        yield line, _entry(names, cells)


def write(words: Sequence[ListedWord]) -> Iterator[str]:
    """Yield the text of a CSV file of all `words`."""
    columns = _columns(words)
    names = ["german", "english", "groups", *columns]
    table = [
        [word.german, word.english, _groups_cell(word), *_cells(word, columns)] for word in words
    ]
    if any(_needs_whole(word, names, cells) for word, cells in zip(words, table, strict=True)):
        names.append("parts")
        for word, cells in zip(words, table, strict=True):
            whole = _needs_whole(word, names, [*cells, ""])
            cells[3:] = [""] * len(columns) if whole else cells[3:]
            cells.append(word.parts or "" if whole else "")
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    for cells in (names, *table):
        writer.writerow(cells)
        yield file.getvalue()
        file.seek(file.truncate(0))


def _separator(file: str) -> str:
    """Return the separator of which the first line that isn't empty has most."""
    first = next((line for line in io.StringIO(file) if line.strip()), "")
    return max(SEPARATORS, key=first.count)


def _entry(names: list[str], cells: list[str]) -> object | ValueError:
    if len(cells) > len(names):
        return ValueError(f"there are {len(cells)} cells and only {len(names)} columns")
    entry: dict[str, Any] = {}
    for name, cell in zip(names, cells, strict=False):
        if name in ("german", "english"):
            entry[name] = cell
        elif name and cell.strip():
            entry[name] = _names_of_groups(cell) if name == "groups" else _value(cell)
    for name in ("german", "english"):
        entry.setdefault(name, "")
    return entry


def _value(cell: str) -> Any:
    cell = cell.strip()
    # Most cells are texts, which no JSON begins like.
    if cell[0] in '{["-0123456789tfn':
        try:
            return msgspec.json.decode(cell)
        except (msgspec.DecodeError, RecursionError):
            pass
    return cell


def _names_of_groups(cell: str) -> list[str]:
    names = _value(cell)
    if isinstance(names, list):
        return names  # judged with the rest of the entry
    return [name for name in map(normalise, cell.split(BETWEEN_GROUPS)) if name]


def _cell(value: Any) -> str:
    if isinstance(value, str) and value.strip() and _value(value) == value:
        return value
    return msgspec.json.encode(value).decode()


def _groups_cell(word: ListedWord) -> str:
    cell = BETWEEN_GROUPS.join(word.groups)
    if not cell or tuple(_names_of_groups(cell)) == word.groups:
        return cell
    return msgspec.json.encode(word.groups).decode()


def _object(word: ListedWord) -> dict[str, Any]:
    parts = None if word.parts is None else msgspec.json.decode(word.parts)
    return parts if isinstance(parts, dict) else {}


def _cells(word: ListedWord, columns: list[str]) -> list[str]:
    parts = _object(word)
    return [_cell(parts[name]) if name in parts else "" for name in columns]


def _needs_whole(word: ListedWord, names: list[str], cells: list[str]) -> bool:
    """Tell whether the cells of a word's columns say something else than its parts."""
    entry = _entry(names, cells)
    assert isinstance(entry, dict)
    said = {name: value for name, value in entry.items() if name not in OWN_KEYS}
    return word.parts != (msgspec.json.encode(said).decode() if said else None)


def _columns(words: Iterable[ListedWord]) -> list[str]:
    """Return the commonest keys of the words' parts, in an order that most of them have."""
    found = [[*_object(word)] for word in words]
    counts = Counter(name for names in found for name in names)
    common = {name for name, _ in counts.most_common(MOST_COLUMNS)} - {*OWN_KEYS, ""}
    columns: list[str] = []
    for names in found:
        place = 0
        for name in names:
            if name in columns:
                place = columns.index(name) + 1
            elif name in common and name == normalise(name):
                columns.insert(place, name)
                place += 1
    return columns
