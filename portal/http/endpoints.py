"""Views that say by their types what they take and answer.

A view's annotations are what is validated, encoded and documented: `query` and `payload` are
parsed into their types before it is called, and what it returns becomes the JSON answer. One that
answers with several statuses returns a pair of value and status. One that takes `revisions` edits
what the client has seen: they are those of its If-Match.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, wraps
from http import HTTPStatus
from inspect import getdoc
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from flask import Blueprint, Response

from portal.http import requests
from portal.http.responses import json_response, read_response
from portal.schemas import Schema
from portal.schemas.encoded import Encoded

View = Callable[..., Awaitable[Any]]
V = TypeVar("V", bound=View)


_NONE: Mapping[str, Any] = {}


@dataclass(frozen=True)
class Endpoint:
    """What a view takes and answers; `errors` are those that its types don't tell already.

    `uploads` are the types of a body that it reads itself, by media type; `invalid_query` is the
    status of a query that isn't of its type.
    """

    summary: str
    query: type[Schema] | None
    payload: type[Schema] | None
    uploads: Mapping[str, Any] = field(hash=False)
    conditional: bool
    answer: Any
    statuses: tuple[HTTPStatus, ...]
    errors: tuple[HTTPStatus, ...]
    invalid_query: HTTPStatus


class Resource:
    """The endpoints of one resource; `endpoints` are by their names in Flask's URL map."""

    def __init__(
        self,
        name: str,
        url_prefix: str = "",
        invalid_query: HTTPStatus = HTTPStatus.UNPROCESSABLE_ENTITY,
    ) -> None:
        self.invalid_query = invalid_query
        self.blueprint = Blueprint(name, __name__, url_prefix=f"/api{url_prefix}")
        self.endpoints: dict[str, Endpoint] = {}

    def get(
        self, rule: str, *statuses: HTTPStatus, errors: tuple[HTTPStatus, ...] = ()
    ) -> Callable[[V], V]:
        """Register a view that reads; it answers with 200 unless `statuses` say otherwise."""
        return self._register("GET", rule, statuses, errors)

    def post(
        self,
        rule: str,
        *statuses: HTTPStatus,
        errors: tuple[HTTPStatus, ...] = (),
        uploads: Mapping[str, Any] = _NONE,
    ) -> Callable[[V], V]:
        """Register a view that makes something; as with `get`.

        One with an `upload` reads the body itself, which may be of any of these media types.
        """
        return self._register("POST", rule, statuses, errors, uploads)

    def patch(
        self, rule: str, *statuses: HTTPStatus, errors: tuple[HTTPStatus, ...] = ()
    ) -> Callable[[V], V]:
        """Register a view that changes something; as with `get`."""
        return self._register("PATCH", rule, statuses, errors)

    def put(
        self, rule: str, *statuses: HTTPStatus, errors: tuple[HTTPStatus, ...] = ()
    ) -> Callable[[V], V]:
        """Register a view that sees to it that something is there; as with `get`."""
        return self._register("PUT", rule, statuses, errors)

    def delete(
        self, rule: str, *statuses: HTTPStatus, errors: tuple[HTTPStatus, ...] = ()
    ) -> Callable[[V], V]:
        """Register a view that sees to it that something isn't there; as with `get`."""
        return self._register("DELETE", rule, statuses, errors)

    def _register(
        self,
        method: str,
        rule: str,
        statuses: tuple[HTTPStatus, ...],
        errors: tuple[HTTPStatus, ...] = (),
        uploads: Mapping[str, Any] = _NONE,
    ) -> Callable[[V], V]:
        def register(view: V) -> V:
            endpoint = _describe(
                view, statuses or (HTTPStatus.OK,), errors, uploads, self.invalid_query
            )
            name = view.__name__
            self.endpoints[f"{self.blueprint.name}.{name}"] = endpoint
            self.blueprint.add_url_rule(
                rule, name, _typed(view, endpoint, method == "GET"), methods=[method]
            )
            return view

        return register


def _describe(
    view: View,
    statuses: tuple[HTTPStatus, ...],
    errors: tuple[HTTPStatus, ...],
    uploads: Mapping[str, Any],
    invalid_query: HTTPStatus,
) -> Endpoint:
    hints = get_type_hints(view, include_extras=True)
    answer = hints["return"]
    if len(statuses) > 1:
        assert get_origin(answer) is tuple
        answer = get_args(answer)[0]
    if get_origin(answer) is Encoded:
        [answer] = get_args(answer)
    return Endpoint(
        summary=(getdoc(view) or "").split("\n")[0],
        query=hints.get("query"),
        payload=hints.get("payload"),
        uploads=uploads,
        conditional="revisions" in hints,
        answer=answer,
        statuses=statuses,
        errors=errors,
        invalid_query=invalid_query,
    )


@cache  # a view at two paths is one function to Flask
def _typed(view: View, endpoint: Endpoint, reads: bool) -> Callable[..., Awaitable[Response]]:
    @wraps(view)
    async def typed(**arguments: Any) -> Response:
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
        respond = read_response if reads and status == HTTPStatus.OK else json_response
        return respond(value, status)

    return typed
