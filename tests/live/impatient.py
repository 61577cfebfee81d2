"""Serve the portal as run.py does, with shorter time limits.

Run it as `python -m tests.live.impatient`.
"""

import sys

from portal import asgi
from portal.serving import connection, server
from portal.serving.main import main

BODY_TIMEOUT_S = 2.0
UNREAD_TIMEOUT_S = 1.0
DRAIN_TIMEOUT_S = 1.0

if __name__ == "__main__":
    asgi.BODY_TIMEOUT_S = BODY_TIMEOUT_S
    connection.UNREAD_TIMEOUT_S = UNREAD_TIMEOUT_S
    server.DRAIN_TIMEOUT_S = DRAIN_TIMEOUT_S  # type: ignore[attr-defined] # imported there
    sys.exit(main())
