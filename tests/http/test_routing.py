"""The cache of matches."""

import httpx
import pytest
from flask import request

from portal.http.application import Portal


async def test_arguments_of_a_cached_match_can_not_be_changed(
    portal: Portal, client: httpx.AsyncClient
) -> None:
    refused = []

    def change_the_id() -> None:
        assert request.view_args is not None
        try:
            request.view_args["word_id"] = 2
        except TypeError as error:
            refused.append(error)

    portal.before_request(change_the_id)
    for _ in range(2):
        assert (await client.get("/api/words/1")).json()["id"] == 1
    assert len(refused) == 2


@pytest.mark.parametrize("path", ["//api/words/1", "///api/words/1", "/api//words/1", "//"])
async def test_path_with_doubled_slashes_is_unknown(client: httpx.AsyncClient, path: str) -> None:
    for _ in range(2):
        answer = await client.get(f"http://localhost{path}")
        assert answer.status_code == 404
    assert (await client.get("/api/words/1")).status_code == 200


async def test_each_method_of_a_path_has_its_own_match(client: httpx.AsyncClient) -> None:
    for _ in range(2):
        assert (await client.get("/api/study_activities")).status_code == 200
        assert (await client.post("/api/study_activities")).status_code == 415
        assert (await client.put("/api/study_activities")).status_code == 405


async def test_path_too_long_for_the_cache_is_matched_all_the_same(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.get(f"/api/words/{'0' * 200}1")
    assert (answer.status_code, answer.json()["id"]) == (200, 1)
