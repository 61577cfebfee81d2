"""Lists of words as JSON: an array of objects, which the portal writes one a line."""

import codecs
from collections.abc import Iterable, Iterator

import msgspec

from portal.word_lists.limits import MAX_COMMAS, MAX_ROW_LENGTH
from portal.word_lists.listed_words import ListedWord
from portal.word_lists.raw_rows import NOT_UTF8, RawRow, WordListError


def read(content: bytes) -> Iterator[RawRow]:
    """Yield the rows of a JSON array. Raises WordListError."""
    _ensure_utf8(content)
    if content.count(b",") > MAX_COMMAS:
        raise WordListError(f"expected at most {MAX_COMMAS} values")
    try:
        # Decoded one by one, because decoded JSON needs up to 30 times as much memory as its text.
        for entry in _split(content.removeprefix(codecs.BOM_UTF8)):
            if memoryview(entry).nbytes > MAX_ROW_LENGTH:
                yield RawRow(None, error=f"the entry is larger than {MAX_ROW_LENGTH} bytes")
            else:
                yield RawRow(None, msgspec.json.decode(entry))
    except RecursionError as error:
        raise WordListError("the JSON is nested too deeply", malformed=True) from error
    except msgspec.DecodeError as error:
        raise WordListError(f"malformed JSON: {error}", malformed=True) from error


def write(words: Iterable[ListedWord]) -> Iterator[str]:
    """Yield the text of a JSON array of `words`, piece by piece."""
    separator = "[\n"
    for word in words:
        value = {
            "german": word.german,
            "english": word.english,
            "groups": word.groups,
            "parts": msgspec.Raw((word.parts or "null").encode()),
        }
        yield f"{separator}{msgspec.json.encode(value).decode()}"
        separator = ",\n"
    yield "[]\n" if separator == "[\n" else "\n]\n"


def _ensure_utf8(content: bytes) -> None:
    # msgspec doesn't check the encoding of strings that it skips.
    try:
        content.decode()
    except UnicodeDecodeError as error:
        raise WordListError(NOT_UTF8, malformed=True) from error


def _split(content: bytes) -> list[msgspec.Raw]:
    """Return the entries of a JSON array, not decoded. Raises WordListError and DecodeError."""
    try:
        return msgspec.json.decode(content, type=list[msgspec.Raw])
    except msgspec.ValidationError as error:
        # It isn't an array. Malformed JSON has precedence.
        msgspec.json.decode(content, type=msgspec.Raw)
        raise WordListError("expected a list of words") from error
