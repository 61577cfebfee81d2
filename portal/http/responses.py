"""Values as JSON responses."""

from collections.abc import Iterable, Mapping
from hashlib import blake2b
from http import HTTPStatus
from typing import cast
from wsgiref.types import StartResponse, WSGIEnvironment

import msgspec
from flask import Response, request
from werkzeug.datastructures import Headers

from portal.schemas.encoded import Encoded

JSON = "application/json"
RETRY_AFTER_S = 1
NOT_MODIFIED = HTTPStatus.NOT_MODIFIED

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

    def __init__(
        self, body: bytes, status: int, mimetype: str, headers: Mapping[str, str] = API_HEADERS
    ) -> None:
        length = str(len(body))
        first = [("Content-Type", mimetype), ("Content-Length", length)]
        super().__init__([body], status, Headers([*first, *headers.items()]))

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer as a WSGI application."""
        start_response(self.status, self.headers.to_wsgi_list())
        bodiless = environ["REQUEST_METHOD"] == "HEAD" or self.status_code == NOT_MODIFIED
        return () if bodiless else cast("list[bytes]", self.response)


def json_response(value: object, status: int = 200, mimetype: str = JSON) -> Response:
    """Make the response of a value; German letters leave as they are."""
    response = JsonResponse(_encode(value), status, mimetype)
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = str(RETRY_AFTER_S)
    return response


def read_response(value: object, status: int) -> Response:
    """Make the response of what was read, with an entity tag: 304 where the client has it already.

    The tag is a digest of the whole representation, however that came about: another worker may
    have written, and a streak changes at midnight without a write. Before the digest stands the
    `revision` of a record that has one, which If-Match compares alone: a review must not make an
    edit fail.
    """
    body = _encode(value)
    revision = getattr(value, "revision", None)
    digest = blake2b(body, digest_size=12).hexdigest()
    etag = digest if revision is None else f"{revision}.{digest}"
    response = JsonResponse(body, status, JSON, {"ETag": f'"{etag}"', **API_HEADERS})
    if "HTTP_IF_NONE_MATCH" in request.environ and request.if_none_match.contains_weak(etag):
        response.status_code = NOT_MODIFIED
        del response.headers["Content-Type"], response.headers["Content-Length"]
    return response


def _encode(value: object) -> bytes:
    return value.json if isinstance(value, Encoded) else msgspec.json.encode(value)
