"""Words as a list says them, in whatever format: each is checked by itself, and named if refused.

A format turns its rows into entries: objects with `german`, `english`, what is known as `parts`,
and the names of `groups`. Any other key of an entry becomes a key of `parts`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import msgspec

from portal.schemas import MAX_TEXT
from portal.text import normalise, normalise_json

MOST_GROUPS = 1_000  # of all words of a list
NUL = "\0"  # which ends a text to SQLite's JSON
OWN_KEYS = ("german", "english", "groups", "parts")

# An entry with its line, where the format has lines; or why it can't be read.
Entry = tuple[int | None, object | ValueError]


class WordListError(Exception):
    """A list that can't be read as a whole; `malformed` where it isn't even of its format."""

    def __init__(self, reason: str, *, malformed: bool = False) -> None:
        super().__init__(reason)
        self.malformed = malformed


@dataclass(frozen=True, slots=True)
class ListedWord:
    """A word as it goes into the database; `parts` is JSON text, None where nothing is said."""

    german: str
    english: str
    parts: str | None
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a list: its index from 0, its line from 1 where it has one, and what it says.

    That is the word at the place `word` of the list's words, which an earlier row may say as well
    (`repeated`), or none (None), for a `reason`.
    """

    index: int
    line: int | None
    word: int | None
    repeated: bool = False
    reason: str = ""

    def __str__(self) -> str:
        """Say where it is, and why it is refused."""
        place = f"entry {self.index}" if self.line is None else f"line {self.line}"
        return f"{place}: {self.reason}"


@dataclass(frozen=True, slots=True)
class WordList:
    """The distinct words of a list, in order, and all its rows."""

    words: list[ListedWord]
    rows: list[Row]

    @property
    def refused(self) -> list[Row]:
        """The rows that are no words."""
        return [row for row in self.rows if row.word is None]


def collect(
    entries: Iterable[Entry], group: str | None = None, most_rows: int | None = None
) -> WordList:
    """Check entries one by one; each word goes into its own groups, and into `group`.

    A word in several rows is one word in all their groups, and of all their parts. A row is
    refused where it isn't a word, or where its parts contradict those of an earlier row of the
    same word. Raises WordListError where `group` is no name, and where there are more than
    `most_rows` rows or MOST_GROUPS groups.
    """
    if group is not None and not is_name(group):
        raise WordListError(f"the group needs a name of at most {MAX_TEXT} characters")
    places: dict[tuple[str, str], int] = {}
    words: list[ListedWord] = []
    rows = []
    groups: set[str] = set()
    for index, (line, entry) in enumerate(entries):
        if index == most_rows:
            raise WordListError(f"expected at most {most_rows} rows")
        try:
            word = check_word(entry, group)
            groups.update(word.groups)
            if len(groups) > MOST_GROUPS:
                raise WordListError(f"expected at most {MOST_GROUPS} groups")
            place = places.setdefault((word.german, word.english), len(words))
            repeated = place < len(words)
            if repeated:
                _ensure_no_contradiction(words[place], word)
                words[place] = _joined(words[place], word)
            else:
                words.append(word)
            rows.append(Row(index, line, place, repeated))
        except ValueError as error:
            rows.append(Row(index, line, None, reason=str(error)))
    return WordList(words, rows)


def check_word(entry: object, group: str | None) -> ListedWord:
    """Return the word that an entry is, or raise ValueError with the reason why it is none."""
    if isinstance(entry, ValueError):
        raise entry
    if not isinstance(entry, dict):
        raise ValueError("expected an object with german and english")
    texts = {key: text(entry.get(key)) for key in ("german", "english")}
    for key, value in texts.items():
        if key not in entry:
            raise ValueError(f"{key} is missing")
        if not value:
            raise ValueError(f"{key} must be a text that isn't empty")
        if NUL in value:
            raise ValueError(f"{key} has a NUL in it")
        if len(value) > MAX_TEXT:
            raise ValueError(f"{key} is longer than {MAX_TEXT} characters")
    others = {key: value for key, value in entry.items() if key not in OWN_KEYS}
    return ListedWord(
        texts["german"],
        texts["english"],
        _parts(entry.get("parts"), others),
        _groups(entry.get("groups"), group),
    )


def join_words(words: Iterable[ListedWord]) -> list[ListedWord]:
    """Make each word that comes several times one, in all their groups, and of all their parts."""
    distinct: dict[tuple[str, str], ListedWord] = {}
    for word in words:
        first = distinct.get((word.german, word.english))
        distinct[word.german, word.english] = _joined(first, word) if first else word
    return [*distinct.values()]


def text(value: object) -> str:
    """Return a text as it is kept; "" where it isn't one."""
    return normalise(value) if isinstance(value, str) else ""


def is_name(value: object) -> bool:
    """Tell whether a value can be a group's name."""
    name = text(value)
    try:
        name.encode()  # what a shell passes on may be no characters at all
    except UnicodeEncodeError:
        return False
    return 0 < len(name) <= MAX_TEXT and NUL not in name


def canonical(parts: str | None) -> bytes | None:
    """Return JSON so that what is equal but for the order of keys becomes the same."""
    if parts is None:
        return None
    return msgspec.json.encode(msgspec.json.decode(parts), order="deterministic")


def merged(parts: str | None, said: str) -> str:
    """Return what is known of a word, as JSON, once a list has said more: key by key, the list's.

    A JSON list has no keys, and is replaced whole.
    """
    old, new = (msgspec.json.decode(json or "null") for json in (parts, said))
    if not (isinstance(old, dict) and isinstance(new, dict)):
        return said
    return msgspec.json.encode({**old, **new}).decode()


def _parts(parts: Any, others: dict[str, Any]) -> str | None:
    """Join `parts` as it came with the entry's other keys, as JSON text."""
    if parts is None or isinstance(parts, dict):
        parts = {**others, **(parts or {})} or parts
    elif not isinstance(parts, list):
        raise ValueError("parts must be an object, a list or null")
    elif others:
        raise ValueError(f"parts is a list, so that {', '.join(others)} has nowhere to go")
    if parts is None:
        return None
    return normalise_json(msgspec.json.encode(parts).decode())


def _groups(names: object, group: str | None) -> tuple[str, ...]:
    names = [] if names is None else names
    if not isinstance(names, list) or not all(map(is_name, names)):
        raise ValueError("groups must be a list of names")
    return tuple(dict.fromkeys([*map(text, names), *([text(group)] if group else [])]))


def _ensure_no_contradiction(first: ListedWord, word: ListedWord) -> None:
    if first.parts is None or word.parts is None:
        return
    if canonical(merged(first.parts, word.parts)) != canonical(merged(word.parts, first.parts)):
        raise ValueError(f"{word.german} ({word.english}) has other parts in an earlier row")


def _joined(first: ListedWord, word: ListedWord) -> ListedWord:
    """Make two rows one word; where they contradict each other, the first counts."""
    parts = word.parts if first.parts is None else merged(word.parts, first.parts)
    groups = tuple(dict.fromkeys([*first.groups, *word.groups]))
    return ListedWord(first.german, first.english, parts, groups)
