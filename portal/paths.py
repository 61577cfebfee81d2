"""Where the files that come with the portal are: in a checkout, or in an installed wheel.

A wheel carries `sql` and `seeds` inside the package. In a checkout they lie beside it.
"""

import os
import sys
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
IS_CHECKOUT = not (PACKAGE / "sql").is_dir()

_ROOT = PACKAGE.parent if IS_CHECKOUT else PACKAGE

SQL = _ROOT / "sql"
SEEDS = _ROOT / "seeds"
WEB = PACKAGE / "web"


def module_command(module: str, *arguments: str) -> tuple[list[str], dict[str, str]]:
    """Return the command, and its environment, that runs a module of this very package.

    Neither a folder `portal` in the current one nor another installed portal comes before it.
    """
    path = [str(PACKAGE.parent), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path)}
    return [sys.executable, "-P", "-m", module, *arguments], environment


def default_database() -> Path:
    """Return where the database is if PORTAL_DATABASE doesn't say.

    That is `words.db` in the checkout, or in the current folder if the portal was installed.
    """
    return (_ROOT if IS_CHECKOUT else Path.cwd()) / "words.db"
