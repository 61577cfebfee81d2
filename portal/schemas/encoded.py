"""Responses whose JSON is made by SQLite, in part or as a whole."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Generic, TypeVar

import msgspec

T = TypeVar("T", bound=msgspec.Struct)


class Encoded(Generic[T]):
    """The JSON of a `T`, encoded already; `json` is UTF-8.

    Large lists leave the database as JSON: decoding them into objects, only to encode those again,
    takes longer than the query.
    """

    __slots__ = ("json",)

    def __init__(self, type_: type[T], **values: Any) -> None:
        """Encode the object that `type_(**values)` would be.

        A value made by `json_text` is written as it stands. Raises TypeError where the names of
        the values are not the fields of `type_`.
        """
        names = _encoded_names(type_)
        if values.keys() != names.keys():
            raise TypeError(f"{type_} has the fields {sorted(names)}, not {sorted(values)}")
        self.json: bytes = msgspec.json.encode({names[name]: values[name] for name in names})


def json_text(text: str) -> msgspec.Raw:
    """Mark a text as JSON, to be written as it stands."""
    return msgspec.Raw(text.encode())


@cache
def _encoded_names(type_: Any) -> Mapping[str, str]:
    return {field.name: field.encode_name for field in msgspec.structs.fields(type_)}
