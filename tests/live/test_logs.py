import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from tests.live.server import Server, http_client, review_ids
from tests.support import launch, review


def lines(server: Server) -> list[dict[str, Any]]:
    """Return the log lines. The warnings of the start, which are plain text, come before them."""
    return [
        json.loads(line) for line in server.errors.splitlines() if not line.startswith("warning: ")
    ]


@pytest.mark.parametrize("workers", ["1", "2"])
async def test_each_request_is_one_line_with_the_id_of_its_response(
    serve: Callable[..., Server], workers: str
) -> None:
    server = serve(PORTAL_LOG_LEVEL="info", PORTAL_WORKERS=workers)
    async with http_client(server.url) as client:
        answers = [
            await client.get("/api/words/1", headers={"X-Request-ID": "from-the.app_1"}),
            await client.get("/api/nothing?secret=1"),
            await client.post("/api/study_activities", content=b"{"),
            await client.get("/api/words", headers={"Host": "evil.example"}),
        ]
    assert server.stop() == 0
    found = [
        (line["method"], line["path"], line["status"], line["request_id"])
        for line in lines(server)
        if "method" in line
    ]
    assert found == [
        (answer.request.method, answer.request.url.path, answer.status_code,
         answer.headers["X-Request-ID"])
        for answer in answers
    ]  # fmt: skip
    assert found[0][3] == "from-the.app_1"
    UUID(found[1][3])
    assert all(0 < line["duration_ms"] < 60_000 for line in lines(server) if "method" in line)
    assert "secret" not in server.errors


@pytest.mark.parametrize("id_", ["", "a b", "x" * 129, "ü", 'a"b', "a\tb"])
async def test_invalid_request_id_is_replaced(serve: Callable[..., Server], id_: str) -> None:
    server = serve()
    async with http_client(server.url) as client:
        answer = await client.get("/api/words/1", headers={b"X-Request-ID": id_.encode()})
    UUID(answer.headers["X-Request-ID"])


async def test_traceback_of_an_internal_error_is_only_in_the_log(
    serve: Callable[..., Server],
) -> None:
    server = serve()
    async with http_client(server.url) as client:
        # Neither a client nor a full disk can cause a missing table.
        server.execute("DROP TABLE word_counts")
        answer = await client.get("/api/words/1")
    assert answer.status_code == 500
    assert "word_counts" not in answer.text
    [line] = lines(server)
    assert (line["level"], line["request_id"]) == ("ERROR", answer.headers["X-Request-ID"])
    assert "no such table: word_counts" in line["exception"]
    assert "Traceback" in line["exception"]


@pytest.mark.parametrize("workers", ["1", "2"])
async def test_unwritable_log_changes_no_response(
    serve: Callable[..., Server], workers: str
) -> None:
    server = serve(stderr="/dev/full", PORTAL_LOG_LEVEL="info", PORTAL_WORKERS=workers)
    async with http_client(server.url) as client:
        session = await launch(client)
        answers = [await review(client, session, word, True) for word in range(1, 11)]
        assert [answer.status_code for answer in answers] == [201] * 10
        server.execute("DROP TABLE word_counts")  # the traceback can't be logged either
        assert (await client.get("/api/words/1")).status_code == 500
    assert server.stop() == 0
    assert len(review_ids(server.database)) == 10
