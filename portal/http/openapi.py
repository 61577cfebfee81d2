"""The OpenAPI 3.1 document of the API, made from the routes and from the types that validate.

An operation has the name of its view as id, and the resource of the view as tag. Examples are put
together from those of the types. The example of an error is the problem with which the portal
answers a request like the examples.
"""

import re
from collections.abc import Iterable
from http import HTTPStatus
from importlib.metadata import version
from typing import Any

import msgspec
from werkzeug.routing import Rule

from portal.http.endpoints import (
    EXAMPLE_ID,
    EXAMPLE_REVIEW_ID,
    Endpoint,
    ErrorExample,
    Resource,
)
from portal.http.json_schema import Json, Types
from portal.http.problems import DATABASE_UNAVAILABLE, INTERNAL_ERROR, PROBLEM_JSON, fault, problem
from portal.http.responses import JSON, RETRY_AFTER_S
from portal.schemas import BatchReview, Fault, Id, Problem, ReviewId, Schema, StatementResult

_HEAD = {
    "openapi": "3.1.0",
    "info": {
        "title": "The portal",
        "summary": "Vocabulary, record store and launchpad of a language-learning school",
        "description": (
            "Every error is a problem (RFC 9457). A request with a method that the path doesn't "
            "support is answered with 405, and its `Allow` header lists the supported methods."
        ),
        "version": version("language-portal"),
        "contact": {"name": "The portal's maintainers"},
        "license": {"name": "MIT License", "identifier": "MIT"},
    },
    "security": [],  # the portal needs no login
}

# The types of path parameters and their examples, by the name of the URL converter.
_PATH_TYPES: dict[str, Any] = {"id": Id, "uuid": ReviewId}
_PATH_EXAMPLES = {"id": str(EXAMPLE_ID), "uuid": EXAMPLE_REVIEW_ID}

# The errors of every endpoint, of those with a body, and of those that parse it.
_COMMON_ERRORS = {
    HTTPStatus.BAD_REQUEST: "This portal doesn't answer for the host 'stranger.example'.",
    HTTPStatus.FORBIDDEN: "Pages from 'https://stranger.example' may not use this portal.",
    HTTPStatus.INTERNAL_SERVER_ERROR: INTERNAL_ERROR,
    HTTPStatus.SERVICE_UNAVAILABLE: DATABASE_UNAVAILABLE,
}
_BODY_ERRORS = {
    HTTPStatus.REQUEST_TIMEOUT: "The body didn't arrive in time.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The body is larger than 1048576 bytes.",
}
_UPLOAD_ERRORS = {
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The body is larger than 33554432 bytes.",
    HTTPStatus.UNPROCESSABLE_ENTITY: "The list is invalid.",
}

_DESCRIPTIONS = {
    HTTPStatus.OK: "The request is fulfilled.",
    HTTPStatus.CREATED: "Something was created.",
    HTTPStatus.NOT_MODIFIED: "The client's copy, named in `If-None-Match`, is up to date.",
    HTTPStatus.BAD_REQUEST: "The request is malformed, or its host isn't one of the portal's.",
    HTTPStatus.FORBIDDEN: "Pages of the origin may not use the portal.",
    HTTPStatus.NOT_FOUND: "There is no such record.",
    HTTPStatus.REQUEST_TIMEOUT: "The body didn't arrive in time.",
    HTTPStatus.CONFLICT: "The request conflicts with what is stored.",
    HTTPStatus.PRECONDITION_FAILED: "The record has been edited since the client read it.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The body is too large.",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "The body has another media type.",
    HTTPStatus.UNPROCESSABLE_ENTITY: "The query or the payload is invalid; `errors` says where.",
    HTTPStatus.INTERNAL_SERVER_ERROR: "The portal has a fault, which its log describes.",
    HTTPStatus.SERVICE_UNAVAILABLE: "The database doesn't answer, is busy, or is full.",
}
_NOTHING_NEW = "The request is fulfilled; nothing was created."

_ETAG = '"1.5f1d2c0a9be34477d5b8c1aa"'
_IF_MATCH: Json = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "description": "The ETag of the record to edit: 412 if its own texts have changed since.",
    "schema": {"type": "string"},
    "example": _ETAG,
}
_IF_NONE_MATCH: Json = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "The ETag of the response that the client has: 304 if nothing has changed.",
    "schema": {"type": "string"},
    "example": _ETAG,
}

_RESPONSE_HEADERS: Json = {
    "X-Request-ID": {
        "description": "The id of the request in the log: the client's own, if it sent one.",
        "schema": {"type": "string", "pattern": "^[A-Za-z0-9._-]{1,128}$"},
        "example": EXAMPLE_REVIEW_ID,
    },
    "Retry-After": {
        "description": "The number of seconds after which to try again.",
        "schema": {"type": "integer", "minimum": 0},
        "example": RETRY_AFTER_S,
    },
    "ETag": {
        "description": "A digest of the response, after the record's revision and a dot, if any.",
        "schema": {"type": "string"},
        "example": _ETAG,
    },
}


def document(rules: Iterable[Rule], resources: Iterable[Resource], public_url: str | None) -> Json:
    """Return the OpenAPI document of those `rules` that belong to `resources`.

    Without a `public_url`, the server is the one from which a client has the document.
    """
    resources = sorted(resources, key=lambda resource: resource.name)
    endpoints = {
        name: endpoint for resource in resources for name, endpoint in resource.endpoints.items()
    }
    described = [(rule, endpoints[rule.endpoint]) for rule in rules if rule.endpoint in endpoints]
    types = _types(endpoint for _, endpoint in described)
    # The queries are written out as parameters.
    queries = {types.name(endpoint.query) for _, endpoint in described if endpoint.query}
    paths: dict[str, Json] = {}
    for rule, endpoint in sorted(described, key=lambda pair: pair[0].rule):
        path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            operation = _operation(rule, method, endpoint, types)
            paths.setdefault(path, {})[method.lower()] = operation
    return {
        **_HEAD,
        "servers": [{"url": public_url or "/", "description": "This portal"}],
        "tags": [
            {"name": resource.name, "description": resource.description} for resource in resources
        ],
        "paths": paths,
        "components": {
            "schemas": {
                name: schema for name, schema in types.components.items() if name not in queries
            },
            "headers": {
                name: {"required": True, **header} for name, header in _RESPONSE_HEADERS.items()
            },
        },
    }


def _types(endpoints: Iterable[Endpoint]) -> Types:
    endpoints = list(endpoints)
    sent_by_clients = [
        type_
        for endpoint in endpoints
        for type_ in (endpoint.query, endpoint.payload, *endpoint.uploads.values())
        if type_ is not None
    ]
    return Types(
        [Id, ReviewId, BatchReview, *sent_by_clients],
        [Problem, StatementResult, *(endpoint.answer for endpoint in endpoints)],
    )


def _operation(rule: Rule, method: str, endpoint: Endpoint, types: Types) -> Json:
    resource, name = rule.endpoint.split(".")
    operation: Json = {
        "operationId": name,
        "summary": endpoint.summary,
        "description": endpoint.description,
        **({"deprecated": True} if endpoint.deprecated else {}),
        "tags": [resource],
        "parameters": _parameters(rule, method, endpoint, types),
    }
    bodies = {JSON: endpoint.payload} if endpoint.payload else endpoint.uploads
    if bodies:
        operation["requestBody"] = {
            "required": True,
            "content": {name: types.media_type(type_) for name, type_ in bodies.items()},
        }
    operation["responses"] = _responses(rule, method, endpoint, types)
    return operation


def _parameters(rule: Rule, method: str, endpoint: Endpoint, types: Types) -> list[Json]:
    in_path = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "description": f"The id of the {name.removesuffix('_id').replace('_', ' ')}.",
            **types.media_type(_PATH_TYPES[converter]),
        }
        for converter, name in re.findall(r"<(\w+):(\w+)>", rule.rule)
    ]
    described = types.parameters(endpoint.query) if endpoint.query else {}
    in_query = [
        {"name": name, "in": "query", "required": False, **shown}
        for name, shown in described.items()
    ]
    in_headers = [
        *([_IF_MATCH] if endpoint.conditional else ()),
        *([_IF_NONE_MATCH] if method == "GET" else ()),
    ]
    return [*in_path, *in_query, *in_headers]


def _responses(rule: Rule, method: str, endpoint: Endpoint, types: Types) -> dict[str, Json]:
    contents: dict[HTTPStatus, Json] = {
        status: {JSON: types.media_type(endpoint.answer, nth)}
        for nth, status in enumerate(endpoint.statuses)
    }
    path = re.sub(r"<(\w+):\w+>", lambda match: _PATH_EXAMPLES[match[1]], rule.rule)
    for status, example in _error_examples(method, endpoint).items():
        contents.setdefault(status, {})[PROBLEM_JSON] = _problem(types, status, path, example)
    if method == "GET":
        contents[HTTPStatus.NOT_MODIFIED] = {}
    responses = {status: _response(status, contents[status]) for status in sorted(contents)}
    if endpoint.statuses == (HTTPStatus.CREATED, HTTPStatus.OK):
        responses[HTTPStatus.OK]["description"] = _NOTHING_NEW
    if method == "GET":
        for status in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED):
            responses[status]["headers"]["ETag"] = {"$ref": "#/components/headers/ETag"}
    return {str(int(status)): response for status, response in responses.items()}


def _response(status: HTTPStatus, content: Json) -> Json:
    names = ["X-Request-ID"]
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        names.append("Retry-After")
    return {
        "description": _DESCRIPTIONS[status],
        "headers": {name: {"$ref": f"#/components/headers/{name}"} for name in names},
        **({"content": content} if content else {}),
    }


def _error_examples(method: str, endpoint: Endpoint) -> dict[HTTPStatus, ErrorExample]:
    """Return an example of each error with which an endpoint may answer."""
    details = dict(_COMMON_ERRORS)
    if method != "GET":
        details |= _BODY_ERRORS
    if endpoint.uploads:
        details |= _UPLOAD_ERRORS
    bodies = [JSON] if endpoint.payload else list(endpoint.uploads)
    if bodies:
        expected = f"Expected a body with Content-Type: {' or '.join(bodies)}"
        details[HTTPStatus.UNSUPPORTED_MEDIA_TYPE] = expected
    examples = {status: ErrorExample(detail) for status, detail in details.items()}
    if endpoint.payload:
        field = msgspec.structs.fields(endpoint.payload)[0]
        invalid = {} if field.required else {field.encode_name: 0}
        examples[HTTPStatus.UNPROCESSABLE_ENTITY] = ErrorExample(
            "The payload is invalid.", (_fault(endpoint.payload, invalid),)
        )
    if endpoint.query:
        field = msgspec.structs.fields(endpoint.query)[0]
        examples[endpoint.invalid_query] = ErrorExample(
            "The query is invalid.", (_fault(endpoint.query, {field.encode_name: "some"}),)
        )
    return examples | endpoint.errors


def _problem(types: Types, status: HTTPStatus, path: str, example: ErrorExample) -> Json:
    shown = problem(status, example.detail, path, *example.faults)
    return {**types.media_type(Problem), "example": msgspec.to_builtins(shown)}


def _fault(type_: type[Schema], values: Json) -> Fault:
    """Return the fault of invalid `values` of a type."""
    try:
        msgspec.convert(values, type_)
    except msgspec.ValidationError as error:
        return fault(error)
    raise ValueError(f"{values} is valid for {type_}")
