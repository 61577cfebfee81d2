"""Each view of the launchpad: its address, its accessibility, both themes, all widths."""

import re
from collections.abc import Awaitable, Callable

import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.live.browser.learner import replace_apps, study
from tests.live.server import Server

HEADINGS = {
    "/": "Dashboard",
    "/study_activities": "Study activities",
    "/study_activities/1": "Flashcards",
    "/words": "Words",
    "/words/1": "hallo",
    "/groups": "Groups",
    "/groups/1": "Basic Greetings",
    "/study_sessions": "Study sessions",
    "/study_sessions/1": "Flashcards on Basic Greetings",
    "/settings": "Settings",
    "/manage": "Manage",
    "/manage/words/1": "Edit hallo",
}


@pytest_asyncio.fixture(loop_scope="session")
async def page(page: Page) -> Page:
    await replace_apps(page)
    await study(page, True, True, False)
    return page


async def open_view(page: Page, path: str, heading: str | None = None) -> None:
    await page.goto(path)
    await expect(page.get_by_role("heading", level=1)).to_have_text(heading or HEADINGS[path])
    await expect(page.locator("main[aria-busy]")).to_have_count(0)


async def test_each_view_has_an_address_and_is_accessible_at_all_widths_in_both_themes(
    page: Page, assert_accessible: Callable[[Page], Awaitable[None]]
) -> None:
    for path, heading in HEADINGS.items():
        await open_view(page, path)
        await expect(page).to_have_title(f"{heading} · The portal")
        await expect(page.get_by_role("alert")).to_have_count(0)
        await assert_accessible(page)
        for width in (320, 360, 768, 3840):
            await page.set_viewport_size({"width": width, "height": 740})
            wider = await page.evaluate("document.documentElement.scrollWidth > innerWidth")
            assert not wider, (path, width)
        await page.set_viewport_size({"width": 360, "height": 740})
        await page.emulate_media(color_scheme="dark")
        await assert_accessible(page)
        assert await low_controls(page) == [], path
        await page.emulate_media(color_scheme="light")
        await page.set_viewport_size({"width": 1280, "height": 740})


async def low_controls(page: Page) -> list[str]:
    """Return the controls that are too low for a finger: below 44 pixels."""
    controls = page.locator(".button:visible, th button:visible, .field")
    lower: list[str] = await controls.evaluate_all("""
        all => all.filter((control) => control.getBoundingClientRect().height < 44)
            .map((control) => control.outerHTML)
    """)
    return lower


async def test_trailing_slash_makes_no_difference(page: Page) -> None:
    await open_view(page, "/words/1/", "hallo")


async def test_each_view_is_reached_by_clicking(page: Page) -> None:
    await open_view(page, "/")
    main, menu = page.get_by_role("main"), page.get_by_role("navigation", name="Main")
    heading = page.get_by_role("heading", level=1)
    for link, path in (
        (main.get_by_role("link", name="Start studying"), "/study_activities"),
        (main.get_by_role("link", name="Details of Flashcards"), "/study_activities/1"),
        (menu.get_by_role("link", name="Words"), "/words"),
        (main.get_by_role("link", name="abbiegen"), "/words/"),
        (menu.get_by_role("link", name="Groups"), "/groups"),
        (main.get_by_role("link", name="Basic Greetings"), "/groups/1"),
        (menu.get_by_role("link", name="Study sessions"), "/study_sessions"),
        (main.locator("tbody a").first, "/study_sessions/1"),
        (menu.get_by_role("link", name="Settings"), "/settings"),
        (page.get_by_role("link", name="The portal"), "/"),
    ):
        await link.click()
        await expect(heading).to_have_text(HEADINGS.get(path, "abbiegen"))
        await expect(heading).to_be_focused()
        await expect(page).to_have_url(re.compile(f"{path}\\d*$"))


async def test_menu_marks_the_current_view(page: Page) -> None:
    menu = page.get_by_role("navigation", name="Main")
    await open_view(page, "/words")
    await expect(menu.get_by_role("link", name="Words")).to_have_attribute("aria-current", "page")
    await open_view(page, "/groups/1")
    await expect(menu.get_by_role("link", name="Groups")).to_have_attribute("aria-current", "true")
    await expect(menu.locator("[aria-current]")).to_have_count(1)


async def test_menu_opens_and_closes_on_a_narrow_screen(page: Page) -> None:
    await page.set_viewport_size({"width": 360, "height": 740})
    await open_view(page, "/")
    link = page.get_by_role("navigation", name="Main").get_by_role("link", name="Groups")
    button = page.get_by_role("button", name="Menu")
    await expect(link).to_be_hidden()
    await button.click()
    await expect(link).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(link).to_be_hidden()
    await expect(button).to_be_focused()
    await button.click()
    await link.click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Groups")
    await expect(link).to_be_hidden()


async def test_dialogs_are_accessible(
    page: Page, assert_accessible: Callable[[Page], Awaitable[None]]
) -> None:
    for path, button in (
        ("/study_activities/1", "Launch Flashcards"),
        ("/settings", "Reset everything"),
    ):
        await open_view(page, path)
        await page.get_by_role("button", name=button).click()
        dialog = page.get_by_role("dialog", name=button)
        await expect(dialog.get_by_role("button", name=button.split()[0])).to_be_enabled()
        for scheme in ("light", "dark"):
            await page.emulate_media(color_scheme=scheme)
            await assert_accessible(page)


async def test_theme_follows_the_system_until_one_is_chosen(page: Page) -> None:
    background = "getComputedStyle(document.body).backgroundColor"
    await page.emulate_media(color_scheme="light")
    await open_view(page, "/settings")
    light = await page.evaluate(background)
    await page.emulate_media(color_scheme="dark")
    dark = await page.evaluate(background)
    assert light != dark
    await expect(page.get_by_role("radio", name="As the system")).to_be_checked()

    await page.get_by_role("radio", name="Light").check()
    assert await page.evaluate(background) == light
    await open_view(page, "/")
    assert await page.evaluate(background) == light

    await open_view(page, "/settings")
    await expect(page.get_by_role("radio", name="Light")).to_be_checked()
    await page.get_by_role("radio", name="As the system").check()
    assert await page.evaluate(background) == dark
    await page.emulate_media(color_scheme="light")
    await page.get_by_role("radio", name="Dark").check()
    await open_view(page, "/")
    assert await page.evaluate(background) == dark


async def test_skip_link_moves_the_focus_past_the_menu(page: Page) -> None:
    await open_view(page, "/words")
    await page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    await expect(skip).to_be_focused()
    await expect(skip).to_be_in_viewport()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("main")).to_be_focused()
    await page.keyboard.press("Tab")
    await expect(page.get_by_label("Search")).to_be_focused()


async def test_page_without_scripts_says_that_it_needs_them(
    browser: Browser, server: Server
) -> None:
    context = await browser.new_context(base_url=server.url, java_script_enabled=False)
    page = await context.new_page()
    await page.goto("/words")
    await expect(page.get_by_role("heading", level=1)).to_have_text("This page needs scripts")
    await context.close()


async def test_unknown_address_shows_a_link_to_the_dashboard(
    browser: Browser, server: Server
) -> None:
    context = await browser.new_context(base_url=server.url)
    page = await context.new_page()
    answer = await page.goto("/nowhere/at/all")
    assert answer is not None
    assert answer.status == 404
    await expect(page.get_by_role("heading", level=1)).to_have_text("Page not found")
    await page.get_by_role("link", name="Go to the dashboard").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Dashboard")
    await context.close()
