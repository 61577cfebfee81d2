"""The HTTP server: it accepts connections, and drains them when it stops."""

import asyncio
import logging
import os
import resource
import socket
from asyncio import StreamReader, StreamWriter
from collections.abc import Awaitable, Sequence
from typing import Any

from hypercorn.asyncio.lifespan import Lifespan
from hypercorn.asyncio.worker_context import WorkerContext
from hypercorn.config import Config
from hypercorn.typing import AppWrapper, LifespanState
from hypercorn.utils import wrap_app

from portal.asgi import Asgi
from portal.serving.connection import Connection
from portal.serving.sockets import BACKLOG
from portal.serving.stopping import CLOSE_TIMEOUT_S, DRAIN_TIMEOUT_S

# libuv accepts one connection from each listening descriptor in a turn of the event loop, and a
# turn that answers many requests is long: with a single descriptor, the last of 256 clients that
# connected at once was accepted after two seconds.
LISTENER_COPIES = 16
# What the system keeps of responses for a client that doesn't read. By default that is megabytes,
# and the portal would go on answering hundreds of requests that the client has sent at once.
SEND_BUFFER_BYTES = 2**17
SPARE_DESCRIPTORS = 64  # for the database, backups and lists of words
REFUSALS_LOG_INTERVAL_S = 60.0

logger = logging.getLogger(__name__)


async def serve(app: Asgi, descriptors: Sequence[int], stop: Awaitable[object]) -> None:
    """Start `app` and serve it on listening sockets, until `stop` is done; then close the app.

    Requests that are under way then have DRAIN_TIMEOUT_S to be answered, and the app has
    CLOSE_TIMEOUT_S to close. Raises Hypercorn's LifespanFailureError if the app doesn't start, and
    LifespanTimeoutError if it starts or closes too late.
    """
    config = Config()
    config.shutdown_timeout = CLOSE_TIMEOUT_S
    config.include_server_header = False
    config.errorlog = logging.getLogger("hypercorn.error")
    loop, state = asyncio.get_running_loop(), LifespanState()
    wrapped = wrap_app(app, config.wsgi_max_body_size, "asgi")  # type: ignore[arg-type]
    lifespan = Lifespan(wrapped, config, loop, state)
    life = asyncio.create_task(lifespan.handle_lifespan())
    await lifespan.wait_for_startup()
    if life.done():
        await life
    connections = Connections(wrapped, loop, config, state)
    listeners = [
        await asyncio.start_server(connections.serve, sock=listener, backlog=BACKLOG)
        for descriptor in descriptors
        for listener in _copies(descriptor)
    ]
    await stop
    for server in listeners:
        server.close()
    await connections.drain()
    await lifespan.wait_for_shutdown()
    await life


class Connections:
    """The connections that are open."""

    def __init__(
        self, app: AppWrapper, loop: asyncio.AbstractEventLoop, config: Config, state: LifespanState
    ) -> None:
        """`state` is what the app has set at its start, for every request to see."""
        self._context = WorkerContext(None)
        self._arguments = app, loop, config, self._context, state
        self._open: dict[Connection, asyncio.Task[Any]] = {}
        self._descriptors = resource.getrlimit(resource.RLIMIT_NOFILE)[0] - SPARE_DESCRIPTORS
        self._refusal_logged_at = float("-inf")

    async def serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        """Serve a new connection, or close it if there are too many."""
        # The system gives out the lowest number that is free.
        if writer.get_extra_info("socket").fileno() >= self._descriptors:
            self._refuse(writer)
            return
        connection = Connection(*self._arguments, reader, writer)
        task = asyncio.current_task()
        assert task is not None
        self._open[connection] = task
        try:
            await connection.run()
        except asyncio.CancelledError:
            if not connection.aborted:
                raise
        finally:
            del self._open[connection]

    async def drain(self) -> None:
        """Close idle connections, wait for requests under way, and cut off what is left."""
        await self._context.terminated.set()
        if self._open:
            await asyncio.wait(self._open.values(), timeout=DRAIN_TIMEOUT_S)
        for connection in list(self._open):
            connection.abort()
        if self._open:
            await asyncio.wait(self._open.values(), timeout=1.0)

    def _refuse(self, writer: StreamWriter) -> None:
        writer.transport.abort()
        now = asyncio.get_running_loop().time()
        if now - self._refusal_logged_at > REFUSALS_LOG_INTERVAL_S:
            self._refusal_logged_at = now
            logger.error(
                "%d connections are open, and no more are accepted: the process may not have more "
                "file descriptors (ulimit -n)",
                len(self._open),
            )


def _copies(descriptor: int) -> list[socket.socket]:
    """Return sockets that listen at the same address, of which `descriptor` is the first."""
    copies = [descriptor, *(os.dup(descriptor) for _ in range(LISTENER_COPIES - 1))]
    sockets = [socket.socket(fileno=copy) for copy in copies]
    for listener in sockets:
        listener.setblocking(False)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
    return sockets
