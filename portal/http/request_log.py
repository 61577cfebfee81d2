"""The log: JSON lines on stderr, one for each request, and request ids.

The id of a request stands in the X-Request-ID header of its response and in all its log lines.
"""

import logging
import os
import re
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from datetime import UTC, datetime
from time import perf_counter
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import msgspec
from pythonjsonlogger.msgspec import MsgspecFormatter
from uuid_utils import uuid7

STDERR = 2  # the file descriptor

logger = logging.getLogger(__name__)

_VALID_ID = re.compile(r"[A-Za-z0-9._-]{1,128}")
_request_id: ContextVar[str | None] = ContextVar("request_id", default=None)


class LogLine(msgspec.Struct, kw_only=True):
    """The keys that every log line has."""

    timestamp: datetime
    level: str
    logger: str = logger.name
    message: str


class RequestLine(LogLine, kw_only=True):
    """The log line of one request. The duration ends before the response body is sent."""

    method: str
    path: str
    status: int
    duration_ms: float
    request_id: str


class LogStream:
    """A stream for log lines, without a buffer, whose `write` never raises.

    A log that can't be written, because the disk is full or the reader of the pipe is gone, must
    not decide how a request is answered. Lines that are lost are counted; the first line that can
    be written again comes after a line with the count.
    """

    def __init__(self, descriptor: int = STDERR) -> None:
        self._descriptor = descriptor
        self._lost = 0

    def write(self, line: str | bytes) -> None:
        """Write one line, which ends with a newline, or count it as lost."""
        data = line.encode("utf-8", "backslashreplace") if isinstance(line, str) else line
        if self._lost:
            data = self._notice() + data
        try:
            while data:
                data = data[os.write(self._descriptor, data) :]
        except OSError:
            self._lost += 1
        else:
            self._lost = 0

    def flush(self) -> None:
        """Do nothing: there is no buffer."""

    def _notice(self) -> bytes:
        notice = LogLine(
            timestamp=datetime.now(UTC),
            level="WARNING",
            message=f"{self._lost} log lines could not be written before this one",
        )
        # The last lost line may have been written in part.
        return b"\n" + msgspec.json.encode(notice) + b"\n"


_stream = LogStream()


def configure_logging(level: str) -> None:
    """Write log records of at least `level`, one of LOG_LEVELS, to stderr as JSON lines."""
    handler = logging.StreamHandler(_stream)
    handler.setFormatter(
        MsgspecFormatter(
            ["levelname", "name", "message"],
            timestamp=True,
            rename_fields={"levelname": "level", "name": "logger", "exc_info": "exception"},
        )
    )
    handler.addFilter(_add_request_id)
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)
    # Hypercorn's own lines about starting and stopping repeat those of run.py.
    logging.getLogger("hypercorn").setLevel(max(logging.root.level, logging.WARNING))


class RequestLog:
    """WSGI middleware that gives each request an id and logs it."""

    def __init__(self, application: WSGIApplication) -> None:
        self.application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request. Its id is the client's own X-Request-ID, if that is a valid one."""
        request_id = environ.get("HTTP_X_REQUEST_ID")
        if request_id is None or not _VALID_ID.fullmatch(request_id):
            request_id = str(uuid7())
        _request_id.set(request_id)
        started = perf_counter()
        answered = "500"

        def start_with_id(
            status: str, headers: list[tuple[str, str]], exc_info: Any = None
        ) -> Callable[[bytes], object]:
            nonlocal answered
            answered = status
            headers.append(("X-Request-ID", request_id))
            return start_response(status, headers, exc_info)

        try:
            return self.application(environ, start_with_id)
        finally:
            if logger.isEnabledFor(logging.INFO):
                _log_request(environ, answered, started, request_id)


def _log_request(environ: WSGIEnvironment, status: str, started: float, request_id: str) -> None:
    # Not through the logging module: making a LogRecord takes longer than all the rest.
    method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
    line = RequestLine(
        timestamp=datetime.now(UTC),
        level="INFO",
        message=f"{method} {path}",
        method=method,
        path=path.encode("latin-1").decode("utf-8", "replace"),  # latin-1 by PEP 3333
        status=int(status[:3]),
        duration_ms=round(1000 * (perf_counter() - started), 2),
        request_id=request_id,
    )
    _stream.write(msgspec.json.encode(line) + b"\n")


def _add_request_id(record: logging.LogRecord) -> bool:
    request_id = _request_id.get()
    if request_id is not None:
        record.request_id = request_id
    return True
