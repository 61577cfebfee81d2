"""The portal's settings: environment variables, validated once, then frozen."""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import time
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

import tzlocal

from portal.clock import DEFAULT_DAY_STARTS
from portal.errors import PortalError
from portal.origins import (
    ANY_PORT,
    DEFAULT_PORTS,
    MAX_PORT,
    Origin,
    parse_host,
    parse_origin,
)
from portal.paths import default_database

LOG_LEVELS = ("debug", "info", "warning", "error")

T = TypeVar("T")


@dataclass(frozen=True)
class Settings:
    """The settings, one field for each variable: `database` is PORTAL_DATABASE, and so on.

    `trusted_hosts` and `allowed_origins` include those of the public URL.
    """

    database: Path
    bind: tuple[str, ...]
    workers: int
    timezone: ZoneInfo
    day_starts: time
    desired_retention: float
    new_words_a_day: int
    public_url: str | None
    trusted_proxies: int
    allowed_origins: tuple[Origin, ...]
    trusted_hosts: frozenset[str]
    max_body_bytes: int
    max_import_bytes: int
    log_level: str
    replica: str | None


def load_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings in `environ`. An empty variable counts as absent.

    Raise PortalError, which names the variable and says what it should be, for an invalid one.
    """

    def read(variable: str, parse: Callable[[str], T], default: str | Callable[[], T]) -> T:
        value = environ.get(variable, "").strip()
        if not value and not isinstance(default, str):
            return default()
        try:
            return parse(value or str(default))
        except ValueError as error:
            raise PortalError(f"{variable} is {value!r}: {error}") from error

    public_url = read("PORTAL_PUBLIC_URL", _public_url, lambda: None)
    allowed_origins = read(
        "PORTAL_ALLOWED_ORIGINS", _allowed_origins, "http://localhost:*,http://127.0.0.1:*"
    )
    trusted_hosts = read("PORTAL_TRUSTED_HOSTS", _trusted_hosts, "localhost,127.0.0.1,[::1]")
    if public_url is not None:
        own = parse_origin(public_url)
        allowed_origins, trusted_hosts = (*allowed_origins, own), trusted_hosts | {own.host}
    return Settings(
        database=read("PORTAL_DATABASE", _database, str(default_database())),
        bind=read("PORTAL_BIND", _bind, "127.0.0.1:5000"),
        workers=read("PORTAL_WORKERS", _whole_number(1, 64), "1"),
        timezone=read("PORTAL_TIMEZONE", _timezone, _system_timezone),
        day_starts=read("PORTAL_DAY_STARTS", _time_of_day, f"{DEFAULT_DAY_STARTS:%H:%M}"),
        new_words_a_day=read("PORTAL_NEW_WORDS_A_DAY", _whole_number(0, 9999), "20"),
        desired_retention=read("PORTAL_DESIRED_RETENTION", _retention, "0.9"),
        public_url=public_url,
        trusted_proxies=read("PORTAL_TRUSTED_PROXIES", _whole_number(0, 16), "0"),
        allowed_origins=allowed_origins,
        trusted_hosts=trusted_hosts,
        max_body_bytes=read("PORTAL_MAX_BODY_BYTES", _whole_number(1, 2**31), str(2**20)),
        max_import_bytes=read("PORTAL_MAX_IMPORT_BYTES", _whole_number(1, 2**31), str(32 * 2**20)),
        log_level=read("PORTAL_LOG_LEVEL", _log_level, "warning"),
        replica=read("PORTAL_REPLICA", _replica, lambda: None),
    )


def _database(value: str) -> Path:
    if "\0" in value:
        raise ValueError("a path can't contain a NUL character")
    return Path(value).expanduser().absolute()


_ADDRESS = re.compile(r"unix:.+|(?:[^\s:\[\]]+|\[[0-9a-fA-F:.]+\]):(?P<port>\d{1,5})", re.ASCII)


def _bind(value: str) -> tuple[str, ...]:
    addresses = tuple(address.strip() for address in value.split(","))
    for address in addresses:
        match = _ADDRESS.fullmatch(address)
        if not match or int(match["port"] or 0) > MAX_PORT:
            raise ValueError(
                f"{address!r} isn't an address like 127.0.0.1:5000, [::1]:5000 or unix:PATH"
            )
    return addresses


def _allowed_origins(value: str) -> tuple[Origin, ...]:
    return tuple(parse_origin(origin.strip()) for origin in value.split(","))


def _trusted_hosts(value: str) -> frozenset[str]:
    names = set()
    for host in value.split(","):
        name, port = parse_host(host.strip())
        if port is not None:
            raise ValueError(f"{host.strip()!r} has a port; a trusted host is trusted at any")
        names.add(name)
    return frozenset(names)


def _whole_number(least: int, most: int) -> Callable[[str], int]:
    def parse(value: str) -> int:
        if not re.fullmatch(r"[0-9]{1,18}", value) or not least <= int(value) <= most:
            raise ValueError(f"expected a whole number from {least} to {most}")
        return int(value)

    return parse


def _log_level(value: str) -> str:
    if value.lower() not in LOG_LEVELS:
        raise ValueError(f"expected one of {', '.join(LOG_LEVELS)}")
    return value.lower()


def _replica(value: str) -> str:
    if "\0" in value:
        raise ValueError("a path can't contain a NUL character")
    return value if "://" in value else Path(value).expanduser().absolute().as_uri()


def _timezone(value: str) -> ZoneInfo:
    try:
        return ZoneInfo(value)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError("expected an IANA time zone such as Europe/Berlin") from error


def _time_of_day(value: str) -> time:
    match = re.fullmatch(r"([01][0-9]|2[0-3]):([0-5][0-9])", value)
    if not match:
        raise ValueError("expected a time of day from 00:00 to 23:59, such as 04:00")
    return time(int(match[1]), int(match[2]))


def _retention(value: str) -> float:
    if not re.fullmatch(r"0\.[0-9]{1,6}", value) or not 0.7 <= float(value) <= 0.97:
        raise ValueError("expected a probability from 0.7 to 0.97")
    return float(value)


def _system_timezone() -> ZoneInfo:
    try:
        return tzlocal.get_localzone()
    except (KeyError, ValueError, OSError) as error:
        raise PortalError(
            f"The system's time zone can't be read ({error}): set PORTAL_TIMEZONE"
        ) from error


def _public_url(value: str) -> str:
    url = value.removesuffix("/").lower()
    try:
        origin = parse_origin(url)
    except ValueError:
        origin = None
    if origin is None or origin.scheme not in DEFAULT_PORTS or origin.port == ANY_PORT:
        raise ValueError("expected http(s)://HOST or http(s)://HOST:PORT, without a path")
    return url
