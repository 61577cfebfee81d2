"""Errors as HTTP: every one becomes `application/problem+json` (RFC 9457, contract 1)."""

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

# Conditions of the database that pass by themselves, or when somebody makes room.
_UNAVAILABLE = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_FULL, sqlite3.SQLITE_LOCKED}


class BadRequestError(Exception):
    """A request that the portal refuses; `faults` say where it is wrong."""

    def __init__(self, status: HTTPStatus, detail: str, *faults: Fault) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.faults = list(faults)


def fault(error: msgspec.ValidationError) -> Fault:
    """Turn msgspec's message into the path of the key and what is wrong with it."""
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


def problem(status: int, detail: str, *faults: Fault, existing_id: int | None = None) -> Response:
    """Make the response of an error."""
    body = Problem(
        type="about:blank",
        title=HTTP_STATUS_CODES.get(status, "Unknown Error"),
        status=status,
        detail=detail,
        instance=request.path,
        existing_id=msgspec.UNSET if existing_id is None else existing_id,
        errors=list(faults) or msgspec.UNSET,
    )
    return json_response(body, status, "application/problem+json")


def http_error(error: HTTPException) -> Response:
    """Answer what Flask and Werkzeug refuse."""
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    match status:
        case HTTPStatus.NOT_FOUND if error.description == NotFound.description:
            detail = f"There is nothing at {request.path}"
        case HTTPStatus.METHOD_NOT_ALLOWED:
            detail = f"{request.path} doesn't answer {request.method}"
        case HTTPStatus.INTERNAL_SERVER_ERROR:
            detail = "Something went wrong inside the portal; its log says what."
        case _:
            detail = error.description or ""
    response = problem(status, detail)
    if isinstance(error, MethodNotAllowed):
        response.allow.update(error.valid_methods or ())
    return response


def register(app: Flask) -> None:
    """Let `app` answer every error as a problem."""
    app.register_error_handler(HTTPException, http_error)

    @app.errorhandler(BadRequestError)
    def bad_request(error: BadRequestError) -> Response:
        return problem(error.status, error.detail, *error.faults)

    @app.errorhandler(UnknownIdError)
    def unknown_id(error: UnknownIdError) -> Response:
        return problem(HTTPStatus.NOT_FOUND, str(error))

    @app.errorhandler(ConflictError)
    def conflict(error: ConflictError) -> Response:
        return problem(HTTPStatus.CONFLICT, str(error), existing_id=error.existing_id)

    @app.errorhandler(OutdatedError)
    def outdated(error: OutdatedError) -> Response:
        return problem(HTTPStatus.PRECONDITION_FAILED, str(error))

    @app.errorhandler(UnavailableError)
    def unavailable(error: UnavailableError) -> Response:
        return problem(HTTPStatus.SERVICE_UNAVAILABLE, str(error))

    @app.errorhandler(sqlite3.OperationalError)
    def database_error(error: sqlite3.OperationalError) -> Response:
        if primary_result_code(error) not in _UNAVAILABLE:
            raise error
        app.logger.warning("The database is unavailable: %s", error)
        return problem(
            HTTPStatus.SERVICE_UNAVAILABLE, "The database is busy or full; try again shortly."
        )

    @app.errorhandler(PortalError)
    def broken_installation(error: PortalError) -> Response:
        app.logger.error("%s", error)
        return problem(
            HTTPStatus.INTERNAL_SERVER_ERROR,
            "Something went wrong inside the portal; its log says what.",
        )
