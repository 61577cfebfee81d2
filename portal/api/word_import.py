"""Lists of words, imported as a whole."""

import asyncio
from http import HTTPStatus

from portal.http.application import portal
from portal.http.endpoints import Resource
from portal.http.problems import BadRequestError
from portal.http.requests import CSV, Upload
from portal.http.responses import JSON
from portal.schemas import CsvFile, Fault, ImportedWord, ImportQuery, ImportReport
from portal.word_lists import csv_format, json_format, staging
from portal.word_lists.listed_words import WordList, WordListError, collect
from portal.word_lists.report import report

MOST_ROWS = 50_000

resource = Resource("word_lists")


@resource.endpoint(
    "POST",
    "/words/import",
    HTTPStatus.CREATED,
    HTTPStatus.OK,
    uploads={JSON: list[ImportedWord], CSV: CsvFile},
)
async def import_words(query: ImportQuery, upload: Upload) -> tuple[ImportReport, HTTPStatus]:
    """Add up to 50,000 words, or update those that are there; tell what became of each row."""
    try:
        # Not on the event loop, which others are waiting for.
        listed = await asyncio.to_thread(_read, upload, query.group or None)
    except WordListError as error:
        raise _refused(error) from error
    imported = await staging.import_words(portal().database, listed.words, dry_run=query.dry_run)
    said = await asyncio.to_thread(report, listed, imported, dry_run=query.dry_run)
    new = said.created and not said.dry_run
    return said, HTTPStatus.CREATED if new else HTTPStatus.OK


def _read(upload: Upload, group: str | None) -> WordList:
    read = csv_format.read if upload.media_type == CSV else json_format.read
    return collect(read(upload.content), group, MOST_ROWS)


def _refused(error: WordListError) -> BadRequestError:
    reason = str(error)
    if error.malformed:
        return BadRequestError(HTTPStatus.BAD_REQUEST, f"The list can't be read: {reason}.")
    return BadRequestError(
        HTTPStatus.UNPROCESSABLE_ENTITY, "The list is invalid.", Fault(path="", message=reason)
    )
