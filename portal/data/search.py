"""Search texts, translated into queries of the search index of words."""

import re
from dataclasses import dataclass

from portal.text import fold

# The index has words without their articles.
_ARTICLES = {"der", "die", "das", "ein", "eine"}


@dataclass(frozen=True)
class Search:
    """A search: `match` is a query of FTS5, and `text` has the terms, folded as in the index."""

    match: str
    text: str


def parse_search(text: str) -> Search:
    """Return the search for words that contain all terms of `text`, in any order.

    A term is found at the beginning of a word of either language. Case, umlauts and punctuation
    don't matter. A German article before other terms is ignored.
    """
    terms = re.findall(r"[^\W_]+", fold(text))
    if len(terms) > 1 and terms[0] in _ARTICLES:
        del terms[0]
    # Terms are quoted, so that none of them is an operator of FTS5. An empty string in quotes
    # matches nothing.
    return Search(" ".join(f'"{term}"*' for term in terms) or '""', " ".join(terms))
