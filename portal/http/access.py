"""Access control without a login: trusted hosts and allowed origins.

Any page that the learner visits can send requests to the portal. The browser's `Host` header tells
which host name the page used (a foreign name means DNS rebinding), and its `Origin` header tells
where the page came from. Requests without an `Origin` come from no page: curl, a server, a native
app.
"""

from dataclasses import dataclass
from functools import lru_cache

from portal.origins import ANY_PORT, DEFAULT_PORTS, Origin, parse_host, parse_origin


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
