"""Values as JSON responses."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import cast
from wsgiref.types import StartResponse, WSGIEnvironment

import msgspec
from flask import Response
from werkzeug.datastructures import Headers

RETRY_AFTER_S = 1

API_HEADERS = {
    # Another device or another worker may write at any moment (contract 1).
    "Cache-Control": "private, no-cache",
    # No browser is to take an answer for a page or a script.
    "X-Content-Type-Options": "nosniff",
}

PAGE_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    # Everything comes from the portal, and nothing stands in the page itself; images, such as
    # thumbnails, also come by https.
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' https: data:; object-src 'none'; "
        "frame-ancestors 'self'; base-uri 'none'; form-action 'self'"
    ),
    "Referrer-Policy": "same-origin",
}


class JsonResponse(Response):
    """A response whose body is whole, given to WSGI as it stands.

    Werkzeug's own way prepares each response for streams, ranges and redirects, which takes as
    long as all the rest of Flask's part in a short request.
    """

    def __init__(self, body: bytes, status: int, mimetype: str) -> None:
        headers = Headers(
            [("Content-Type", mimetype), ("Content-Length", str(len(body))), *API_HEADERS.items()]
        )
        super().__init__([body], status, headers)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer as a WSGI application."""
        start_response(self.status, self.headers.to_wsgi_list())
        return () if environ["REQUEST_METHOD"] == "HEAD" else cast("list[bytes]", self.response)


def json_response(value: object, status: int = 200, mimetype: str = "application/json") -> Response:
    """Make the response of a value; German letters leave as they are."""
    response = JsonResponse(msgspec.json.encode(value), status, mimetype)
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = str(RETRY_AFTER_S)
    return response
