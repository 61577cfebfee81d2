"""How texts are kept: as they come in, and the key beside each that sorts as a dictionary does."""

import json
import re
import unicodedata

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')


def clean(text: str) -> str:
    """Normalise a text that comes in: NFC (contract 1), no white space around it."""
    return unicodedata.normalize("NFC", text).strip()


def clean_json(text: str) -> str:
    """Normalise every string within a text of JSON."""
    if unicodedata.is_normalized("NFC", text):
        return text
    # Each by itself: of an escape like \n the letter would be joined with a mark that follows.
    return _STRING.sub(lambda match: _encoded(json.loads(match[0])), text)


def _encoded(string: str) -> str:
    return json.dumps(unicodedata.normalize("NFC", string), ensure_ascii=False)


def sort_key(text: str) -> str:
    """Fold case, umlauts and accents, and write ß as ss (DIN 5007, variant 1).

    `Äpfel`, `apfel` and `Apfel` come beside each other; what is equal here is told apart by id.
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))
