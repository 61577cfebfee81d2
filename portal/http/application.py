"""The portal's Flask application: what every request finds at hand."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property, lru_cache
from typing import Any, cast

from flask import Flask, Request, Response, current_app, request
from flask.sessions import NullSession, SessionInterface
from werkzeug.exceptions import NotFound, RequestEntityTooLarge, RequestTimeout
from werkzeug.routing import BaseConverter, Map, MapAdapter, Rule

from portal.clock import Clock
from portal.errors import UnknownIdError
from portal.http.bridge import BODY_IS_LATE, AsyncFlask
from portal.http.responses import API_HEADERS, PAGE_HEADERS, JsonResponse
from portal.memory.projection import Projection
from portal.record.review_queue import ReviewQueue
from portal.schemas import MAX_ID
from portal.settings import Settings
from portal.storage.database import Database
from portal.storage.migrations import ensure_migrated

LONGEST_REMEMBERED = 100  # characters of a path


class IdConverter(BaseConverter):
    """An id in a path: digits; one that no record can have is an unknown id (contract 1)."""

    regex = "[0-9]+"

    def to_python(self, value: str) -> int:
        """Return the id, or raise NotFound, naming it."""
        digits = value.lstrip("0")
        if not digits or len(digits) > len(str(MAX_ID)) or int(digits) > MAX_ID:
            # Raised while Werkzeug matches, where only its own exceptions become an answer.
            raise NotFound(str(UnknownIdError("record", value[:40])))
        return int(digits)


class _Routes(MapAdapter):
    """The routes, for one request; where a path leads is remembered, for apps come back to it."""

    def match(self, *_: Any, method: str | None = None, **__: Any) -> Any:
        """Return the rule and its arguments, or raise what Werkzeug does."""
        find = _find if len(self.path_info) > LONGEST_REMEMBERED else _find_again
        return find(self.map, self.path_info, method or self.default_method)


def _find(url_map: Map, path: str, method: str) -> tuple[Rule, Mapping[str, Any]]:
    return MapAdapter(url_map, "", "/", "", "http", path, method).match(return_rule=True)


_find_again = lru_cache(maxsize=4096)(_find)


class NoSession(SessionInterface):
    """There is no login, so no cookie says who somebody is: every request has the same, empty."""

    _empty = NullSession()

    def open_session(self, app: Flask, request: Request) -> NullSession:
        """Return the empty session, which refuses to be written."""
        return self._empty


class Portal(AsyncFlask):
    """Flask with the portal's settings, database and review queue."""

    session_interface = NoSession()

    def __init__(self, settings: Settings) -> None:
        super().__init__("portal", static_folder=None)
        self.settings = settings
        self.access = settings.access
        self.clock = Clock(settings.timezone)
        self.database = Database(settings.database, self.clock)
        self.review_queue = ReviewQueue(self.database)
        self.upload_paths: frozenset[str] = frozenset()  # given likewise, as `describe` is
        self.projection = Projection(self.database)
        self.describe: Callable[[], dict[str, Any]] = dict  # given once every route is there
        # A trailing slash makes no difference, and nothing is redirected (contract 1).
        self.url_map.strict_slashes = False
        self.url_map.merge_slashes = False
        self.url_map.converters["id"] = IdConverter

    @cached_property
    def openapi(self) -> dict[str, Any]:
        """The interface's own description; made when it is first asked for."""
        return self.describe()

    async def open(self) -> None:
        """Open the database, which must be up to date, and take reviews.

        Raises PortalError, saying what to do.
        """
        await self.database.open()
        await ensure_migrated(self.database)
        self.review_queue.open()

    async def close(self) -> None:
        """Store the reviews that wait, then close the database. Closing twice is fine."""
        try:
            await self.review_queue.close()
        finally:
            await self.database.close()

    def max_body_bytes(self, path: str) -> int:
        """Return how large a request's body may be."""
        if path.rstrip("/") in self.upload_paths:
            return self.settings.max_import_bytes
        return self.settings.max_body_bytes

    @contextmanager
    def opened(self) -> Iterator["Portal"]:
        """Hold the portal open in synchronous code, around `test_client()` or a `flask` command."""
        try:
            self.async_to_sync(self.open)()
            yield self
        finally:
            self.async_to_sync(self.close)()

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """Bind the URL map to the request's path; no route depends on the host.

        What no route may answer is refused here, before anything is done.
        """
        if request is None:
            return super().create_url_adapter(None)
        self.access.check(request)
        environ = request.environ
        limit = self.max_body_bytes(environ["PATH_INFO"])
        if int(environ.get("CONTENT_LENGTH") or 0) > limit:
            raise RequestEntityTooLarge(f"The body is larger than {limit} bytes.")
        if environ.get(BODY_IS_LATE):
            raise RequestTimeout("The body didn't arrive in time.")
        if environ["PATH_INFO"].startswith("//"):
            raise NotFound  # Werkzeug takes such a path for the one with a single slash
        return _Routes(self.url_map, "", "/", "", "http", request.path, request.method)

    def process_response(self, response: Response) -> Response:
        """Finish an answer, an error's too: what browsers may do with it."""
        response = super().process_response(response)
        if not isinstance(response, JsonResponse):
            for name, value in PAGE_HEADERS.items():
                response.headers.setdefault(name, value)
        self.access.share(request, response)
        return response

    def make_default_options_response(self) -> Response:
        """Answer OPTIONS with the allowed methods and nothing else."""
        response = super().make_default_options_response()
        response.status_code = 204
        response.headers.update(API_HEADERS)
        del response.headers["Content-Type"]
        return response


def portal() -> Portal:
    """Return the portal that answers the present request."""
    return cast(Portal, current_app)


def base_url() -> str:
    """Return the portal's own address as browsers see it, without a closing slash."""
    return portal().settings.public_url or request.host_url.rstrip("/")
