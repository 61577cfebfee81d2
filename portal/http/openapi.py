"""The interface as OpenAPI 3.1, made from the routes and the types that validate.

Examples are put together from those of the types; an error's says what the portal says when the
request of the examples meets it.
"""

import re
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from importlib.metadata import version
from typing import Any

import msgspec
from werkzeug.http import HTTP_STATUS_CODES
from werkzeug.routing import Rule

from portal.errors import UnknownIdError
from portal.http.endpoints import Endpoint
from portal.http.json_schema import Json, Types
from portal.http.problems import fault
from portal.http.requests import JSON
from portal.http.responses import RETRY_AFTER_S
from portal.schemas import (
    BatchReview,
    Fault,
    Id,
    Problem,
    ReviewId,
    ReviewsPayload,
    Schema,
    StatementResult,
)

PROBLEM = "application/problem+json"

_HEAD = {
    "openapi": "3.1.0",
    "info": {
        "title": "The portal",
        "summary": "Vocabulary, record store and launchpad of a language-learning school",
        "description": (
            "Every error is a problem (RFC 9457). A path asked with a method that it doesn't have "
            "answers 405 and says in `Allow` which it has "
            "(`#/components/responses/MethodNotAllowed`)."
        ),
        "version": version("language-portal"),
    },
}

# Whoever asks may come from a strange host or page, and meet a busy or broken portal.
_ALWAYS = {
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.INTERNAL_SERVER_ERROR,
    HTTPStatus.SERVICE_UNAVAILABLE,
}
_OF_BODIES = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.REQUEST_ENTITY_TOO_LARGE}
_OF_PAYLOADS = {HTTPStatus.UNSUPPORTED_MEDIA_TYPE, HTTPStatus.UNPROCESSABLE_ENTITY}

_ID = msgspec.json.schema(Id)["examples"][0]
_REVIEW_ID = msgspec.json.schema(ReviewId)["examples"][0]

# What stands in a path, by the name of its converter.
_IDS: dict[str, Any] = {"id": Id, "uuid": ReviewId}
_EXAMPLES = {"id": _ID, "uuid": _REVIEW_ID}

_DETAILS = {
    HTTPStatus.BAD_REQUEST: "This portal doesn't answer for the host 'stranger.example'.",
    HTTPStatus.FORBIDDEN: "Pages from 'https://stranger.example' may not use this portal.",
    HTTPStatus.METHOD_NOT_ALLOWED: "/api/words doesn't answer DELETE",
    HTTPStatus.REQUEST_TIMEOUT: "The body didn't arrive in time.",
    HTTPStatus.PRECONDITION_FAILED: f"The word {_ID} has been changed meanwhile; read it again.",
    HTTPStatus.CONFLICT: f"The review_id {_REVIEW_ID} belongs to another review.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The body is larger than 1048576 bytes.",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "Expected a body with Content-Type: application/json",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Something went wrong inside the portal; its log says what.",
    HTTPStatus.SERVICE_UNAVAILABLE: "The database is busy or full; try again shortly.",
}
_OF_BATCHES = "Nothing is recorded, because of the reviews named here."

_ETAG = '"1.5f1d2c0a9be34477d5b8c1aa"'
_IF_MATCH: dict[str, Any] = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "description": "The ETag of what is edited: 412 where its own texts have changed since.",
    "schema": {"type": "string"},
    "example": _ETAG,
}
_IF_NONE_MATCH: dict[str, Any] = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "The ETag of what the client has: 304 while it is the same.",
    "schema": {"type": "string"},
    "example": _ETAG,
}

_HEADERS: dict[str, Any] = {
    "X-Request-ID": {
        "description": "The request's name, in the log too: the client's own, where it sent one.",
        "schema": {"type": "string", "pattern": "^[A-Za-z0-9._-]{1,128}$"},
        "example": _REVIEW_ID,
    },
    "Retry-After": {
        "description": "When to try again, in seconds.",
        "schema": {"type": "integer", "minimum": 0},
        "example": RETRY_AFTER_S,
    },
    "ETag": {
        "description": "The answer in short; before a dot the record's revision, if it has one.",
        "schema": {"type": "string"},
        "example": _ETAG,
    },
    "Allow": {
        "description": "The methods that the path has.",
        "schema": {"type": "string"},
        "example": "GET, HEAD, OPTIONS",
    },
}


def document(rules: Iterable[Rule], endpoints: Mapping[str, Endpoint]) -> Json:
    """Return the OpenAPI document of those `rules` that `endpoints` describe, by name."""
    described = [(rule, endpoints[rule.endpoint]) for rule in rules if rule.endpoint in endpoints]
    described_types = (
        type_
        for _, endpoint in described
        for type_ in (endpoint.query, endpoint.payload, *endpoint.uploads.values(), endpoint.answer)
        if type_ is not None
    )
    types = Types(
        [Problem, BatchReview, StatementResult, Id, ReviewId, *described_types],
        # The one free object among the answers is this document.
        free={**_HEAD, "paths": {}},
    )
    queries = {types.name(endpoint.query) for _, endpoint in described if endpoint.query}
    paths: dict[str, Json] = {}
    for rule, endpoint in sorted(described, key=lambda pair: pair[0].rule):
        path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            operation = _operation(rule, method, endpoint, types)
            paths.setdefault(path, {})[method.lower()] = operation
    # An operation is a method that its path has, so none of them answers 405.
    not_allowed = HTTPStatus.METHOD_NOT_ALLOWED
    problem = _problem(not_allowed, "/api/words", _DETAILS[not_allowed])
    return {
        **_HEAD,
        "paths": paths,
        "components": {
            # The queries are written out as parameters.
            "schemas": {
                name: schema for name, schema in types.components.items() if name not in queries
            },
            "headers": {name: {"required": True, **header} for name, header in _HEADERS.items()},
            "responses": {
                "MethodNotAllowed": _response(
                    not_allowed, {PROBLEM: {**types.show(Problem), "example": problem}}
                )
            },
        },
    }


def _operation(rule: Rule, method: str, endpoint: Endpoint, types: Types) -> Json:
    converters = re.findall(r"<(\w+):\w+>", rule.rule)
    ids = re.findall(r"<\w+:(\w+)>", rule.rule)
    query = types.show_properties(endpoint.query) if endpoint.query else {}
    operation: Json = {
        "operationId": re.sub(r"[^\w-]+", "_", f"{method.lower()}{rule.rule}").strip("_"),
        "summary": endpoint.summary,
        "tags": [rule.endpoint.split(".")[0]],
        "parameters": [
            *(
                {"name": name, "in": "path", "required": True, **types.show(_IDS[converter])}
                for converter, name in zip(converters, ids, strict=True)
            ),
            *({"name": key, "in": "query", "required": False, **query[key]} for key in query),
            *([_IF_MATCH] if endpoint.conditional else ()),
            *([_IF_NONE_MATCH] if method == "GET" else ()),
        ],
    }
    if endpoint.payload is not None:
        operation["requestBody"] = {
            "required": True,
            "content": {JSON: types.show(endpoint.payload)},
        }
    if endpoint.uploads:
        operation["requestBody"] = {
            "required": True,
            "content": {name: types.show(type_) for name, type_ in endpoint.uploads.items()},
        }
    contents: dict[HTTPStatus, Json] = {
        status: {JSON: types.show(endpoint.answer, turn)}
        for turn, status in enumerate(endpoint.statuses)
    }
    for status in _errors(method, endpoint, ids):
        problem = _expected_problem(status, rule, endpoint, ids)
        contents.setdefault(status, {})[PROBLEM] = {**types.show(Problem), "example": problem}
    if method == "GET":
        contents[HTTPStatus.NOT_MODIFIED] = {}
    operation["responses"] = {
        str(int(status)): _response(status, contents[status]) for status in sorted(contents)
    }
    if method == "GET":
        for status in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED):
            headers = operation["responses"][str(int(status))]["headers"]
            headers["ETag"] = {"$ref": "#/components/headers/ETag"}
    return operation


def _errors(method: str, endpoint: Endpoint, ids: list[str]) -> set[HTTPStatus]:
    return {
        *_ALWAYS,
        *endpoint.errors,
        *({HTTPStatus.NOT_FOUND} if ids else ()),
        *({endpoint.invalid_query} if endpoint.query else ()),
        *(_OF_BODIES if method != "GET" else ()),
        *(_OF_PAYLOADS if endpoint.payload or endpoint.uploads else ()),
        *({HTTPStatus.PRECONDITION_FAILED} if endpoint.conditional else ()),
    }


def _response(status: HTTPStatus, content: Json) -> Json:
    names = ["X-Request-ID"]
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        names.append("Retry-After")
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        names.append("Allow")
    return {
        "description": HTTP_STATUS_CODES[status],
        "headers": {name: {"$ref": f"#/components/headers/{name}"} for name in names},
        **({"content": content} if content else {}),
    }


def _expected_problem(status: HTTPStatus, rule: Rule, endpoint: Endpoint, ids: list[str]) -> Json:
    """Return an example of the problem that an operation answers with `status`."""
    path = re.sub(r"<(\w+):\w+>", lambda found: str(_EXAMPLES[found[1]]), rule.rule)
    match status:
        case HTTPStatus.UNSUPPORTED_MEDIA_TYPE if endpoint.uploads:
            expected = " or ".join(endpoint.uploads)
            return _problem(status, path, f"Expected a body with Content-Type: {expected}")
        case HTTPStatus.REQUEST_ENTITY_TOO_LARGE if endpoint.uploads:
            return _problem(status, path, "The body is larger than 33554432 bytes.")
        case HTTPStatus.NOT_FOUND:
            kind = _kind(endpoint, ids)
            unknown = _REVIEW_ID if kind in ("review", "statement") else _ID
            return _problem(status, path, str(UnknownIdError(kind, unknown)))
        case HTTPStatus.CONFLICT if not rule.rule.endswith(("/review", "/reviews")):
            kind = rule.endpoint.split(".")[0].removesuffix("s")
            return _problem(status, path, f"The {kind} {_ID} is the same already.")
        case HTTPStatus.CONFLICT if endpoint.payload is ReviewsPayload:
            faulty = Fault(path="review_id", message=_DETAILS[status]).within("reviews[0]")
            return _problem(status, path, _OF_BATCHES, faulty)
        case endpoint.invalid_query if endpoint.query:
            first = msgspec.structs.fields(endpoint.query)[0].encode_name
            faulty = _fault(endpoint.query, {first: "some"})
            return _problem(status, path, "The query is invalid.", faulty)
        case HTTPStatus.UNPROCESSABLE_ENTITY if endpoint.payload:
            field = msgspec.structs.fields(endpoint.payload)[0]
            faulty = _fault(endpoint.payload, {} if field.required else {field.encode_name: 0})
            return _problem(status, path, "The payload is invalid.", faulty)
    return _problem(status, path, _DETAILS[status])


def _kind(endpoint: Endpoint, ids: list[str]) -> str:
    """Return what kind of record an operation looks for first."""
    fields = [*ids]
    for type_ in (endpoint.payload, endpoint.query):
        if type_ is not None:
            fields += [name for name in type_.__struct_fields__ if name.endswith("_id")]
    return fields[0].removesuffix("_id").replace("_", " ")


def _problem(status: HTTPStatus, path: str, detail: str, *faults: Fault) -> Json:
    problem = Problem(
        type="about:blank",
        title=HTTP_STATUS_CODES[status],
        status=status,
        detail=detail,
        instance=path,
        errors=list(faults) or msgspec.UNSET,
    )
    built: Json = msgspec.to_builtins(problem)
    return built


def _fault(type_: type[Schema], values: Json) -> Fault:
    """Return what is wrong with `values` as a `type_`."""
    try:
        msgspec.convert(values, type_)
    except msgspec.ValidationError as error:
        return fault(error)
    raise ValueError(f"{values} are a {type_}")
