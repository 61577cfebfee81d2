import socket
from collections.abc import Callable

import httpx
import pytest

from tests.live.server import Server


async def test_served_portal_answers_and_ends_on_sigterm(serve: Callable[..., Server]) -> None:
    server = serve()
    async with httpx.AsyncClient(base_url=server.url) as client:
        assert (await client.get("/api/health")).json()["status"] == "ok"
    assert server.stop() == 0
    assert server.errors == ""
    assert server.pids == set()


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"GET /api/health HTTP/1.1\r\nHost: loc",
        b"POST /api/reset_history HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nhalf",
        b"GET /api/health HTTP/1.1\r\nHost: localhost\r\n\r\n",
    ],
)
def test_client_that_only_waits_does_not_hold_up_the_end(
    serve: Callable[..., Server], sent: bytes
) -> None:
    server = serve()
    host, _, port = server.url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port))) as client:
        client.sendall(sent)
        if sent.endswith(b"\r\n\r\n"):
            assert client.recv(100).startswith(b"HTTP/1.1 200")
        assert server.stop() == 0
    assert "Traceback" not in server.errors


def test_http_1_0_without_a_host_is_answered_in_json(serve: Callable[..., Server]) -> None:
    server = serve()
    host, _, port = server.url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port))) as client:
        client.sendall(b"GET //api/words HTTP/1.0\r\n\r\n")
        head, _, body = b"".join(iter(lambda: client.recv(4096), b"")).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 404")
    assert b"application/problem+json" in head
    assert body.startswith(b"{")
