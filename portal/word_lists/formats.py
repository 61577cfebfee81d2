"""Reading and writing files of words; the ending of the file's name decides the format."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from portal.errors import PortalError
from portal.files import new_file, new_path
from portal.word_lists import csv_format, json_format, workbook
from portal.word_lists.anki import export as anki_export
from portal.word_lists.anki import package as anki_package
from portal.word_lists.anki import text as anki_text
from portal.word_lists.checked_rows import WordList, check_list
from portal.word_lists.limits import MAX_BYTES
from portal.word_lists.listed_words import ListedWord
from portal.word_lists.raw_rows import RawList, WordListError

_TEXTS = (".csv", ".tsv", ".txt")
WORKBOOKS = (".xlsx", ".xls", ".ods")
_READABLE = (".json", *_TEXTS, *WORKBOOKS, ".apkg")
_WRITERS: dict[str, Callable[[Sequence[ListedWord]], Iterator[str]]] = {
    ".csv": csv_format.write,
    ".json": json_format.write,
}
_SAFE_WRITERS = {".csv": partial(csv_format.write, spreadsheet_safe=True)}


class ReadOptions(NamedTuple):
    """What a list doesn't tell by itself.

    `german` and `english` name those two columns or keys if they don't have one of the usual
    names; columns without names have numbers from 1. `sheet` is the name of a sheet of a workbook.
    With `as_written`, the German text is taken as the word, whatever notation it is in.
    """

    german: str = ""
    english: str = ""
    sheet: str = ""
    as_written: bool = False


DEFAULTS = ReadOptions()


def read(
    path: Path,
    group: str | None = None,
    options: ReadOptions = DEFAULTS,
    *,
    max_bytes: int = MAX_BYTES,
) -> WordList:
    """Read and check a file of words, and add `group` to the groups of every word.

    If a `group` is given, Anki's decks don't become groups. The file has at most `max_bytes`,
    except that an Anki deck may also have media. Raises PortalError if the file can't be read, or
    if every row in it is refused.
    """
    try:
        raw = _read_rows(path, options, not group, max_bytes)
        word_list = check_list(raw, group, as_written=options.as_written)
    except OSError as error:
        raise PortalError(f"{path}: {error.strerror or error}") from error
    except WordListError as error:
        raise PortalError(f"{path}: {error}") from error
    if word_list.rows and not word_list.words:
        raise PortalError(f"{path}: every row is refused; {word_list.rows[0]}")
    return word_list


def read_content(content: bytes, ending: str, options: ReadOptions = DEFAULTS) -> RawList:
    """Return the words of the content of a file whose name has the given ending, but no Anki deck.

    Raises WordListError.
    """
    german, english = options.german, options.english
    if ending == ".json":
        return json_format.read(content, german, english)
    if ending in WORKBOOKS:
        return workbook.read(content, german, english, options.sheet)
    return csv_format.read(content, german, english)


def write(
    path: Path, words: Sequence[ListedWord], *, force: bool, spreadsheet_safe: bool = False
) -> None:
    """Write a file of words, `.csv`, `.json` or `.apkg`; `force` replaces a file that exists.

    With `spreadsheet_safe`, which is for `.csv` alone, no cell is a formula. Raises PortalError if
    the name has another ending, or if the file exists or can't be written.
    """
    ending = path.suffix.lower()
    if ending == ".apkg" and not spreadsheet_safe:
        with new_path(path, force=force) as part:
            anki_export.write(part, words)
        return
    writers = _SAFE_WRITERS if spreadsheet_safe else _WRITERS
    write_words = writers.get(ending)
    if write_words is None:
        raise _unknown_ending(path, writers if spreadsheet_safe else [*writers, ".apkg"])
    with new_file(path, force=force) as file:
        file.writelines(write_words(words))


def _read_rows(path: Path, options: ReadOptions, decks_as_groups: bool, max_bytes: int) -> RawList:
    german, english = options.german, options.english
    ending = path.suffix.lower()
    if ending not in _READABLE:
        raise _unknown_ending(path, _READABLE)
    if ending == ".apkg":
        return RawList(
            anki_package.read(
                path, german, english, decks_as_groups=decks_as_groups, max_text=max_bytes
            )
        )
    content = _read_bytes(path, max_bytes)
    if ending in _TEXTS and anki_text.is_anki_text(content):
        return anki_text.read(content, german, english, decks_as_groups=decks_as_groups)
    return read_content(content, ending, options)


def _read_bytes(path: Path, max_bytes: int) -> bytes:
    with path.open("rb") as file:
        content = file.read(max_bytes + 1)
    if len(content) > max_bytes:
        raise WordListError(f"expected at most {max_bytes} bytes (PORTAL_MAX_IMPORT_BYTES)")
    return content


def _unknown_ending(path: Path, endings: Iterable[str]) -> PortalError:
    return PortalError(f"{path}: the name must end in one of {', '.join(endings)}")
