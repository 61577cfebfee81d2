"""Serve the portal: `python run.py`."""

import sys

from portal.serving.main import main

if __name__ == "__main__":
    sys.exit(main())
