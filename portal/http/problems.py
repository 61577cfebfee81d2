"""Errors as HTTP: every error becomes an `application/problem+json` response (RFC 9457)."""

import re
import sqlite3
from http import HTTPStatus

import msgspec
from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound
from werkzeug.http import HTTP_STATUS_CODES

from portal.errors import (
    ConflictError,
    OutdatedError,
    PortalError,
    UnavailableError,
    UnknownIdError,
)
from portal.http.responses import json_response
from portal.schemas import Fault, Problem
from portal.storage.database import primary_result_code
from portal.text import shorten

PROBLEM_JSON = "application/problem+json"
INTERNAL_ERROR = "Something went wrong inside the portal; its log says what."
DATABASE_UNAVAILABLE = "The database is busy or full; try again shortly."

# SQLite's result codes for conditions that end by themselves, or once somebody makes room.
_TEMPORARY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_FULL, sqlite3.SQLITE_LOCKED}


class BadRequestError(Exception):
    """A request that the portal refuses. `faults` name the places in it that are wrong."""

    def __init__(self, status: HTTPStatus, detail: str, *faults: Fault) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.faults = list(faults)


def fault(error: msgspec.ValidationError) -> Fault:
    """Return the path and the message of a validation error, as clients see them."""
    match = re.fullmatch(r"(?s)(.*?)(?: - at `\$\.?(.*)`)?", str(error))
    assert match is not None
    message, path = match[1], match[2] or ""
    if message.startswith("Expected `str` matching regex"):
        return Fault(path=path, message="Expected a text that isn't empty, without NUL")
    unknown = re.fullmatch(r"Object contains unknown field `(.*)`", message)
    if unknown:
        return Fault(path=f"{path}.{unknown[1]}".lstrip("."), message="is unknown")
    missing = re.fullmatch(r"Object missing required field `(.*)`", message)
    if missing:
        return Fault(path=f"{path}.{missing[1]}".lstrip("."), message="is required")
    return Fault(path=path, message=message)


def problem(
    status: int, detail: str, instance: str, *faults: Fault, existing_id: int | None = None
) -> Problem:
    """Return a problem; `instance` is the path of the request.

    Texts are shortened, because they may repeat what the client has sent.
    """
    return Problem(
        type="about:blank",
        title=HTTP_STATUS_CODES.get(status, "Unknown Error"),
        status=status,
        detail=shorten(detail),
        instance=shorten(instance),
        existing_id=msgspec.UNSET if existing_id is None else existing_id,
        errors=[Fault(path=shorten(fault.path), message=shorten(fault.message)) for fault in faults]
        or msgspec.UNSET,
    )


def problem_response(problem: Problem) -> Response:
    """Return the response for a problem."""
    return json_response(problem, problem.status, PROBLEM_JSON)


def http_error(error: HTTPException) -> Response:
    """Return the response for an error that Flask or Werkzeug raised."""
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    match status:
        case HTTPStatus.NOT_FOUND if error.description == NotFound.description:
            detail = f"There is nothing at {request.path}"
        case HTTPStatus.METHOD_NOT_ALLOWED:
            detail = f"{request.path} doesn't answer {request.method}"
        case HTTPStatus.INTERNAL_SERVER_ERROR:
            detail = INTERNAL_ERROR
        case _:
            detail = error.description or ""
    response = _respond(status, detail)
    if isinstance(error, MethodNotAllowed):
        response.allow.update(error.valid_methods or ())
    return response


def register(app: Flask) -> None:
    """Register the error handlers of `app`."""
    app.register_error_handler(HTTPException, http_error)

    @app.errorhandler(BadRequestError)
    def bad_request(error: BadRequestError) -> Response:
        return _respond(error.status, error.detail, *error.faults)

    @app.errorhandler(UnknownIdError)
    def unknown_id(error: UnknownIdError) -> Response:
        return _respond(HTTPStatus.NOT_FOUND, str(error))

    @app.errorhandler(ConflictError)
    def conflict(error: ConflictError) -> Response:
        return _respond(HTTPStatus.CONFLICT, str(error), existing_id=error.existing_id)

    @app.errorhandler(OutdatedError)
    def outdated(error: OutdatedError) -> Response:
        return _respond(HTTPStatus.PRECONDITION_FAILED, str(error))

    @app.errorhandler(UnavailableError)
    def unavailable(error: UnavailableError) -> Response:
        return _respond(HTTPStatus.SERVICE_UNAVAILABLE, str(error))

    @app.errorhandler(sqlite3.OperationalError)
    def database_error(error: sqlite3.OperationalError) -> Response:
        if primary_result_code(error) not in _TEMPORARY:
            raise error
        app.logger.warning("The database is unavailable: %s", error)
        return _respond(HTTPStatus.SERVICE_UNAVAILABLE, DATABASE_UNAVAILABLE)

    @app.errorhandler(PortalError)
    def broken_installation(error: PortalError) -> Response:
        app.logger.error("%s", error)
        return _respond(HTTPStatus.INTERNAL_SERVER_ERROR, INTERNAL_ERROR)


def _respond(status: int, detail: str, *faults: Fault, existing_id: int | None = None) -> Response:
    return problem_response(problem(status, detail, request.path, *faults, existing_id=existing_id))
