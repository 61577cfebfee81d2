"""How texts are kept: as they come in, and the key beside each that sorts as a dictionary does."""

import unicodedata


def clean(text: str) -> str:
    """Normalise a text that comes in: NFC (contract 1), no white space around it."""
    return unicodedata.normalize("NFC", text).strip()


def sort_key(text: str) -> str:
    """Fold case, umlauts and accents, and write ß as ss (DIN 5007, variant 1).

    `Äpfel`, `apfel` and `Apfel` come beside each other; what is equal here is told apart by id.
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))
