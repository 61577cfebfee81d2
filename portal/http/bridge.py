"""Flask on the event loop: an ASGI request becomes a call of the WSGI application.

Flask calls its views synchronously, and synchronous code can't await a coroutine. So the WSGI call
runs in a greenlet. Where Flask would block on a coroutine, the greenlet switches to its parent,
the asyncio task of the request, and hands it the coroutine; the task awaits the coroutine on the
event loop and switches back with the result. There are no threads, no request waits for another
one's await, and context variables hold, because both greenlets share one context.

SQLAlchemy calls asynchronous drivers from synchronous code in the same way. asgiref's own adapter
would run all requests of the process on one shared thread.
"""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Coroutine
from functools import lru_cache
from io import BytesIO
from typing import Any, TypeVar
from urllib.parse import quote
from wsgiref.types import WSGIApplication

from asgiref.typing import ASGIReceiveCallable, ASGISendCallable, HTTPScope
from asgiref.wsgi import WsgiToAsgiInstance
from flask import Flask
from greenlet import getcurrent, greenlet

T = TypeVar("T")

BODY_TIMED_OUT = "portal.body_timed_out"  # a key of the WSGI environ; its value is a bool
MAX_IDLE_WORKERS = 64  # more than are busy in ordinary use; each keeps a stack
MAX_SYNC_WRAPPERS = 512  # more than the portal has views, hooks and error handlers

# RFC 9110, 9.3.1 and 9.3.2: content that a client sends with these methods has no meaning.
_METHODS_WITHOUT_BODY = {"GET", "HEAD"}
_PRINTABLE_ASCII = "".join(map(chr, range(0x21, 0x7F)))


class _Worker(greenlet):
    """A greenlet that calls synchronous functions, one after another.

    Workers are reused, because a new stack for each request would cost more than the switches.
    """

    def run(self) -> None:
        """Call each function that is switched in, for ever."""
        while True:
            function = self._parent().switch(_FINISHED)
            function()
            del function  # it refers to the request

    def _parent(self) -> greenlet:
        assert self.parent is not None
        return self.parent


class _IdleWorkers(threading.local):
    """The idle workers of this thread, at most MAX_IDLE_WORKERS."""

    def __init__(self) -> None:
        self.workers: list[_Worker] = []

    def take(self) -> _Worker:
        if self.workers:
            return self.workers.pop()
        worker = _Worker()
        worker.switch()
        return worker

    def put(self, worker: _Worker) -> None:
        if len(self.workers) < MAX_IDLE_WORKERS:
            self.workers.append(worker)
        else:
            worker.throw()  # GreenletExit, which ends it


_FINISHED = object()
_idle = _IdleWorkers()


async def call(function: Callable[[], T]) -> T:
    """Call a synchronous `function`, which may use `wait_for`, and return or raise what it does."""
    value: T
    error: BaseException | None = None

    def run() -> None:
        nonlocal value, error
        try:
            value = function()
        except BaseException as raised:
            error = raised

    worker = _idle.take()
    worker.parent = getcurrent()
    worker.gr_context = getcurrent().gr_context
    switched: Any = worker.switch(run)
    while switched is not _FINISHED:
        try:
            result = await switched
        except BaseException as raised:  # a cancellation, too, unwinds through the function
            switched = worker.throw(raised)
        else:
            switched = worker.switch(result)
    _idle.put(worker)
    if error is not None:
        raise error
    return value


def can_wait() -> bool:
    """Return whether the running code was called by `call`, so that it may use `wait_for`."""
    return isinstance(getcurrent(), _Worker)


def wait_for(awaitable: Awaitable[T]) -> T:
    """Await from synchronous code inside `call`, and return or raise what the awaitable does."""
    parent = getcurrent().parent
    assert parent is not None, "wait_for works only inside call()"
    result: T = parent.switch(awaitable)
    return result


class AsyncFlask(Flask):
    """A Flask that awaits async functions on the event loop which serves the request.

    Outside the bridge, in `test_client()` or a `flask` command, Flask's own behaviour remains.
    """

    # Flask wraps an async function at each call. The cache is bounded, because functions that are
    # registered during a request, such as those of `after_this_request`, are new each time.
    @lru_cache(maxsize=MAX_SYNC_WRAPPERS)  # noqa: B019 - there is one application per process
    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return `func` as a synchronous function."""
        return super().ensure_sync(func)

    def async_to_sync(self, func: Callable[..., Coroutine[Any, Any, Any]]) -> Callable[..., Any]:
        """Return a synchronous function that runs the coroutine function `func`."""

        def synchronous(*args: Any, **kwargs: Any) -> Any:
            if can_wait():
                return wait_for(func(*args, **kwargs))
            return super(AsyncFlask, self).async_to_sync(func)(*args, **kwargs)

        return synchronous


class Bridge:
    """An ASGI application, for HTTP scopes only, around a WSGI application.

    The whole body is read before the WSGI application is called, within `body_timeout_s` seconds
    and up to the limit that `max_body_bytes` returns for the path. Of a larger body nothing more
    is read; CONTENT_LENGTH then says how long it was announced to be, or how much arrived, so that
    the application can refuse it. BODY_TIMED_OUT in the environ says that the body is incomplete.
    """

    def __init__(
        self,
        wsgi_application: WSGIApplication,
        max_body_bytes: Callable[[str], int],
        body_timeout_s: float,
    ) -> None:
        self.wsgi_application = wsgi_application
        self.max_body_bytes = max_body_bytes
        self.body_timeout_s = body_timeout_s

    async def __call__(
        self, scope: HTTPScope, receive: ASGIReceiveCallable, send: ASGISendCallable
    ) -> None:
        """Answer one request."""
        # No limit on repeated headers: Hypercorn limits the size of all headers together.
        exchange = _Exchange(self.wsgi_application, duplicate_header_limit=0)  # type: ignore[no-untyped-call]
        body: tuple[bytes, int] | None = b"", 0
        timed_out = False
        if scope["method"] not in _METHODS_WITHOUT_BODY:
            try:
                async with asyncio.timeout(self.body_timeout_s):
                    limit = self.max_body_bytes(scope["path"])
                    body = await _read_body(scope, receive, limit)
            except TimeoutError:
                timed_out = True
        if body is None:
            return  # the client has disconnected
        environ = exchange.environ(scope, *body)
        environ[BODY_TIMED_OUT] = timed_out
        answer = await call(lambda: exchange.answer(environ))
        await send(exchange.response_start)
        await send({"type": "http.response.body", "body": answer, "more_body": False})


class _Exchange(WsgiToAsgiInstance):
    """One request and its response. asgiref's base class translates the scope."""

    response_start: Any

    def environ(self, scope: HTTPScope, body: bytes, length: int) -> dict[str, Any]:
        """Return the WSGI environ of a request with this body and CONTENT_LENGTH."""
        if not scope["query_string"].isascii():
            # Clients must percent-encode these bytes (RFC 3986, 2.1). asgiref would raise.
            scope["query_string"] = quote(scope["query_string"], safe=_PRINTABLE_ASCII).encode()
        self.scope = scope
        environ: dict[str, Any] = self.build_environ(scope, BytesIO(body))  # type: ignore[no-untyped-call]
        environ["CONTENT_LENGTH"] = str(length)
        # A chunked body is complete here, so that its length holds.
        environ.pop("HTTP_TRANSFER_ENCODING", None)
        environ["wsgi.input_terminated"] = True
        return environ

    def start_response(
        self, status: str, response_headers: list[tuple[str, str]], exc_info: Any = None
    ) -> None:
        """Keep status and headers (PEP 3333). A later call replaces them."""
        self.response_start = {
            "type": "http.response.start",
            "status": int(status.split(" ", 1)[0]),
            "headers": [
                (name.lower().encode("latin-1"), value.encode("latin-1"))
                for name, value in response_headers
            ],
        }

    def answer(self, environ: dict[str, Any]) -> bytes:
        """Call the application and return the whole response body."""
        chunks = self.wsgi_application(environ, self.start_response)
        try:
            return b"".join(chunks)
        finally:
            close = getattr(chunks, "close", None)
            if close is not None:
                close()


async def _read_body(
    scope: HTTPScope, receive: ASGIReceiveCallable, max_bytes: int
) -> tuple[bytes, int] | None:
    """Return the body and its length, or None if the client disconnects before it is complete."""
    for name, value in scope["headers"]:
        # The server refuses a Content-Length that isn't a number (RFC 9110, 8.6).
        if name == b"content-length" and value.isdigit() and int(value) > max_bytes:
            return b"", int(value)
    chunks: list[bytes] = []
    length = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        chunk = message.get("body", b"")
        length += len(chunk)
        if length > max_bytes:
            return b"", length
        chunks.append(chunk)
        if not message.get("more_body", False):
            return b"".join(chunks), length
