"""A text that somebody searches for, as what the index of words understands."""

import re
from dataclasses import dataclass

from portal.text import fold

# Words are indexed without their articles.
_ARTICLES = {"der", "die", "das", "ein", "eine"}


@dataclass(frozen=True)
class Search:
    """What is looked for: `match` is an FTS5 expression, `text` the whole as a sort key."""

    match: str
    text: str


def parse(text: str) -> Search:
    """Return the search for words that have, in any order, a word beginning with each of `text`'s.

    Case, umlauts and punctuation are folded, and an article before another word is passed over.
    """
    terms = re.findall(r"[^\W_]+", fold(text))
    if len(terms) > 1 and terms[0] in _ARTICLES:
        del terms[0]
    # Quoted, so that nothing in them is an operator; no term at all matches nothing.
    return Search(" ".join(f'"{term}"*' for term in terms) or '""', " ".join(terms))
