import asyncio
import shutil
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from portal import create_app
from portal.asgi import Asgi
from portal.http.application import Portal
from portal.record.review_queue import ReviewQueue
from portal.settings import load_settings
from tests.support import launch, lifespan, review

UNTRUSTED_HOSTS = [
    "", "evil.example", "localhost.evil.example", "localhost.", "localhost:", "localhost:1x",
    "::1", "[::1", "[::2]", "127.0.0.2", "a@localhost", "localhost/", "localhost,evil.example",
]  # fmt: skip
FOREIGN_ORIGINS = [
    "null", "", "http://evil.example", "https://localhost:3000", "http://localhost.evil.example",
    "http://localhost:3000/", "http://localhost:*", "http://localhost:3000 http://evil.example",
    "file://", "http://a@localhost", "http://evil.example:80#localhost", "localhost",
]  # fmt: skip


async def reviews(client: httpx.AsyncClient) -> int:
    counts = (await client.get("/api/health")).json()["database"]["counts"]
    count: int = counts["reviews"]
    return count


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:1", "127.0.0.1:5000", "[::1]", "[::1]:80"]
)
async def test_trusted_host_is_answered_at_any_port(client: httpx.AsyncClient, host: str) -> None:
    assert (await client.get("/api/words/1", headers={"Host": host})).status_code == 200


@pytest.mark.parametrize("host", UNTRUSTED_HOSTS)
async def test_untrusted_host_is_refused_and_changes_nothing(
    client: httpx.AsyncClient, host: str
) -> None:
    session = await launch(client)
    await review(client, session, 1, correct=True)
    answer = await client.post("/api/reset_history", headers={"Host": host})
    assert (answer.status_code, answer.json()["title"]) == (400, "Bad Request")
    assert await reviews(client) == 1


@pytest.mark.parametrize("origin", FOREIGN_ORIGINS)
async def test_foreign_origin_can_neither_write_nor_read(
    client: httpx.AsyncClient, origin: str
) -> None:
    session = await launch(client)
    for method, path in (
        ("POST", "/api/reset_history"), ("GET", "/api/words"), ("OPTIONS", "/api/words"),
        ("POST", f"/api/study_sessions/{session}/words/1/review"), ("GET", "/api/nothing"),
    ):  # fmt: skip
        answer = await client.request(
            method, path, headers={"Origin": origin}, json={"correct": True}
        )
        assert (answer.status_code, answer.json()["title"]) == (403, "Forbidden")
        assert "Access-Control-Allow-Origin" not in answer.headers
        assert answer.headers["Vary"] == "Origin"
    assert await reviews(client) == 0
    assert (await client.get(f"/api/study_sessions/{session}")).status_code == 200


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("localhost:5000", "http://localhost:5000"),
        ("localhost:5000", "http://localhost"),
        ("localhost:5000", "http://127.0.0.1:8080"),
        ("localhost:5000", "https://localhost:5000"),  # its own, behind TLS
        ("localhost", "https://localhost"),
        ("localhost", "https://LOCALHOST:443"),
        ("[::1]:5000", "http://[::1]:5000"),
    ],
)
async def test_own_and_allowed_origins_can_write_and_read(
    client: httpx.AsyncClient, host: str, origin: str
) -> None:
    session = await launch(client)
    path = f"/api/study_sessions/{session}/words/1/review"
    headers = {"Host": host, "Origin": origin}
    answer = await client.post(path, headers=headers, json={"correct": True})
    assert answer.status_code == 201
    assert answer.headers["Access-Control-Allow-Origin"] == origin
    assert set(answer.headers["Access-Control-Expose-Headers"].split(", ")) == {
        "Retry-After", "X-Request-ID", "ETag", "Location",
        "X-Experience-API-Version", "X-Experience-API-Consistent-Through",
    }  # fmt: skip


async def test_errors_can_be_read_by_allowed_pages(
    client: httpx.AsyncClient, portal: Portal
) -> None:
    session = await launch(client)
    path = f"/api/study_sessions/{session}/words/1/review"
    portal.review_queue = ReviewQueue(portal.database, capacity=0)
    headers = {"Origin": "http://localhost:3000"}
    answers = [
        await client.get("/api/nothing", headers=headers),
        await client.put("/api/words", headers=headers),
        await client.post(path, headers=headers, json={"correct": 1}),
        await client.post(path, headers=headers, content=b"x" * 2_000_000),
        await client.post(path, headers=headers, json={"correct": True}),
    ]
    assert [answer.status_code for answer in answers] == [404, 405, 422, 413, 503]
    for answer in answers:
        assert answer.headers["Access-Control-Allow-Origin"] == "http://localhost:3000"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_preflight_lists_methods_and_headers(client: httpx.AsyncClient) -> None:
    answer = await client.options(
        "/api/study_sessions/1/words/1/review",
        headers={
            "Origin": "http://localhost:3000",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "content-type",
        },
    )
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["Access-Control-Allow-Origin"] == "http://localhost:3000"
    assert "POST" in answer.headers["Access-Control-Allow-Methods"].split(", ")
    assert "Content-Type" in answer.headers["Access-Control-Allow-Headers"].split(", ")
    assert int(answer.headers["Access-Control-Max-Age"]) > 0


async def test_response_to_a_request_without_origin_has_no_cors_headers(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.get("/api/words")
    assert not [name for name in answer.headers if name.startswith("access-control")]
    assert "Vary" not in answer.headers


@pytest.mark.parametrize(
    ("host", "origin", "status"),
    [
        ("portal.example", None, 200),
        ("PORTAL.example:8443", None, 200),
        ("portal.example", "https://portal.example", 200),
        ("localhost:5000", "https://portal.example", 200),
        ("portal.example", "https://portal.example:8443", 403),
        ("portal.example", "https://app.example:8443", 200),
        ("portal.example", "https://app.example", 403),
        ("portal.example", "null", 200),
        ("portal.example", "http://localhost:3000", 403),
        ("lan-name", None, 200),
        ("127.0.0.1", None, 400),
    ],
)
async def test_settings_decide_which_hosts_and_origins_are_admitted(
    tmp_path: Path, seeded: Path, host: str, origin: str | None, status: int
) -> None:
    database = tmp_path / f"{uuid4()}.db"
    await asyncio.to_thread(shutil.copy, seeded, database)
    environ = {
        "PORTAL_DATABASE": str(database),
        "PORTAL_PUBLIC_URL": "https://portal.example",
        "PORTAL_ALLOWED_ORIGINS": "https://app.example:8443, null",
        "PORTAL_TRUSTED_HOSTS": "localhost, LAN-name",
    }
    app = Asgi(lambda: create_app(load_settings(environ)))
    transport = httpx.ASGITransport(app)  # type: ignore[arg-type]
    async with lifespan(app), httpx.AsyncClient(transport=transport) as client:
        headers = {"Host": host} | ({"Origin": origin} if origin is not None else {})
        answer = await client.get("http://localhost/api/words/1", headers=headers)
    assert answer.status_code == status
