"""JSON Schema of the request and response types, each with an example.

The example of a type is put together from the examples of its parts.
"""

from collections.abc import Iterable
from typing import Any

import msgspec

from portal.schemas import Schema

Json = dict[str, Any]


class Types:
    """The schemas of types; `components` are the named schemas that they refer to."""

    def __init__(self, types: Iterable[Any], free_form_example: Json) -> None:
        """`free_form_example` is the example of objects whose schema has no properties."""
        self._free_form_example = free_form_example
        distinct = list(dict.fromkeys(types))
        schemas, self.components = msgspec.json.schema_components(
            distinct, ref_template="#/components/schemas/{name}"
        )
        self._schemas = dict(zip(distinct, schemas, strict=True))

    def media_type(self, type_: Any, nth_status: int = 0) -> Json:
        """Return schema and example of a type, in the form of OpenAPI's Media Type Object.

        An endpoint with several success statuses shows another example with each of them: with
        the second, `nth_status` 1, the second example of each part and only the required keys.
        """
        schema = self._schemas[type_]
        return {"schema": schema, "example": self._example(schema, nth_status)}

    def properties(self, type_: type[Schema]) -> dict[str, Json]:
        """Return schema and example of each property of a type, by name."""
        return {
            key: {"schema": schema, "example": self._example(schema)}
            for key, schema in self._resolve(self._schemas[type_])["properties"].items()
        }

    def name(self, type_: type[Schema]) -> str:
        """Return the name of a type among the components."""
        return _name(self._schemas[type_])

    def _resolve(self, schema: Json) -> Json:
        return self.components[_name(schema)] if "$ref" in schema else schema

    def _example(self, schema: Json, nth_status: int = 0) -> Any:
        """Return the example of a schema. Raise KeyError if a part of it has none."""
        schema = self._resolve(schema)
        match schema:
            case {"examples": examples}:
                return examples[min(nth_status, len(examples) - 1)]
            case {"enum": [only]}:
                return only
            case {"anyOf": [first, *_]}:
                return self._example(first, nth_status)
            case {"type": "array", "items": items}:
                return [self._example(items, nth_status)]
            case {"properties": properties}:
                return {
                    key: self._example(part, nth_status)
                    for key, part in properties.items()
                    if not nth_status or key in schema["required"] or "default" in part
                }
            case {"type": "object"}:
                return self._free_form_example
        raise KeyError(f"No example in {schema}")


def _name(reference: Json) -> str:
    name: str = reference["$ref"].rsplit("/", 1)[1]
    return name
