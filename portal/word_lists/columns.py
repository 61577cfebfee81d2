"""Finding the German and the English column of a list by the names of its columns."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from portal.text import fold, shorten
from portal.word_lists.limits import MAX_COLUMNS
from portal.word_lists.raw_rows import WordListError

# Folded, and in order of preference.
_GERMAN_NAMES = (
    "german", "deutsch", "front", "vorderseite", "wort", "vokabel", "word", "german word", "noun",
    "nomen", "begriff", "term", "headword", "stichwort", "lemma", "vocabulary", "expression",
    "frage", "question",
)  # fmt: skip
_ENGLISH_NAMES = (
    "english", "englisch", "back", "ruckseite", "translation", "ubersetzung", "meaning",
    "bedeutung", "definition", "answer", "antwort", "english translation",
)  # fmt: skip


_GERMAN_SIGNS = re.compile(
    r"[äöüßÄÖÜ]|^(?:der|die|das|ein|eine|sich|\(sich\))\s|^[A-ZÄÖÜ]\w+$|^[a-z]+en$"
    r"|\b(?:und|ist|nicht|ich|auf|mit|für|von|zu|im|am)\b"
)
_ENGLISH_SIGNS = re.compile(
    r"^(?:to|the|an?)\s|\b(?:to|the|of|and|is|not|with|for|from|be|someone|something)\b|th|w[hr]"
)


# Names that are each other's translation: then they are a word of the list.
_TRANSLATIONS = {
    frozenset(pair.split())
    for pair in (
        "deutsch german", "englisch english", "wort word", "frage question", "antwort answer",
        "begriff term", "bedeutung meaning", "ubersetzung translation", "vokabel vocabulary",
        "ausdruck expression", "nomen noun", "stichwort headword", "ruckseite back",
        "vorderseite front",
    )
}  # fmt: skip


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
    folded = [fold(name) for name in names]
    german_index = _find_chosen(folded, german) if german else _find_usual(folded, _GERMAN_NAMES)
    english_index = (
        _find_chosen(folded, english) if english else _find_usual(folded, _ENGLISH_NAMES)
    )
    if len(names) == 2:  # then one usual name is enough
        if german_index is None and not german and folded[english_index or 0] in _ENGLISH_NAMES:
            german_index = 1 - (english_index or 0)
        elif english_index is None and not english and folded[german_index or 0] in _GERMAN_NAMES:
            english_index = 1 - (german_index or 0)
    if german_index is None:
        raise _missing_column(german or "for german", names)
    if english_index is None:
        raise _missing_column(english or "for english", names)
    if german_index == english_index:
        raise WordListError("german and english can't be the same field")
    return Columns(german_index, english_index)


def are_names(cells: Sequence[str]) -> bool:
    """Tell whether the first cells of a list are the names of its columns, not a word.

    They are if both columns have usual names, unless one translates the other: `Frage, Antwort`
    are names, and `Antwort, answer` is a word. The name of a language is enough.
    """
    folded = [fold(cell) for cell in cells]
    if frozenset(folded[:2]) in _TRANSLATIONS:
        return False
    german, english = (
        _find_usual(folded, names) for names in (_GERMAN_NAMES[:2], _ENGLISH_NAMES[:2])
    )
    if german is not None and english is not None and german != english:
        return True
    known = {*folded}
    if known & {*_GERMAN_NAMES[:2], *_ENGLISH_NAMES[:2]}:
        return True
    return bool(known & {*_GERMAN_NAMES} and known & {*_ENGLISH_NAMES})


def guess_columns(rows: Sequence[Sequence[str]]) -> Columns:
    """Return the German and the English column of rows without names, by what is in them.

    They are the first two columns unless the texts tell otherwise.
    """
    count = max(map(len, rows))
    scores = [
        sum(_germanness(row[index]) for row in rows if index < len(row)) for index in range(count)
    ]
    german = max(range(count), key=lambda index: (scores[index], -index))
    filled = [
        sum(1 for row in rows if index < len(row) and row[index].strip()) for index in range(count)
    ]
    english = min(
        (index for index in range(count) if index != german),
        key=lambda index: (scores[index], filled[index] < len(rows) / 2, index),
    )
    return Columns(german, english)


def _germanness(text: str) -> int:
    """Return how German a text looks; it is below zero if it looks English."""
    return len(_GERMAN_SIGNS.findall(text)) - len(_ENGLISH_SIGNS.findall(text))


def ensure_few_columns(count: int) -> None:
    """Raise WordListError if `count` is more than a list may have."""
    if count > MAX_COLUMNS:
        raise WordListError(f"there are {count} columns; expected at most {MAX_COLUMNS}")


def _find_chosen(names: list[str], chosen: str) -> int | None:
    name = fold(chosen)
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
