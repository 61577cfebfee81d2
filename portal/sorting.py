"""How a dictionary sorts: the key that is stored beside each text."""

import unicodedata


def sort_key(text: str) -> str:
    """Fold case, umlauts and accents, and write ß as ss (DIN 5007, variant 1).

    `Äpfel`, `apfel` and `Apfel` come beside each other; what is equal here is told apart by id.
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))
