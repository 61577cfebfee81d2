"""Words as a JSON array of objects, each on a line of its own where the portal writes it."""

from collections.abc import Iterable, Iterator

import msgspec

from portal.word_lists.listed_words import Entry, ListedWord, WordListError


def read(content: bytes) -> Iterator[Entry]:
    """Yield the entries of a JSON array. Raises WordListError."""
    try:
        # msgspec passes over the encoding of what it doesn't need.
        entries = msgspec.json.decode(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise WordListError("it isn't UTF-8", malformed=True) from error
    except RecursionError as error:
        raise WordListError("the JSON is nested too deeply", malformed=True) from error
    except msgspec.DecodeError as error:
        raise WordListError(f"malformed JSON: {error}", malformed=True) from error
    if not isinstance(entries, list):
        raise WordListError("expected a list of words")
    for entry in entries:
        yield None, entry


def write(words: Iterable[ListedWord]) -> Iterator[str]:
    """Yield the text of a JSON array of all `words`."""
    before = "[\n"
    for word in words:
        parts = "null" if word.parts is None else word.parts
        entry = {
            "german": word.german,
            "english": word.english,
            "groups": word.groups,
            "parts": msgspec.Raw(parts.encode()),
        }
        yield f"{before}{msgspec.json.encode(entry).decode()}"
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"
