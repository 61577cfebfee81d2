"""The encoding of a text file: no file says which one it has."""

import codecs
from typing import NamedTuple

from portal.word_lists.raw_rows import WordListError

# Longer marks first: that of UTF-16 is the beginning of that of UTF-32.
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WINDOWS = "cp1252"
_GUESSED = "The text isn't UTF-8. It was read as Windows-1252, as a spreadsheet saves it."


class TextEncoding(NamedTuple):
    """The name of a codec of Python, and a note for the reader if it was guessed."""

    codec: str
    note: str = ""


def find_encoding(content: bytes) -> TextEncoding:
    """Return the encoding of a file: that of its byte order mark, else UTF-8, else Windows-1252.

    Raises WordListError if it can be none of them.
    """
    for mark, codec in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            _check(content, codec, codec.removesuffix("-sig").upper())
            return TextEncoding(codec)
    # Every other byte of a Western text in UTF-16 is zero, and none of any other text.
    for codec, zeros in (("utf-16-le", content[1:400:2]), ("utf-16-be", content[:400:2])):
        if zeros.count(0) > len(zeros) / 2:
            _check(content, codec, "UTF-16")
            return TextEncoding(codec)
    try:
        content.decode()
    except UnicodeDecodeError:
        _check(content, _WINDOWS, "UTF-8 or Windows-1252")
        return TextEncoding(_WINDOWS, _GUESSED)
    return TextEncoding("utf-8")


def _check(content: bytes, codec: str, name: str) -> None:
    try:
        content.decode(codec)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise WordListError(f"line {line}: the text isn't {name}", malformed=True) from error
