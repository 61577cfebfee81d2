"""Serve the portal as run.py does, with a shorter body timeout.

Run it as `python -m tests.live.impatient`.
"""

import sys

from portal import asgi
from portal.serving.main import main

BODY_TIMEOUT_S = 2.0

if __name__ == "__main__":
    asgi.BODY_TIMEOUT_S = BODY_TIMEOUT_S
    sys.exit(main())
