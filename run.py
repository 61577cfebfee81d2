"""The front door: settings, then the database brought up to date, then Hypercorn."""

import asyncio
import sqlite3
import sys

from portal.errors import PortalError
from portal.http.request_log import LogStream
from portal.operations import commands
from portal.serving import server
from portal.settings import load_settings


def main() -> int:
    """Serve the portal until it is told to stop, and return the exit status."""
    try:
        settings = load_settings()
        for line in asyncio.run(commands.bring_up_to_date(settings)):
            print(line)
        sockets = server.listen(settings)
        for warning in (server.warn_of_sqlite(settings), server.warn_of_hosts(settings, sockets)):
            if warning:
                LogStream().write(f"warning: {warning}\n")
        print(
            f"The portal is at {' '.join(map(server.url, sockets))}",
            f"({settings.database}, SQLite {sqlite3.sqlite_version}, {settings.timezone})",
            flush=True,
        )
        return server.serve(settings, sockets)
    except PortalError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
