"""Where the files that come with the portal are: in a checkout, or in an installed wheel.

A wheel carries `sql` and `seeds` inside the package. In a checkout they lie beside it.
"""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
IS_CHECKOUT = not (PACKAGE / "sql").is_dir()

_ROOT = PACKAGE.parent if IS_CHECKOUT else PACKAGE

SQL = _ROOT / "sql"
SEEDS = _ROOT / "seeds"
WEB = PACKAGE / "web"

# What Python is called with to serve this portal, whichever folder is the current one.
SERVE_ARGUMENTS = [str(_ROOT / "run.py")] if IS_CHECKOUT else ["-P", "-m", "portal", "serve"]


def default_database() -> Path:
    """Return where the database is if PORTAL_DATABASE doesn't say.

    That is `words.db` in the checkout, or in the current folder if the portal was installed.
    """
    return (_ROOT if IS_CHECKOUT else Path.cwd()) / "words.db"
