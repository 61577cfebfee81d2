"""Merging the rows of a list that have the same word."""

import msgspec

from portal.word_lists.limits import MAX_ROW_LENGTH
from portal.word_lists.listed_words import ListedWord

GRAMMAR = {
    "pos", "article", "gender", "plural", "praesens3", "praeteritum", "partizip2", "aux",
    "separable", "reflexive", "comparative", "superlative", "cases",
}  # fmt: skip


class MergedWord:
    """A word with the groups and the parts of all its rows.

    Lists, such as examples, are joined. A word has one grammar: rows that contradict each other in
    it are refused. Any other key gets a list of what the rows say.

    The parts of the word are decoded once, so that the time for a row depends on the size of that
    row alone.
    """

    def __init__(self, first: ListedWord) -> None:
        self._first = first
        self._groups = dict.fromkeys(first.groups)
        self._parts: object = msgspec.json.decode(first.parts or "null")
        self._length = len(first.parts or "")

    def add(self, word: ListedWord) -> None:
        """Add a later row of the word.

        Raises ValueError if its parts contradict the earlier rows, or if the parts of all rows
        become too long.
        """
        parts = msgspec.json.decode(word.parts or "null")
        if self._parts is None:
            self._parts, self._length = parts, len(word.parts or "")
        elif isinstance(self._parts, dict) and isinstance(parts, dict):
            self._add_keys(self._parts, parts, len(word.parts or ""))
        elif parts is not None and not _is_same(self._parts, parts):
            raise self._contradiction()
        self._groups |= dict.fromkeys(word.groups)

    def word(self) -> ListedWord:
        """Return the word."""
        first = self._first
        parts = None if self._parts is None else msgspec.json.encode(self._parts).decode()
        return ListedWord(first.german, first.english, parts, tuple(self._groups))

    def _add_keys(self, earlier: dict[str, object], parts: dict[str, object], length: int) -> None:
        changed = {
            key: value
            for key, value in parts.items()
            if key not in earlier or not _is_same(earlier[key], value)
        }
        if any(key in earlier and key in GRAMMAR for key in changed):
            raise self._contradiction()
        if not changed:
            return
        self._length += length
        if self._length > MAX_ROW_LENGTH:
            raise ValueError(f"the parts of the word have more than {MAX_ROW_LENGTH} characters")
        for key, value in changed.items():
            earlier[key] = _joined(earlier[key], value) if key in earlier else value

    def _contradiction(self) -> ValueError:
        first = self._first
        return ValueError(f"an earlier row gives {first.german} ({first.english}) other parts")


def _joined(one: object, other: object) -> object:
    """Return a list of two values, or of the items of both where they are lists."""
    items = one if isinstance(one, list) else [one]
    others = other if isinstance(other, list) else [other]
    known = {_canonical(item) for item in items}
    joined = [*items, *(item for item in others if _canonical(item) not in known)]
    return joined if len(joined) > 1 or isinstance(one, list) else joined[0]


def _is_same(one: object, other: object) -> bool:
    """Tell whether two JSON values are the same. In Python, 1 and True are equal."""
    return one == other and _canonical(one) == _canonical(other)


def _canonical(value: object) -> bytes:
    return msgspec.json.encode(value, order="deterministic")
