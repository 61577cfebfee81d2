"""Anki's fields, which are HTML with cloze and media marks, as plain text.

The marks are described in the Anki manual, "Cloze Deletion" and "Media". The time for a field is
proportional to its length, whatever is in it.
"""

import re
from threading import local

from lxml.etree import HTMLParser

MAX_DEPTH = 100  # of elements within each other; each end tag may look at all of them

_MEDIA = re.compile(r"\[(?:sound|anki):[^\]]*\]")
_CLOZE_MARK = re.compile(r"(\{\{c[0-9]+::|::|\}\})")
_HIDDEN_TAGS = {"style", "script"}
# Elements that browsers show on lines of their own, and cells of tables.
_BREAKING_TAGS = {
    "address", "article", "aside", "blockquote", "br", "caption", "center", "dd", "details", "dir",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4",
    "h5", "h6", "header", "hr", "legend", "li", "main", "menu", "nav", "ol", "optgroup", "option",
    "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
}  # fmt: skip


class _VisibleText:
    """Collects the text that a browser would show: a parser target of lxml."""

    def __init__(self) -> None:
        self._begin()

    def _begin(self) -> None:
        self._pieces: list[str] = []
        self._depth = 0
        self._hidden_depth = 0

    def start(self, tag: str, _attributes: object) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise ValueError(f"the HTML has more than {MAX_DEPTH} elements within each other")
        if tag in _HIDDEN_TAGS:
            self._hidden_depth += 1
        if tag in _BREAKING_TAGS:
            self._pieces.append(" ")

    def end(self, tag: str) -> None:
        self._depth -= 1
        if tag in _HIDDEN_TAGS:
            self._hidden_depth -= 1
        if tag in _BREAKING_TAGS:
            self._pieces.append(" ")

    def data(self, data: str) -> None:
        if not self._hidden_depth:
            self._pieces.append(data)

    def close(self) -> str:
        """Return the text, and be ready for the next field."""
        text = "".join(self._pieces)
        self._begin()
        return text


class _Parser(local):
    """A parser for each thread, because making one takes longer than most fields."""

    def __init__(self) -> None:
        # No tree is built. The limits that huge_tree turns off would cut a field short.
        self.html = HTMLParser(target=_VisibleText(), huge_tree=True)


_parser = _Parser()


def plain_text(field: str) -> str:
    """Return the text of a field on one line, without HTML, sounds and cloze marks.

    Raises ValueError if more than MAX_DEPTH elements are within each other.
    """
    if "<" in field or "&" in field:
        _parser.html.feed(field)
        field = _parser.html.close()
    return " ".join(without_marks(field).split())


def without_marks(field: str) -> str:
    """Return a text without Anki's sounds and cloze marks, and without white space around it."""
    return _reveal_clozes(_remove_media(field)).strip()


def _remove_media(field: str) -> str:
    # No mark ends behind the last bracket. The expression would look for its end all the same,
    # once for each mark that is never closed.
    end = field.rfind("]") + 1
    return _MEDIA.sub("", field[:end]) + field[end:]


def _reveal_clozes(field: str) -> str:
    """Replace each cloze, `{{c1::text::hint}}`, by its text; clozes can contain others.

    A cloze that isn't closed also becomes its text.
    """
    if "{{c" not in field:
        return field
    pieces: list[str] = []
    # For each open cloze, where its hint begins in `pieces`, or None if it has none so far.
    hints: list[int | None] = []
    for piece in _CLOZE_MARK.split(field):
        if piece.startswith("{{c") and piece.endswith("::"):
            hints.append(None)
        elif piece == "}}" and hints:
            _drop_hint(pieces, hints.pop())
        elif piece == "::" and hints:
            hints[-1] = len(pieces) if hints[-1] is None else hints[-1]
        else:
            pieces.append(piece)
    while hints:
        _drop_hint(pieces, hints.pop())
    return "".join(pieces)


def _drop_hint(pieces: list[str], hint: int | None) -> None:
    if hint is not None:
        del pieces[hint:]
