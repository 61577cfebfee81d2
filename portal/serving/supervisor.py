"""The supervisor: it starts several workers, replaces the dead ones, and stops all of them.

Hypercorn's own way to run several workers ends the whole server when one worker is killed, and
kills the other workers in the middle of their answers when the first one stops. Here the sockets
are opened once, each worker is a process with a Hypercorn of its own, which handles its own
signals, and a worker that dies is replaced.
"""

import asyncio
import logging
import os
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence
from contextlib import suppress

from portal.paths import module_command
from portal.serving.stopping import (
    CLOSE_TIMEOUT_S,
    DRAIN_TIMEOUT_S,
    STARTUP_FAILED,
    block_stop_signals,
    on_stop_signals,
    unblock_stop_signals,
)

KILL_TIMEOUT_S = DRAIN_TIMEOUT_S + CLOSE_TIMEOUT_S + 1.0  # a worker should have stopped before
MIN_RESTART_DELAY_S, MAX_RESTART_DELAY_S = 0.1, 10.0

logger = logging.getLogger(__name__)


async def supervise(workers: int, descriptors: Sequence[int]) -> int:
    """Run `workers` workers on listening sockets until a stop signal; return the exit status."""
    stop = asyncio.Event()
    on_stop_signals(stop.set)
    async with asyncio.TaskGroup() as group:
        keepers = [
            group.create_task(_keep_worker_running(descriptors, stop)) for _ in range(workers)
        ]
        await stop.wait()
        # New clients are refused while the workers finish their answers.
        for descriptor in descriptors:
            os.close(descriptor)
    return max(keeper.result() for keeper in keepers)


async def _keep_worker_running(descriptors: Sequence[int], stop: asyncio.Event) -> int:
    """Start a worker, replace it each time it dies, and stop it when `stop` is set.

    Return the exit status for the server. A worker whose first start fails sets `stop` itself.
    """
    loop = asyncio.get_running_loop()
    delay = MIN_RESTART_DELAY_S
    first_start = True
    while not stop.is_set():
        started = loop.time()
        worker = await _start_worker(descriptors)
        exited = await _wait_for_exit(worker, stop)
        if not exited:
            await _stop_worker(worker)
            break
        if worker.returncode == STARTUP_FAILED and first_start:
            stop.set()
            return 1
        first_start = False
        if loop.time() - started > MAX_RESTART_DELAY_S:
            delay = MIN_RESTART_DELAY_S
        logger.warning(
            "Worker %d ended with status %s; another starts in %.1f s",
            worker.pid, worker.returncode, delay,
        )  # fmt: skip
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), delay)
        delay = min(2 * delay, MAX_RESTART_DELAY_S)
    return 0


async def _wait_for_exit(worker: Process, stop: asyncio.Event) -> bool:
    """Return True when the worker has exited, or False when `stop` is set."""
    exiting = asyncio.create_task(worker.wait())
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({exiting, stopping}, return_when=asyncio.FIRST_COMPLETED)
    exiting.cancel()
    stopping.cancel()
    return not stop.is_set()


async def _start_worker(descriptors: Sequence[int]) -> Process:
    # A blocked signal stays blocked in the new process. The worker unblocks it once it can handle
    # it, so that a Ctrl-C during its start is neither lost nor a traceback.
    block_stop_signals()
    command, environment = module_command("portal.serving.worker", *map(str, descriptors))
    try:
        return await asyncio.create_subprocess_exec(
            *command, stdin=PIPE, pass_fds=descriptors, env=environment
        )
    finally:
        unblock_stop_signals()


async def _stop_worker(worker: Process) -> None:
    with suppress(ProcessLookupError):
        worker.terminate()
    try:
        await asyncio.wait_for(worker.wait(), KILL_TIMEOUT_S)
    except TimeoutError:
        logger.error("Worker %d doesn't stop, and is killed", worker.pid)
        with suppress(ProcessLookupError):
            worker.kill()
        await worker.wait()
