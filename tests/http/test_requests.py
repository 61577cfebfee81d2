"""Query parameters as numbers."""

import httpx
import pytest


@pytest.mark.parametrize("value", ["-1", "-0", "0", "-99999999999999999999"])
async def test_number_out_of_range_is_refused_as_such(
    client: httpx.AsyncClient, value: str
) -> None:
    answer = await client.get("/api/words", params={"page": value})
    assert answer.status_code == 422
    [fault] = answer.json()["errors"]
    assert fault["path"] == "page"
    assert "`str`" not in fault["message"]


@pytest.mark.parametrize("value", ["--1", "-", "1-", "- 1", "+1", "1.0", "٣"])
async def test_text_that_is_no_number_is_refused_as_such(
    client: httpx.AsyncClient, value: str
) -> None:
    answer = await client.get("/api/words", params={"page": value})
    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"path": "page", "message": "Expected `int`, got `str`"}]
