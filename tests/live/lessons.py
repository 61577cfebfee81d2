"""Steps of a learner in the learning apps, and the reviews that the portal has stored of them."""

import asyncio
import json
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from playwright.async_api import Browser, Locator, Page, expect

from portal.operations import commands
from portal.settings import load_settings
from tests.live.server import STOP_S, Server, http_client

APPS = {"Flashcards": 1, "Typing": 2}  # as seeded
REVIEWS = "**/api/study_sessions/*/reviews"
WAITING = "Object.keys(localStorage).filter((key) => key.startsWith('review '))"

Words = dict[str, str]  # English by German
Entry = dict[str, Any]  # an item of a word list
TEN_WORDS: Words = {  # none of them seeded
    "Dachs": "badger", "Igel": "hedgehog", "Luchs": "lynx", "Möwe": "seagull", "Uhu": "eagle owl",
    "Otter": "otter", "Hummel": "bumblebee", "Käfer": "beetle", "Nerz": "mink", "Elch": "elk",
}  # fmt: skip
THREE_WORDS: Words = {"Dachs": "badger", "Igel": "hedgehog", "Möwe": "seagull"}


async def seed(server: Server, words: Words | Sequence[Entry]) -> int:
    """Add a group of words to the portal, and return its id."""
    file = server.database.with_name("group.json")
    entries = words
    if isinstance(words, dict):
        entries = [{"german": german, "english": english} for german, english in words.items()]
    file.write_text(json.dumps(entries))
    settings = load_settings({"PORTAL_DATABASE": str(server.database)})
    await commands.seed(settings, file=file, group="Test group")
    [(id_,)] = query(server.database, "SELECT max(id) FROM groups")
    return int(id_)


async def launch(page: Page, server: Server, group_id: int, app: str = "Flashcards") -> int:
    """Launch an app, open it, and return the id of the study session."""
    id_, url = await new_session(server, group_id, app)
    await page.goto(url)
    return id_


async def new_session(server: Server, group_id: int, app: str = "Flashcards") -> tuple[int, str]:
    """Return the id and the launch URL of a new study session."""
    async with http_client(server.url) as client:
        payload = {"group_id": group_id, "study_activity_id": APPS[app]}
        launched = (await client.post("/api/study_activities", json=payload)).json()
    return int(launched["id"]), str(launched["launch_url"])


async def start(page: Page) -> None:
    """Press Start, which has the focus."""
    await expect(page.get_by_role("button", name="Start")).to_be_focused()
    await page.keyboard.press("Enter")


def term(page: Page) -> Locator:
    """Return the question: the first side of a card, or the text to type in German."""
    return page.locator("main .term").first


async def waiting(page: Page) -> int:
    """Count the reviews that wait in the browser."""
    return int(await page.evaluate(f"{WAITING}.length"))


async def until_waiting(page: Page, count: int) -> None:
    """Wait until so many reviews wait in the browser."""
    async with asyncio.timeout(STOP_S):
        while await waiting(page) != count:  # noqa: ASYNC110 - the page's policy allows no eval
            await asyncio.sleep(0.05)


async def all_saved(page: Page) -> None:
    """Wait until the page says that the portal has acknowledged every answer."""
    await until_waiting(page, 0)
    await expect(page.get_by_text("All answers saved.")).to_be_visible()


async def answer(page: Page, words: Words, *, correct: bool = True) -> str:
    """Answer the question by keyboard, in either app, and return the German word."""
    shown = await term(page).inner_text()
    german = next(german for german, english in words.items() if shown in (german, english))
    if await page.get_by_role("textbox").count():
        await page.keyboard.type(german if correct else "falsch")
        await page.keyboard.press("Enter")
        await expect(page.locator(".verdict")).to_be_visible()
        await page.keyboard.press("Enter")
    else:
        await page.keyboard.press("Space")
        await page.keyboard.press("ArrowRight" if correct else "ArrowLeft")
    return german


async def study(page: Page, words: Words) -> None:
    """Answer all remaining words right."""
    while not await page.locator(".figures").count():
        await answer(page, words)


async def queue_reviews(page: Page, server: Server, session: int, count: int) -> list[str]:
    """Put reviews of the newest word into the storage of the browser, and return their ids."""
    if page.url == "about:blank":
        await page.goto("/theme/icon.svg")
    [(word,)] = query(server.database, "SELECT max(id) FROM words")
    ids = sorted(str(uuid4()) for _ in range(count))
    await page.evaluate(
        """([prefix, ids, word]) => ids.forEach((id) => localStorage.setItem(prefix + id,
             JSON.stringify({ review_id: id, word_id: word, correct: true })))""",
        [f"review {server.url}/api {session} ", ids, word],
    )
    return ids


def query(database: Path, sql: str) -> list[Any]:
    """Query the database file."""
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(sql).fetchall()


def recorded(server: Server) -> Counter[tuple[str, bool]]:
    """Return how often each German word was recorded as right and as wrong."""
    rows = query(
        server.database,
        "SELECT german, correct FROM word_review_items JOIN words ON words.id = word_id",
    )
    return Counter((german, bool(correct)) for german, correct in rows)


def recorded_ids(server: Server) -> list[str]:
    """Return the ids of all reviews, in order."""
    rows = query(server.database, "SELECT review_id FROM word_review_items")
    return sorted(id_ for (id_,) in rows)


def once(words: Words) -> Counter[tuple[str, bool]]:
    """Return the counts if every word is answered right the first time."""
    return Counter((german, True) for german in words)


def review_versions(server: Server) -> set[int | None]:
    """Return the UUID versions of all review ids."""
    return {
        UUID(id_).version
        for (id_,) in query(server.database, "SELECT review_id FROM word_review_items")
    }


@asynccontextmanager
async def device(browser: Browser, server: Server, **options: Any) -> AsyncIterator[Page]:
    """Yield a page in a new browser context. Responses may be errors, but no script may fail."""
    context = await browser.new_context(base_url=server.url, locale="en-GB", **options)
    page = await context.new_page()
    failures: list[str] = []
    page.on("pageerror", lambda error: failures.append(str(error)))
    yield page
    await context.close()
    assert failures == []
