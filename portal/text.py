"""Normalising texts for storage, and folding them for sorting and searching."""

import json
import re
import unicodedata

MAX_ECHO = 200  # characters; no error message repeats more of what was sent

_JSON_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')


def normalise(text: str) -> str:
    """Return a text in Unicode's normalisation form C, without white space around it.

    Umlauts stay umlauts.
    """
    return unicodedata.normalize("NFC", text).strip()


def normalise_json(text: str) -> str:
    """Return JSON whose strings, keys included, are in Unicode's normalisation form C."""
    if unicodedata.is_normalized("NFC", text):
        return text
    # The strings must be decoded first. In the text as a whole, a combining character after the
    # escape sequence \n would combine with its letter n.
    return _JSON_STRING.sub(lambda match: _normalise_json_string(match[0]), text)


def _normalise_json_string(string: str) -> str:
    return json.dumps(unicodedata.normalize("NFC", json.loads(string)), ensure_ascii=False)


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
