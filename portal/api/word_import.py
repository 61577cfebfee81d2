"""The import of a list of words."""

import asyncio
from http import HTTPStatus

from portal.http.application import portal
from portal.http.endpoints import Resource
from portal.http.problems import BadRequestError
from portal.http.requests import CSV, Upload
from portal.http.responses import JSON
from portal.schemas import (
    CsvFile,
    Fault,
    ImportedWord,
    ImportQuery,
    ImportReport,
    Workbook,
)
from portal.word_lists import formats, staging
from portal.word_lists.checked_rows import WordList, check_list
from portal.word_lists.raw_rows import WordListError
from portal.word_lists.report import build_report

MAX_ROWS = 50_000

# By media type, the ending that such a file has (IANA's registry of media types).
ENDINGS = {
    JSON: ".json",
    CSV: ".csv",
    "text/tab-separated-values": ".tsv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.ms-excel": ".xls",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
}
_TYPES = {".json": list[ImportedWord], ".csv": CsvFile, ".tsv": CsvFile}

resource = Resource("word_lists", "The import of lists of words.")


@resource.endpoint(
    "POST",
    "/words/import",
    HTTPStatus.CREATED,
    HTTPStatus.OK,
    uploads={name: _TYPES.get(ending, Workbook) for name, ending in ENDINGS.items()},
)
async def import_words(query: ImportQuery, upload: Upload) -> tuple[ImportReport, HTTPStatus]:
    """Add up to 50,000 words, or update those that exist.

    The list is a JSON array, CSV, or a workbook of Excel or LibreOffice. The response has the
    outcome of each row; rows that aren't words are refused, and the others are stored.
    """
    # In threads, because reading and reporting 50,000 rows would block the event loop.
    try:
        word_list = await asyncio.to_thread(_read, upload, query)
    except WordListError as error:
        raise _bad_request(error) from error
    outcomes = await staging.import_words(portal().database, word_list.words, dry_run=query.dry_run)
    report = await asyncio.to_thread(build_report, word_list, outcomes, dry_run=query.dry_run)
    has_created = report.created > 0 and not report.dry_run
    return report, HTTPStatus.CREATED if has_created else HTTPStatus.OK


def _read(upload: Upload, query: ImportQuery) -> WordList:
    options = formats.ReadOptions(query.german, query.english, query.sheet, query.as_written)
    raw = formats.read_content(upload.content, ENDINGS[upload.media_type], options)
    return check_list(raw, query.group or None, MAX_ROWS, as_written=query.as_written)


def _bad_request(error: WordListError) -> BadRequestError:
    """Return the problem for a list that is refused as a whole: 400 if malformed, else 422."""
    reason = str(error)
    if error.malformed:
        return BadRequestError(HTTPStatus.BAD_REQUEST, f"The list can't be read: {reason}.")
    return BadRequestError(
        HTTPStatus.UNPROCESSABLE_ENTITY, "The list is invalid.", Fault(path="", message=reason)
    )
