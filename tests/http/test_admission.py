"""Requests that are refused never reach Flask."""

import httpx
import pytest

from portal.http.application import Portal
from portal.http.bridge import BODY_TIMED_OUT

REFUSED = [
    ({"headers": {"Host": "stranger.example"}}, 400),
    ({"headers": {"Origin": "https://stranger.example"}}, 403),
    ({"content": b"x" * (2**20 + 1)}, 413),
]


@pytest.mark.parametrize(("request_", "status"), REFUSED)
async def test_refused_request_runs_no_code_of_the_application(
    portal: Portal, client: httpx.AsyncClient, request_: dict[str, object], status: int
) -> None:
    handled = []
    portal.before_request(lambda: handled.append("before_request"))
    portal.url_value_preprocessor(lambda *_: handled.append("url_value_preprocessor"))
    answer = await client.request("POST", "/api/reset_history", **request_)  # type: ignore[arg-type]
    assert (answer.status_code, handled) == (status, [])
    assert (await client.get("/api/words/1")).status_code == 200
    assert handled == ["url_value_preprocessor", "before_request"]


def test_request_with_an_incomplete_body_runs_no_code_of_the_application(portal: Portal) -> None:
    handled = []
    portal.before_request(lambda: handled.append("before_request"))
    with portal.opened():
        answer = portal.test_client().post(
            "/api/reset_history", environ_overrides={BODY_TIMED_OUT: True}
        )
    assert (answer.status_code, handled) == (408, [])


@pytest.mark.parametrize("path", ["/api/words", "/nowhere", "/apps/flashcards/"])
async def test_refusal_is_a_problem_with_the_path_of_the_request(
    client: httpx.AsyncClient, path: str
) -> None:
    answer = await client.get(path, headers={"Host": "stranger.example"})
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert (answer.json()["status"], answer.json()["instance"]) == (400, path)
    assert answer.headers["X-Request-ID"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_refusal_can_be_read_by_an_admitted_page(client: httpx.AsyncClient) -> None:
    answer = await client.post(
        "/api/reset_history",
        content=b"x" * (2**20 + 1),
        headers={"Origin": "http://localhost:3000"},
    )
    assert answer.status_code == 413
    assert answer.headers["Access-Control-Allow-Origin"] == "http://localhost:3000"
    assert answer.headers["Vary"] == "Origin"


@pytest.mark.parametrize(
    ("path", "method"),
    [
        ("/api/words", "GET"),
        ("/api/words", "DELETE"),
        ("/api/nothing", "GET"),
        ("/api/words/999999999", "PATCH"),
        ("/api/study_sessions/1/words/1/review", "POST"),
        ("/api/xapi/activities/state", "PUT"),
        ("/api/words/import", "POST"),
    ],
)
async def test_every_preflight_of_an_admitted_page_below_api_is_granted(
    client: httpx.AsyncClient, path: str, method: str
) -> None:
    headers = "authorization, cache-control, content-type, x-requested-with"
    answer = await client.options(
        path,
        headers={
            "Origin": "http://localhost:3000",
            "Access-Control-Request-Method": method,
            "Access-Control-Request-Headers": headers,
        },
    )
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["Access-Control-Allow-Origin"] == "http://localhost:3000"
    assert method in answer.headers["Access-Control-Allow-Methods"].split(", ")
    allowed = answer.headers["Access-Control-Allow-Headers"].lower().split(", ")
    assert set(headers.split(", ")) <= set(allowed)
    assert "Content-Type" not in answer.headers


async def test_preflight_of_a_foreign_page_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.options(
        "/api/words",
        headers={"Origin": "https://stranger.example", "Access-Control-Request-Method": "GET"},
    )
    assert answer.status_code == 403
    assert "Access-Control-Allow-Origin" not in answer.headers


async def test_options_without_a_page_says_which_methods_there_are(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.options("/api/words")
    assert answer.status_code == 204
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}
