"""The portal's Flask application: what every request finds at hand."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any, cast

from flask import Flask, Request, Response, current_app, request
from flask.sessions import NullSession, SessionInterface
from werkzeug.routing import MapAdapter

from portal.clock import Clock
from portal.http.bridge import AsyncFlask
from portal.http.responses import API_HEADERS, PAGE_HEADERS, JsonResponse
from portal.http.routing import CachingMapAdapter, IdConverter
from portal.memory.projection import Projection
from portal.record.review_queue import ReviewQueue
from portal.settings import Settings
from portal.storage.database import Database
from portal.storage.migrations import ensure_migrated


class NoSession(SessionInterface):
    """Every request has the same empty session: without a login there are no cookies."""

    _empty = NullSession()

    def open_session(self, app: Flask, request: Request) -> NullSession:
        """Return the empty session, which can't be written to."""
        return self._empty


class Portal(AsyncFlask):
    """Flask with the portal's settings, database, review queue and memory projection."""

    session_interface = NoSession()

    def __init__(self, settings: Settings) -> None:
        super().__init__("portal", static_folder=None)
        self.settings = settings
        self.clock = Clock(settings.timezone, settings.day_starts)
        self.database = Database(settings.database, self.clock)
        self.review_queue = ReviewQueue(self.database)
        self.projection = Projection(self.database)
        # Both are set by `create_app` once all routes are registered.
        self.upload_paths: frozenset[str] = frozenset()
        self.describe: Callable[[], dict[str, Any]] = dict
        # A trailing slash makes no difference, and nothing below /api is redirected: both of
        # Werkzeug's defaults would answer with HTML.
        self.url_map.strict_slashes = False
        self.url_map.merge_slashes = False
        self.url_map.converters["id"] = IdConverter

    @cached_property
    def openapi(self) -> dict[str, Any]:
        """The OpenAPI document of this application, made when it is first asked for."""
        return self.describe()

    async def open(self) -> None:
        """Open the database and start to accept reviews.

        Raise PortalError, which says what to run, if the database is absent or not migrated.
        """
        await self.database.open()
        await ensure_migrated(self.database)
        self.review_queue.open()

    async def close(self) -> None:
        """Store the waiting reviews, then close the database. Closing twice is harmless."""
        try:
            await self.review_queue.close()
        finally:
            await self.database.close()

    def max_body_bytes(self, path: str) -> int:
        """Return the size limit of request bodies for a path."""
        if path.rstrip("/") in self.upload_paths:
            return self.settings.max_import_bytes
        return self.settings.max_body_bytes

    @contextmanager
    def opened(self) -> Iterator["Portal"]:
        """Keep the portal open in synchronous code, around `test_client()` or a `flask` command."""
        try:
            self.async_to_sync(self.open)()
            yield self
        finally:
            self.async_to_sync(self.close)()

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """Bind the URL map to a request."""
        if request is None:
            return super().create_url_adapter(None)
        doubled = request.environ["PATH_INFO"].startswith("//")
        path = f"/{request.path}" if doubled else request.path  # Werkzeug strips the first slash
        return CachingMapAdapter(self.url_map, path, request.method)

    def process_response(self, response: Response) -> Response:
        """Add the security headers to responses that aren't JSON."""
        response = super().process_response(response)
        if not isinstance(response, JsonResponse):
            for name, value in PAGE_HEADERS.items():
                response.headers.setdefault(name, value)
        return response

    def make_default_options_response(self) -> Response:
        """Answer OPTIONS with 204 and the allowed methods."""
        response = super().make_default_options_response()
        response.status_code = 204
        response.headers.update(API_HEADERS)
        del response.headers["Content-Type"]
        return response


def portal() -> Portal:
    """Return the application that handles the current request."""
    return cast(Portal, current_app)


def base_url() -> str:
    """Return the portal's address as browsers see it, without a trailing slash."""
    return portal().settings.public_url or request.host_url.rstrip("/")
