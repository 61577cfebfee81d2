"""The record as xAPI statements, for learning record stores that pull (xAPI 1.0.3, part three)."""

import re
from datetime import timedelta
from http import HTTPStatus
from urllib.parse import urlencode

import msgspec
from flask import Response, request
from msgspec import UNSET

from portal.clock import stored
from portal.http.application import portal
from portal.http.endpoints import EXAMPLE_REVIEW_ID, Resource, not_found
from portal.http.problems import BadRequestError
from portal.record import review_log
from portal.record.review_store import LONGEST_WAIT
from portal.record.statements import HOME, statement
from portal.schemas import Fault, StatementAnswer, StatementResult, StatementsQuery

LARGEST = 250  # statements of a page; reviews wait while they are written as JSON

_COMMIT = timedelta(seconds=10)  # until what is about to be committed can be read

_PARAMETERS = set(StatementsQuery.__struct_encode_fields__)

_WITH_AN_ID = {"statementId", "voidedStatementId", "format", "attachments"}

# A bad value is 400 (part three, 3.2).
resource = Resource("statements", "/xapi", invalid_query=HTTPStatus.BAD_REQUEST)


@resource.blueprint.before_request
def refuse_other_standards() -> None:
    """Refuse another version of xAPI (3.3), and a parameter that would be passed over (3.2)."""
    version = request.headers.get("X-Experience-API-Version", "1.0")
    if not re.fullmatch(r"1\.0(\.\d+)?", version):
        raise BadRequestError(
            HTTPStatus.BAD_REQUEST, f"This is xAPI 1.0.3; X-Experience-API-Version is {version!r}."
        )
    if unknown := sorted(set(request.args) - _PARAMETERS):
        faults = [Fault(path=name, message="isn't supported") for name in unknown]
        raise BadRequestError(HTTPStatus.BAD_REQUEST, "The query is invalid.", *faults)


@resource.blueprint.after_request
def say_what_is_there(response: Response) -> Response:
    """Name the version (3.3), and until when nothing more can have been stored (2.1.3)."""
    response.headers["X-Experience-API-Version"] = "1.0.3"
    # A review is stored under the time at which it came.
    settled = stored(portal().clock.now() - LONGEST_WAIT - _COMMIT)
    response.headers["X-Experience-API-Consistent-Through"] = settled
    return response


@resource.endpoint("GET", "/statements", errors=not_found("statement", EXAMPLE_REVIEW_ID))
async def list_statements(query: StatementsQuery) -> StatementAnswer:
    """List the record as xAPI statements, the newest first, or show one of them."""
    database, home = portal().database, portal().settings.public_url or HOME
    if query.attachments:
        raise BadRequestError(HTTPStatus.BAD_REQUEST, "There are no attachments.")
    one = query.statement_id or query.voided_statement_id
    if one is not UNSET:
        if set(request.args) - _WITH_AN_ID or (query.statement_id and query.voided_statement_id):
            raise BadRequestError(HTTPStatus.BAD_REQUEST, "An id goes with no other parameter.")
        voided = query.statement_id is UNSET
        entry = await review_log.get_entry(database, one, voided=voided)
        return _answer(statement(entry, home))
    entries, last = await review_log.list_standing(
        database,
        after=query.after if query.after is not UNSET else None,
        limit=min(query.limit or LARGEST, LARGEST),
        since=query.since or None,
        until=query.until or None,
        ascending=query.ascending,
    )
    # The same question, but for where the answer goes on.
    asked = {name: request.args.getlist(name)[-1] for name in request.args}
    more = "" if last is None else f"{request.path}?{urlencode({**asked, 'after': last})}"
    statements = [statement(entry, home) for entry in entries]
    return _answer(StatementResult(statements=statements, more=more))


def _answer(value: object) -> StatementAnswer:
    return msgspec.Raw(msgspec.json.encode(value))
