"""The import of a list of words."""

import asyncio
from http import HTTPStatus

from portal.http.application import portal
from portal.http.endpoints import Resource
from portal.http.problems import BadRequestError
from portal.http.requests import CSV, Upload
from portal.http.responses import JSON
from portal.schemas import CsvFile, Fault, ImportedWord, ImportQuery, ImportReport
from portal.word_lists import csv_format, json_format, staging
from portal.word_lists.checked_rows import WordList, check_list
from portal.word_lists.raw_rows import WordListError
from portal.word_lists.report import build_report

MAX_ROWS = 50_000

resource = Resource("word_lists", "The import of lists of words.")


@resource.endpoint(
    "POST",
    "/words/import",
    HTTPStatus.CREATED,
    HTTPStatus.OK,
    uploads={JSON: list[ImportedWord], CSV: CsvFile},
)
async def import_words(query: ImportQuery, upload: Upload) -> tuple[ImportReport, HTTPStatus]:
    """Add up to 50,000 words, or update those that exist.

    The list is a JSON array, or CSV with a header. The response has the outcome of each row; rows
    that aren't words are refused, and the others are stored.
    """
    # In threads, because reading and reporting 50,000 rows would block the event loop.
    try:
        word_list = await asyncio.to_thread(_read, upload, query.group or None)
    except WordListError as error:
        raise _bad_request(error) from error
    outcomes = await staging.import_words(portal().database, word_list.words, dry_run=query.dry_run)
    report = await asyncio.to_thread(build_report, word_list, outcomes, dry_run=query.dry_run)
    has_created = report.created > 0 and not report.dry_run
    return report, HTTPStatus.CREATED if has_created else HTTPStatus.OK


def _read(upload: Upload, group: str | None) -> WordList:
    read_rows = csv_format.read if upload.media_type == CSV else json_format.read
    return check_list(read_rows(upload.content), group, MAX_ROWS)


def _bad_request(error: WordListError) -> BadRequestError:
    """Return the problem for a list that is refused as a whole: 400 if malformed, else 422."""
    reason = str(error)
    if error.malformed:
        return BadRequestError(HTTPStatus.BAD_REQUEST, f"The list can't be read: {reason}.")
    return BadRequestError(
        HTTPStatus.UNPROCESSABLE_ENTITY, "The list is invalid.", Fault(path="", message=reason)
    )
