"""Hypercorn: one worker in this process, or several that this process watches over.

Hypercorn's own way of running several ends the whole server when one is killed, and cuts off what
the others are answering when they are told to stop. Here the sockets are opened once; each worker
is a process with Hypercorn in it that handles its own signals, and is replaced when it dies.
"""

import asyncio
import gc
import logging
import os
import signal
import socket
import sqlite3
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable, Sequence
from contextlib import suppress
from ipaddress import ip_address
from typing import Any

import uvloop
from hypercorn.asyncio import serve as hypercorn_serve
from hypercorn.config import Config
from hypercorn.utils import LifespanFailureError, LifespanTimeoutError, repr_socket_addr

from portal import create_app
from portal.asgi import Asgi
from portal.errors import PortalError
from portal.http import request_log
from portal.settings import Settings, load_settings

SIGNALS = (signal.SIGINT, signal.SIGTERM)
BACKLOG = 1024
DOORS = 16  # descriptors of each listening socket
DRAIN_S = 5.0  # for requests that are being answered
CLOSE_S = 4.0  # for the last commit, after that
KILL_AFTER_S = DRAIN_S + CLOSE_S + 1.0
FIRST_DELAY_S, LONGEST_DELAY_S = 0.1, 10.0  # before a dead worker is replaced
FAILED_START = 3

logger = logging.getLogger(__name__)


def listen(settings: Settings) -> list[socket.socket]:
    """Open the listening sockets of PORTAL_BIND; clients wait in their queues from now on.

    So do SIGTERM and Ctrl-C, until `serve` is ready to handle them.

    Raises PortalError, naming the address and the variable.
    """
    sockets: list[socket.socket] = []
    for address in settings.bind:
        config = Config()
        config.bind = [address]
        try:
            opened = config.create_sockets().insecure_sockets
            sockets += opened
            for listener in opened:
                listener.listen(BACKLOG)
        except OSError as error:
            for listener in sockets:
                listener.close()
            raise PortalError(f"PORTAL_BIND: {address}: {error.strerror or error}") from error
    signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    return sockets


def url(listener: socket.socket) -> str:
    """Return where browsers find a listening socket."""
    address = repr_socket_addr(listener.family, listener.getsockname())
    return address if address.startswith("unix:") else f"http://{address}/"


def serve(settings: Settings, sockets: list[socket.socket]) -> int:
    """Serve on listening `sockets` until SIGTERM or Ctrl-C, and return the exit status.

    What is being answered then is answered, and every acknowledged review is on disk.
    """
    request_log.configure_logging(settings.log_level)
    descriptors = [listener.detach() for listener in sockets]
    if settings.workers == 1:
        return _run_worker(settings, descriptors)
    return asyncio.run(_supervise(settings.workers, descriptors))


def warn_of_hosts(settings: Settings, sockets: Sequence[socket.socket]) -> str | None:
    """Return a warning where other machines reach the portal, which answers for few names."""
    reachable = [
        listener
        for listener in sockets
        if listener.family != socket.AF_UNIX
        and not ip_address(listener.getsockname()[0]).is_loopback
    ]
    if not reachable:
        return None
    hosts = ", ".join(sorted(settings.access.trusted_hosts))
    return (
        f"other machines reach {' '.join(map(url, reachable))}, but requests for any host other "
        f"than {hosts} are refused: PORTAL_TRUSTED_HOSTS and PORTAL_PUBLIC_URL name more"
    )


def warn_of_sqlite(settings: Settings) -> str | None:
    """Return a warning where several processes meet an SQLite that can corrupt a database.

    Two connections of different processes that write or checkpoint at the same instant can do so
    before 3.51.3, 3.50.7 and 3.44.6 (sqlite.org/wal.html, "walresetbug").
    """
    version = sqlite3.sqlite_version_info
    backports = {(3, 50): 7, (3, 44): 6}
    mended = version >= (3, 51, 3) or version[2] >= backports.get(version[:2], 1_000)
    if mended or (settings.workers == 1 and settings.replica is None):
        return None
    return (
        f"SQLite {sqlite3.sqlite_version} has a rare fault that can corrupt a database which "
        "several processes write; use 3.51.3 or newer with PORTAL_WORKERS above 1 or Litestream"
    )


def _run_worker(settings: Settings, descriptors: Sequence[int], *, supervised: bool = False) -> int:
    async def work() -> None:
        stop = asyncio.Event()
        _on_signals(stop.set)
        asyncio.get_running_loop().set_exception_handler(_report)
        if supervised:
            # Nothing is ever written there: it ends when the supervisor does, however it dies.
            _on_end_of_input(stop.set)
        app = Asgi(lambda: create_app(settings))

        async def stopped() -> None:
            await stop.wait()
            app.hurry()

        await hypercorn_serve(app, _configuration(descriptors), shutdown_trigger=stopped)  # type: ignore[arg-type]

    # What is there by now stays, and needn't be searched for garbage again and again.
    gc.freeze()
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(work())
    except LifespanFailureError as error:
        print(f"error: {error}", file=sys.stderr, flush=True)  # noqa: T201
        return FAILED_START
    except LifespanTimeoutError as error:
        print(f"error: {error}", file=sys.stderr, flush=True)  # noqa: T201
        return 1
    return 0


def _configuration(descriptors: Sequence[int]) -> Config:
    config = Config()
    # From each, the loop takes one client at a turn, and under load a turn may be long: with a
    # single one, the last of 256 clients that came at once waited for two seconds to be let in.
    config.bind = [
        f"fd://{twin}"
        for descriptor in descriptors
        for twin in (descriptor, *(os.dup(descriptor) for _ in range(DOORS - 1)))
    ]
    config.backlog = BACKLOG
    config.graceful_timeout = DRAIN_S
    config.shutdown_timeout = CLOSE_S
    config.include_server_header = False
    config.errorlog = logging.getLogger("hypercorn.error")
    return config


async def _supervise(workers: int, descriptors: Sequence[int]) -> int:
    stop = asyncio.Event()
    _on_signals(stop.set)
    async with asyncio.TaskGroup() as group:
        keepers = [group.create_task(_keep_worker(descriptors, stop)) for _ in range(workers)]
        await stop.wait()
        # New clients are refused while the old ones are served to the end.
        for descriptor in descriptors:
            os.close(descriptor)
    return max(keeper.result() for keeper in keepers)


async def _keep_worker(descriptors: Sequence[int], stop: asyncio.Event) -> int:
    """Keep one worker running until `stop` is set; return the exit status to end with.

    One whose very first start fails sets `stop` itself.
    """
    loop = asyncio.get_running_loop()
    delay = FIRST_DELAY_S
    first = True
    while not stop.is_set():
        started = loop.time()
        worker = await _start_worker(descriptors)
        stopping = asyncio.create_task(stop.wait())
        exiting = asyncio.create_task(worker.wait())
        await asyncio.wait({stopping, exiting}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if stop.is_set():
            await _stop_worker(worker, exiting)
            break
        if worker.returncode == FAILED_START and first:
            stop.set()
            return 1
        first = False
        delay = FIRST_DELAY_S if loop.time() - started > LONGEST_DELAY_S else delay
        logger.warning(
            "Worker %d ended with status %s; another starts in %.1f s",
            worker.pid, worker.returncode, delay,
        )  # fmt: skip
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), delay)
        delay = min(2 * delay, LONGEST_DELAY_S)
    return 0


async def _start_worker(descriptors: Sequence[int]) -> Process:
    # Signals wait until the worker is ready to handle them, so that a Ctrl-C during its start is
    # neither lost nor a traceback; a blocked signal stays blocked in the new process.
    signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    try:
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", "portal.serving.server", *map(str, descriptors),
            stdin=PIPE, pass_fds=descriptors,
        )  # fmt: skip
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)


async def _stop_worker(worker: Process, exiting: asyncio.Task[int]) -> None:
    with suppress(ProcessLookupError):
        worker.terminate()
    try:
        await asyncio.wait_for(exiting, KILL_AFTER_S)
    except TimeoutError:
        logger.error("Worker %d doesn't end, and is killed", worker.pid)
        with suppress(ProcessLookupError):
            worker.kill()
        await worker.wait()


def _report(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    # asyncio's streams before Python 3.12 stumble over a connection that is cancelled, as one is
    # whose client never sends the rest of its request while the portal ends.
    if not isinstance(context.get("exception"), asyncio.CancelledError):
        loop.default_exception_handler(context)


def _on_end_of_input(function: Callable[[], None]) -> None:
    loop = asyncio.get_running_loop()
    descriptor = sys.stdin.fileno()

    def ended() -> None:
        loop.remove_reader(descriptor)
        function()

    loop.add_reader(descriptor, ended)


def _on_signals(function: Callable[[], None]) -> None:
    loop = asyncio.get_running_loop()
    for number in SIGNALS:
        loop.add_signal_handler(number, function)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)


def _main(descriptors: Sequence[int]) -> int:
    """Be a worker that a supervisor has started."""
    settings = load_settings()
    request_log.configure_logging(settings.log_level)
    return _run_worker(settings, descriptors, supervised=True)


if __name__ == "__main__":
    sys.exit(_main([int(descriptor) for descriptor in sys.argv[1:]]))
