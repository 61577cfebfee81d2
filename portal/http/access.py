"""Access control without a login: trusted hosts and allowed origins.

Any page that the learner visits can send requests to the portal. The browser's `Host` header tells
which host name the page used (a foreign name means DNS rebinding), and its `Origin` header tells
where the page came from. Requests without an `Origin` come from no page: curl, a server, a native
app.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

DEFAULT_PORTS = {"http": 80, "https": 443}
ANY_PORT = "*"
LARGEST_PORT = 65_535

_HOST = re.compile(r"(?P<name>[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::(?P<port>\d{1,5}))?", re.ASCII)
_ORIGIN = re.compile(
    r"(?P<scheme>[a-z][a-z0-9+.-]*)://(?P<host>[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::(?P<port>\d{1,5}|\*))?",
    re.ASCII,
)


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


@dataclass(frozen=True, eq=False)  # compared by identity, so that lru_cache needs no hash of it
class Access:
    """The hosts that the portal answers for, and the origins whose pages may use it."""

    trusted_hosts: frozenset[str]
    allowed_origins: tuple[Origin, ...]

    @lru_cache(maxsize=256)  # noqa: B019 - one instance per process
    def trusts(self, host: str) -> bool:
        """Return whether `host`, the value of a Host header, names a trusted host, at any port."""
        try:
            name, _ = parse_host(host)
        except ValueError:
            return False
        return name in self.trusted_hosts

    @lru_cache(maxsize=256)  # noqa: B019 - one instance per process
    def admits(self, origin: str, host: str | None) -> bool:
        """Return whether a page from `origin` may use the portal that it reached as `host`.

        It may if the origin is allowed, or if it is the portal's own: the trusted `host` itself,
        by either scheme, because a proxy in front may have ended TLS.
        """
        if host is not None and not self.trusts(host):
            return False
        try:
            parsed = parse_origin(origin)
        except ValueError:
            return False
        if parsed.port == ANY_PORT:
            return False  # a pattern, which no browser sends
        if host is not None and parsed.scheme in DEFAULT_PORTS:
            name, port = parse_host(host)
            if parsed == Origin(parsed.scheme, name, port or DEFAULT_PORTS[parsed.scheme]):
                return True
        return any(parsed.matches(pattern) for pattern in self.allowed_origins)
