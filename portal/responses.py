"""Values as JSON responses."""

import msgspec
from flask import Response

# Another device or another worker may write at any moment (contract 1).
UNCACHED = {"Cache-Control": "private, no-cache"}


def json_response(
    value: msgspec.Struct | None, status: int = 200, mimetype: str = "application/json"
) -> Response:
    """Make the response of a value; German letters leave as they are."""
    return Response(msgspec.json.encode(value), status, UNCACHED, mimetype)
