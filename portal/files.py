"""Files that are written as a whole, and what a killed process has left of them.

The temporary files of a process have its id in their names. Whoever writes in the same folder next,
and the next start, delete those of processes that no longer exist.
"""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import IO

from portal.errors import PortalError

# A part of a file, perhaps with SQLite's journal beside it; or a folder.
_TEMPORARY = re.compile(
    r".+\.part-(?P<part>\d+)(-journal|-wal|-shm)?|language-portal-(?P<folder>\d+)-\w+"
)


@contextmanager
def new_file(path: Path, *, force: bool) -> Iterator[IO[str]]:
    """Open a text file for writing, in UTF-8; it gets its name when the block has ended.

    Raises PortalError as `new_path` does.
    """
    with (
        new_path(path, force=force) as part,
        part.open("w", encoding="utf-8", newline="") as file,
    ):
        yield file


@contextmanager
def new_path(path: Path, *, force: bool) -> Iterator[Path]:
    """Yield where to write a file, which gets the name `path` when the block has ended.

    If the block raises an exception, no file is made and an existing one stays as it was. Raises
    PortalError if the file can't be written, or if it exists and `force` is false.
    """
    if path.exists() and not force:
        raise PortalError(f"{path} exists already; --force replaces it")
    try:
        with part_of(path) as part:
            yield part
            part.rename(path)
    except OSError as error:
        raise PortalError(f"{path}: {error.strerror or error}") from error


@contextmanager
def part_of(path: Path) -> Iterator[Path]:
    """Yield the path of a temporary file beside `path`, which is deleted at the end of the block.

    The block can give the complete file its name by renaming it to `path`.
    """
    delete_remains(path.parent)
    part = path.with_name(f"{path.name}.part-{os.getpid()}")
    try:
        yield part
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def temporary_folder(parent: Path | None = None) -> Iterator[Path]:
    """Yield a new folder in `parent`, by default the system's, deleted at the end of the block."""
    parent = parent or Path(gettempdir())
    delete_remains(parent)
    with TemporaryDirectory(dir=parent, prefix=f"language-portal-{os.getpid()}-") as folder:
        yield Path(folder)


def delete_remains(folder: Path) -> None:
    """Delete the temporary files in a folder that belong to no running process.

    A file that can't be deleted stays; the next process tries again.
    """
    with suppress(OSError):
        for path in folder.iterdir():
            match = _TEMPORARY.fullmatch(path.name)
            if match and not _is_running(int(match["part"] or match["folder"])):
                if path.is_dir() and not path.is_symlink():
                    shutil.rmtree(path, ignore_errors=True)
                else:
                    with suppress(OSError):
                        path.unlink()


def _is_running(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        pass
    return True
