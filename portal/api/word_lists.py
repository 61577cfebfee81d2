"""Lists of words, imported as a whole."""

import asyncio
from http import HTTPStatus

from msgspec import UNSET

from portal.api.endpoints import Resource
from portal.api.requests import CSV, JSON, Upload
from portal.application import portal
from portal.data import word_lists
from portal.problems import BadRequestError
from portal.schemas import CsvFile, Fault, ImportedWord, ImportQuery, ImportReport, RefusedRow
from portal.word_lists import csv_list, json_list
from portal.word_lists.words import Refusal, WordList, WordListError, collect

MOST_ROWS = 50_000
MOST_REFUSED_SHOWN = 1_000

resource = Resource("word_lists")


@resource.post(
    "/words/import",
    HTTPStatus.CREATED,
    HTTPStatus.OK,
    uploads={JSON: list[ImportedWord], CSV: CsvFile},
)
async def import_words(query: ImportQuery, upload: Upload) -> tuple[ImportReport, HTTPStatus]:
    """Add up to 50,000 words, or update those that are there; rows that are no words are named."""
    try:
        # Not on the event loop, which others are waiting for.
        listed = await asyncio.to_thread(_read, upload, query.group or None)
    except WordListError as error:
        raise _refused(error) from error
    stored = await word_lists.import_words(portal().database, listed.words, dry_run=query.dry_run)
    report = ImportReport(
        dry_run=query.dry_run,
        created=stored.created,
        updated=stored.updated,
        unchanged=stored.unchanged + listed.repeated,
        refused=len(listed.refusals),
        refusals=[_row(refusal) for refusal in listed.refusals[:MOST_REFUSED_SHOWN]],
        truncated=len(listed.refusals) > MOST_REFUSED_SHOWN,
    )
    new = stored.created and not query.dry_run
    return report, HTTPStatus.CREATED if new else HTTPStatus.OK


def _read(upload: Upload, group: str | None) -> WordList:
    read = csv_list.read if upload.media_type == CSV else json_list.read
    words = collect(read(upload.content), group)
    rows = len(words.words) + words.repeated + len(words.refusals)
    if rows > MOST_ROWS:
        raise WordListError(f"expected at most {MOST_ROWS} rows, got {rows}")
    return words


def _refused(error: WordListError) -> BadRequestError:
    reason = str(error)
    if error.malformed:
        return BadRequestError(HTTPStatus.BAD_REQUEST, f"The list can't be read: {reason}.")
    return BadRequestError(
        HTTPStatus.UNPROCESSABLE_ENTITY, "The list is invalid.", Fault(path="", message=reason)
    )


def _row(refusal: Refusal) -> RefusedRow:
    line = UNSET if refusal.line is None else refusal.line
    return RefusedRow(row=refusal.row, line=line, reason=refusal.reason)
