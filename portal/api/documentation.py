"""The interface's own description, for people and for programs."""

from typing import Any

from flask import Blueprint, Response
from flask_swagger_ui import get_swaggerui_blueprint

from portal.http.application import portal
from portal.http.endpoints import Resource

resource = Resource("interface")

# Its assets come from the package, so that the page needs no other network.
docs: Blueprint = get_swaggerui_blueprint(
    "/docs", "/api/openapi.json", config={"app_name": "The portal", "validatorUrl": None}
)


@docs.after_request
def allow_inline(response: Response) -> Response:
    """Let the package's page run the script and use the styles that stand in it."""
    response.headers["Content-Security-Policy"] = (
        "default-src 'self'; script-src 'self' 'unsafe-inline'; "
        "style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'"
    )
    return response


@resource.get("/openapi.json")
async def get_openapi() -> dict[str, Any]:
    """Show this document: the interface as OpenAPI 3.1."""
    return portal().openapi
