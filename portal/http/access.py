"""Who may come in, where nobody logs in: trusted hosts and allowed origins (contract 6).

A page that the learner happens to visit can send requests to the portal. Its browser says by
`Host` where it thinks it sends them, and by `Origin` whose page it is. What has no `Origin` comes
from no page: curl, a server, a native app.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from flask import Request, Response
from werkzeug.exceptions import BadRequest, Forbidden

DEFAULT_PORTS = {"http": 80, "https": 443}
ANY_PORT = "*"
LARGEST_PORT = 65_535

_HOST = re.compile(r"(?P<name>[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::(?P<port>\d{1,5}))?", re.ASCII)
_ORIGIN = re.compile(
    r"(?P<scheme>[a-z][a-z0-9+.-]*)://(?P<host>[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::(?P<port>\d{1,5}|\*))?",
    re.ASCII,
)
_EXPOSED = (
    "Retry-After, X-Request-ID, ETag, Location, "
    "X-Experience-API-Version, X-Experience-API-Consistent-Through"
)
_ACCEPTED = "Content-Type, X-Request-ID, If-Match, If-None-Match, X-Experience-API-Version"
_PREFLIGHT_LASTS_S = 600


@dataclass(frozen=True)
class Origin:
    """What a browser says of a page (RFC 6454), or a pattern of that; `null` has no scheme."""

    scheme: str
    host: str
    port: int | str

    def matches(self, pattern: "Origin") -> bool:
        """Tell whether this is `pattern`, where the port may be any."""
        return (self.scheme, self.host) == (pattern.scheme, pattern.host) and (
            pattern.port in (ANY_PORT, self.port)
        )


def parse_origin(text: str) -> Origin:
    """Parse an origin such as `https://app.example:8443`, `null`, or `http://localhost:*`.

    Raises ValueError.
    """
    if text == "null":
        return Origin("", "null", 0)
    if match := _ORIGIN.fullmatch(text.lower()):
        port = match["port"] or str(DEFAULT_PORTS.get(match["scheme"], 0))
        if port == ANY_PORT:
            return Origin(match["scheme"], match["host"], ANY_PORT)
        if int(port) <= LARGEST_PORT:
            return Origin(match["scheme"], match["host"], int(port))
    raise ValueError(f"{text!r} isn't an origin like https://app.example or http://localhost:*")


def parse_host(text: str) -> tuple[str, int | None]:
    """Split a `Host` into its name, in lower case, and its port. Raises ValueError."""
    match = _HOST.fullmatch(text.lower())
    if not match:
        raise ValueError(f"{text!r} isn't a host name like portal.example or [::1]")
    return match["name"], int(match["port"]) if match["port"] else None


@dataclass(frozen=True, eq=False)  # compared, and remembered, by identity
class Access:
    """The hosts that are answered, and the origins that may ask."""

    trusted_hosts: frozenset[str]
    allowed_origins: tuple[Origin, ...]

    def check(self, request: Request) -> None:
        """Raise BadRequest (400) for a strange host, Forbidden (403) for a strange origin."""
        host = request.environ.get("HTTP_HOST")  # no browser leaves it out; HTTP/1.0 may
        if host is not None and not self._trusts(host):
            raise BadRequest(f"This portal doesn't answer for the host {host[:100]!r}.")
        origin = request.environ.get("HTTP_ORIGIN")
        if origin is not None and not self._admits(origin, host):
            raise Forbidden(f"Pages from {origin[:100]!r} may not use this portal.")

    def share(self, request: Request, response: Response) -> None:
        """Tell the browser that the page which asked may read the answer (Fetch standard, CORS)."""
        origin = request.environ.get("HTTP_ORIGIN")
        if origin is None:
            return
        response.vary.add("Origin")
        if not self._admits(origin, request.environ.get("HTTP_HOST")):
            return
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Expose-Headers"] = _EXPOSED
        if "Access-Control-Request-Method" in request.headers and "Allow" in response.headers:
            response.headers["Access-Control-Allow-Methods"] = response.headers["Allow"]
            response.headers["Access-Control-Allow-Headers"] = _ACCEPTED
            response.headers["Access-Control-Max-Age"] = str(_PREFLIGHT_LASTS_S)

    @lru_cache(maxsize=256)  # noqa: B019 - there is one in a process
    def _trusts(self, host: str) -> bool:
        try:
            name, _ = parse_host(host)
        except ValueError:
            return False
        return name in self.trusted_hosts

    @lru_cache(maxsize=256)  # noqa: B019 - there is one in a process
    def _admits(self, origin: str, host: str | None) -> bool:
        """Tell whether `origin` is allowed, or by either scheme that of the host, if trusted."""
        if host is not None and not self._trusts(host):
            return False
        try:
            parsed = parse_origin(origin)
        except ValueError:
            return False
        if parsed.port == ANY_PORT:
            return False  # a pattern, which no page comes from
        if host is not None and parsed.scheme in DEFAULT_PORTS:
            name, port = parse_host(host)
            if parsed == Origin(parsed.scheme, name, port or DEFAULT_PORTS[parsed.scheme]):
                return True
        return any(parsed.matches(pattern) for pattern in self.allowed_origins)
