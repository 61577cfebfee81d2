import re
import socket
from collections.abc import Callable
from contextlib import suppress

import psutil
import pytest

from tests.live.server import Server, connect, http_client
from tests.support import CHECKOUT, launch, review


def read_to_end(client: socket.socket) -> tuple[bytes, bytes]:
    """Read until the server closes the connection, and return the head and the body."""
    head, _, body = b"".join(iter(lambda: client.recv(4096), b"")).partition(b"\r\n\r\n")
    return head, body


async def test_served_portal_answers_and_ends_on_sigterm(serve: Callable[..., Server]) -> None:
    server = serve()
    async with http_client(server.url) as client:
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
def test_idle_client_does_not_delay_the_stop(serve: Callable[..., Server], sent: bytes) -> None:
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
    async with http_client(server.url) as client:
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
    async with http_client() as client:
        for url in urls:
            assert (await client.get(f"{url}/api/health")).json()["status"] == "ok"
    assert server.stop() == 0


def resident_bytes(server: Server) -> int:
    return sum(psutil.Process(pid).memory_info().rss for pid in server.pids)


@pytest.mark.parametrize(
    ("announced", "chunk"),
    [
        ("Content-Length: 10000000000", b"x" * 65536),
        ("Transfer-Encoding: chunked", b"10000\r\n" + b"x" * 65536 + b"\r\n"),
    ],
)
def test_body_without_end_is_cut_off_and_fills_no_memory(
    serve: Callable[..., Server], announced: str, chunk: bytes
) -> None:
    server = serve()
    with connect(server) as client:  # a first request loads what later ones share
        client.sendall(b"GET /api/words HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        read_to_end(client)
    before = resident_bytes(server)
    for _ in range(20):
        with connect(server) as client:
            client.sendall(
                b"POST /api/reset_history HTTP/1.1\r\nHost: localhost\r\n%b\r\n\r\n"
                % announced.encode()
            )
            sent = 0
            with suppress(ConnectionError):
                while sent < 2**28:
                    client.sendall(chunk)
                    sent += len(chunk)
            assert sent < 2**24  # the buffers of the system hold no more
    assert resident_bytes(server) - before < 2**23


def test_body_over_the_limit_is_answered_with_413(serve: Callable[..., Server]) -> None:
    server = serve()
    with connect(server) as client:
        client.sendall(
            b"POST /api/reset_history HTTP/1.1\r\nHost: localhost\r\n"
            b"Content-Length: 10000000000\r\n\r\n"
        )
        head, body = read_to_end(client)
    assert head.startswith(b"HTTP/1.1 413")
    assert b'"status":413' in body


async def test_half_sent_requests_time_out_and_delay_no_other_client(
    serve: Callable[..., Server],
) -> None:
    server = serve(command=("-m", "tests.live.impatient"), PYTHONPATH=str(CHECKOUT))
    head = b"POST /api/reset_history HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n"
    slow = [connect(server) for _ in range(200)]
    for number, half in enumerate(slow):
        half.sendall(head if number % 2 == 0 else head + b"\r\nhalf")
    async with http_client(server.url) as client:
        session = await launch(client)
        for word in range(1, 21):
            assert (await review(client, session, word, True)).status_code == 201
    assert slow[0].recv(100) == b""  # its head is incomplete: closed without a response
    assert slow[1].recv(100).startswith(b"HTTP/1.1 408 ")  # its body is incomplete
    for half in slow:
        half.close()
    assert server.stop() == 0
    assert "Traceback" not in server.errors
