"""GET requests are answered with 304 if the client has the current representation."""

from datetime import datetime, timedelta

import httpx
import pytest

from portal.http.application import Portal
from tests.support import launch, review

READS = (
    "/api/words", "/api/words/1", "/api/groups", "/api/groups/1", "/api/groups/1/words",
    "/api/groups/1/study_sessions", "/api/study_sessions", "/api/study_sessions/1",
    "/api/study_sessions/1/words", "/api/study_activities", "/api/study_activities/1",
    "/api/study_activities/1/study_sessions", "/api/dashboard/last_study_session",
    "/api/dashboard/study_progress", "/api/dashboard/quick-stats", "/api/dashboard/study_days",
    "/api/health", "/api/openapi.json",
)  # fmt: skip


@pytest.mark.parametrize("path", READS)
async def test_unchanged_representation_is_not_sent_again(
    client: httpx.AsyncClient, path: str
) -> None:
    await review(client, await launch(client), 1, True)
    first = await client.get(path)
    etag = first.headers["ETag"]
    for tags in (etag, f'"other", W/{etag}', "*"):
        again = await client.get(path, headers={"If-None-Match": tags})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["ETag"] == etag
        assert again.headers["Cache-Control"] == "private, no-cache"
        assert "Content-Type" not in again.headers
    other = await client.get(path, headers={"If-None-Match": '"other"'})
    assert (other.status_code, other.content) == (200, first.content)
    head = await client.head(path)
    assert (head.headers["ETag"], head.content) == (etag, b"")


@pytest.mark.parametrize(
    "path",
    [
        "/api/words?sort_by=id", "/api/words/1", "/api/groups/1/words",
        "/api/groups/1/study_sessions",
        "/api/study_sessions", "/api/study_sessions/1", "/api/study_sessions/1/words",
        "/api/study_activities/1/study_sessions", "/api/dashboard/last_study_session",
        "/api/dashboard/study_progress", "/api/dashboard/quick-stats",
        "/api/dashboard/study_days", "/api/health",
    ],
)  # fmt: skip
async def test_review_changes_the_etag_of_every_resource_that_contains_it(
    client: httpx.AsyncClient, path: str
) -> None:
    session = await launch(client)
    etag = (await client.get(path)).headers["ETag"]
    await review(client, session, 1, True)
    answer = await client.get(path, headers={"If-None-Match": etag})
    assert answer.status_code == 200
    assert answer.headers["ETag"] != etag


async def test_etag_changes_when_the_streak_ends_at_midnight(
    client: httpx.AsyncClient, portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    await launch(client)
    path = "/api/dashboard/quick-stats"
    etag = (await client.get(path)).headers["ETag"]
    now = portal.clock.now()

    def in_two_days(_clock: object) -> datetime:
        return now + timedelta(days=2)

    monkeypatch.setattr(type(portal.clock), "now", in_two_days)
    answer = await client.get(path, headers={"If-None-Match": etag})
    assert (answer.status_code, answer.json()["study_streak_days"]) == (200, 0)


async def test_error_has_no_etag(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/words/999999", headers={"If-None-Match": "*"})
    assert answer.status_code == 404
    assert "ETag" not in answer.headers
