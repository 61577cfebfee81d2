"""The fields of Anki's notes, which are HTML with marks of Anki's own, as plain text."""

import re
from html.parser import HTMLParser
from itertools import chain

_MEDIA = re.compile(r"\[(?:sound|anki):[^\]]*\]")
_CLOZE = re.compile(r"(\{\{c[0-9]+::|::|\}\})")
_UNSEEN = {"style", "script"}


class _Text(HTMLParser):
    """The text that a browser shows."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unseen += tag in _UNSEEN
        if tag in ("br", "div", "p", "li", "tr", "hr"):
            self.pieces.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in _UNSEEN and self._unseen > 0

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.pieces.append(data)


def plain(field: str) -> str:
    """Return the text of a field, in one line, without its HTML, sounds and cloze marks."""
    if "<" in field or "&" in field:
        parser = _Text()
        parser.feed(field)
        parser.close()
        field = "".join(parser.pieces)
    return " ".join(_uncovered(_MEDIA.sub("", field)).split())


def _uncovered(field: str) -> str:
    """Return what a field with clozes, `{{c1::text::hint}}`, shows in the end: each one's text."""
    if "{{c" not in field:
        return field
    open_: list[list[str]] = [[]]  # the pieces of each cloze within another
    hints: list[bool] = [False]
    for piece in _CLOZE.split(field):
        if piece.startswith("{{c") and piece.endswith("::"):
            open_.append([])
            hints.append(False)
        elif piece == "}}" and len(open_) > 1:
            hints.pop()
            inner = "".join(open_.pop())
            if not hints[-1]:
                open_[-1].append(inner)
        elif piece == "::" and len(open_) > 1:
            hints[-1] = True
        elif not hints[-1]:
            open_[-1].append(piece)
    return "".join(chain.from_iterable(open_))
