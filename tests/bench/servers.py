"""The servers to compare. Each is a process pinned to one core, with its own database."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import psutil

from tests.bench.load import SERVER_CORE
from tests.support import CHECKOUT

_HYPERCORN = ["-m", "hypercorn", "--workers", "0", "-k", "uvloop", "--bind", "{bind}"]

COMMANDS = {
    "portal": ["run.py"],
    "WsgiToAsgi": [*_HYPERCORN, "tests.bench.wsgi_peer:app"],
    "Quart": [*_HYPERCORN, "tests.bench.quart_peer:app"],
    "FastAPI": [*_HYPERCORN, "tests.bench.fastapi_peer:app"],
    "FastAPI on uvicorn": [
        "-m", "uvicorn", "--host", "127.0.0.1", "--port", "{port}", "--log-level", "warning",
        "tests.bench.fastapi_peer:app",
    ],
    "constant": [*_HYPERCORN, "tests.bench.constant_peer:app"],
}  # fmt: skip


class Served(NamedTuple):
    """A running server: its address and its process."""

    url: str
    process: psutil.Process


@contextmanager
def serving(
    name: str, database: Path | None, folder: Path, checkout: Path = CHECKOUT, **environ: str
) -> Iterator[Served]:
    """Serve a copy of `database`, or a new one, with the server `name`."""
    copy = folder / f"{name.replace(' ', '_')}-{database.name if database else 'new.db'}"
    if database:
        shutil.copy(database, copy)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    bind = f"127.0.0.1:{port}"
    process = subprocess.Popen(
        [
            "taskset", "-c", str(SERVER_CORE), sys.executable,
            *(part.format(bind=bind, port=port) for part in COMMANDS[name]),
        ],
        cwd=checkout,
        env={**os.environ, "PORTAL_DATABASE": str(copy), "PORTAL_BIND": bind, **environ},
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait_until_served(f"http://{bind}/api/words/1", process)
        yield Served(
            f"http://{bind}", psutil.Process(process.pid)
        )  # taskset executes the server in its own process
    finally:
        process.terminate()
        process.wait(30)
        for file in folder.glob(f"{copy.name}*"):
            file.unlink()


def _wait_until_served(url: str, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(200):
        try:
            with urllib.request.urlopen(url):
                return
        except OSError:
            if process.poll() is not None:
                raise
            time.sleep(0.05)
    raise TimeoutError(url)
