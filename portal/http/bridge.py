"""Flask on the event loop: how an ASGI request becomes a call of the WSGI application.

Flask calls its views synchronously, and a coroutine can't be awaited from there. So the WSGI call
runs in a greenlet: where Flask would block on a coroutine, the greenlet hands it to its parent,
the request's own task, which awaits it on the event loop like any other and switches back with
the result. No thread is involved, no request waits for another's await, and context variables
hold, because both greenlets share one context.

This is how SQLAlchemy calls asynchronous drivers from synchronous code; asgiref's adapter would
run every request of the process on one shared thread.
"""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Coroutine
from functools import cache
from io import BytesIO
from typing import Any, TypeVar
from urllib.parse import quote
from wsgiref.types import WSGIApplication

from asgiref.typing import ASGIReceiveCallable, ASGISendCallable, HTTPScope
from asgiref.wsgi import WsgiToAsgiInstance
from flask import Flask
from greenlet import getcurrent, greenlet

T = TypeVar("T")

BODY_IS_LATE = "portal.body_is_late"  # a key of the environ


class _Synchronous(greenlet):
    """A greenlet that calls synchronous functions, which may await through its parent.

    It calls one after another: a new stack for each request would cost more than the switching.
    """

    def run(self) -> None:
        """Call what is switched in; for ever."""
        while True:
            function = self._parent().switch(_FINISHED)
            function()
            del function  # and all that the request held

    def _parent(self) -> greenlet:
        assert self.parent is not None
        return self.parent


class _Idle(threading.local):
    """The greenlets of this thread that have nothing to do; as many as were ever busy at once."""

    def __init__(self) -> None:
        self.greenlets: list[_Synchronous] = []

    def take(self) -> _Synchronous:
        if self.greenlets:
            return self.greenlets.pop()
        new = _Synchronous()
        new.switch()
        return new

    def put(self, used: _Synchronous) -> None:
        self.greenlets.append(used)


_FINISHED = object()
_idle = _Idle()


async def call(function: Callable[[], T]) -> T:
    """Call a synchronous `function` that may use `wait_for`, and await what it waits for."""
    value: T
    error: BaseException | None = None

    def run() -> None:
        nonlocal value, error
        try:
            value = function()
        except BaseException as raised:
            error = raised

    synchronous = _idle.take()
    synchronous.parent = getcurrent()
    synchronous.gr_context = getcurrent().gr_context
    switched: Any = synchronous.switch(run)
    while switched is not _FINISHED:
        try:
            awaited = await switched
        except BaseException as raised:  # a cancellation, too, unwinds through the function
            switched = synchronous.throw(raised)
        else:
            switched = synchronous.switch(awaited)
    _idle.put(synchronous)
    if error is not None:
        raise error
    return value


def can_wait() -> bool:
    """Tell whether this code runs inside `call`."""
    return isinstance(getcurrent(), _Synchronous)


def wait_for(awaitable: Awaitable[T]) -> T:
    """Await from synchronous code inside `call`; return or raise what the awaitable does."""
    parent = getcurrent().parent
    assert parent is not None
    result: T = parent.switch(awaitable)
    return result


class AsyncFlask(Flask):
    """A Flask whose async functions are awaited on the event loop that serves the request.

    Outside the bridge, in `test_client()` or the `flask` command, Flask's own way remains.
    """

    @cache  # noqa: B019 - functions and application last as long as the process
    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return `func` as a synchronous function; Flask asks at each call."""
        return super().ensure_sync(func)

    def async_to_sync(self, func: Callable[..., Coroutine[Any, Any, Any]]) -> Callable[..., Any]:
        """Return a synchronous function that runs the coroutine function `func`."""

        def synchronous(*args: Any, **kwargs: Any) -> Any:
            if can_wait():
                return wait_for(func(*args, **kwargs))
            return super(AsyncFlask, self).async_to_sync(func)(*args, **kwargs)

        return synchronous


class Bridge:
    """A WSGI application as an ASGI application for the HTTP scope.

    Of a request body at most the `max_body_bytes` of its path are kept; of a larger one nothing
    more is read, and CONTENT_LENGTH is what was announced or has arrived, so that the application
    can refuse it.
    Where a body isn't whole after `body_timeout_s`, the environ says so by BODY_IS_LATE.
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
        # No limit on repeated headers: the server limits them all together.
        exchange = _Exchange(self.wsgi_application, duplicate_header_limit=0)  # type: ignore[no-untyped-call]
        body: tuple[bytes, int] | None = b"", 0
        late = False
        if scope["method"] not in _BODILESS:
            try:
                async with asyncio.timeout(self.body_timeout_s):
                    limit = self.max_body_bytes(scope["path"])
                    body = await _read_body(scope, receive, limit)
            except TimeoutError:
                late = True
        if body is None:
            return  # the client has gone
        environ = exchange.environ(scope, *body)
        environ[BODY_IS_LATE] = late
        answer = await call(lambda: exchange.answer(environ))
        await send(exchange.response_start)
        await send({"type": "http.response.body", "body": answer, "more_body": False})


class _Exchange(WsgiToAsgiInstance):
    """One request and its response; asgiref translates the environ."""

    response_start: Any

    def environ(self, scope: HTTPScope, content: bytes, length: int) -> dict[str, Any]:
        """Build the WSGI environ."""
        if not scope["query_string"].isascii():
            # As a client should have sent it; asgiref would raise.
            scope["query_string"] = quote(scope["query_string"], safe=_QUERY_SIGNS).encode()
        self.scope = scope
        environ: dict[str, Any] = self.build_environ(scope, BytesIO(content))  # type: ignore[no-untyped-call]
        environ["CONTENT_LENGTH"] = str(length)
        # The body is whole, so that its length holds, also where it came in chunks.
        environ.pop("HTTP_TRANSFER_ENCODING", None)
        environ["wsgi.input_terminated"] = True
        return environ

    def start_response(
        self, status: str, response_headers: list[tuple[str, str]], exc_info: Any = None
    ) -> None:
        """Keep status and headers (PEP 3333); an error may still replace them."""
        self.response_start = {
            "type": "http.response.start",
            "status": int(status.split(" ", 1)[0]),
            "headers": [
                (name.lower().encode("latin-1"), value.encode("latin-1"))
                for name, value in response_headers
            ],
        }

    def answer(self, environ: dict[str, Any]) -> bytes:
        """Call the application and return the whole body."""
        chunks = self.wsgi_application(environ, self.start_response)
        try:
            return b"".join(chunks)
        finally:
            close = getattr(chunks, "close", None)
            if close is not None:
                close()


# What a client sends with them means nothing (RFC 9110, 9.3.1 and 9.3.2).
_BODILESS = {"GET", "HEAD"}
_QUERY_SIGNS = "".join(map(chr, range(0x21, 0x7F)))


async def _read_body(
    scope: HTTPScope, receive: ASGIReceiveCallable, max_bytes: int
) -> tuple[bytes, int] | None:
    """Return the body and its length, or None where the client disconnects meanwhile."""
    for name, value in scope["headers"]:
        # A number that isn't one has been refused by the server (RFC 9110, 8.6).
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
