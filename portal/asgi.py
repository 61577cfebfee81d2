"""The portal as an ASGI application: `hypercorn portal.asgi:app`."""

from collections.abc import Callable
from typing import Any

from asgiref.typing import ASGIReceiveCallable, ASGISendCallable, Scope
from hypercorn.middleware import ProxyFixMiddleware

from portal import create_app
from portal.http.application import Portal
from portal.http.bridge import Bridge
from portal.settings import load_settings

BODY_TIMEOUT_S = 30.0  # the largest body at 280 kbit/s, the largest list of words at 9 Mbit/s


class Asgi:
    """The ASGI application: lifespan opens and closes the portal, HTTP goes over the bridge.

    The portal is made at lifespan startup, so that a bad setting is a failed start and not a
    failed import.
    """

    def __init__(self, make_portal: Callable[[], Portal]) -> None:
        self._make_portal = make_portal
        self._http: Any = None
        self._portal: Portal | None = None

    def hurry(self) -> None:
        """Tell the portal that the server is about to stop: no request may wait for long."""
        if self._portal is not None:
            self._portal.review_queue.stop_retrying()

    async def __call__(
        self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable
    ) -> None:
        """Handle one scope."""
        match scope["type"]:
            case "http":
                if self._http is None:
                    raise RuntimeError("The portal needs a server that supports ASGI's lifespan")
                await self._http(scope, receive, send)
            case "lifespan":
                await self._lifespan(receive, send)
            case "websocket":
                await send({"type": "websocket.close", "code": 1000, "reason": None})

    async def _lifespan(self, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        await receive()
        portal: Portal | None = None
        try:
            try:
                portal = self._make_portal()
                await portal.open()
                self._portal = portal
            except Exception as error:
                # Close before the message is sent: Hypercorn starts to serve if the application
                # awaits anything after it.
                if portal is not None:
                    await portal.close()
                await send({"type": "lifespan.startup.failed", "message": str(error)})
                return
            self._http = Bridge(portal, portal.max_body_bytes, BODY_TIMEOUT_S)
            if portal.settings.trusted_proxies:
                self._http = ProxyFixMiddleware(
                    self._http, trusted_hops=portal.settings.trusted_proxies
                )
            await send({"type": "lifespan.startup.complete"})
            await receive()
        finally:
            # The threads of open aiosqlite connections would keep the process alive.
            if portal is not None:
                await portal.close()
        await send({"type": "lifespan.shutdown.complete"})


app = Asgi(lambda: create_app(load_settings()))
