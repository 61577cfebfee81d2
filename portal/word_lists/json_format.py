"""Lists of words as JSON: an array of objects, which the portal writes one a line."""

import codecs
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

import msgspec

from portal.word_lists.columns import find_columns
from portal.word_lists.limits import MAX_COMMAS, MAX_ROW_LENGTH
from portal.word_lists.listed_words import ListedWord
from portal.word_lists.raw_rows import NOT_UTF8, RawList, RawRow, WordListError

TEXT_KEYS = {"german", "english"}


def read(content: bytes, german: str = "", english: str = "") -> RawList:
    """Return the words of a JSON array.

    `german` and `english` name those two keys if they don't have one of the usual names. Raises
    WordListError.
    """
    _ensure_utf8(content)
    if content.count(b",") > MAX_COMMAS:
        raise WordListError(f"expected at most {MAX_COMMAS} values")
    with _explained():
        entries = _split(content.removeprefix(codecs.BOM_UTF8))
    return RawList(_rows(entries, german, english))


def _rows(entries: Sequence[msgspec.Raw], german: str, english: str) -> Iterator[RawRow]:
    for entry in entries:
        # Decoded one by one, because decoded JSON needs up to 30 times as much memory as its text.
        if memoryview(entry).nbytes > MAX_ROW_LENGTH:
            yield RawRow(None, error=f"the entry is larger than {MAX_ROW_LENGTH} bytes")
        else:
            with _explained():
                value = msgspec.json.decode(entry)
            yield RawRow(None, _with_usual_keys(value, german, english))


def _with_usual_keys(value: object, german: str, english: str) -> object:
    """Return an entry with its two texts under the keys german and english, if they are found."""
    if not isinstance(value, dict) or not (german or english or not value.keys() >= TEXT_KEYS):
        return value
    try:
        columns = find_columns([*value], german, english)
    except WordListError:
        return value
    names = [*value]
    names[columns.german], names[columns.english] = "german", "english"
    return dict(zip(names, value.values(), strict=True))


@contextmanager
def _explained() -> Iterator[None]:
    """Turn errors of the decoder into a WordListError."""
    try:
        yield
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
