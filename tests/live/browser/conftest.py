"""Fixtures for tests in Debian's Chromium, driven by Playwright, against a running portal."""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, async_playwright

from tests.live.server import Server

# The headless shell needs half the processor time of the whole browser.
CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which("chromium")
# Chromium's background requests would fail here, and slow down the tests.
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--renderer-process-limit=1", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the tests of this folder on one event loop, because they share the browser."""
    for item in items:
        if item.path.parent.name == "browser":
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)
            if CHROMIUM is None:
                item.add_marker(
                    pytest.mark.skip(
                        reason="needs Chromium: apt-get install chromium-headless-shell"
                    )
                )


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One browser for all tests. Each test has its own context, like a device of a learner."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser, server: Server) -> AsyncIterator[Page]:
    """An empty page, whose relative URLs are those of the server.

    The test fails if a script throws an error, or if a response has an error status.
    """
    context = await browser.new_context(base_url=server.url, locale="en-GB")
    page = await context.new_page()
    failures: list[str] = []
    page.on("pageerror", lambda error: failures.append(str(error)))
    page.on(
        "response",
        lambda answer: (
            failures.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None
        ),
    )
    yield page
    await context.close()
    assert failures == []


@pytest.fixture
def assert_accessible() -> Callable[[Page], Awaitable[None]]:
    """Return a function that asserts that axe-core finds no serious violation in a page."""

    async def check(page: Page) -> None:
        results = await Axe().run(page)
        violations = [
            f"{violation['id']} ({violation['impact']}): {violation['help']}: "
            + "; ".join(node["html"] for node in violation["nodes"])
            for violation in results.response["violations"]
            if violation["impact"] in {"serious", "critical"}
        ]
        assert violations == [], page.url

    return check
