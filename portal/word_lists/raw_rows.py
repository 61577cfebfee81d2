"""What a format reader produces: the rows of a list, not yet checked."""

from collections.abc import Iterable
from typing import NamedTuple

NOT_UTF8 = "the text isn't UTF-8"  # of JSON, which has no other encoding (RFC 8259, 8.1)


class WordListError(Exception):
    """A list that can't be read as a whole.

    `malformed` tells a file that breaks the rules of its format from one that is well-formed but
    isn't a list of words.
    """

    def __init__(self, reason: str, *, malformed: bool = False) -> None:
        super().__init__(reason)
        self.malformed = malformed


class RawList(NamedTuple):
    """A list as its format reader has read it: the rows, which are read one by one, and notes.

    Notes are sentences for the reader about the list as a whole, such as a guess. If the portal
    itself has written the list, it is taken `as_written`: nothing in it is a notation.
    """

    rows: Iterable["RawRow"]
    notes: tuple[str, ...] = ()
    as_written: bool = False


class RawRow(NamedTuple):
    """One row of a list as its format reader has read it.

    `line` is the number of its line in the file, from 1, or None in a format without lines.
    `value` should be a JSON object with `german`, `english`, `parts` and `groups`; every other key
    becomes a key of `parts`. If the row can't be read, `error` says why and `value` is None.
    A row that the portal has written is taken `as_written`.
    """

    line: int | None
    value: object = None
    error: str = ""
    as_written: bool = False
