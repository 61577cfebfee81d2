import httpx
import pytest

PAGES = (
    "/", "/study_activities", "/study_activities/1", "/words", "/words/1", "/groups", "/groups/1",
    "/study_sessions", "/study_sessions/1", "/settings",
)  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
async def test_page_of_the_launchpad_is_found_at_its_own_path(
    client: httpx.AsyncClient, path: str
) -> None:
    page = await client.get(path)
    assert page.status_code == 200
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "script-src" not in page.headers["Content-Security-Policy"]
    assert "default-src 'self'" in page.headers["Content-Security-Policy"]


async def test_page_that_has_not_changed_is_not_sent_again(client: httpx.AsyncClient) -> None:
    page = await client.get("/")
    again = await client.get("/", headers={"If-None-Match": page.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_browser_at_an_unknown_path_gets_a_page_that_says_so(
    client: httpx.AsyncClient,
) -> None:
    page = await client.get("/nowhere", headers={"Accept": "text/html,*/*;q=0.8"})
    assert page.status_code == 404
    assert page.text == (await client.get("/")).text


@pytest.mark.parametrize(
    ("path", "accept"),
    [("/nowhere", "application/json"), ("/api/nowhere", "text/html"), ("/apps/", "image/png")],
)
async def test_program_at_an_unknown_path_gets_a_problem(
    client: httpx.AsyncClient, path: str, accept: str
) -> None:
    answer = await client.get(path, headers={"Accept": accept})
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "path", ["/launchpad/../../__init__.py", "/apps/../../run.py", "/theme/%2e%2e/%2e%2e/errors.py"]
)
async def test_no_file_outside_the_folder_is_given(client: httpx.AsyncClient, path: str) -> None:
    request = client.build_request("GET", "http://localhost/")
    request.url = request.url.copy_with(raw_path=path.encode())
    assert (await client.send(request)).status_code == 404
