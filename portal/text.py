"""Normalising texts for storage, and folding them for sorting and searching."""

import re
import unicodedata
from functools import cache

MAX_ECHO = 200  # characters; no error message repeats more of what was sent

# Spaces, hyphens and characters without a glyph that come in with text from the web and from word
# processors (Unicode 16, categories Zs, Pd and Cf).
_LOOK_ALIKES = {
    **dict.fromkeys([0xA0, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000], " "),
    **dict.fromkeys([0x2010, 0x2011, 0xFE63, 0xFF0D], "-"),
    **dict.fromkeys(
        [0xAD, 0x61C, 0x180E, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F),
         *range(0x2060, 0x2065), *range(0x2066, 0x2070), 0xFEFF],
    ),
}  # fmt: skip
_LOOK_ALIKE = re.compile(f"[{''.join(map(chr, [*_LOOK_ALIKES, 0x200C, 0x200D]))}]")
# Joiners say something within emoji and in other scripts, but not after a Latin letter.
_JOINER = re.compile("(?<![\u0250-\U0010ffff])[\u200c\u200d]")

_JSON_ESCAPE = re.compile(r"(\\(?:u[0-9a-fA-F]{4}|.))")
_JSON_ESCAPE_OF_MARK = re.compile(rf"{_JSON_ESCAPE.pattern}[\u0300-\U0010ffff]")
_NOT_LATIN = re.compile("[\u0300-\U0010ffff]{31,}")  # a quick search for _marks


def normalise(text: str) -> str:
    """Return a text as it is stored: what looks the same is the same.

    It is in Unicode's normalisation form C, without white space around it, without characters
    that can't be seen, and with plain spaces and hyphens. Umlauts stay umlauts.
    """
    return _nfc(_without_look_alikes(text)).strip()


def normalise_json(text: str) -> str:
    """Return JSON, as msgspec encodes it, with its strings and keys normalised, but for spaces."""
    text = _without_look_alikes(text)
    if unicodedata.is_normalized("NFC", text):
        return text
    if not _JSON_ESCAPE_OF_MARK.search(text):
        return _nfc(text)
    # A combining character after the escape sequence \n would combine with its letter n. The
    # characters that msgspec escapes combine with no other.
    return "".join(map(_nfc, _JSON_ESCAPE.split(text)))


def _without_look_alikes(text: str) -> str:
    if not _LOOK_ALIKE.search(text):
        return text
    return _JOINER.sub("", text.translate(_LOOK_ALIKES))


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
