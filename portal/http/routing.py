"""Routing: ids in paths, and a cache of the matches."""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from werkzeug.exceptions import NotFound
from werkzeug.routing import BaseConverter, Map, MapAdapter, Rule

from portal.errors import UnknownIdError
from portal.schemas import MAX_ID

MAX_CACHED_PATH_LENGTH = 100  # characters

Match = tuple[Rule, Mapping[str, Any]]


class IdConverter(BaseConverter):
    """The id of a record in a path: a positive integer.

    Digits that no record can have as its id (0, or more than 2^63 - 1) are an unknown id, and not
    an unknown path.
    """

    regex = "[0-9]+"

    def to_python(self, value: str) -> int:
        """Return the id. Raise NotFound, which names the id, if no record can have it."""
        digits = value.lstrip("0")
        if not digits or len(digits) > len(str(MAX_ID)) or int(digits) > MAX_ID:
            # Werkzeug turns only its own exceptions into responses while it matches.
            raise NotFound(str(UnknownIdError("record", value[:40])))
        return int(digits)


class CachingMapAdapter(MapAdapter):
    """The URL map, bound to one request; matches are cached, because matching is slow.

    No route of the portal depends on the host, the scheme or the query, so that the map, the path
    and the method decide.
    """

    def __init__(self, url_map: Map, path: str, method: str) -> None:
        """`path` is the path as the client sent it, decoded."""
        super().__init__(url_map, "", "/", "", "http", path, method)
        self.path = path

    def match(self, *_: Any, method: str | None = None, **__: Any) -> Any:
        """Return the rule and its arguments, which are read-only. Raise what Werkzeug raises."""
        if self.path.startswith("//"):
            raise NotFound  # Werkzeug would strip all leading slashes but one
        match = _cached_match if len(self.path) <= MAX_CACHED_PATH_LENGTH else _match
        return match(self.map, self.path, method or self.default_method)


def _match(url_map: Map, path: str, method: str) -> Match:
    adapter = MapAdapter(url_map, "", "/", "", "http", path, method)
    rule, arguments = adapter.match(return_rule=True)
    return rule, MappingProxyType(dict(arguments))  # shared by all requests for this path


_cached_match = lru_cache(maxsize=4096)(_match)
