"""The views of xAPI statements, for learning record stores (xAPI 1.0.3, part three)."""

import re
from http import HTTPStatus
from urllib.parse import urlencode

import msgspec
from flask import Response, g, request
from msgspec import UNSET

from portal.clock import stored
from portal.http.application import portal
from portal.http.endpoints import EXAMPLE_REVIEW_ID, Resource, not_found
from portal.http.problems import BadRequestError
from portal.record import statements
from portal.record.stored_times import promise_consistency
from portal.schemas import Fault, StatementResponse, StatementResult, StatementsQuery

_PARAMETERS = set(StatementsQuery.__struct_encode_fields__)
_PARAMETERS_WITH_ID = {"statementId", "voidedStatementId", "format", "attachments"}

# The status of an invalid parameter is 400 (part three, 3.2).
resource = Resource(
    "statements",
    "The record as xAPI 1.0.3 statements, for learning record stores.",
    url_prefix="/xapi",
    invalid_query=HTTPStatus.BAD_REQUEST,
)


@resource.blueprint.before_app_request
def promise() -> None:
    """Find out up to which time all is stored, before the statements are read (2.1.3).

    Unknown paths and methods below /api/xapi, which have no endpoint, need it as well.
    """
    # Not asynchronous, because it is called for every request of the portal.
    if _is_xapi():
        g.consistent_through = portal().async_to_sync(promise_consistency)(portal().database)


@resource.blueprint.before_request
def check_request() -> None:
    """Refuse other versions of xAPI (part three, 3.3) and unknown parameters (3.2)."""
    version = request.headers.get("X-Experience-API-Version", "1.0")
    if not re.fullmatch(r"1\.0(\.\d+)?", version):
        raise BadRequestError(
            HTTPStatus.BAD_REQUEST, f"This is xAPI 1.0.3; X-Experience-API-Version is {version!r}."
        )
    if unknown := sorted(set(request.args) - _PARAMETERS):
        faults = [Fault(path=name, message="isn't supported") for name in unknown]
        raise BadRequestError(HTTPStatus.BAD_REQUEST, "The query is invalid.", *faults)


@resource.blueprint.after_app_request
def add_headers(response: Response) -> Response:
    """Add the version (part three, 3.3) and the time up to which all is stored (2.1.3)."""
    if _is_xapi():
        response.headers["X-Experience-API-Version"] = "1.0.3"
        if "consistent_through" in g:
            response.headers["X-Experience-API-Consistent-Through"] = stored(g.consistent_through)
    return response


@resource.endpoint("GET", "/statements", errors=not_found("statement", EXAMPLE_REVIEW_ID))
async def list_statements(query: StatementsQuery) -> StatementResponse:
    """List the record as xAPI statements, or show one of them.

    A list is newest first unless `ascending` is true, and leaves out reviews that were taken back.
    An id goes with no other parameter than `format` and `attachments`. Parameters that aren't
    listed here are refused (xAPI 1.0.3, part three, 2.1.3).
    """
    home = portal().settings.public_url or statements.DEFAULT_HOME
    if query.attachments:
        raise BadRequestError(HTTPStatus.BAD_REQUEST, "There are no attachments.")
    statement_id = query.statement_id or query.voided_statement_id
    if statement_id is not UNSET:
        if set(request.args) - _PARAMETERS_WITH_ID or (
            query.statement_id and query.voided_statement_id
        ):
            raise BadRequestError(HTTPStatus.BAD_REQUEST, "An id goes with no other parameter.")
        is_voided = query.statement_id is UNSET
        return _encoded(
            await statements.get_statement(
                portal().database, statement_id, home, is_voided=is_voided
            )
        )
    listed, after = await statements.list_statements(portal().database, query, home)
    return _encoded(StatementResult(statements=listed, more=_more(after)))


def _is_xapi() -> bool:
    return request.path.startswith("/api/xapi/")


def _more(after: int | None) -> str:
    """Return the address of the next page: the same query with another `after`."""
    if after is None:
        return ""
    parameters = {name: request.args.getlist(name)[-1] for name in request.args}
    return f"{request.path}?{urlencode({**parameters, 'after': after})}"


def _encoded(value: object) -> StatementResponse:
    return msgspec.Raw(msgspec.json.encode(value))
