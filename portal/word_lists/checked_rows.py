"""Checking the rows of a list: the distinct words in it, and the rows that are refused."""

from collections.abc import Iterable
from dataclasses import dataclass

from portal.schemas import MAX_TEXT
from portal.text import shorten
from portal.word_lists.listed_words import ListedWord, is_group_name, merge_words, parse_word
from portal.word_lists.parts import contradict
from portal.word_lists.raw_rows import RawRow, WordListError

MAX_GROUPS = 1_000  # distinct groups in one list


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """A row of a list after the check.

    `index` counts all rows from 0; `line` is the row's line from 1, or None in a format without
    lines. `word_index` is the index of the row's word in `WordList.words`, and `repeated` tells
    that an earlier row has the same word. If the row is refused, `word_index` is None and
    `reason` says why.
    """

    index: int
    line: int | None
    word_index: int | None
    repeated: bool = False
    reason: str = ""

    def __str__(self) -> str:
        """Name the row and the reason why it is refused."""
        place = f"entry {self.index}" if self.line is None else f"line {self.line}"
        return f"{place}: {self.reason}"


@dataclass(frozen=True, slots=True)
class WordList:
    """The distinct words of a list in order, and all its rows."""

    words: list[ListedWord]
    rows: list[CheckedRow]

    @property
    def refused(self) -> list[CheckedRow]:
        """The rows that aren't words."""
        return [row for row in self.rows if row.word_index is None]


def check_rows(
    raw_rows: Iterable[RawRow], group: str | None = None, max_rows: int | None = None
) -> WordList:
    """Check each row by itself, and add `group` to the groups of every word.

    Rows with the same German and English text are one word, with the groups and the parts of all
    of them. A row is refused if it isn't a word, or if its parts contradict an earlier row of the
    same word. Raises WordListError if `group` can't be a group's name, and if the list has more
    than `max_rows` rows or MAX_GROUPS groups.
    """
    if group is not None and not is_group_name(group):
        raise WordListError(f"the group needs a name of at most {MAX_TEXT} characters")
    distinct = _DistinctWords()
    rows = []
    for index, raw in enumerate(raw_rows):
        if index == max_rows:
            raise WordListError(f"expected at most {max_rows} rows")
        try:
            if raw.error:
                raise ValueError(raw.error)
            word_index, repeated = distinct.add(parse_word(raw.value, group))
            rows.append(CheckedRow(index, raw.line, word_index, repeated))
        except ValueError as error:
            rows.append(CheckedRow(index, raw.line, None, reason=shorten(str(error))))
    return WordList(distinct.words, rows)


class _DistinctWords:
    """The words of a list so far, and the index of each by its two texts."""

    def __init__(self) -> None:
        self.words: list[ListedWord] = []
        self._indexes: dict[tuple[str, str], int] = {}
        self._groups: set[str] = set()

    def add(self, word: ListedWord) -> tuple[int, bool]:
        """Add a row's word; return its index, and whether an earlier row has the same word.

        Raises ValueError if the word's parts contradict the earlier row.
        """
        self._groups.update(word.groups)
        if len(self._groups) > MAX_GROUPS:
            raise WordListError(f"expected at most {MAX_GROUPS} groups")
        index = self._indexes.setdefault((word.german, word.english), len(self.words))
        if index == len(self.words):
            self.words.append(word)
            return index, False
        first = self.words[index]
        if contradict(first.parts, word.parts):
            raise ValueError(f"an earlier row gives {word.german} ({word.english}) other parts")
        self.words[index] = merge_words(first, word)
        return index, True
