"""Requests into types."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from typing import TypeVar

import msgspec
from flask import request
from msgspec import inspect

from portal.http.problems import BadRequestError, fault
from portal.schemas import Fault, Schema

RequestType = TypeVar("RequestType", bound=Schema)
T = TypeVar("T")

JSON, CSV = "application/json", "text/csv"


@dataclass(frozen=True)
class Upload:
    """A body as it came."""

    media_type: str
    content: bytes


def query(type_: type[RequestType], invalid: HTTPStatus) -> RequestType:
    """Return the query parameters as `type_`; of a repeated one the last counts.

    Raises BadRequestError with the status `invalid`, naming the parameter.
    """
    types = _types(type_)
    values = {key: _parsed(request.args.getlist(key)[-1], types.get(key)) for key in request.args}
    try:
        return msgspec.convert(values, type_)
    except msgspec.ValidationError as error:
        raise BadRequestError(invalid, "The query is invalid.", fault(error)) from error


def payload(type_: type[RequestType]) -> RequestType:
    """Return the JSON body as `type_`; unknown keys are ignored.

    Raises BadRequestError: 415 where it isn't JSON, 400 where it is malformed, 422 where it is
    well-formed but invalid.
    """
    if not request.is_json:
        raise BadRequestError(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Expected a body with Content-Type: application/json"
        )
    try:
        # msgspec passes over the encoding of what it doesn't need.
        body = request.get_data(cache=False).decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadRequestError(HTTPStatus.BAD_REQUEST, "The body isn't UTF-8.") from error
    try:
        return _decode(body, type_)
    except msgspec.ValidationError as error:
        raise _invalid("The payload is invalid.", fault(error)) from error


def upload(media_types: Iterable[str]) -> Upload:
    """Return the body as it is. Raises BadRequestError (415) where it is none of `media_types`."""
    if request.mimetype not in media_types:
        raise BadRequestError(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            f"Expected a body with Content-Type: {' or '.join(media_types)}",
        )
    return Upload(request.mimetype, request.get_data(cache=False))


def revisions() -> frozenset[int] | None:
    """Return the revisions that If-Match allows, or None where any is fine (RFC 9110, 13.1.1).

    An entity tag begins with its record's revision, see `responses.read_response`.
    """
    tags = request.if_match
    if "If-Match" not in request.headers or tags.star_tag:
        return None
    numbers = (tag.split(".")[0] for tag in tags if tag)  # Werkzeug takes "" for None
    return frozenset(int(number) for number in numbers if re.fullmatch("[0-9]{1,18}", number))


def items(
    raw: Sequence[msgspec.Raw], type_: type[RequestType]
) -> tuple[dict[int, RequestType], dict[int, Fault]]:
    """Return the items of a payload's list that are of `type_`, and what is wrong with the others.

    Both by index. Raises BadRequestError (400) where one is malformed.
    """
    good: dict[int, RequestType] = {}
    bad: dict[int, Fault] = {}
    for index, item in enumerate(raw):
        try:
            good[index] = _decode(item, type_)
        except msgspec.ValidationError as error:
            bad[index] = fault(error)
    return good, bad


def _decode(text: str | msgspec.Raw, type_: type[T]) -> T:
    """Decode JSON; raises msgspec.ValidationError, or BadRequestError (400) where it isn't JSON."""
    try:
        return msgspec.json.decode(text, type=type_)
    except (msgspec.DecodeError, RecursionError) as error:
        # What is invalid may be malformed further on, and that comes first.
        if malformed := _malformed(text):
            raise malformed from error
        raise


def _malformed(text: str | msgspec.Raw) -> BadRequestError | None:
    """Return why a text isn't JSON, or None where it is."""
    try:
        msgspec.json.decode(text)
    except msgspec.ValidationError:
        return None  # a number that is out of range
    except RecursionError:
        return BadRequestError(HTTPStatus.BAD_REQUEST, "The JSON is nested too deeply.")
    except msgspec.DecodeError as error:
        return BadRequestError(HTTPStatus.BAD_REQUEST, f"Malformed JSON: {error}.")
    return None


@cache
def _types(type_: type[Schema]) -> dict[str, inspect.Type]:
    """Return the type of each query parameter."""
    struct = inspect.type_info(type_)
    assert isinstance(struct, inspect.StructType)
    return {
        field.encode_name: field.type.type
        if isinstance(field.type, inspect.Metadata)
        else field.type
        for field in struct.fields
    }


def _parsed(value: str, type_: inspect.Type | None) -> object:
    # What is no number or no boolean stays a text, which the type refuses.
    match type_:
        case inspect.IntType():
            # Python reads no more digits than this into a number.
            whole = value.isascii() and value.isdigit() and len(value) <= 4_000
            return int(value) if whole else value
        case inspect.BoolType():
            return {"true": True, "false": False}.get(value, value)
        case _:
            return value


def _invalid(detail: str, *faults: Fault) -> BadRequestError:
    return BadRequestError(HTTPStatus.UNPROCESSABLE_ENTITY, detail, *faults)
