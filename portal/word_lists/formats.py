"""Reading and writing files of words; the ending of the file's name decides the format."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

from portal.errors import PortalError
from portal.files import new_file
from portal.word_lists import csv_format, json_format
from portal.word_lists.anki import package as anki_package
from portal.word_lists.anki import text as anki_text
from portal.word_lists.checked_rows import WordList, check_rows
from portal.word_lists.limits import MAX_BYTES
from portal.word_lists.listed_words import ListedWord
from portal.word_lists.raw_rows import RawRow, WordListError

_READABLE = (".json", ".csv", ".tsv", ".txt", ".apkg")
_WRITERS: dict[str, Callable[[Sequence[ListedWord]], Iterator[str]]] = {
    ".csv": csv_format.write,
    ".json": json_format.write,
}
_SAFE_WRITERS = {".csv": partial(csv_format.write, spreadsheet_safe=True)}


def read(
    path: Path,
    group: str | None = None,
    german: str = "",
    english: str = "",
    *,
    max_bytes: int = MAX_BYTES,
) -> WordList:
    """Read and check a file of words, and add `group` to the groups of every word.

    `german` and `english` name those two fields of a CSV or Anki file if they don't have one of
    the usual names. If a `group` is given, Anki's decks don't become groups. The file has at most
    `max_bytes`, except that an Anki deck may also have media. Raises PortalError if the file can't
    be read, or if every row in it is refused.
    """
    try:
        word_list = check_rows(_read_rows(path, german, english, not group, max_bytes), group)
    except OSError as error:
        raise PortalError(f"{path}: {error.strerror or error}") from error
    except WordListError as error:
        raise PortalError(f"{path}: {error}") from error
    if word_list.rows and not word_list.words:
        raise PortalError(f"{path}: every row is refused; {word_list.rows[0]}")
    return word_list


def write(
    path: Path, words: Sequence[ListedWord], *, force: bool, spreadsheet_safe: bool = False
) -> None:
    """Write a file of words, `.csv` or `.json`; `force` replaces a file that exists.

    With `spreadsheet_safe`, which is for `.csv` alone, no cell is a formula. Raises PortalError if
    the name has another ending, or if the file exists or can't be written.
    """
    writers = _SAFE_WRITERS if spreadsheet_safe else _WRITERS
    write_words = writers.get(path.suffix.lower())
    if write_words is None:
        raise _unknown_ending(path, writers)
    with new_file(path, force=force) as file:
        file.writelines(write_words(words))


def _read_rows(
    path: Path, german: str, english: str, decks_as_groups: bool, max_bytes: int
) -> Iterable[RawRow]:
    match path.suffix.lower():
        case ".json":
            return json_format.read(_read_bytes(path, max_bytes))
        case ".csv" | ".tsv" | ".txt":
            content = _read_bytes(path, max_bytes)
            if anki_text.is_anki_text(content):
                return anki_text.read(content, german, english, decks_as_groups=decks_as_groups)
            return csv_format.read(content, german, english)
        case ".apkg":
            return anki_package.read(
                path, german, english, decks_as_groups=decks_as_groups, max_text=max_bytes
            )
    raise _unknown_ending(path, _READABLE)


def _read_bytes(path: Path, max_bytes: int) -> bytes:
    with path.open("rb") as file:
        content = file.read(max_bytes + 1)
    if len(content) > max_bytes:
        raise WordListError(f"expected at most {max_bytes} bytes (PORTAL_MAX_IMPORT_BYTES)")
    return content


def _unknown_ending(path: Path, endings: Iterable[str]) -> PortalError:
    return PortalError(f"{path}: the name must end in one of {', '.join(endings)}")
