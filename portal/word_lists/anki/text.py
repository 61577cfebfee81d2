"""Notes that Anki has exported as text: header lines of the form `#key:value`, then the notes.

The header is described in the Anki manual, "Text Files", "File Headers".
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, takewhile

from portal.text import shorten
from portal.word_lists.anki.html import plain_text, without_marks
from portal.word_lists.anki.notes import note_value
from portal.word_lists.columns import Columns, ensure_few_columns, find_columns
from portal.word_lists.delimited import read_cells, read_lines
from portal.word_lists.raw_rows import RawList, RawRow, WordListError
from portal.word_lists.text_encoding import find_encoding

HEADER_BYTES = 4_096  # the beginning of a file, in which a header line must be to be recognised

_SEPARATORS = {
    "comma": ",", "semicolon": ";", "tab": "\t", "space": " ", "pipe": "|", "colon": ":",
}  # fmt: skip
_HEADER_LINE = re.compile(
    r"#(?P<key>(?:separator|html|columns|guid|notetype|deck|tags|if matches|match scope)"
    r"(?: column)?):(?P<value>[^\r\n]*)",
    re.IGNORECASE,
)
_COLUMN_NUMBER = re.compile(r"\s*[0-9]{1,4}\s*")


@dataclass(frozen=True)
class _Header:
    """The settings in a header. Columns are numbered from 1, as in the file."""

    separator: str
    is_html: bool
    names: list[str]  # of the columns; empty if the file doesn't name them
    deck: str  # of notes without a deck of their own
    deck_column: int  # 0 if there is none
    metadata_columns: set[int]  # the columns that aren't fields of the note


def is_anki_text(content: bytes) -> bool:
    """Tell whether a file begins with a header line of Anki's."""
    if not content.lstrip(b"\xef\xbb\xbf").startswith(b"#"):
        return False
    beginning = content[:HEADER_BYTES].decode("utf-8-sig", errors="replace")
    return any(map(_HEADER_LINE.match, takewhile(_is_header_line, beginning.splitlines())))


def read(
    content: bytes, german: str = "", english: str = "", *, decks_as_groups: bool = True
) -> RawList:
    """Return the words of an exported text.

    `german` and `english` are names of columns, or their numbers from 1 if the file doesn't name
    them. The default are the usual names, or the first two fields. A note's deck becomes its
    group if `decks_as_groups` is true. Raises WordListError.
    """
    encoding = find_encoding(content)
    line_count, settings, lines = _read_header_lines(read_lines(content, encoding.codec))
    header = _parse_header(settings)
    notes = read_cells(lines, header.separator, line_count + 1)
    rows = _read_notes(notes, header, german, english, decks_as_groups=decks_as_groups)
    return RawList(rows, (encoding.note,) if encoding.note else ())


def _read_notes(
    notes: Iterator[tuple[int, list[str]]],
    header: _Header,
    german: str,
    english: str,
    *,
    decks_as_groups: bool,
) -> Iterator[RawRow]:
    first_note = next(notes, None)
    if first_note is None:
        return
    names, columns = _find_fields(header, len(first_note[1]), german, english)
    as_text = plain_text if header.is_html else without_marks
    for line, cells in chain([first_note], notes):
        try:
            texts = [*map(as_text, cells)]
        except ValueError as error:
            yield RawRow(line, error=str(error))
            continue
        group = _find_deck(header, texts) if decks_as_groups else ""
        yield RawRow(line, note_value(names, texts, columns, group))


def _is_header_line(line: str) -> bool:
    return line.startswith("#")


def _read_header_lines(lines: Iterator[str]) -> tuple[int, dict[str, str], Iterator[str]]:
    """Return the number of header lines, their settings, and an iterator of the other lines."""
    count = 0
    settings: dict[str, str] = {}
    for line in lines:
        if not _is_header_line(line):
            return count, settings, chain([line], lines)
        if match := _HEADER_LINE.match(line):
            value = match["value"]
            # A spreadsheet has padded each line with the separators of empty cells.
            settings[match["key"].lower()] = value.rstrip(",;\t") if len(value) > 1 else value
        count += 1
    return count, settings, lines


def _parse_header(settings: dict[str, str]) -> _Header:
    separator_name = settings.get("separator", "tab")
    separator = _SEPARATORS.get(separator_name.strip().lower(), separator_name)
    if len(separator) != 1:
        raise WordListError(f"{shorten(separator_name)!r} is not a separator")
    metadata = {
        key: int(settings[f"{key} column"])
        for key in ("guid", "notetype", "deck", "tags")
        if _COLUMN_NUMBER.fullmatch(settings.get(f"{key} column", ""))
    }
    return _Header(
        separator=separator,
        is_html=settings.get("html", "true").strip().lower() != "false",
        names=next(
            (cells for _, cells in read_cells([settings.get("columns", "")], separator)), []
        ),
        deck=settings.get("deck", "").strip(),
        deck_column=metadata.get("deck", 0),
        metadata_columns=set(metadata.values()),
    )


def _find_fields(
    header: _Header, column_count: int, german: str, english: str
) -> tuple[list[str], Columns]:
    """Return the names of the fields, "" for a column without one, and the two columns."""
    ensure_few_columns(column_count)
    numbers = [str(number) for number in range(1, column_count + 1)]
    names = header.names or numbers
    if not (header.names or german or english):
        fields = [name for name in numbers if int(name) not in header.metadata_columns]
        german, english = (*fields, "", "")[:2]
    columns = find_columns(names, german, english)
    if not header.names:
        return [], columns
    field_names = [
        "" if number in header.metadata_columns else name for number, name in enumerate(names, 1)
    ]
    return field_names, columns


def _find_deck(header: _Header, texts: list[str]) -> str:
    """Return the name of a note's deck, or "" if the file doesn't tell."""
    if 1 <= header.deck_column <= len(texts):
        return texts[header.deck_column - 1]
    return header.deck
