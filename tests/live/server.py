"""Real servers: `run.py` in its own process, on a free port, with its own database."""

import asyncio
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from pathlib import Path
from types import TracebackType
from typing import Any

import httpx
import psutil

from portal.operations import commands
from portal.settings import load_settings
from tests.support import CHECKOUT, uncovered

STOP_S = 15


class Server:
    """A running portal; `url` is its address, without a trailing slash."""

    def __init__(
        self,
        database: Path,
        command: Sequence[str | Path] = (CHECKOUT / "run.py",),
        *,
        python: str | Path | None = None,
        stderr: str | None = None,
        covered: bool = True,
        **environ: str,
    ) -> None:
        """Start it; unless it is `covered`, without measuring its coverage, which is slow."""
        self.database = database
        self.log = Path(stderr or database.with_suffix(f".{os.urandom(4).hex()}.log"))
        log = self.log.open("wb")
        self.process = subprocess.Popen(
            [python or sys.executable, *command],
            env={
                **(os.environ if covered else uncovered()),
                "PORTAL_DATABASE": str(database),
                "PORTAL_BIND": "127.0.0.1:0",
                "PORTAL_TIMEZONE": "Europe/Berlin",
                **environ,
            },
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            cwd=database.parent,
            start_new_session=True,  # its own process group, which can be signalled as a whole
        )
        log.close()
        assert self.process.stdout is not None
        self.lines: list[str] = []
        self.url = ""
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))
            if match := re.search(r"http://\S+:\d+", line):
                self.url = match[0]
                break
        if not self.url:
            self.process.wait(STOP_S)
            raise AssertionError(f"The portal didn't start: {self.errors}")

    @property
    def errors(self) -> str:
        """The text that the portal has written to stderr so far."""
        return self.log.read_text() if self.log.is_file() else ""

    @property
    def pids(self) -> set[int]:
        """The ids of the portal's processes that are alive."""
        alive = set()
        for process in psutil.process_iter(["pid", "status"]):
            with suppress(ProcessLookupError):
                if os.getpgid(process.pid) == self.process.pid:
                    alive.add((process.pid, process.info["status"]))
        return {pid for pid, status in alive if status != psutil.STATUS_ZOMBIE}

    @property
    def workers(self) -> set[int]:
        """The ids of the worker processes, if there are several."""
        return self.pids - {self.process.pid}

    def execute(self, sql: str) -> None:
        """Run a statement on the database over a connection that the portal doesn't know."""
        with closing(sqlite3.connect(self.database, isolation_level=None)) as connection:
            connection.execute(sql).close()

    def stop(self, number: signal.Signals = signal.SIGTERM, *, group: bool = False) -> int:
        """Send a signal and return the exit status."""
        if group:
            os.killpg(self.process.pid, number)
        else:
            self.process.send_signal(number)
        return self.process.wait(STOP_S)

    def __enter__(self) -> "Server":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()


def http_client(base_url: str = "", **options: Any) -> httpx.AsyncClient:
    """Return a client for servers without TLS, whose certificates take 30 ms to load."""
    options = {"timeout": STOP_S, "verify": False, "trust_env": False, **options}
    return httpx.AsyncClient(base_url=base_url, **options)


def connect(server: Server) -> socket.socket:
    """Open a connection to a server."""
    host, _, port = server.url.removeprefix("http://").partition(":")
    return socket.create_connection((host, int(port)), timeout=STOP_S)


async def until(condition: Callable[[], bool]) -> None:
    """Wait until `condition` is true, for at most STOP_S seconds."""
    async with asyncio.timeout(STOP_S):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def check(server: Server) -> None:
    """Assert that the check of the database's integrity finds nothing wrong."""
    await commands.check(load_settings({"PORTAL_DATABASE": str(server.database)}))


def review_ids(database: Path) -> set[str]:
    """Return the ids of all reviews that a database file holds."""
    with closing(sqlite3.connect(database)) as connection:
        return {id_ for (id_,) in connection.execute("SELECT review_id FROM word_review_items")}
