"""Lists of words as JSON: an array of objects, which the portal writes one a line."""

from collections.abc import Iterable, Iterator

import msgspec

from portal.word_lists.listed_words import ListedWord
from portal.word_lists.raw_rows import RawRow, WordListError, decode_utf8


def read(content: bytes) -> Iterator[RawRow]:
    """Yield the rows of a JSON array. Raises WordListError."""
    # Decoded first, because msgspec doesn't check the encoding of strings that it skips.
    text = decode_utf8(content)
    try:
        values = msgspec.json.decode(text)
    except RecursionError as error:
        raise WordListError("the JSON is nested too deeply", malformed=True) from error
    except msgspec.DecodeError as error:
        raise WordListError(f"malformed JSON: {error}", malformed=True) from error
    if not isinstance(values, list):
        raise WordListError("expected a list of words")
    for value in values:
        yield RawRow(None, value)


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
