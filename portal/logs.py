"""Logs: one JSON line a request, and the id by which an answer and its lines find each other."""

import logging
import re
from contextvars import ContextVar
from time import perf_counter
from typing import Any

from asgiref.typing import ASGI3Application, ASGIReceiveCallable, ASGISendCallable, HTTPScope
from pythonjsonlogger.msgspec import MsgspecFormatter
from uuid_utils import uuid7

LEVELS = ("debug", "info", "warning", "error")

logger = logging.getLogger(__name__)

_SANE_ID = re.compile(rb"[A-Za-z0-9._-]{1,128}")
_request_id: ContextVar[str | None] = ContextVar("request_id", default=None)


def configure(level: str) -> None:
    """Write what is at least of `level`, one of LEVELS, to stderr in JSON."""
    handler = logging.StreamHandler()
    handler.setFormatter(
        MsgspecFormatter(
            ["levelname", "name", "message"],
            timestamp=True,
            rename_fields={"levelname": "level", "name": "logger", "exc_info": "exception"},
        )
    )
    handler.addFilter(_name_request)
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)
    # Its lines of starting and stopping say nothing that run.py doesn't.
    logging.getLogger("hypercorn").setLevel(max(logging.root.level, logging.WARNING))


class RequestLog:
    """An ASGI application around another for the HTTP scope: names each request and logs it."""

    def __init__(self, application: ASGI3Application) -> None:
        self.application = application

    async def __call__(
        self, scope: HTTPScope, receive: ASGIReceiveCallable, send: ASGISendCallable
    ) -> None:
        """Answer one request, with an X-Request-ID: the client's own, if it is sane."""
        id_ = _sent_id(scope) or str(uuid7()).encode()
        _request_id.set(id_.decode())
        started = perf_counter()
        status: int | None = None

        async def send_named(message: Any) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-request-id", id_)]
            await send(message)

        try:
            await self.application(scope, receive, send_named)
        finally:
            if logger.isEnabledFor(logging.INFO):
                logger.info(
                    "%s %s",
                    scope["method"],
                    scope["path"],
                    extra={
                        "method": scope["method"],
                        "path": scope["path"],
                        "status": status,
                        "duration_ms": round(1000 * (perf_counter() - started), 2),
                    },
                )


def _sent_id(scope: HTTPScope) -> bytes | None:
    for name, value in scope["headers"]:
        if name == b"x-request-id":
            return value if _SANE_ID.fullmatch(value) else None
    return None


def _name_request(record: logging.LogRecord) -> bool:
    id_ = _request_id.get()
    if id_ is not None:
        record.request_id = id_
    return True
