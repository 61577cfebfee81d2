"""The interface as OpenAPI 3.1, made from the routes and the types that validate."""

import re
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from importlib.metadata import version
from typing import Any

import msgspec
from werkzeug.routing import Rule

from portal.api.endpoints import Endpoint
from portal.schemas import Answer, Id, Problem, Schema

JSON, PROBLEM = "application/json", "application/problem+json"

# Whoever asks may come from a strange host or page, and meet a busy or broken portal.
_ALWAYS = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.INTERNAL_SERVER_ERROR,
    HTTPStatus.SERVICE_UNAVAILABLE,
)
_OF_BODIES = (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
_OF_PAYLOADS = (HTTPStatus.UNSUPPORTED_MEDIA_TYPE, HTTPStatus.UNPROCESSABLE_ENTITY)

_REFERENCE = "#/components/schemas/{name}"

Json = dict[str, Any]


def document(rules: Iterable[Rule], endpoints: Mapping[str, Endpoint]) -> Json:
    """Return the OpenAPI document of those `rules` that `endpoints` describe, by name."""
    described = [(rule, endpoints[rule.endpoint]) for rule in rules if rule.endpoint in endpoints]
    schemas, components = _schemas(endpoint for _, endpoint in described)
    queries = {_name(schemas[endpoint.query]) for _, endpoint in described if endpoint.query}
    paths: dict[str, Json] = {}
    for rule, endpoint in sorted(described, key=lambda pair: pair[0].rule):
        path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            operation = _operation(rule, method, endpoint, schemas, components)
            paths.setdefault(path, {})[method.lower()] = operation
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "The portal",
            "summary": "Vocabulary, record store and launchpad of a language-learning school",
            "version": version("language-portal"),
        },
        "paths": paths,
        # The queries are written out as parameters.
        "components": {
            "schemas": {name: schema for name, schema in components.items() if name not in queries}
        },
    }


def _schemas(endpoints: Iterable[Endpoint]) -> tuple[dict[Any, Json], dict[str, Json]]:
    """Return the schema of each type, and the components that these refer to."""
    types: list[Any] = [Problem, Answer]
    for endpoint in endpoints:
        types += [type_ for type_ in (endpoint.query, endpoint.payload) if type_ is not None]
        types.append(endpoint.answer)
    schemas, components = msgspec.json.schema_components(types, ref_template=_REFERENCE)
    return dict(zip(types, schemas, strict=True)), dict(components)


def _operation(
    rule: Rule,
    method: str,
    endpoint: Endpoint,
    schemas: Mapping[Any, Json],
    components: Mapping[str, Json],
) -> Json:
    operation: Json = {
        "operationId": re.sub(r"[^\w-]+", "_", f"{method.lower()}{rule.rule}").strip("_"),
        "summary": endpoint.summary,
        "tags": [rule.endpoint.split(".")[0]],
        "parameters": [
            {"name": name, "in": "path", "required": True, "schema": msgspec.json.schema(Id)}
            for name in re.findall(r"<id:(\w+)>", rule.rule)
        ],
        "responses": {
            str(int(status)): {
                "description": status.phrase,
                "content": {JSON: {"schema": schemas[endpoint.answer]}},
            }
            for status in endpoint.statuses
        },
    }
    errors = {*_ALWAYS, *endpoint.errors}
    if operation["parameters"]:
        errors.add(HTTPStatus.NOT_FOUND)
    if endpoint.query is not None:
        operation["parameters"] += _query_parameters(endpoint.query, schemas, components)
        errors.add(HTTPStatus.UNPROCESSABLE_ENTITY)
    if method == "POST":
        errors |= {*_OF_BODIES}
    if endpoint.payload is not None:
        operation["requestBody"] = {
            "required": True,
            "content": {JSON: {"schema": schemas[endpoint.payload]}},
        }
        errors |= {*_OF_PAYLOADS}
    for status in sorted(errors):
        _add_error(operation["responses"], status, schemas[Problem])
    return operation


def _query_parameters(
    query: type[Schema], schemas: Mapping[Any, Json], components: Mapping[str, Json]
) -> list[Json]:
    properties: Mapping[str, Json] = components[_name(schemas[query])]["properties"]
    return [
        {"name": key, "in": "query", "required": False, "schema": schema}
        for key, schema in properties.items()
    ]


def _name(reference: Json) -> str:
    name: str = reference["$ref"].rsplit("/", 1)[1]
    return name


def _add_error(responses: Json, status: HTTPStatus, problem: Json) -> None:
    response = responses.setdefault(str(int(status)), {"description": status.phrase, "content": {}})
    response["content"][PROBLEM] = {"schema": problem}
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        response["headers"] = {
            "Retry-After": {"description": "in seconds", "schema": {"type": "integer"}}
        }
