"""Requests as typed values: the query, the body, and If-Match."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from typing import Any, TypeVar

import msgspec
from flask import request
from msgspec import inspect

from portal.http.problems import BadRequestError, fault
from portal.http.responses import JSON
from portal.schemas import Fault, Schema
from portal.text import shorten

CSV = "text/csv"
MAX_INTEGER_DIGITS = 4_000  # Python refuses to parse longer numbers

RequestType = TypeVar("RequestType", bound=Schema)
T = TypeVar("T")


@dataclass(frozen=True)
class Upload:
    """A request body as it was sent."""

    media_type: str
    content: bytes


def query(type_: type[RequestType], invalid: HTTPStatus) -> RequestType:
    """Return the query parameters as `type_`. The last value of a repeated parameter counts.

    Raise BadRequestError, with the status `invalid` and the name of the parameter, if one of them
    doesn't fit its type.
    """
    types = _parameter_types(type_)
    values = {
        key: _parse_parameter(request.args.getlist(key)[-1], types.get(key)) for key in request.args
    }
    try:
        return msgspec.convert(values, type_)
    except msgspec.ValidationError as error:
        raise BadRequestError(invalid, "The query is invalid.", fault(error)) from error


def payload(type_: type[RequestType]) -> RequestType:
    """Return the JSON body as `type_`.

    Keys that the type doesn't have are ignored, or kept in the field that its class variable
    `KEEPS_OTHER_KEYS_IN` names. Raise BadRequestError: 415 if the media type isn't JSON, 400 if
    the body is malformed, 422 if it is JSON that doesn't fit the type.
    """
    if not request.is_json:
        raise _unsupported_media_type([JSON])
    try:
        # msgspec doesn't check the encoding of keys that it skips.
        body = request.get_data(cache=False).decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadRequestError(HTTPStatus.BAD_REQUEST, "The body isn't UTF-8.") from error
    try:
        found = _decode(body, type_)
        if field := getattr(type_, "KEEPS_OTHER_KEYS_IN", None):
            return msgspec.convert(_with_other_keys(body, type_, field), type_)
    except msgspec.ValidationError as error:
        raise _invalid_payload(fault(error)) from error
    return found


def _with_other_keys(body: str, type_: type[msgspec.Struct], field: str) -> dict[str, Any]:
    """Return the JSON object of a body with its other keys in the object under the key `field`."""
    values: dict[str, Any] = msgspec.json.decode(body)
    others = {key: values.pop(key) for key in [*values] if key not in type_.__struct_fields__}
    kept = values.get(field)
    if others and isinstance(kept, list):
        reason = f"{field} is a list, so {shorten(', '.join(others))} can't be added to it"
        raise _invalid_payload(Fault(path=field, message=reason))
    return {**values, field: {**others, **(kept or {})}} if others else values


def _invalid_payload(reason: Fault) -> BadRequestError:
    return BadRequestError(HTTPStatus.UNPROCESSABLE_ENTITY, "The payload is invalid.", reason)


def upload(media_types: Iterable[str]) -> Upload:
    """Return the body. Raise BadRequestError (415) if it has none of `media_types`."""
    if request.mimetype not in media_types:
        raise _unsupported_media_type(media_types)
    return Upload(request.mimetype, request.get_data(cache=False))


def revisions() -> frozenset[int] | None:
    """Return the revisions that If-Match allows, or None if it allows any (RFC 9110, 13.1.1).

    The entity tag of a record begins with its revision, see `responses.json_response_with_etag`.
    """
    tags = request.if_match
    if "If-Match" not in request.headers or tags.star_tag:
        return None
    numbers = (tag.split(".")[0] for tag in tags if tag)  # Werkzeug turns the tag "" into None
    return frozenset(int(number) for number in numbers if re.fullmatch("[0-9]{1,18}", number))


def items(
    raw: Sequence[msgspec.Raw], type_: type[RequestType]
) -> tuple[dict[int, RequestType], dict[int, Fault]]:
    """Decode the items of a list one by one, so that all bad ones can be named.

    Return the valid items and the faults of the others, both by index. Raise BadRequestError (400)
    if an item is malformed.
    """
    valid: dict[int, RequestType] = {}
    faults: dict[int, Fault] = {}
    for index, item in enumerate(raw):
        try:
            valid[index] = _decode(item, type_)
        except msgspec.ValidationError as error:
            faults[index] = fault(error)
    return valid, faults


def _decode(text: str | msgspec.Raw, type_: type[T]) -> T:
    """Decode JSON. Raise msgspec.ValidationError, or BadRequestError (400) if it is malformed."""
    try:
        return msgspec.json.decode(text, type=type_)
    except (msgspec.DecodeError, RecursionError) as error:
        # msgspec stops at the first invalid value. Malformed JSON after it has precedence.
        if malformed := _malformed(text):
            raise malformed from error
        raise


def _malformed(text: str | msgspec.Raw) -> BadRequestError | None:
    """Return an error that says why a text isn't JSON, or None if it is."""
    try:
        msgspec.json.decode(text)
    except msgspec.ValidationError:
        return None  # a number out of range
    except RecursionError:
        return BadRequestError(HTTPStatus.BAD_REQUEST, "The JSON is nested too deeply.")
    except msgspec.DecodeError as error:
        return BadRequestError(HTTPStatus.BAD_REQUEST, f"Malformed JSON: {error}.")
    return None


@cache
def _parameter_types(type_: type[Schema]) -> dict[str, inspect.Type]:
    """Return the types of the query parameters by name."""
    struct = inspect.type_info(type_)
    assert isinstance(struct, inspect.StructType)
    return {
        field.encode_name: field.type.type
        if isinstance(field.type, inspect.Metadata)
        else field.type
        for field in struct.fields
    }


def _parse_parameter(value: str, type_: inspect.Type | None) -> object:
    """Return the value of a query parameter; validation refuses what stays a str."""
    match type_:
        case inspect.IntType():
            digits = value.removeprefix("-")
            is_integer = digits.isascii() and digits.isdigit() and len(value) <= MAX_INTEGER_DIGITS
            return int(value) if is_integer else value
        case inspect.BoolType():
            return {"true": True, "false": False}.get(value, value)
        case _:
            return value


def _unsupported_media_type(media_types: Iterable[str]) -> BadRequestError:
    expected = " or ".join(media_types)
    return BadRequestError(
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"Expected a body with Content-Type: {expected}"
    )
