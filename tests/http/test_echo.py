"""Errors repeat little of what was sent, however long it is."""

import json

import httpx
import pytest

from portal.text import MAX_ECHO, shorten

LONG = "x" * 5_000


@pytest.mark.parametrize(
    ("method", "path", "options"),
    [
        ("GET", f"/api/{LONG}", {}),
        ("GET", f"/api/words/{'9' * 5000}", {}),
        ("GET", "/api/words", {"params": {"page": LONG}}),
        ("GET", "/api/words", {"params": {"sort_by": LONG}}),
        ("GET", "/api/xapi/statements", {"params": {LONG: "1"}}),
        ("GET", "/api/xapi/statements", {"headers": {"X-Experience-API-Version": LONG}}),
        ("GET", "/api/words", {"headers": {"Host": f"{LONG}.example"}}),
        ("GET", "/api/words", {"headers": {"Origin": f"http://{LONG}.example"}}),
        ("POST", "/api/words", {"json": {"german": 1, LONG: 1}}),
        ("POST", "/api/words/import", {"params": {LONG: "1"}, "json": []}),
        (
            "POST",
            "/api/words/import",
            {"content": ("h" * 1_000_000).encode(), "headers": {"Content-Type": "text/csv"}},
        ),
        (
            "POST",
            "/api/words/import",
            {
                "content": ("h," * 100_000).encode(),
                "headers": {"Content-Type": "text/csv"},
            },
        ),
        ("POST", "/api/words/import", {"json": [{"german": LONG, "english": "a", "groups": [1]}]}),
    ],
)
async def test_error_repeats_at_most_200_characters(
    client: httpx.AsyncClient, method: str, path: str, options: dict[str, object]
) -> None:
    answer = await client.request(method, path, **options)  # type: ignore[arg-type]
    texts: list[str] = []

    def collect(value: object) -> None:
        if isinstance(value, str):
            texts.append(value)
        elif isinstance(value, dict):
            for inner in value.values():
                collect(inner)
        elif isinstance(value, list):
            for inner in value:
                collect(inner)

    collect(json.loads(answer.content))
    assert answer.status_code >= 400 or answer.json()["refused"] == 1
    assert max(map(len, texts)) <= MAX_ECHO
    assert len(answer.content) < 2_000


def test_short_text_stays_and_a_long_one_ends_with_an_ellipsis() -> None:
    assert shorten("a" * MAX_ECHO) == "a" * MAX_ECHO
    assert shorten("a" * (MAX_ECHO + 1)) == "a" * (MAX_ECHO - 1) + "…"
