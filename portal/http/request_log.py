"""Logs: one JSON line a request, and the id by which an answer and its lines find each other."""

import logging
import re
import sys
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from datetime import UTC, datetime
from time import perf_counter
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import msgspec
from pythonjsonlogger.msgspec import MsgspecFormatter
from uuid_utils import uuid7

LEVELS = ("debug", "info", "warning", "error")

logger = logging.getLogger(__name__)

_SANE_ID = re.compile(r"[A-Za-z0-9._-]{1,128}")
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


class RequestLine(msgspec.Struct):
    """What the log says of one request; the duration is that of the answer, without the body's."""

    timestamp: datetime
    level: str
    logger: str
    message: str
    method: str
    path: str
    status: int
    duration_ms: float
    request_id: str


class RequestLog:
    """A WSGI application around another: names each request, and logs it."""

    def __init__(self, application: WSGIApplication) -> None:
        self.application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request, with an X-Request-ID: the client's own, if it is sane."""
        id_ = environ.get("HTTP_X_REQUEST_ID")
        if id_ is None or not _SANE_ID.fullmatch(id_):
            id_ = str(uuid7())
        _request_id.set(id_)
        started = perf_counter()
        answered = "500"

        def start_named(
            status: str, headers: list[tuple[str, str]], exc_info: Any = None
        ) -> Callable[[bytes], object]:
            nonlocal answered
            answered = status
            headers.append(("X-Request-ID", id_))
            return start_response(status, headers, exc_info)

        try:
            return self.application(environ, start_named)
        finally:
            if logger.isEnabledFor(logging.INFO):
                _log_request(environ, answered, started, id_)


def _log_request(environ: WSGIEnvironment, status: str, started: float, id_: str) -> None:
    # Not by way of logging, whose records take longer than all else that a request's name costs.
    method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
    line = RequestLine(
        timestamp=datetime.now(UTC),
        level="INFO",
        logger=logger.name,
        message=f"{method} {path}",
        method=method,
        path=path.encode("latin-1").decode("utf-8", "replace"),  # PEP 3333 has it as latin-1
        status=int(status[:3]),
        duration_ms=round(1000 * (perf_counter() - started), 2),
        request_id=id_,
    )
    sys.stderr.buffer.write(msgspec.json.encode(line) + b"\n")
    sys.stderr.buffer.flush()


def _name_request(record: logging.LogRecord) -> bool:
    id_ = _request_id.get()
    if id_ is not None:
        record.request_id = id_
    return True
