"""Files that are written for people to keep."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from portal.errors import PortalError


@contextmanager
def new_file(path: Path, *, force: bool) -> Iterator[IO[str]]:
    """Open a text file for writing, in UTF-8; it gets its name when the block has ended.

    If the block raises an exception, no file is made and an existing one stays as it was. Raises
    PortalError if the file can't be written, or if it exists and `force` is false.
    """
    if path.exists() and not force:
        raise PortalError(f"{path} exists already; --force replaces it")
    part = path.with_name(f"{path.name}.part-{os.getpid()}")
    try:
        with part.open("w", encoding="utf-8", newline="") as file:
            yield file
        part.rename(path)
    except OSError as error:
        raise PortalError(f"{path}: {error.strerror or error}") from error
    finally:
        part.unlink(missing_ok=True)
