"""Origins and hosts as text: what browsers send, and what the settings allow."""

import re
from dataclasses import dataclass

DEFAULT_PORTS = {"http": 80, "https": 443}
ANY_PORT = "*"
MAX_PORT = 65_535

_HOST = re.compile(r"(?P<name>[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::(?P<port>\d{1,5}))?", re.ASCII)
_ORIGIN = re.compile(
    r"(?P<scheme>[a-z][a-z0-9+.-]*)://(?P<host>[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::(?P<port>\d{1,5}|\*))?",
    re.ASCII,
)


@dataclass(frozen=True)
class Origin:
    """The origin of a page (RFC 6454), or a pattern of origins, whose port may be ANY_PORT.

    The origin `null` has an empty scheme.
    """

    scheme: str
    host: str
    port: int | str

    def matches(self, pattern: "Origin") -> bool:
        """Return whether this origin is `pattern`, or differs only in a port that may be any."""
        return (self.scheme, self.host) == (pattern.scheme, pattern.host) and (
            pattern.port in (ANY_PORT, self.port)
        )


def parse_origin(text: str) -> Origin:
    """Return the origin in a text such as `https://app.example:8443`, `null`, `http://localhost:*`.

    Raise ValueError if it isn't one.
    """
    if text == "null":
        return Origin("", "null", 0)
    if match := _ORIGIN.fullmatch(text.lower()):
        port = match["port"] or str(DEFAULT_PORTS.get(match["scheme"], 0))
        if port == ANY_PORT:
            return Origin(match["scheme"], match["host"], ANY_PORT)
        if int(port) <= MAX_PORT:
            return Origin(match["scheme"], match["host"], int(port))
    raise ValueError(f"{text!r} isn't an origin like https://app.example or http://localhost:*")


def parse_host(text: str) -> tuple[str, int | None]:
    """Return the name, in lower case, and the port of a Host header. Raise ValueError."""
    match = _HOST.fullmatch(text.lower())
    if not match:
        raise ValueError(f"{text!r} isn't a host name like portal.example or [::1]")
    return match["name"], int(match["port"]) if match["port"] else None
