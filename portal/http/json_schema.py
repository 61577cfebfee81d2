"""Types as JSON Schema, each with an example that is put together from those of its parts."""

from collections.abc import Iterable
from typing import Any

import msgspec

from portal.schemas import Schema

Json = dict[str, Any]


class Types:
    """The interface's types as JSON Schema; `components` are what their schemas refer to.

    `free` is an example of an object of which the schema says no more.
    """

    def __init__(self, types: Iterable[Any], free: Json) -> None:
        self._free = free
        distinct = list(dict.fromkeys(types))
        schemas, self.components = msgspec.json.schema_components(
            distinct, ref_template="#/components/schemas/{name}"
        )
        self._schemas = dict(zip(distinct, schemas, strict=True))

    def show(self, type_: Any, turn: int = 0) -> Json:
        """Return schema and example of a type, as parameters and media types have them."""
        schema = self._schemas[type_]
        return {"schema": schema, "example": self._example(schema, turn)}

    def show_properties(self, type_: type[Schema]) -> dict[str, Json]:
        """Return schema and example of each property of a type."""
        return {
            key: {"schema": schema, "example": self._example(schema)}
            for key, schema in self._resolve(self._schemas[type_])["properties"].items()
        }

    def name(self, type_: type[Schema]) -> str:
        """Return a type's name among the components."""
        return _name(self._schemas[type_])

    def _resolve(self, schema: Json) -> Json:
        return self.components[_name(schema)] if "$ref" in schema else schema

    def _example(self, schema: Json, turn: int = 0) -> Any:
        """Return an example of what `schema` describes; raise KeyError where a part has none.

        At the second `turn` it has the parts' second examples, and only what is always there.
        """
        schema = self._resolve(schema)
        match schema:
            case {"examples": examples}:
                return examples[min(turn, len(examples) - 1)]
            case {"enum": [only]}:
                return only
            case {"anyOf": [first, *_]}:
                return self._example(first, turn)
            case {"type": "array", "items": items}:
                return [self._example(items, turn)]
            case {"properties": properties}:
                return {
                    key: self._example(part, turn)
                    for key, part in properties.items()
                    if not turn or key in schema["required"] or "default" in part
                }
            case {"type": "object"}:
                return self._free
        raise KeyError(f"No example in {schema}")


def _name(reference: Json) -> str:
    name: str = reference["$ref"].rsplit("/", 1)[1]
    return name
