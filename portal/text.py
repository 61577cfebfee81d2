"""Normalising texts for storage, and folding them for sorting and searching."""

import re
import unicodedata
from functools import cache

MAX_ECHO = 200  # characters; no error message repeats more of what was sent

_JSON_ESCAPE = re.compile(r"(\\(?:u[0-9a-fA-F]{4}|.))")
_JSON_ESCAPE_OF_MARK = re.compile(rf"{_JSON_ESCAPE.pattern}[\u0300-\U0010ffff]")
_NOT_LATIN = re.compile("[\u0300-\U0010ffff]{31,}")  # a quick search for _marks


def normalise(text: str) -> str:
    """Return a text in Unicode's normalisation form C, without white space around it.

    Umlauts stay umlauts.
    """
    return _nfc(text).strip()


def normalise_json(text: str) -> str:
    """Return JSON, as msgspec encodes it, with its strings and keys in normalisation form C."""
    if unicodedata.is_normalized("NFC", text):
        return text
    if not _JSON_ESCAPE_OF_MARK.search(text):
        return _nfc(text)
    # A combining character after the escape sequence \n would combine with its letter n. The
    # characters that msgspec escapes combine with no other.
    return "".join(map(_nfc, _JSON_ESCAPE.split(text)))


def _nfc(text: str) -> str:
    if unicodedata.is_normalized("NFC", text):
        return text
    # Python sorts the combining marks of a character by insertion, which takes hours for 100,000 of
    # them in the wrong order. It has nothing to do if they are in the right order already.
    text = _NOT_LATIN.sub(lambda match: _marks().sub(_sort_marks, match[0]), text)
    return unicodedata.normalize("NFC", text)


@cache
def _marks() -> re.Pattern[str]:
    """Return a pattern of more combining marks in a row than any language needs (UAX #15, 13)."""
    return re.compile(f"[{''.join(map(chr, _decompositions()))}]{{31,}}")


@cache
def _decompositions() -> dict[int, str]:
    """Return the combining marks, as code points, and what they stand for."""
    planes = range(0x300, 0x20000)  # that have marks
    marks = {code: unicodedata.normalize("NFD", chr(code)) for code in planes}
    return {code: text for code, text in marks.items() if unicodedata.combining(text[0])}


def _sort_marks(match: re.Match[str]) -> str:
    """Return marks in the canonical order (The Unicode Standard, D109)."""
    return "".join(sorted(match[0].translate(_decompositions()), key=unicodedata.combining))


def fold(text: str) -> str:
    """Return a text without differences of case, umlauts and accents, for comparisons.

    Ä becomes a, and ß becomes ss (DIN 5007, variant 1). Sorting by folded texts gives the order
    of a German dictionary.
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def shorten(text: str, length: int = MAX_ECHO) -> str:
    """Return a text of at most `length` characters, which ends with … if it was longer."""
    return text if len(text) <= length else f"{text[: length - 1]}…"
