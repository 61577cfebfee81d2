"""Clients that don't read, that don't speak HTTP/1.1, or that are too many."""

import asyncio
import json
import socket
import sys
from collections.abc import Callable

import psutil
import pytest

from tests.live.server import Server, check, connect, http_client, review_ids, until
from tests.support import CHECKOUT, launch, review

IMPATIENT = {"command": ("-m", "tests.live.impatient"), "PYTHONPATH": str(CHECKOUT)}
LARGE_PAGE = b"GET /api/words?items_per_page=100 HTTP/1.1\r\nHost: localhost\r\n\r\n"  # 10 MB
SMALL_PAGE = b"GET /api/words/1 HTTP/1.1\r\nHost: localhost\r\n\r\n"


def enlarge_words(server: Server) -> None:
    server.execute("UPDATE words SET parts = json_object('note', hex(zeroblob(50000)))")


def not_reading(server: Server, count: int) -> list[socket.socket]:
    """Open connections that ask for large pages, or for many pages, and read nothing."""
    clients = [connect(server) for _ in range(count)]
    for number, client in enumerate(clients):
        client.sendall(LARGE_PAGE if number % 2 else SMALL_PAGE * 500)
    return clients


def open_connections(server: Server) -> int:
    return sum(
        connection.status == psutil.CONN_ESTABLISHED
        for pid in server.pids
        for connection in psutil.Process(pid).net_connections("tcp")
    )


def exchange(server: Server, sent: bytes) -> tuple[int, dict[str, str], bytes]:
    """Send bytes; return status, headers and body of the response once the server closes."""
    with connect(server) as client:
        client.sendall(sent)
        client.shutdown(socket.SHUT_WR)
        received = b"".join(iter(lambda: client.recv(65536), b""))
    head, _, body = received.partition(b"\r\n\r\n")
    status, *lines = head.decode("latin-1").split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in lines)
    return int(status.split(" ")[1]), headers, body


async def test_clients_that_read_nothing_are_cut_off_and_slow_ones_served(
    serve: Callable[..., Server],
) -> None:
    server = serve(**IMPATIENT)
    enlarge_words(server)
    clients = not_reading(server, 20)
    reader, writer = await asyncio.open_connection(*clients[0].getpeername(), limit=2**16)
    writer.write(LARGE_PAGE.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
    size = 0
    while chunk := await reader.read(2**16):
        size += len(chunk)
        await asyncio.sleep(0.02)  # longer in all than the limit
    writer.close()
    assert size > 10_000_000
    await until(lambda: open_connections(server) == 0)
    async with http_client(server.url) as client:
        assert (await client.get("/api/words/1")).status_code == 200
    for raw in clients:
        raw.close()
    assert "Traceback" not in server.errors
    assert server.stop() == 0


@pytest.mark.parametrize("options", [IMPATIENT, {"PORTAL_WORKERS": "2"}])
async def test_clients_that_read_nothing_do_not_delay_the_stop(
    serve: Callable[..., Server], options: dict[str, str]
) -> None:
    server = serve(**options)
    enlarge_words(server)
    async with http_client(server.url) as client:
        session = await launch(client)
        clients = not_reading(server, 20)
        answer = await review(client, session, 1, correct=True)
        assert answer.status_code == 201
        await until(lambda: open_connections(server) >= len(clients))
        assert await asyncio.to_thread(server.stop) == 0
    for raw in clients:
        raw.close()
    assert review_ids(server.database) == {answer.json()["review_id"]}
    assert not server.database.with_name("words.db-wal").exists()  # closed in good order
    assert server.errors.count("\n") <= 1  # the warning of an old SQLite
    await check(server)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00", 505),
        (b"GET / HTTP/3.0\r\nHost: localhost\r\n\r\n", 505),
        (b"POST /api/full_reset HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n"
         b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        (b"HEAD /api/words HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n"
         b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        (b"GET ftp://localhost/api/words/1 HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
        (b"GET http:///api/words/1 HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
        (b"GET http://[::1/api/words/1 HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
        (b"GET http://a@localhost/api/words/1 HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
        (b"GET api/words/1 HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
        (b"CONNECT localhost:80 HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
        (b"GET /api/words/1 HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
        ("GËT /api/words/1 HTTP/1.1\r\nHost: localhost\r\n\r\n".encode(), 400),
        ("GET /api/wörter HTTP/1.1\r\nHost: localhost\r\n\r\n".encode(), 400),
        (b"GET /api/words/1 HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 2**17 + b"\r\n\r\n", 431),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400),
    ],
)  # fmt: skip
def test_request_that_is_not_http_1_1_is_refused_with_a_problem(
    server: Server, sent: bytes, status: int
) -> None:
    found, headers, body = exchange(server, sent)
    assert (found, headers["content-type"]) == (status, "application/problem+json")
    assert headers["connection"] == "close"
    if sent.startswith(b"HEAD"):
        assert body == b""
    else:
        assert json.loads(body)["status"] == status
        assert int(headers["content-length"]) == len(body)
    assert "Traceback" not in server.errors


UPGRADE = b"GET /api/words/1 HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, close\r\n"


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET http://localhost/api/words/1 HTTP/1.1\r\nHost: localhost\r\n", 200),
        (b"GET HTTP://LOCALHOST:5000/api/words?page=0 HTTP/1.1\r\nHost: evil.example\r\n", 422),
        (b"GET http://evil.example/api/words/1 HTTP/1.1\r\nHost: localhost\r\n", 400),
        (b"GET http://[::1]:80/api/words/1 HTTP/1.0\r\n", 200),
        (b"GET http://localhost HTTP/1.1\r\nHost: localhost\r\n", 200),
        (b"GET http://localhost?search=http://localhost/ HTTP/1.1\r\nHost: localhost\r\n", 200),
        (UPGRADE + b"Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n", 200),
        (
            UPGRADE + b"Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n",
            200,
        ),
    ],
)
def test_absolute_targets_and_declined_upgrades_are_answered(
    server: Server, sent: bytes, status: int
) -> None:
    found, headers, body = exchange(server, sent + b"Connection: close\r\n\r\n")
    assert found == status
    assert int(headers["content-length"]) == len(body)
    assert "Traceback" not in server.errors


async def test_too_many_connections_are_refused_and_logged_once(
    serve: Callable[..., Server],
) -> None:
    limited = f"ulimit -n 160; exec {sys.executable} {CHECKOUT / 'run.py'}"
    server = serve(command=("-c", limited), python="/bin/sh")
    with connect(server) as first:
        clients = [connect(server) for _ in range(150)]
        await until(lambda: "no more are accepted" in server.errors)
        refused = 0
        for raw in clients:
            raw.settimeout(0.01)
            try:
                refused += raw.recv(1) == b""
            except ConnectionResetError:
                refused += 1
            except TimeoutError:
                pass
        assert 50 < refused < 150
        first.sendall(SMALL_PAGE)
        assert first.recv(100).startswith(b"HTTP/1.1 200")
    for raw in clients:
        raw.close()
    await until(lambda: open_connections(server) == 0)
    async with http_client(server.url) as client:
        assert (await client.get("/api/words/1")).status_code == 200
    assert server.errors.count("\n") == 1
    assert server.stop() == 0
