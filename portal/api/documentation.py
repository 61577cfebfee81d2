"""The API's own description: OpenAPI for programs, and a page for people."""

from flask import Blueprint, Response
from flask_swagger_ui import get_swaggerui_blueprint

from portal.http.application import portal
from portal.http.endpoints import Resource
from portal.schemas import OpenApiDocument

resource = Resource("documentation", "This document.")

# Swagger UI's files come from the package, so that the page needs no other server.
docs: Blueprint = get_swaggerui_blueprint(
    "/docs", "/api/openapi.json", config={"app_name": "The portal", "validatorUrl": None}
)


@docs.after_request
def allow_inline(response: Response) -> Response:
    """Allow the inline script and styles of Swagger UI's page."""
    response.headers["Content-Security-Policy"] = (
        "default-src 'self'; script-src 'self' 'unsafe-inline'; "
        "style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'"
    )
    return response


@resource.endpoint("GET", "/openapi.json")
async def get_openapi() -> OpenApiDocument:
    """Show this document.

    It describes the API as OpenAPI 3.1, for generators of clients, tests and documentation.
    """
    return portal().openapi
