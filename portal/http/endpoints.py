"""Endpoints: views whose annotations say what they take and return.

The annotations of a view are validated, encoded and documented:

- `query` and `payload` are parsed into their types before the view is called;
- the returned value is encoded as JSON; a view with several success statuses returns a pair of the
  value and the status;
- a view that takes `revisions` edits a record, and gets the revisions that If-Match allows;
- a view that takes `upload` reads a body of one of several media types itself.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from http import HTTPStatus
from inspect import getdoc
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

import msgspec
from flask import Blueprint, Response

from portal.errors import UnknownIdError
from portal.http import requests
from portal.http.responses import json_response, json_response_with_etag
from portal.schemas import Fault, Id, ReviewId, Schema
from portal.schemas.encoded import Encoded

View = Callable[..., Awaitable[Any]]
V = TypeVar("V", bound=View)

EXAMPLE_ID: int = msgspec.json.schema(Id)["examples"][0]
EXAMPLE_REVIEW_ID: str = msgspec.json.schema(ReviewId)["examples"][0]


@dataclass(frozen=True)
class ErrorExample:
    """What the OpenAPI document shows as `detail` and `errors` of an endpoint's problem."""

    detail: str
    faults: tuple[Fault, ...] = ()


Errors = dict[HTTPStatus, ErrorExample]

_NO_ERRORS: Errors = {}
_NO_UPLOADS: Mapping[str, Any] = {}


def not_found(kind: str, id_: int | str = EXAMPLE_ID) -> Errors:
    """Return the 404 of an endpoint that looks up a record of a kind, such as "word", first."""
    return {HTTPStatus.NOT_FOUND: ErrorExample(str(UnknownIdError(kind, id_)))}


def conflict(detail: str, *faults: Fault) -> Errors:
    """Return the 409 of an endpoint."""
    return {HTTPStatus.CONFLICT: ErrorExample(detail, faults)}


def outdated(kind: str) -> Errors:
    """Return the 412 of an endpoint that edits a record of a kind, such as "word"."""
    detail = f"The {kind} {EXAMPLE_ID} has been changed meanwhile; read it again."
    return {HTTPStatus.PRECONDITION_FAILED: ErrorExample(detail)}


@dataclass(frozen=True)
class Endpoint:
    """What a view takes and returns.

    `summary` and `description` are the first line and the rest of its docstring. `errors` are the
    errors that the other fields don't imply. `uploads` are the types of the body by media type.
    `invalid_query` is the status for a query that doesn't fit its type.
    """

    summary: str
    description: str
    deprecated: bool
    query: type[Schema] | None
    payload: type[Schema] | None
    uploads: Mapping[str, Any] = field(hash=False)
    conditional: bool
    answer: Any
    statuses: tuple[HTTPStatus, ...]
    errors: Errors = field(hash=False)
    invalid_query: HTTPStatus


class Resource:
    """The endpoints of one resource, in `endpoints` by their names in Flask's URL map.

    The OpenAPI document has a tag with `name` and `description`, and an operation for each view.
    The name of a view is the id of its operation, so all views of the portal have distinct names.
    """

    def __init__(
        self,
        name: str,
        description: str,
        *,
        url_prefix: str = "",
        invalid_query: HTTPStatus = HTTPStatus.UNPROCESSABLE_ENTITY,
    ) -> None:
        self.name = name
        self.description = description
        self.invalid_query = invalid_query
        self.blueprint = Blueprint(name, __name__, url_prefix=f"/api{url_prefix}")
        self.endpoints: dict[str, Endpoint] = {}

    def endpoint(
        self,
        method: str,
        rule: str,
        *statuses: HTTPStatus,
        errors: Errors = _NO_ERRORS,
        uploads: Mapping[str, Any] = _NO_UPLOADS,
        deprecated: bool = False,
    ) -> Callable[[V], V]:
        """Register a view for a method and a URL rule; it answers 200 unless `statuses` differ.

        `deprecated` tells the makers of new clients to use another endpoint.
        """

        def register(view: V) -> V:
            endpoint = _endpoint(
                view, statuses or (HTTPStatus.OK,), errors, uploads, self.invalid_query, deprecated
            )
            name = view.__name__
            self.endpoints[f"{self.blueprint.name}.{name}"] = endpoint
            function = _view_function(view, endpoint, method == "GET")
            self.blueprint.add_url_rule(rule, name, function, methods=[method])
            return view

        return register


def _endpoint(
    view: View,
    statuses: tuple[HTTPStatus, ...],
    errors: Errors,
    uploads: Mapping[str, Any],
    invalid_query: HTTPStatus,
    deprecated: bool,
) -> Endpoint:
    summary, _, description = (getdoc(view) or "").partition("\n\n")
    hints = get_type_hints(view, include_extras=True)
    answer = hints["return"]
    if len(statuses) > 1:
        assert get_origin(answer) is tuple
        answer = get_args(answer)[0]
    if get_origin(answer) is Encoded:
        [answer] = get_args(answer)
    return Endpoint(
        summary=summary,
        description=description,
        deprecated=deprecated,
        query=hints.get("query"),
        payload=hints.get("payload"),
        uploads=uploads,
        conditional="revisions" in hints,
        answer=answer,
        statuses=statuses,
        errors=errors,
        invalid_query=invalid_query,
    )


def _view_function(
    view: View, endpoint: Endpoint, reads: bool
) -> Callable[..., Awaitable[Response]]:
    @wraps(view)
    async def view_function(**arguments: Any) -> Response:
        if endpoint.query is not None:
            arguments["query"] = requests.query(endpoint.query, endpoint.invalid_query)
        if endpoint.payload is not None:
            arguments["payload"] = requests.payload(endpoint.payload)
        if endpoint.uploads:
            arguments["upload"] = requests.upload(endpoint.uploads)
        if endpoint.conditional:
            arguments["revisions"] = requests.revisions()
        value = await view(**arguments)
        status = endpoint.statuses[0]
        if len(endpoint.statuses) > 1:
            value, status = value
        respond = json_response_with_etag if reads and status == HTTPStatus.OK else json_response
        return respond(value, status)

    return view_function
