"""The portal's views under asgiref's adapter, used as documented."""

from typing import Any

from asgiref.wsgi import WsgiToAsgi

from portal import create_app
from portal.settings import load_settings

portal = create_app(load_settings())
adapted = WsgiToAsgi(portal)  # type: ignore[no-untyped-call]


async def app(scope: Any, receive: Any, send: Any) -> None:
    """Open and close the portal with the server, and pass HTTP to asgiref's adapter."""
    if scope["type"] != "lifespan":
        await adapted(scope, receive, send)
        return
    await receive()
    await portal.open()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await portal.close()
    await send({"type": "lifespan.shutdown.complete"})
