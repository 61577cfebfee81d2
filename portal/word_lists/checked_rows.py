"""Checking the rows of a list: the distinct words in it, and the rows that are refused."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from sys import getsizeof

from portal.schemas import MAX_TEXT
from portal.text import shorten
from portal.word_lists.interpretation import interpret
from portal.word_lists.limits import (
    MAX_GROUP_NAMES,
    MAX_GROUPS,
    MAX_ROWS,
    MAX_TEXTS,
    MAX_WORD_BYTES,
)
from portal.word_lists.listed_words import ListedWord, is_group_name, parse_word
from portal.word_lists.merging import MergedWord
from portal.word_lists.raw_rows import RawList, RawRow, WordListError

Interpret = Callable[[object], tuple[object, str]]


def as_it_is(value: object) -> tuple[object, str]:
    """Interpret nothing."""
    return value, ""


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """A row of a list after the check.

    `index` counts all rows from 0; `line` is the row's line from 1, or None in a format without
    lines. `word_index` is the index of the row's word in `WordList.words`, and `repeated` tells
    that an earlier row has the same word. If the row is refused, `word_index` is None and
    `reason` says why. `note` says what should be looked at in a row that isn't refused.
    """

    index: int
    line: int | None
    word_index: int | None
    repeated: bool = False
    reason: str = ""
    note: str = ""

    def __str__(self) -> str:
        """Name the row and the reason why it is refused."""
        place = f"entry {self.index}" if self.line is None else f"line {self.line}"
        return f"{place}: {self.reason}"


@dataclass(frozen=True, slots=True)
class WordList:
    """The distinct words of a list in order, all its rows, and notes about the list as a whole."""

    words: list[ListedWord]
    rows: list[CheckedRow]
    notes: tuple[str, ...] = ()

    @property
    def refused(self) -> list[CheckedRow]:
        """The rows that aren't words."""
        return [row for row in self.rows if row.word_index is None]


def check_list(
    raw: RawList, group: str | None = None, max_rows: int = MAX_ROWS, *, as_written: bool = False
) -> WordList:
    """Check the rows of a list as `check_rows` does.

    Unless the list is taken `as_written`, notations in it are understood first.
    """
    if as_written or raw.as_written:
        return replace(check_rows(raw.rows, group, max_rows), notes=raw.notes)
    return replace(check_rows(raw.rows, group, max_rows, interpret=interpret), notes=raw.notes)


def check_rows(
    raw_rows: Iterable[RawRow],
    group: str | None = None,
    max_rows: int = MAX_ROWS,
    interpret: Interpret = as_it_is,
) -> WordList:
    """Check each row by itself, and add `group` to the groups of every word.

    `interpret` returns what the value of a row means, and a note about it.

    Rows with the same German and English text are one word, with the groups and the parts of all
    of them. A row is refused if it isn't a word, or if its parts contradict an earlier row of the
    same word. Raises WordListError if `group` can't be a group's name, and if the list has more
    than `max_rows` rows, MAX_TEXTS characters in its words, MAX_WORD_BYTES of words with their
    parts, MAX_GROUPS groups or MAX_GROUP_NAMES names of groups.
    """
    if group is not None and not is_group_name(group):
        raise WordListError(f"the group needs a name of at most {MAX_TEXT} characters")
    words: list[ListedWord] = []
    rows: list[CheckedRow] = []
    indexes: dict[tuple[str, str], int] = {}  # of the words, by their two texts
    repeated: dict[int, list[tuple[int, ListedWord]]] = {}  # later rows, by the index of the word
    groups = _GroupLimits()
    text_length = 0
    word_bytes = 0
    for index, raw in enumerate(raw_rows):
        if index == max_rows:
            raise WordListError(f"expected at most {max_rows} rows")
        groups.count_names(raw.value)
        try:
            if raw.error:
                raise ValueError(raw.error)
            value, note = (raw.value, "") if raw.as_written else interpret(raw.value)
            word = parse_word(value, group)
        except ValueError as error:
            rows.append(_refused(index, raw.line, error))
            continue
        groups.add(word)
        word_bytes += getsizeof(word.german) + getsizeof(word.english) + getsizeof(word.parts)
        if word_bytes > MAX_WORD_BYTES:
            raise WordListError(f"the words need more than {MAX_WORD_BYTES} bytes of memory")
        word_index = indexes.setdefault((word.german, word.english), len(words))
        is_repeated = word_index < len(words)
        if is_repeated:
            repeated.setdefault(word_index, []).append((index, word))
        else:
            words.append(word)
            text_length += len(word.german) + len(word.english)
            if text_length > MAX_TEXTS:
                raise WordListError(f"the words have more than {MAX_TEXTS} characters")
        rows.append(CheckedRow(index, raw.line, word_index, is_repeated, note=note))
    for word_index, later_rows in repeated.items():
        merged = MergedWord(words[word_index])
        for index, word in later_rows:
            try:
                merged.add(word)
            except ValueError as error:
                rows[index] = _refused(index, rows[index].line, error)
        words[word_index] = merged.word()
    return WordList(words, rows)


class _GroupLimits:
    """The groups of a list so far, of which there may not be too many."""

    def __init__(self) -> None:
        self._distinct: set[str] = set()
        self._name_count = 0

    def count_names(self, value: object) -> None:
        """Count the names of groups in the JSON value of a row, before they are checked."""
        names = value.get("groups") if isinstance(value, dict) else None
        count = len(names) if isinstance(names, list) else 0
        if count > MAX_GROUPS:
            raise WordListError(f"expected at most {MAX_GROUPS} groups")
        self._name_count += count
        if self._name_count > MAX_GROUP_NAMES:
            raise WordListError(f"expected at most {MAX_GROUP_NAMES} names of groups")

    def add(self, word: ListedWord) -> None:
        """Add the groups of a word."""
        self._distinct.update(word.groups)
        if len(self._distinct) > MAX_GROUPS:
            raise WordListError(f"expected at most {MAX_GROUPS} groups")


def _refused(index: int, line: int | None, reason: ValueError) -> CheckedRow:
    return CheckedRow(index, line, None, reason=shorten(str(reason)))
