"""JSON responses."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import cast
from wsgiref.types import StartResponse, WSGIEnvironment

import msgspec
from flask import Response, request
from werkzeug.datastructures import Headers
from xxhash import xxh3_128_hexdigest

from portal.schemas.encoded import Encoded

JSON = "application/json"
RETRY_AFTER_S = 1

API_HEADERS = {
    # Clients revalidate each time: another device or another worker may have written.
    "Cache-Control": "private, no-cache",
    # Browsers must not take JSON for a page or a script.
    "X-Content-Type-Options": "nosniff",
}

PAGE_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    # Scripts and styles come from files of the portal, never from the page itself. Images, such as
    # thumbnails of learning apps, may also come by https, or from apps on the same machine.
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' https: data: http://localhost:* http://127.0.0.1:*; "
        "object-src 'none'; "
        "frame-ancestors 'self'; base-uri 'none'; form-action 'self'"
    ),
    "Referrer-Policy": "same-origin",
}


class JsonResponse(Response):
    """A response with a complete body, which needs nothing of Werkzeug's own WSGI code.

    That code handles streams, ranges and redirects, and takes as long as the rest of Flask's part
    in a short request.
    """

    def __init__(
        self, body: bytes, status: int, mimetype: str, headers: Mapping[str, str] = API_HEADERS
    ) -> None:
        length = str(len(body))
        content = [("Content-Type", mimetype), ("Content-Length", length)]
        super().__init__([body], status, Headers([*content, *headers.items()]))

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer as a WSGI application."""
        start_response(self.status, self.headers.to_wsgi_list())
        without_body = (
            environ["REQUEST_METHOD"] == "HEAD" or self.status_code == HTTPStatus.NOT_MODIFIED
        )
        return () if without_body else cast("list[bytes]", self.response)


def json_response(value: object, status: int = 200, mimetype: str = JSON) -> Response:
    """Return the response for a value that msgspec can encode, or for an `Encoded` one."""
    response = JsonResponse(_encode(value), status, mimetype)
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = str(RETRY_AFTER_S)
    return response


def json_response_with_etag(value: object, status: int) -> Response:
    """Return the response for a value, with an entity tag (RFC 9110, 8.8.3).

    The response is 304 if the request's If-None-Match has that tag. The tag is a digest of the
    body: a version number would not do, because another worker may have written, and a streak ends
    at midnight without a write. The tag of a record that has a `revision` begins with it and a
    dot. If-Match compares the revision alone, since a review must not make an edit fail.
    """
    body = _encode(value)
    revision = getattr(value, "revision", None)
    # An entity tag protects nothing: a hash of 128 bits needn't be cryptographic. BLAKE2 would take
    # a tenth of the time of a page of words.
    digest = xxh3_128_hexdigest(body)
    etag = digest if revision is None else f"{revision}.{digest}"
    response = JsonResponse(body, status, JSON, {"ETag": f'"{etag}"', **API_HEADERS})
    if "HTTP_IF_NONE_MATCH" in request.environ and request.if_none_match.contains_weak(etag):
        response.status_code = HTTPStatus.NOT_MODIFIED
        del response.headers["Content-Type"], response.headers["Content-Length"]
    return response


def _encode(value: object) -> bytes:
    return value.json if isinstance(value, Encoded) else msgspec.json.encode(value)
