"""Responses that SQLite has encoded as JSON, in part or as a whole."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Generic, TypeVar

import msgspec

T = TypeVar("T", bound=msgspec.Struct)


class Encoded(Generic[T]):
    """A `T` that is encoded as JSON; `json` is UTF-8.

    SQLite encodes large lists. To decode them into objects and to encode the objects again would
    take longer than the query.
    """

    __slots__ = ("json",)

    def __init__(self, type_: type[T], **values: Any) -> None:
        """Encode the object that `type_(**values)` would make.

        Values of the type `msgspec.Raw`, such as `json_text` makes, are inserted unchanged. Raises
        TypeError if the names of the values are not those of the fields of `type_`.
        """
        names = _encoded_names(type_)
        if values.keys() != names.keys():
            raise TypeError(f"{type_} has the fields {sorted(names)}, not {sorted(values)}")
        self.json: bytes = msgspec.json.encode({names[name]: values[name] for name in names})


def json_text(text: str) -> msgspec.Raw:
    """Mark a text as JSON, which is inserted unchanged."""
    return msgspec.Raw(text.encode())


@cache
def _encoded_names(type_: Any) -> Mapping[str, str]:
    return {field.name: field.encode_name for field in msgspec.structs.fields(type_)}
