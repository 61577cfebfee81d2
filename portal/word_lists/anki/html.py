"""Anki's fields, which are HTML with cloze and media marks, as plain text.

The marks are described in the Anki manual, "Cloze Deletion" and "Media".
"""

import re
from html.parser import HTMLParser

_MEDIA = re.compile(r"\[(?:sound|anki):[^\]]*\]")
_CLOZE_MARK = re.compile(r"(\{\{c[0-9]+::|::|\}\})")
_HIDDEN_TAGS = {"style", "script"}
_BREAKING_TAGS = {"br", "div", "p", "li", "tr", "hr"}


class _VisibleText(HTMLParser):
    """Collects the text that a browser would show."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self._hidden_depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HIDDEN_TAGS:
            self._hidden_depth += 1
        if tag in _BREAKING_TAGS:
            self.pieces.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN_TAGS and self._hidden_depth:
            self._hidden_depth -= 1

    def handle_data(self, data: str) -> None:
        if not self._hidden_depth:
            self.pieces.append(data)


def plain_text(field: str) -> str:
    """Return the text of a field on one line, without HTML, sounds and cloze marks."""
    if "<" in field or "&" in field:
        parser = _VisibleText()
        parser.feed(field)
        parser.close()
        field = "".join(parser.pieces)
    return " ".join(_reveal_clozes(_MEDIA.sub("", field)).split())


def _reveal_clozes(field: str) -> str:
    """Replace each cloze, `{{c1::text::hint}}`, by its text; clozes can contain others.

    A cloze that isn't closed also becomes its text.
    """
    if "{{c" not in field:
        return field
    # A stack: the pieces of the field itself, then those of each open cloze.
    texts: list[list[str]] = [[]]
    in_hint = [False]
    for piece in _CLOZE_MARK.split(field):
        inside_cloze = len(texts) > 1
        if piece.startswith("{{c") and piece.endswith("::"):
            texts.append([])
            in_hint.append(False)
        elif piece == "}}" and inside_cloze:
            text = "".join(texts.pop())
            in_hint.pop()
            if not in_hint[-1]:
                texts[-1].append(text)
        elif piece == "::" and inside_cloze:
            in_hint[-1] = True
        elif not in_hint[-1]:
            texts[-1].append(piece)
    return "".join(piece for pieces in texts for piece in pieces)
