"""The example app of the README of portal/web works, served from another origin."""

import functools
import re
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Page, expect

from portal.paths import WEB
from tests.live.server import Server


class QuietHandler(SimpleHTTPRequestHandler):
    """Serve files without a log."""

    def log_message(self, *_: object) -> None:
        """Log nothing."""


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """The URL of the example app, on another port than the portal."""
    readme = (WEB / "README.md").read_text(encoding="utf-8")
    [app] = re.findall(r"^```html\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL)
    assert len(app.splitlines()) <= 30
    folder = tmp_path / "app"
    folder.mkdir()
    (folder / "index.html").write_text(app, encoding="utf-8")
    (folder / "favicon.ico").touch()
    handler = functools.partial(QuietHandler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as http:
        thread = threading.Thread(target=http.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{http.server_address[1]}/"
        http.shutdown()
        thread.join()


async def test_app_of_the_readme_records_answers_and_returns_to_the_portal(
    page: Page, server: Server, address: str
) -> None:
    server.execute(f"UPDATE study_activities SET launch_url = '{address}' WHERE id = 1")
    async with httpx.AsyncClient(base_url=server.url) as client:
        small = min(
            (await client.get("/api/groups")).json()["items"], key=lambda group: group["word_count"]
        )
        launched = await client.post(
            "/api/study_activities", json={"group_id": small["id"], "study_activity_id": 1}
        )
        await page.goto(launched.json()["launch_url"])
        assert page.url.startswith(address)
        for number in range(small["word_count"]):
            word = await page.locator("#german").inner_text()
            await page.click("#right" if number % 3 else "#wrong")
            if number < small["word_count"] - 1:
                await expect(page.locator("#german")).not_to_have_text(word)
        await expect(page).to_have_url(f"{server.url}/")
        session = (await client.get("/api/dashboard/last_study_session")).json()
    assert session["review_items_count"] == small["word_count"]
    assert session["wrong_count"] == -(-small["word_count"] // 3)
