"""The portal as an ASGI application: `hypercorn portal.asgi:app`."""

from collections.abc import Callable
from typing import Any

from asgiref.typing import ASGIReceiveCallable, ASGISendCallable, Scope
from hypercorn.middleware import ProxyFixMiddleware

from portal import create_app
from portal.http.application import Portal
from portal.http.bridge import Bridge
from portal.settings import load_settings

BODY_TIMEOUT_S = 30.0  # for the largest body at 280 kbit/s, the largest list of words at 9 Mbit/s


class Asgi:
    """What a server calls: lifespan opens and closes the portal, HTTP goes over the bridge.

    The portal is made when the server starts, so that a bad setting is a failed start and not a
    failed import.
    """

    def __init__(self, make_portal: Callable[[], Portal]) -> None:
        self._make_portal = make_portal
        self._http: Any = None
        self._portal: Portal | None = None

    def hurry(self) -> None:
        """Let no request wait for long, because the server is about to end."""
        if self._portal is not None:
            self._portal.review_queue.stop_retrying()

    async def __call__(
        self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable
    ) -> None:
        """Answer one scope."""
        match scope["type"]:
            case "http":
                if self._http is None:
                    raise RuntimeError("The portal needs a server that speaks ASGI's lifespan")
                await self._http(scope, receive, send)
            case "lifespan":
                await self._live(receive, send)
            case "websocket":
                await send({"type": "websocket.close", "code": 1000, "reason": None})

    async def _live(self, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        await receive()
        portal: Portal | None = None
        try:
            try:
                portal = self._make_portal()
                await portal.open()
                self._portal = portal
            except Exception as error:
                # Closed first: Hypercorn serves on if anything is awaited after this message, as
                # it would without the message.
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
            # aiosqlite's threads would keep the process alive.
            if portal is not None:
                await portal.close()
        await send({"type": "lifespan.shutdown.complete"})


app = Asgi(lambda: create_app(load_settings()))
