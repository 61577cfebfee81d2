import re
import socket
from collections.abc import Callable

import httpx
import pytest

from tests.live.server import Server
from tests.support import launch


def connect(server: Server) -> socket.socket:
    host, _, port = server.url.removeprefix("http://").partition(":")
    return socket.create_connection((host, int(port)), timeout=10)


def read_to_end(client: socket.socket) -> tuple[bytes, bytes]:
    """Return head and body of the answer after which the server closes the connection."""
    head, _, body = b"".join(iter(lambda: client.recv(4096), b"")).partition(b"\r\n\r\n")
    return head, body


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
    with connect(server) as client:
        client.sendall(sent)
        if sent.endswith(b"\r\n\r\n"):
            assert client.recv(100).startswith(b"HTTP/1.1 200")
        assert server.stop() == 0
    assert "Traceback" not in server.errors


def test_http_1_0_without_a_host_is_answered_in_json(serve: Callable[..., Server]) -> None:
    server = serve()
    with connect(server) as client:
        client.sendall(b"GET //api/words HTTP/1.0\r\n\r\n")
        head, body = read_to_end(client)
    assert head.startswith(b"HTTP/1.1 404")
    assert b"application/problem+json" in head
    assert body.startswith(b"{")


async def test_body_in_chunks_is_a_body(serve: Callable[..., Server]) -> None:
    server = serve()
    async with httpx.AsyncClient(base_url=server.url) as client:
        session = await launch(client)
    with connect(server) as raw:
        raw.sendall(
            f"POST /api/study_sessions/{session}/words/1/review HTTP/1.1\r\nHost: localhost\r\n"
            "Content-Type: application/json\r\nConnection: close\r\n"
            'Transfer-Encoding: chunked\r\n\r\n6\r\n{"corr\r\n'.encode()
        )
        raw.sendall(b'b\r\nect": true}\r\n0\r\n\r\n')
        head, body = read_to_end(raw)
    assert head.startswith(b"HTTP/1.1 201"), head
    assert b'"correct":true' in body.replace(b" ", b"")


@pytest.mark.parametrize("workers", ["1", "2"])
async def test_every_address_of_portal_bind_is_served(
    serve: Callable[..., Server], workers: str
) -> None:
    server = serve(PORTAL_BIND="127.0.0.1:0,127.0.0.1:0", PORTAL_WORKERS=workers)
    urls = re.findall(r"http://\S+:\d+", server.lines[-1])
    assert len(set(urls)) == 2
    async with httpx.AsyncClient() as client:
        for url in urls:
            assert (await client.get(f"{url}/api/health")).json()["status"] == "ok"
    assert server.stop() == 0
