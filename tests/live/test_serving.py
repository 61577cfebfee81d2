from collections.abc import Callable

import httpx

from tests.live.server import Server


async def test_served_portal_answers_and_ends_on_sigterm(serve: Callable[..., Server]) -> None:
    server = serve()
    async with httpx.AsyncClient(base_url=server.url) as client:
        assert (await client.get("/api/health")).json()["status"] == "ok"
    assert server.stop() == 0
    assert server.errors == ""
    assert server.pids == set()
