"""Decks that Anki has exported as `.apkg`: a ZIP archive with a collection, an SQLite database."""

import io
import sys
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import IO

from portal.files import temporary_folder
from portal.text import shorten
from portal.word_lists.anki import collection
from portal.word_lists.limits import MAX_BYTES
from portal.word_lists.raw_rows import RawRow, WordListError

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

MAX_COLLECTION_BYTES = 128 * 2**20  # unpacked
MAX_DIRECTORY_BYTES = 4 * 2**20  # of the archive, which lists the media: 80,000 files
MAX_WINDOW_LOG = 25  # Zstandard needs twice this power of two in memory; Anki's windows are smaller
COPY_BYTES = 2**20

# In order of preference: a package of a newer Anki also has an old collection, which only asks
# the user to update Anki.
_ZSTD_COLLECTION = "collection.anki21b"
_COLLECTIONS = (_ZSTD_COLLECTION, "collection.anki21", "collection.anki2")

# The others, which Anki doesn't use, can need gigabytes of memory.
_COMPRESSIONS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)

# What zipfile and the decompressors raise for a damaged archive.
_ARCHIVE_ERRORS = (zipfile.BadZipFile, zstd.ZstdError, zlib.error, EOFError, NotImplementedError)


def read(
    path: Path,
    german: str = "",
    english: str = "",
    *,
    decks_as_groups: bool = True,
    max_text: int = MAX_BYTES,
) -> Iterator[RawRow]:
    """Yield the rows of an `.apkg` file.

    `german` and `english` are names of fields; "" stands for the usual names. A note's deck
    becomes its group if `decks_as_groups` is true. Only the collection is unpacked, and never
    more of it than MAX_COLLECTION_BYTES. Raises WordListError, also if the notes have more than
    `max_text` characters, and OSError.
    """
    with temporary_folder() as folder:
        unpacked = folder / "collection.db"
        try:
            _unpack_collection(path, unpacked)
            with closing(collection.connect(unpacked)) as connection:
                yield from collection.read_notes(
                    connection, german, english, decks_as_groups=decks_as_groups, max_text=max_text
                )
        except _ARCHIVE_ERRORS as error:
            raise WordListError(f"the archive is damaged: {error}", malformed=True) from error
        except collection.ERRORS as error:
            reason = shorten(str(error))
            raise WordListError(
                f"the collection can't be read: {reason}", malformed=True
            ) from error


class _ArchiveFile(io.FileIO):
    """A file of which zipfile can't read a whole directory that is too large.

    zipfile makes an object for each entry, and reads the directory by one call.
    """

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > MAX_DIRECTORY_BYTES:
            raise WordListError("the archive has too many files")
        return super().read(-1 if size is None else size)


def _unpack_collection(path: Path, target: Path) -> None:
    with _ArchiveFile(path) as file, zipfile.ZipFile(file) as archive:
        members = {member.filename: member for member in archive.infolist()}
        name = next((name for name in _COLLECTIONS if name in members), None)
        if name is None:
            raise WordListError("there is no collection in the archive")
        if members[name].compress_type not in _COMPRESSIONS:
            raise WordListError("the collection is compressed by a method that Anki doesn't use")
        with archive.open(members[name]) as packed, target.open("wb") as unpacked:
            if name == _ZSTD_COLLECTION:
                options: dict[int, int] = {
                    zstd.DecompressionParameter.window_log_max: MAX_WINDOW_LOG
                }
                with zstd.open(packed, options=options) as decompressed:
                    _copy(decompressed, unpacked)
            else:
                _copy(packed, unpacked)


def _copy(source: IO[bytes] | zstd.ZstdFile, target: IO[bytes]) -> None:
    size = 0
    while chunk := source.read(COPY_BYTES):
        size += len(chunk)
        if size > MAX_COLLECTION_BYTES:
            raise WordListError(f"the collection is larger than {MAX_COLLECTION_BYTES} bytes")
        target.write(chunk)
