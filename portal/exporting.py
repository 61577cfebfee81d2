"""The record as files for others: CSV, JSON Lines, and statements of xAPI 1.0.3.

An xAPI statement of a review says that the learner answered the question that a word is. Its id is
the review's; one that takes a review back is the standard's own voiding statement (xAPI 1.0.3,
part two, 2.3.2).
"""

import csv
import os
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import msgspec

from portal.data.record import Entry, list_entries
from portal.database import Database
from portal.errors import PortalError

ANSWERED = {"id": "http://adlnet.gov/expapi/verbs/answered", "display": {"en": "answered"}}
VOIDED = {"id": "http://adlnet.gov/expapi/verbs/voided", "display": {"en": "voided"}}
QUESTION = "http://adlnet.gov/expapi/activities/cmi.interaction"

HOME = "http://localhost:5000"  # of a portal that has no public address

FORMS = ("csv", "jsonl", "xapi")

Write = Callable[[Entry], object]


def statement(entry: Entry, home: str) -> dict[str, Any]:
    """Return the xAPI statement of an entry; `home` is the portal's address, without a slash."""
    common = {
        "id": entry.review_id,
        # One learner, and no login.
        "actor": {"objectType": "Agent", "account": {"homePage": home, "name": "learner"}},
        "stored": entry.stored_at,
    }
    if entry.voids is not None:
        return {
            **common,
            "verb": VOIDED,
            "object": {"objectType": "StatementRef", "id": entry.voids},
            "timestamp": entry.stored_at,
        }
    return {
        **common,
        "verb": ANSWERED,
        "object": {
            "objectType": "Activity",
            "id": f"{home}/words/{entry.word_id}",
            "definition": {
                "type": QUESTION,
                "interactionType": "other",
                "name": {"de": entry.german},
                "description": {"en": entry.english},
            },
        },
        "result": {"success": entry.correct},
        "context": {
            "platform": entry.activity_name,
            "contextActivities": {
                "parent": [{"id": f"{home}/study_sessions/{entry.study_session_id}"}],
                "grouping": [
                    {
                        "id": f"{home}/groups/{entry.group_id}",
                        "definition": {"name": {"en": entry.group_name}},
                    }
                ],
            },
        },
        "timestamp": entry.created_at,
    }


async def export(database: Database, path: Path, form: str, home: str, *, force: bool) -> int:
    """Write the whole record to `path` as `csv`, `jsonl` or `xapi`; return how many entries.

    The file gets its name once it is whole. Raises PortalError where there is one already, unless
    `force` says to replace it, and OSError.
    """
    count = 0
    with new_file(path, force=force) as file:
        write = _writer(file, form, home)
        async for entry in _entries(database):
            write(entry)
            count += 1
    return count


@contextmanager
def new_file(path: Path, *, force: bool) -> Iterator[IO[str]]:
    """Hold a file open that gets its name once it is whole; raises PortalError as `export` does."""
    if path.exists() and not force:
        raise PortalError(f"{path} exists already")
    part = path.with_name(f"{path.name}.part-{os.getpid()}")
    try:
        with part.open("w", encoding="utf-8", newline="") as file:
            yield file
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)


async def _entries(database: Database) -> AsyncIterator[Entry]:
    after = 0
    while page := await list_entries(database, after):
        for entry in page:
            yield entry
        after = page[-1].id


def _writer(file: IO[str], form: str, home: str) -> Write:
    if form == "csv":
        rows = csv.writer(file)
        rows.writerow(Entry.__struct_fields__)
        return lambda entry: rows.writerow(msgspec.structs.astuple(entry))
    if form == "jsonl":
        return lambda entry: file.write(f"{msgspec.json.encode(entry).decode()}\n")
    return lambda entry: file.write(f"{msgspec.json.encode(statement(entry, home)).decode()}\n")
