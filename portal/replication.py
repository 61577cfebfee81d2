"""Beyond one machine: the portal served under Litestream, and brought back from its replica.

Litestream follows the write-ahead log and copies what is new to a folder or an object store every
SYNC_INTERVAL_S. A machine that burns takes what was recorded since the last copy with it.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from portal import backups
from portal.errors import PortalError
from portal.settings import CHECKOUT, Settings

SYNC_INTERVAL_S = 1


def replicate(settings: Settings) -> None:
    """Become Litestream, which serves the portal and replicates its database; doesn't return.

    Raises PortalError where PORTAL_REPLICA or Litestream is missing.
    """
    litestream, replica = _litestream(), _replica(settings)
    configuration = settings.database.with_name(f"{settings.database.name}.litestream.yml")
    # JSON is YAML, too.
    configuration.write_text(
        json.dumps(
            {
                "dbs": [
                    {
                        "path": str(settings.database),
                        "replica": {"url": replica, "sync-interval": f"{SYNC_INTERVAL_S}s"},
                    }
                ],
                "logging": {"level": "warn", "type": "json", "stderr": True},
            }
        )
    )
    server = f"{sys.executable} {CHECKOUT / 'run.py'}"
    os.execv(  # noqa: S606 - signals are to reach Litestream, which passes them on
        litestream,
        [litestream, "replicate", "-config", str(configuration), "-exec", server],
    )


def restore(settings: Settings) -> Path | None:
    """Put what the replica has in the place of the database; return where that is kept, if any.

    Raises PortalError as `backups.restore` does, and where there is no replica.
    """
    litestream, replica = _litestream(), _replica(settings)
    settings.database.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=settings.database.parent) as folder:
        copy = Path(folder) / "replica.db"
        done = subprocess.run(  # noqa: S603 - the one program, and no shell
            [litestream, "restore", "-o", copy, replica],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            reason = (done.stderr or done.stdout).strip().splitlines()[-1:]
            raise PortalError(f"{replica} (PORTAL_REPLICA): {' '.join(reason)}")
        return backups.restore(settings.database, copy)


def _litestream() -> str:
    beside = Path(sys.executable).parent
    found = shutil.which("litestream", path=f"{beside}{os.pathsep}{os.environ.get('PATH', '')}")
    if found is None:
        raise PortalError("Litestream is missing: pip install --editable '.[replication]'")
    return found


def _replica(settings: Settings) -> str:
    if settings.replica is None:
        raise PortalError("PORTAL_REPLICA says nowhere to keep a replica: a folder, or s3://BUCKET")
    return settings.replica
