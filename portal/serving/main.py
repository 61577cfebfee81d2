"""What `python run.py` and `portal serve` do."""

import asyncio
import socket
import sqlite3
import sys

from portal.errors import PortalError
from portal.http.request_log import LogStream, configure_logging
from portal.operations.commands import bring_up_to_date
from portal.serving.sockets import listen, untrusted_hosts_warning, url
from portal.serving.supervisor import supervise
from portal.settings import Settings, load_settings


def main() -> int:
    """Bring the database up to date, serve until a stop signal, and return the exit status."""
    try:
        settings = load_settings()
        for line in asyncio.run(bring_up_to_date(settings)):
            print(line)
        sockets = listen(settings)
        for warning in (old_sqlite_warning(settings), untrusted_hosts_warning(settings, sockets)):
            if warning:
                LogStream().write(f"warning: {warning}\n")
        print(
            f"The portal is at {' '.join(map(url, sockets))}",
            f"({settings.database}, SQLite {sqlite3.sqlite_version}, {settings.timezone})",
            flush=True,
        )
        return _serve(settings, sockets)
    except PortalError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def old_sqlite_warning(settings: Settings) -> str | None:
    """Return a warning if several processes write through an SQLite that can corrupt a database.

    Two connections of different processes that write or checkpoint at the same instant can do so
    before 3.51.3, 3.50.7 and 3.44.6 (https://sqlite.org/wal.html, "walresetbug").
    """
    version = sqlite3.sqlite_version_info
    backports = {(3, 50): 7, (3, 44): 6}
    fixed = version >= (3, 51, 3) or version[2] >= backports.get(version[:2], 1_000)
    if fixed or (settings.workers == 1 and settings.replica is None):
        return None
    return (
        f"SQLite {sqlite3.sqlite_version} has a rare fault that can corrupt a database which "
        "several processes write; use 3.51.3 or newer with PORTAL_WORKERS above 1 or Litestream"
    )


def _serve(settings: Settings, sockets: list[socket.socket]) -> int:
    """Serve on listening sockets, with one worker in this process or with a supervisor."""
    configure_logging(settings.log_level)
    descriptors = [listener.detach() for listener in sockets]
    if settings.workers == 1:
        from portal.serving.worker import run_worker  # Flask, which a supervisor doesn't need

        return run_worker(settings, descriptors)
    return asyncio.run(supervise(settings.workers, descriptors))
