"""One connection of a client: HTTP/1.1, by Hypercorn's parts, with the limits that they lack.

Hypercorn waits without end for a client that doesn't read its response, even when it stops. It
also serves HTTP/2 without TLS, which no browser uses, and which none of its limits holds for.
Here a client that reads nothing for UNREAD_TIMEOUT_S is cut off, and HTTP/2 is declined.

Of the portal's modules, this one and `server.py` depend on Hypercorn's internal classes.
"""

import asyncio
import fcntl
import struct
import termios
from collections.abc import Awaitable
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import h11
import msgspec
from hypercorn.asyncio.task_group import TaskGroup
from hypercorn.asyncio.tcp_server import TCPServer
from hypercorn.events import Closed, Event, RawData
from hypercorn.protocol.h11 import H11Protocol
from hypercorn.typing import ConnectionState
from hypercorn.utils import parse_socket_addr

from portal.http.problems import PROBLEM_JSON, problem

UNREAD_TIMEOUT_S = 30.0
UNREAD_CHECKS = 5  # within this time

_SCHEMES = {b"http", b"https"}


class Connection(TCPServer):
    """Serves one client until it leaves, is idle, or stops to read."""

    aborted = False
    _task: asyncio.Task[Any] | None = None

    async def run(self) -> None:
        """Serve the client."""
        self._task = asyncio.current_task()
        _, self._high_water = self.writer.transport.get_write_buffer_limits()
        socket = self.writer.get_extra_info("socket")
        try:
            client = parse_socket_addr(socket.family, socket.getpeername())
            server = parse_socket_addr(socket.family, socket.getsockname())
            async with TaskGroup(self.loop) as group:
                self._task_group = group
                self.protocol: Any = Http1(
                    self.app, self.config, self.context, group, ConnectionState(self.state),
                    False, client, server, self.protocol_send,
                )  # fmt: skip
                await self.idle_task.restart(group, self._idle_timeout)
                await self._read_data()
                await self.idle_task.stop()  # or a client that has left keeps its descriptor
        except OSError:
            pass  # the client has gone
        finally:
            await self._close()

    def abort(self) -> None:
        """Cut the client off, whatever it is being sent, and cancel its request."""
        self.aborted = True
        self.writer.transport.abort()
        if self._task is not None:
            self._task.cancel()

    async def protocol_send(self, event: Event) -> None:
        """Handle an event of the protocol."""
        if not isinstance(event, RawData):
            await super().protocol_send(event)
            return
        async with self.send_lock:
            try:
                self.writer.write(event.data)
                if self.writer.transport.get_write_buffer_size() > self._high_water:
                    await self._while_client_reads(self.writer.drain())
            except (ConnectionError, RuntimeError):
                await self.protocol.handle(Closed())

    async def _while_client_reads(self, work: Awaitable[None]) -> None:
        """Await `work`, which waits for the client to read. Abort if the client reads nothing."""
        task = asyncio.ensure_future(work)
        unread, idle_checks = self._unread_bytes(), 0
        interval = UNREAD_TIMEOUT_S / UNREAD_CHECKS
        try:
            while not (await asyncio.wait([task], timeout=interval))[0]:
                before, unread = unread, self._unread_bytes()
                idle_checks = idle_checks + 1 if unread >= before else 0
                if idle_checks == UNREAD_CHECKS:
                    self.abort()
            await task
        finally:
            task.cancel()

    def _unread_bytes(self) -> int:
        """Return the bytes sent that the client hasn't received: the transport's and the system's.

        The transport alone doesn't show how a slow client gets on, since the system takes more
        from it only once a third of the system's own buffer, of megabytes, is free.
        """
        count = self.writer.transport.get_write_buffer_size()
        try:
            queued = fcntl.ioctl(self.writer.get_extra_info("socket"), termios.TIOCOUTQ, bytes(4))
        except (OSError, ValueError):  # the socket is closed, or the system has no such call
            return count
        return count + int(struct.unpack("i", queued)[0])

    async def _close(self) -> None:
        await self.idle_task.stop()
        try:
            if self.writer.can_write_eof():
                self.writer.write_eof()
            self.writer.close()
            await self._while_client_reads(self.writer.wait_closed())
        except (OSError, RuntimeError):
            pass  # closed already

    async def _initiate_server_close(self) -> None:
        await self.protocol.handle(Closed())
        await self._close()


class _RefusedError(Exception):
    def __init__(self, request: h11.Request, status: HTTPStatus) -> None:
        self.request = request
        self.status = status


class Http1(H11Protocol):
    """HTTP/1.1 without upgrades, to WebSocket or HTTP/2, which a server may ignore (RFC 9110, 7.8).

    Errors that the application never sees are problems in JSON like its own.
    """

    async def handle(self, event: Event) -> None:
        """Handle an event of the connection."""
        try:
            await super().handle(event)
        except _RefusedError as error:
            await self._send_error_response(error.status, error.request.method)
            await self.send(Closed())

    async def _check_protocol(self, _request: h11.Request) -> None:
        """Decline HTTP/2, which a client may ask for by an upgrade or assume."""

    async def _create_stream(self, request: h11.Request) -> None:
        await super()._create_stream(_accepted(request))

    async def _send_error_response(self, status_code: int, method: bytes = b"GET") -> None:
        status = HTTPStatus(status_code)
        body = msgspec.json.encode(problem(status, status.description, ""))
        headers = [
            (b"content-type", PROBLEM_JSON.encode()),
            (b"content-length", b"%d" % len(body)),
            (b"connection", b"close"),
        ]
        await self._send_h11_event(h11.Response(status_code=status, headers=headers))
        if method != b"HEAD":
            await self._send_h11_event(h11.Data(data=body))
        await self._send_h11_event(h11.EndOfMessage())


def _accepted(request: h11.Request) -> h11.Request:
    """Return a request as the application gets it.

    A target in absolute form is split, and its host replaces the Host header (RFC 9112, 3.2.2).
    Raises _RefusedError for another version of HTTP, for a target of another form, and for a body
    whose length is stated in two ways (RFC 9112, 6.1).
    """
    names = {name for name, _ in request.headers}
    if request.http_version not in (b"1.1", b"1.0"):
        raise _RefusedError(request, HTTPStatus.HTTP_VERSION_NOT_SUPPORTED)
    if b"transfer-encoding" in names and b"content-length" in names:
        raise _RefusedError(request, HTTPStatus.BAD_REQUEST)
    target, headers = request.target, list(request.headers)
    if not target.startswith(b"/") and target != b"*":
        target, host = _split_absolute(request)
        headers = [(name, value) for name, value in headers if name != b"host"]
        headers.append((b"host", host))
    elif b"upgrade" not in names:
        return request
    return h11.Request(
        method=request.method,
        target=target,
        headers=[(name, value) for name, value in headers if name != b"upgrade"],
        http_version=request.http_version,
    )


def _split_absolute(request: h11.Request) -> tuple[bytes, bytes]:
    """Return the path with its query, and the host, of a target in absolute form."""
    try:
        url = urlsplit(request.target)
    except ValueError:
        raise _RefusedError(request, HTTPStatus.BAD_REQUEST) from None
    if url.scheme not in _SCHEMES or not url.netloc or b"@" in url.netloc:
        raise _RefusedError(request, HTTPStatus.BAD_REQUEST)
    query = b"?" + url.query if url.query else b""
    return (url.path or b"/") + query, url.netloc
