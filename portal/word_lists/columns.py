"""Finding the German and the English column of a list by the names of its columns."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from portal.text import shorten
from portal.word_lists.limits import MAX_COLUMNS
from portal.word_lists.raw_rows import WordListError

# In order of preference.
_GERMAN_NAMES = ("german", "deutsch", "front", "vorderseite", "wort")
_ENGLISH_NAMES = ("english", "englisch", "back", "rückseite", "translation", "übersetzung")


class Columns(NamedTuple):
    """The indexes of the two columns, from 0."""

    german: int
    english: int


def find_columns(names: Sequence[str], german: str = "", english: str = "") -> Columns:
    """Return the indexes of the German and the English column among `names`.

    `german` and `english` are column names that the user has chosen; where one is empty, the
    usual names are looked for. Upper and lower case are the same. Raises WordListError if a
    column isn't found, if one column would be both, if two columns have the same name, or if there
    are more than MAX_COLUMNS.
    """
    ensure_few_columns(len(names))
    for name, count in Counter(names).items():
        if name and count > 1:
            raise WordListError(f"{count} columns are named {shorten(name)}")
    folded = [name.casefold() for name in names]
    german_index = _find_chosen(folded, german) if german else _find_usual(folded, _GERMAN_NAMES)
    english_index = (
        _find_chosen(folded, english) if english else _find_usual(folded, _ENGLISH_NAMES)
    )
    if german_index is None:
        raise _missing_column(german or "for german", names)
    if english_index is None:
        raise _missing_column(english or "for english", names)
    if german_index == english_index:
        raise WordListError("german and english can't be the same field")
    return Columns(german_index, english_index)


def ensure_few_columns(count: int) -> None:
    """Raise WordListError if `count` is more than a list may have."""
    if count > MAX_COLUMNS:
        raise WordListError(f"there are {count} columns; expected at most {MAX_COLUMNS}")


def _find_chosen(names: list[str], chosen: str) -> int | None:
    name = chosen.casefold()
    return names.index(name) if name in names else None


def _find_usual(names: list[str], usual_names: Sequence[str]) -> int | None:
    for usual in usual_names:
        if usual in names:
            return names.index(usual)
    # No column has a usual name, but one may contain it, such as "Word (German)".
    for usual in usual_names:
        containing = [index for index, name in enumerate(names) if usual in name]
        if len(containing) == 1:
            return containing[0]
    return None


def _missing_column(wanted: str, names: Sequence[str]) -> WordListError:
    found = shorten(", ".join(names)) or "none"
    return WordListError(f"there is no field {wanted} among {found}")
