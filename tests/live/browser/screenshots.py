"""Take the screenshots of the launchpad and the apps for the README: `invoke screenshots`.

They show a separate portal with a generated study history of some months.
"""

import asyncio
import random
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
from playwright.async_api import Browser, Page, async_playwright

from tests.live.browser.conftest import CHROMIUM, QUIET
from tests.live.server import Server
from tests.support import CHECKOUT

FOLDER = CHECKOUT / "tests" / "screenshots"
DESKTOP, PHONE = {"width": 1100, "height": 1000}, {"width": 360, "height": 720}
DAYS = 200


async def main() -> None:
    """Take all screenshots."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name, Server(Path(name) / "words.db") as server:
        async with httpx.AsyncClient(base_url=server.url, timeout=30) as client:
            await _study(client)
            async with async_playwright() as playwright:
                browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
                await _take(browser, server, "dashboard", "/", DESKTOP)
                await _take(
                    browser,
                    server,
                    "words",
                    "/words?search=ha&sort_by=wrong_count&order=desc",
                    DESKTOP,
                )
                await _take(browser, server, "dashboard-phone", "/", PHONE, scheme="dark")
                flashcards = await _launch(client, group_id=11, study_activity_id=1)
                typing = await _launch(client, group_id=6, study_activity_id=2)
                await _take(browser, server, "flashcards-phone", flashcards, PHONE,
                            keys=("Enter", " "))  # fmt: skip
                await _take(browser, server, "typing-phone", typing, PHONE, scheme="dark",
                            keys=("Enter",))  # fmt: skip
                await browser.close()


async def _take(
    browser: Browser,
    server: Server,
    name: str,
    address: str,
    size: dict[str, int],
    *,
    scheme: str = "light",
    keys: tuple[str, ...] = (),
) -> None:
    context = await browser.new_context(
        base_url=server.url,
        viewport=size,  # type: ignore[arg-type]
        color_scheme=scheme,  # type: ignore[arg-type]
        locale="en-GB",
    )
    page: Page = await context.new_page()
    await page.goto(address)
    await page.wait_for_load_state("networkidle")
    for key in keys:
        await page.keyboard.press(key)
    path = FOLDER / f"{name}.png"
    await page.screenshot(path=path, animations="disabled")
    print(f"{path.relative_to(CHECKOUT)}: {path.stat().st_size:,} bytes")
    await context.close()


async def _launch(client: httpx.AsyncClient, **payload: int) -> str:
    answer = await client.post("/api/study_activities", json=payload)
    url: str = answer.raise_for_status().json()["launch_url"]
    return url


async def _study(client: httpx.AsyncClient) -> None:
    """Record some months of study, the same in each run."""
    generator = random.Random(7)
    now = datetime.now(UTC)
    for day in range(DAYS, -1, -1):
        if day > 5 and generator.random() < 0.45:
            continue
        group_id = generator.randint(1, 12)
        answer = await client.post(
            "/api/study_activities",
            json={"group_id": group_id, "study_activity_id": generator.randint(1, 2)},
        )
        session = answer.raise_for_status().json()["id"]
        words = (await client.get(f"/api/groups/{group_id}/words")).json()["items"]
        answered = now - timedelta(days=day, minutes=20)
        reviews = [
            {
                "word_id": generator.choice(words)["id"],
                "correct": generator.random() < 0.84,
                "created_at": (answered + timedelta(seconds=9 * number)).isoformat(),
            }
            for number in range(generator.randint(8, 70))
        ]
        answer = await client.post(
            f"/api/study_sessions/{session}/reviews", json={"reviews": reviews}
        )
        answer.raise_for_status()


if __name__ == "__main__":
    asyncio.run(main())
