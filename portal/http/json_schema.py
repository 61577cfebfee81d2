"""JSON Schema of the request and response types, each with an example.

The schemas are those of msgspec, in a form from which generators of clients make typed code. The
example of a type is put together from the examples of its parts.
"""

import re
from collections.abc import Iterable
from typing import Any

import msgspec

from portal.schemas import Schema

Json = dict[str, Any]

_REFERENCE = "#/components/schemas/"
_TYPE_NAMES = {bool: "boolean", int: "integer", str: "string"}


class Types:
    """The schemas of types; `components` are the named schemas that they refer to."""

    def __init__(self, requests: Iterable[Any], responses: Iterable[Any]) -> None:
        """Take the types that clients send, and those that they get."""
        self.components: dict[str, Json] = {}
        self._schemas: dict[Any, Json] = {}
        for types, is_sent in ((requests, False), (responses, True)):
            distinct = list(dict.fromkeys(types))
            schemas, components = msgspec.json.schema_components(
                distinct, ref_template=f"{_REFERENCE}{{name}}"
            )
            for name, schema in components.items():
                self._add(_plain_name(name), self._translate(schema, is_sent))
            for type_, schema in zip(distinct, schemas, strict=True):
                self._schemas[type_] = self._translate_part(schema, is_sent)

    def media_type(self, type_: Any, nth_status: int = 0) -> Json:
        """Return schema and example of a type, in the form of OpenAPI's Media Type Object.

        An endpoint with several success statuses shows another example with each of them: with
        the second, `nth_status` 1, the second example of each part and only the required keys.
        """
        schema = self._schemas[type_]
        return {"schema": schema, "example": self._example(schema, nth_status)}

    def parameters(self, type_: type[Schema]) -> dict[str, Json]:
        """Return description, schema and example of each property of a type, by name."""
        parameters = {}
        for key, schema in self._resolve(self._schemas[type_])["properties"].items():
            description = schema.get("description") or self._resolve(schema)["description"]
            parameters[key] = {
                "description": description,
                "schema": {name: value for name, value in schema.items() if name != "description"},
                "example": self._example(schema),
            }
        return parameters

    def name(self, type_: type[Schema]) -> str:
        """Return the name of a type among the components."""
        return _name(self._schemas[type_])

    def _add(self, name: str, schema: Json) -> None:
        """Add a component. Raise ValueError if there is another one of that name."""
        if self.components.setdefault(name, schema) != schema:
            raise ValueError(f"Two schemas have the name {name}")

    def _translate(self, schema: Json, is_sent: bool) -> Json:
        """Return a schema of msgspec with the types that it implies.

        `is_sent` says that the portal sends the value. It sends every key that has a default.
        """
        schema = {**schema}
        if "title" in schema:
            schema["title"] = _plain_name(schema["title"])
        match schema:
            case {"$ref": reference}:
                schema["$ref"] = f"{_REFERENCE}{_plain_name(reference.rsplit('/', 1)[1])}"
            case {"anyOf": choices}:
                parts = [self._translate_part(choice, is_sent) for choice in choices]
                schema["anyOf"] = [one for part in parts for one in part.get("anyOf", [part])]
            case {"enum": [only]}:
                del schema["enum"]
                schema |= {"type": _TYPE_NAMES[type(only)], "const": only}
            case {"enum": [first, *_]}:
                schema["type"] = _TYPE_NAMES[type(first)]
            case {"type": "array"}:
                schema["items"] = self._translate_part(schema.get("items", {}), is_sent)
            case {"type": "object", "properties": properties}:
                if is_sent:
                    always = [key for key, part in properties.items() if "default" in part]
                    schema["required"] = [*schema["required"], *always]
                schema["properties"] = {
                    key: self._translate_part(part, is_sent) for key, part in properties.items()
                }
            case {"type": "object", "additionalProperties": values}:
                schema["additionalProperties"] = self._translate_part(values, is_sent)
            case {"type": "object"}:
                schema["additionalProperties"] = True
        # A client that leaves out a key with the default null need not know the default.
        if "default" in schema and (is_sent or schema["default"] is None):
            del schema["default"]
        return schema

    def _translate_part(self, schema: Json, is_sent: bool) -> Json:
        """Translate a schema within another; one with a title becomes a component."""
        schema = self._translate(schema, is_sent)
        if "title" not in schema:
            return schema
        default = {"default": schema.pop("default")} if "default" in schema else {}
        self._add(schema["title"], schema)
        return {"$ref": f"{_REFERENCE}{schema['title']}", **default}

    def _resolve(self, schema: Json) -> Json:
        return self.components[_name(schema)] if "$ref" in schema else schema

    def _example(self, schema: Json, nth_status: int = 0) -> Any:
        """Return the example of a schema. Raise KeyError if a part of it has none."""
        schema = self._resolve(schema)
        match schema:
            case {"examples": examples}:
                return examples[min(nth_status, len(examples) - 1)]
            case {"const": only}:
                return only
            case {"anyOf": [first, *_]}:
                return self._example(first, nth_status)
            case {"type": "array", "items": items}:
                return [self._example(items, nth_status)]
            case {"properties": properties}:
                return {
                    key: self._example(part, nth_status)
                    for key, part in properties.items()
                    if not nth_status or key in schema["required"]
                }
        raise KeyError(f"No example in {schema}")


def _name(reference: Json) -> str:
    name: str = reference["$ref"].removeprefix(_REFERENCE)
    return name


def _plain_name(name: str) -> str:
    """Return the name of a type; msgspec calls a page of words `Page[Word]` or `Page_Word_`."""
    return re.sub(r"^(\w+)[\[_](\w+)[\]_]$", r"\2\1", name)
