"""The layer in front of Flask: it refuses requests before any of the application's code runs.

A request is refused for an untrusted host (400), a foreign origin (403), a body that is too large
(413) or one that did not arrive in time (408). Responses to pages of admitted origins get the
headers of the Fetch standard's CORS protocol, responses from this layer and from Flask alike.

A preflight below /api is answered here with 204, whatever its path and method are. If it were
answered with 404 or 405, the browser would tell the author of the page about CORS, and not that the
path or the method doesn't exist. The request itself gets that answer.
"""

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Response
from werkzeug.datastructures import Headers
from werkzeug.wrappers import Request

from portal.http.access import Access
from portal.http.bridge import BODY_TIMED_OUT
from portal.http.problems import problem, problem_response
from portal.http.responses import API_HEADERS

PREFLIGHT_MAX_AGE_S = 600

_EXPOSED_HEADERS = (
    "Retry-After, X-Request-ID, ETag, Location, "
    "X-Experience-API-Version, X-Experience-API-Consistent-Through"
)
_ALLOWED_METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"
_ALLOWED_HEADERS = (
    "Authorization, Cache-Control, Content-Type, If-Match, If-None-Match, "
    "X-Experience-API-Version, X-Request-ID, X-Requested-With"
)


class Admission:
    """A WSGI application that checks each request before it calls another one."""

    def __init__(
        self,
        application: WSGIApplication,
        access: Access,
        max_body_bytes: Callable[[str], int],
    ) -> None:
        """`max_body_bytes` returns the limit for the path that it is given."""
        self.application = application
        self.access = access
        self.max_body_bytes = max_body_bytes

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        application = self._refusal(environ) or _preflight_response(environ) or self.application
        if "HTTP_ORIGIN" in environ:
            start_response = self._with_cors_headers(environ, start_response)
        return application(environ, start_response)

    def _refusal(self, environ: WSGIEnvironment) -> Response | None:
        """Return the response that refuses a request, or None if the request is admitted."""
        host = environ.get("HTTP_HOST")  # browsers always send it; HTTP/1.0 clients need not
        if host is not None and not self.access.trusts(host):
            return _problem(
                environ, 400, f"This portal doesn't answer for the host {host[:100]!r}."
            )
        origin = environ.get("HTTP_ORIGIN")
        if origin is not None and not self.access.admits(origin, host):
            return _problem(environ, 403, f"Pages from {origin[:100]!r} may not use this portal.")
        limit = self.max_body_bytes(environ["PATH_INFO"])
        if int(environ.get("CONTENT_LENGTH") or 0) > limit:
            return _problem(environ, 413, f"The body is larger than {limit} bytes.")
        if environ.get(BODY_TIMED_OUT):
            return _problem(environ, 408, "The body didn't arrive in time.")
        return None

    def _with_cors_headers(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> StartResponse:
        origin = environ["HTTP_ORIGIN"]
        admitted = self.access.admits(origin, environ.get("HTTP_HOST"))

        def start(
            status: str, header_list: list[tuple[str, str]], exc_info: Any = None
        ) -> Callable[[bytes], object]:
            headers = Headers(header_list)
            headers.add("Vary", "Origin")
            if admitted:
                headers["Access-Control-Allow-Origin"] = origin
                headers["Access-Control-Expose-Headers"] = _EXPOSED_HEADERS
                if _is_preflight(environ):
                    headers["Access-Control-Allow-Methods"] = _ALLOWED_METHODS
                    headers["Access-Control-Allow-Headers"] = _ALLOWED_HEADERS
                    headers["Access-Control-Max-Age"] = str(PREFLIGHT_MAX_AGE_S)
            return start_response(status, headers.to_wsgi_list(), exc_info)

        return start


def _problem(environ: WSGIEnvironment, status: int, detail: str) -> Response:
    return problem_response(problem(status, detail, Request(environ).path))


def _is_preflight(environ: WSGIEnvironment) -> bool:
    return (
        environ["REQUEST_METHOD"] == "OPTIONS"
        and "HTTP_ORIGIN" in environ
        and "HTTP_ACCESS_CONTROL_REQUEST_METHOD" in environ
    )


def _preflight_response(environ: WSGIEnvironment) -> Response | None:
    below_api = environ["PATH_INFO"].startswith("/api/")
    if not (below_api and _is_preflight(environ)):
        return None
    response = Response(status=HTTPStatus.NO_CONTENT, headers=API_HEADERS)
    del response.headers["Content-Type"]
    return response
