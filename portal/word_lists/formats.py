"""Files of words, read and written by the ending of their names."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from portal.errors import PortalError
from portal.files import new_file
from portal.word_lists import anki_format, csv_format, json_format
from portal.word_lists.listed_words import Entry, ListedWord, WordList, WordListError, collect

Write = Callable[[Sequence[ListedWord]], Iterator[str]]

_WRITERS: dict[str, Write] = {".csv": csv_format.write, ".json": json_format.write}


def read(path: Path, group: str | None = None, german: str = "", english: str = "") -> WordList:
    """Read a file of words, each of which goes into `group`, too.

    `german` and `english` name those fields of CSV and of Anki's files otherwise. Raises
    PortalError where the file can't be read as a whole, or has no word in it at all.
    """
    try:
        words = collect(_entries(path, german, english, decks=not group), group)
    except OSError as error:
        raise PortalError(f"{path}: {error.strerror or error}") from error
    except WordListError as error:
        raise PortalError(f"{path}: {error}") from error
    if words.rows and not words.words:
        raise PortalError(f"{path}: no row is a word; {words.rows[0]}")
    return words


def write(path: Path, words: Sequence[ListedWord], *, force: bool) -> None:
    """Write a file of words, `.csv` or `.json`. Raises PortalError as `new_file` does."""
    writer = _WRITERS.get(path.suffix.lower())
    if writer is None:
        raise PortalError(f"{path}: the name must end in one of {', '.join(_WRITERS)}")
    with new_file(path, force=force) as file:
        file.writelines(writer(words))


def _entries(path: Path, german: str, english: str, *, decks: bool) -> Iterable[Entry]:
    match path.suffix.lower():
        case ".json":
            return json_format.read(path.read_bytes())
        case ".csv" | ".tsv" | ".txt":
            content = path.read_bytes()
            if anki_format.is_text(content):
                return anki_format.read_text(content, german, english, decks=decks)
            return csv_format.read(content, german, english)
        case ".apkg":
            return anki_format.read_package(path, german, english, decks=decks)
    raise PortalError(f"{path}: the name must end in one of .json, .csv, .tsv, .txt, .apkg")
