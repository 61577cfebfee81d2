"""What learners do on the launchpad."""

import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from urllib.parse import parse_qs, urlsplit

import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, Route, expect

from tests.live.browser.learner import replace_apps, study
from tests.live.server import Server


@pytest_asyncio.fixture(loop_scope="session")
async def page(page: Page) -> Page:
    return await replace_apps(page)


@pytest_asyncio.fixture(loop_scope="session")
async def page_with_failures(browser: Browser, server: Server) -> AsyncIterator[Page]:
    """A page whose requests may fail. The test fails if a script throws an error."""
    context = await browser.new_context(base_url=server.url, locale="en-GB")
    page = await context.new_page()
    failures: list[str] = []
    page.on("pageerror", lambda error: failures.append(str(error)))
    yield await replace_apps(page)
    await context.close()
    assert failures == []


async def fail_once(page: Page, path: str, **answer: object) -> None:
    """Answer the next request to `path` with `answer`, or abort it if there is no `answer`."""

    async def fail(route: Route) -> None:
        if answer:
            await route.fulfill(**answer)  # type: ignore[arg-type]
        else:
            await route.abort()

    await page.route(path, fail, times=1)


def h1(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


def rows(page: Page) -> Locator:
    return page.locator("tbody tr")


def card(page: Page, title: str) -> Locator:
    return page.locator(".card", has=page.get_by_role("heading", name=title, exact=True))


# The dashboard


async def test_dashboard_of_a_new_learner_shows_how_to_begin(page: Page) -> None:
    await page.goto("/")
    await expect(page.get_by_role("heading", name="Welcome")).to_be_visible()
    await expect(card(page, "Last study session")).to_contain_text("None yet")
    await expect(card(page, "Words studied")).to_contain_text(re.compile(r"0 of 1,\d{3} words"))
    await expect(card(page, "The last year")).to_contain_text("will get a colour")
    await page.get_by_role("link", name="Start studying").click()
    await expect(h1(page)).to_have_text("Study activities")


async def test_dashboard_shows_the_last_session_and_the_statistics(page: Page) -> None:
    await study(page, True, False, group_id=2)
    await study(page, True, True, True, study_activity_id=2)
    await page.goto("/")
    await expect(page.get_by_role("heading", name="1 day in a row")).to_be_visible()
    last = card(page, "Last study session")
    await expect(last).to_contain_text("Typing on Basic Greetings")
    await expect(last).to_contain_text("3 of 3 correct")
    await expect(last).to_contain_text("100%")
    await expect(card(page, "Words studied")).to_contain_text("3 of ")
    for name, figure in (
        ("Success rate", "80%"), ("Study sessions", "2"), ("Active groups", "2"),
        ("Study streak", "1 day"),
    ):  # fmt: skip
        await expect(page.locator(".figures div", has_text=name)).to_have_text(f"{name}{figure}")
    await last.get_by_role("link", name="Show the study session").click()
    await expect(h1(page)).to_have_text("Typing on Basic Greetings")


async def test_dashboard_shows_the_number_of_due_words(page: Page, server: Server) -> None:
    await study(page, False, False, True)
    await page.goto("/")
    await expect(page.get_by_text("Keep it up")).to_be_visible()
    server.execute("UPDATE word_memories SET due_at = '2020-01-01T00:00:00Z' WHERE word_id < 3")
    await page.reload()
    await expect(page.get_by_text("2 words are due again.")).to_be_visible()


async def test_calendar_shows_each_day_of_the_last_year(page: Page, server: Server) -> None:
    await study(page, True, False)
    server.execute("INSERT INTO study_day_counts VALUES (date('now', '-40 days'), 1, 1, 0)")
    await page.set_viewport_size({"width": 360, "height": 740})
    await page.goto("/")
    days = page.locator(".days .day")
    await expect(days).to_have_count(365)
    await expect(days.last).to_have_attribute(
        "title", re.compile(r"1 study session, 2 answers, 1 correct$")
    )
    # The newest day is visible, although the card is too narrow for a year.
    calendar = await page.get_by_role("region", name="Calendar of the last year").bounding_box()
    first, last = await days.first.bounding_box(), await days.last.bounding_box()
    assert calendar and first and last
    assert first["x"] < calendar["x"] < last["x"]
    assert last["x"] + last["width"] <= calendar["x"] + calendar["width"]
    await page.get_by_text("2 study days as a list").click()
    items = card(page, "The last year").get_by_role("listitem")
    await expect(items).to_have_count(2)
    await expect(items.first).to_have_text(await days.last.get_attribute("title") or "")
    await expect(items.last).to_contain_text("1 study session, 1 answer, 1 correct")


async def test_dashboard_plots_predicted_against_actual_recall(
    page: Page, server: Server, assert_accessible: Callable[[Page], Awaitable[None]]
) -> None:
    await study(page, True)
    await page.goto("/")
    await expect(card(page, "The last year")).to_be_visible()
    await expect(card(page, "Predicted and actual recall")).to_have_count(0)
    # 50 words, once every third day; every fourth answer is wrong.
    server.execute(
        """
        WITH RECURSIVE series (value) AS (
            VALUES (1)
            UNION ALL
            SELECT value + 1 FROM series LIMIT 50
        )
        INSERT INTO word_review_items (
            review_id, word_id, study_session_id, correct, created_at, stored_at, day
        )
        SELECT
            hex(randomblob(16)), word.value, 1, (word.value + turn.value) % 4 > 0,
            date('now', (-3 * turn.value) || ' days') || 'T12:00:00Z', '2025-01-01T00:00:00Z',
            date('now', (-3 * turn.value) || ' days')
        FROM series AS word, series AS turn
        WHERE word.value <= 50 AND turn.value <= 8
        ORDER BY turn.value DESC
        """
    )
    await page.reload()
    plot = card(page, "Predicted and actual recall")
    await expect(plot).to_contain_text("Of 351 reviews")
    dots = plot.locator(".dot")
    shown = await page.evaluate("fetch('/api/dashboard/calibration').then((r) => r.json())")
    await expect(dots).to_have_count(len(shown["items"]))
    frame, dot = await plot.locator(".plot").bounding_box(), await dots.last.bounding_box()
    assert frame and dot
    expected = frame["x"] + frame["width"] * shown["items"][-1]["predicted"]
    assert abs(dot["x"] + dot["width"] / 2 - expected) < 3
    await plot.get_by_text("The figures as a list").click()
    await expect(plot.get_by_role("listitem").last).to_contain_text("predicted")
    await assert_accessible(page)


async def test_calendar_has_a_column_per_week_from_monday_on(page: Page) -> None:
    await page.route(
        "**/study_days",
        lambda route: route.fulfill(json={"from": "2026-11-19", "to": "2026-12-08", "items": []}),
    )
    await page.goto("/")
    days = page.locator(".days .day")
    await expect(days).to_have_count(20)
    places = await days.evaluate_all(
        "days => days.map(day => [day.style.gridRowStart - 1, day.style.gridColumnStart - 1])"
    )
    assert places[:5] == [[4, 1], [5, 1], [6, 1], [7, 1], [1, 2]]  # from a Thursday
    assert places[-1] == [2, 4]
    month = page.locator(".month")
    await expect(month).to_have_text(["Dec"])
    assert await month.evaluate("month => month.style.gridColumnStart - 1") == 4


async def test_page_from_the_back_forward_cache_is_updated(page: Page) -> None:
    await page.goto("/")
    await expect(page.get_by_role("heading", name="Welcome")).to_be_visible()
    await study(page, True)
    await page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    await expect(page.get_by_role("heading", name="1 day in a row")).to_be_visible()


# Launching


async def assert_launched(page: Page, server: Server, app: str, group_id: int) -> None:
    await expect(page).to_have_title("An app")
    url = urlsplit(page.url)
    assert f"{url.scheme}://{url.netloc}{url.path}" == f"{server.url}/apps/{app}/"
    assert parse_qs(url.query) == {
        "api": [f"{server.url}/api"],
        "session_id": ["1"],
        "group_id": [str(group_id)],
        "return_url": [f"{server.url}/"],
    }


async def test_activity_is_launched_on_a_chosen_group(page: Page, server: Server) -> None:
    await page.goto("/study_activities")
    await page.get_by_role("button", name="Launch Typing").click()
    dialog = page.get_by_role("dialog", name="Launch Typing")
    await expect(dialog.get_by_label("Group")).to_be_focused()
    await dialog.get_by_label("Group").select_option("Numbers and Quantities (54 words)")
    await dialog.get_by_role("button", name="Launch").click()
    await assert_launched(page, server, "typing", group_id=2)


async def test_launch_dialog_lists_the_groups_of_all_pages(page: Page, server: Server) -> None:
    server.execute(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 130)"
        " INSERT INTO groups (name, name_key) SELECT 'More ' || i, 'more' || i FROM n"
    )
    await page.goto("/study_activities/1")
    await page.get_by_role("button", name="Launch Flashcards").click()
    options = page.get_by_label("Group").get_by_role("option")
    await expect(options).to_have_count(152)
    await expect(page.get_by_role("option", name="More 7 (0 words)")).to_be_disabled()


async def test_group_is_launched_with_a_chosen_activity(page: Page, server: Server) -> None:
    server.execute("DELETE FROM study_activities WHERE id = 2")
    await page.goto("/groups/3")
    await page.get_by_role("button", name="Launch Little Words").click()
    dialog = page.get_by_role("dialog", name="Launch Little Words")
    await expect(dialog.get_by_label("Study activity")).to_have_text("Flashcards")
    await dialog.get_by_role("button", name="Launch").click()
    await assert_launched(page, server, "flashcards", group_id=3)


async def test_activity_is_launched_with_the_keyboard(page: Page, server: Server) -> None:
    await page.goto("/")
    start = page.get_by_role("link", name="Start studying")
    await expect(start).to_be_visible()

    async def tab_to(target: Locator) -> None:
        for _ in range(20):
            await page.keyboard.press("Tab")
            if await target.evaluate("node => node === document.activeElement"):
                return
        raise AssertionError("The Tab key doesn't reach the element")

    await tab_to(start)
    await page.keyboard.press("Enter")
    await expect(h1(page)).to_be_focused()
    launch = page.get_by_role("button", name="Launch Flashcards")
    await tab_to(launch)
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("Group")).to_be_focused()

    await page.keyboard.press("Escape")  # close the dialog without launching
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(launch).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("Group")).to_be_focused()
    await page.keyboard.type("Bod")
    await tab_to(page.get_by_role("dialog").get_by_role("button", name="Launch"))
    await page.keyboard.press("Enter")
    await assert_launched(page, server, "flashcards", group_id=8)


async def test_launch_dialog_closes_with_the_view_it_belongs_to(page: Page) -> None:
    await page.goto("/study_activities")
    await page.get_by_role("link", name="Details of Typing").click()
    await page.get_by_role("button", name="Launch Typing").click()
    await expect(page.get_by_label("Group")).to_be_focused()
    await page.go_back()
    await expect(h1(page)).to_have_text("Study activities")
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_failed_launch_shows_an_error_and_can_be_retried(
    page_with_failures: Page, server: Server
) -> None:
    page = page_with_failures
    await page.goto("/study_activities")
    await fail_once(page, "**/api/groups?*")
    await page.get_by_role("button", name="Launch Flashcards").click()
    dialog = page.get_by_role("dialog")
    await expect(dialog.get_by_role("alert")).to_contain_text("The portal can't be reached.")
    await expect(dialog.get_by_role("button", name="Launch")).to_be_disabled()
    await dialog.get_by_role("button", name="Try again").click()
    await expect(dialog.get_by_label("Group")).to_be_visible()

    problem = {"detail": "The database is busy or full; try again shortly."}
    await fail_once(
        page, "**/api/study_activities", status=503, headers={"Retry-After": "7"},
        content_type="application/problem+json", body=json.dumps(problem),
    )  # fmt: skip
    await dialog.get_by_role("button", name="Launch").click()
    await expect(dialog.get_by_role("alert")).to_contain_text("Please try again in 7 seconds.")
    await dialog.get_by_role("button", name="Try again").click()
    await assert_launched(page, server, "flashcards", group_id=1)


async def test_initial_of_the_name_replaces_a_missing_thumbnail(page_with_failures: Page) -> None:
    page = page_with_failures
    await page.route("**/apps/flashcards/thumbnail.svg", lambda route: route.fulfill(status=404))
    await page.goto("/study_activities")
    tiles = page.locator(".activities > li")
    await expect(tiles.nth(0).locator(".thumbnail")).to_have_text("F")
    await expect(tiles.nth(0).locator("img")).to_have_count(0)
    await expect(tiles.nth(1).locator("img")).to_have_js_property("naturalWidth", 16)


async def test_thumbnail_of_an_app_on_the_same_machine_is_shown(page: Page, server: Server) -> None:
    thumbnail = "http://localhost:8000/apps/thumbnail.svg"
    server.execute(f"UPDATE study_activities SET thumbnail_url = '{thumbnail}' WHERE id = 1")
    await page.goto("/study_activities")
    image = page.locator(".activities > li").nth(0).locator("img")
    await expect(image).to_have_attribute("src", thumbnail)
    await expect(image).to_have_js_property("naturalWidth", 16)


# Words


async def test_search_runs_while_the_reader_types(page: Page) -> None:
    await page.goto("/groups")
    await page.get_by_role("link", name="Words", exact=True).click()
    search = page.get_by_label("Search German or English")
    await search.press_sequentially("haus")
    await expect(page).to_have_url("/words?search=haus")
    await expect(rows(page).first).to_contain_text("das Haus")
    await expect(page.get_by_role("main").get_by_role("status")).to_have_text(
        re.compile(r"^\d words$")
    )
    await expect(search).to_be_focused()

    await search.press_sequentially("frau")
    await expect(page).to_have_url("/words?search=hausfrau")
    await expect(rows(page)).to_have_count(1)
    await expect(search).to_have_value("hausfrau")

    await search.fill("")
    await expect(page).to_have_url("/words")
    await expect(rows(page)).to_have_count(100)

    await search.fill("xyzzy")
    await expect(page.get_by_text("No words here.")).to_be_visible()
    await page.go_back()  # a search is one history entry
    await expect(h1(page)).to_have_text("Groups")


async def test_search_is_kept_on_reload_and_on_back(page: Page) -> None:
    await page.goto("/words?search=maedchen")
    await expect(rows(page)).to_have_count(1)
    await page.reload()
    await expect(page.get_by_label("Search")).to_have_value("maedchen")
    await page.get_by_role("link", name="das Mädchen").click()
    await expect(h1(page)).to_have_text("das Mädchen")
    await page.go_back()
    await expect(page.get_by_label("Search")).to_have_value("maedchen")
    await expect(rows(page)).to_have_count(1)


async def test_headers_sort_the_words(page: Page) -> None:
    await study(page, False, True)
    await page.goto("/words")
    english = page.get_by_role("columnheader", name="English")
    german = page.get_by_role("columnheader", name="German")
    await expect(german).to_have_attribute("aria-sort", "ascending")
    await expect(rows(page).first).to_contain_text("abbiegen")

    await english.get_by_role("button").click()
    await expect(page).to_have_url("/words?sort_by=english&order=asc")
    await expect(english).to_have_attribute("aria-sort", "ascending")
    await expect(german).not_to_have_attribute("aria-sort", re.compile(""))
    await expect(english.get_by_role("button")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(english).to_have_attribute("aria-sort", "descending")
    await expect(rows(page).first).to_contain_text("zoo")

    await page.get_by_role("columnheader", name="Wrong").get_by_role("button").click()
    await expect(page).to_have_url("/words?sort_by=wrong_count&order=desc")
    await expect(rows(page).first).to_contain_text("hallo")
    await page.go_back()
    await expect(english).to_have_attribute("aria-sort", "descending")
    await page.reload()
    await expect(rows(page).first).to_contain_text("zoo")


async def test_third_click_on_a_header_sorts_search_results_by_relevance(page: Page) -> None:
    await page.goto("/words?search=haus")
    button = page.get_by_role("columnheader", name="English").get_by_role("button")
    await expect(page.locator("[aria-sort]")).to_have_count(0)
    for query in ("&sort_by=english&order=asc", "&sort_by=english&order=desc", ""):
        await button.click()
        await expect(page).to_have_url(f"/words?search=haus{query}")
        await expect(page.locator("main[aria-busy]")).to_have_count(0)  # the header is new, too
    await expect(page.locator("[aria-sort]")).to_have_count(0)


async def test_list_of_words_is_paged(page: Page) -> None:
    await page.goto("/words?order=desc&sort_by=german")
    first = await rows(page).first.inner_text()
    pages = page.get_by_role("navigation", name="Pages of words")
    await expect(pages.get_by_role("link", name="Previous")).to_have_count(0)
    await pages.get_by_role("link", name="Next").click()
    await expect(page).to_have_url("/words?order=desc&sort_by=german&page=2")
    status = page.get_by_role("main").get_by_role("status")
    await expect(status).to_have_text(re.compile(r"^101 to 200 of 1,\d{3} words$"))
    await expect(status).to_be_focused()
    await expect(status).to_be_in_viewport()
    await page.get_by_label("Search").press_sequentially("ab")  # a search starts at its first page
    await expect(page).to_have_url("/words?order=desc&sort_by=german&search=ab")
    await page.goto("/words?order=desc&sort_by=german&page=2")
    await pages.get_by_role("link", name="Previous").click()
    await expect(page).to_have_url("/words?order=desc&sort_by=german")
    await expect(rows(page).first).to_have_text(re.compile(re.escape(first.split()[0])))


async def test_page_past_the_end_links_to_the_last_page(page: Page) -> None:
    await page.goto("/words?page=99")
    await expect(page.get_by_text("There is nothing this far on.")).to_be_visible()
    await page.get_by_role("link", name="Previous").click()
    await expect(page.get_by_role("link", name="Next")).to_have_count(0)
    await expect(page.get_by_role("main").get_by_role("status")).to_contain_text("1,101 to")


async def test_page_of_a_word_shows_its_grammar_and_examples(page: Page, server: Server) -> None:
    parts = {
        "pos": "noun", "article": "die", "gender": "f", "plural": "Familien", "cefr": "A1",
        "ipa": "[faˈmiːli̯ə]", "separable": False, "word_stress": 2, "tags": ["home", "people"],
        "examples": [{"german": "Meine Familie ist groß.", "english": "My family is big."}],
    }  # fmt: skip
    server.execute(
        f"UPDATE words SET german = 'Familie', parts = '{json.dumps(parts)}' WHERE id = 1"
    )
    await study(page, False, True)
    await page.goto("/words/1")
    await expect(h1(page)).to_have_text("die Familie")
    await expect(h1(page).locator("[lang=de]")).to_have_text("die Familie")
    for name, fact in (
        ("Part of speech", "noun"), ("Gender", "feminine"), ("Plural", "Familien"),
        ("Level", "A1"), ("Pronunciation", "[faˈmiːli̯ə]"), ("Separable", "no"),
        ("Word stress", "2"), ("Tags", "home, people"),
    ):  # fmt: skip
        await expect(page.locator(".facts div", has_text=name)).to_have_text(f"{name}{fact}")
    example = card(page, "Examples").get_by_role("listitem")
    await expect(example.locator("[lang=de]")).to_have_text("Meine Familie ist groß.")
    await expect(example).to_contain_text("My family is big.")
    await expect(card(page, "Your answers")).to_contain_text("0 of 1 correct")
    await card(page, "Groups").get_by_role("link", name="Basic Greetings").click()
    await expect(h1(page)).to_have_text("Basic Greetings")


async def test_word_with_unusual_parts_is_shown(page: Page, server: Server) -> None:
    for parts, text in (
        (None, "Your answers"),
        ([], "Your answers"),
        ([{"stem": "hall"}, "o"], "Stem: hall, o"),
        ({"article": 7, "plural": ["a", None], "examples": "Hallo!", "x": {"y": True}}, "Y: yes"),
        ({"article": None, "gender": {}, "examples": [3, None, {"german": []}]}, "Your answers"),
    ):
        stored = "NULL" if parts is None else f"'{json.dumps(parts)}'"
        server.execute(f"UPDATE words SET parts = {stored} WHERE id = 1")
        await page.goto("/words/1")
        await expect(page.get_by_role("main")).to_contain_text(text)
        await expect(h1(page)).to_contain_text("hallo")
        await page.goto("/words?search=hallo")
        await expect(rows(page).first).to_contain_text("hallo")


async def test_word_shows_when_it_is_due_and_can_be_suspended(page: Page) -> None:
    await page.goto("/words/1")
    memory = card(page, "Memory")
    await expect(memory).to_contain_text("Not studied yet")
    await study(page, True)
    await page.reload()
    await expect(memory).to_contain_text("Recalled today with100%")
    await memory.get_by_role("button", name="I know this word").click()
    await expect(memory.get_by_role("status")).to_have_text(
        "You know this word: it isn't asked any more."
    )
    due = await (await page.request.get("/api/words/due")).json()
    assert due["suspended_count"] == 1
    await page.reload()
    await memory.get_by_role("button", name="Ask it again").click()
    await expect(memory.get_by_role("button", name="I know this word")).to_be_focused()
    await expect(memory.get_by_role("status")).to_be_empty()
    due = await (await page.request.get("/api/words/due")).json()
    assert due["suspended_count"] == 0


async def test_suspension_that_fails_says_why(page_with_failures: Page) -> None:
    page = page_with_failures
    await page.goto("/words/1")
    await page.route("**/suspension", lambda route: route.abort())
    await page.get_by_role("button", name="I know this word").click()
    await expect(card(page, "Memory").get_by_role("status")).to_contain_text("can't be reached")
    await expect(page.get_by_role("button", name="I know this word")).to_be_visible()


# Groups and study sessions


async def test_groups_are_sorted_by_their_headers(page: Page) -> None:
    await page.goto("/groups")
    await expect(rows(page)).to_have_count(22)
    await expect(rows(page).first).to_have_text("Basic Greetings4400")
    await page.get_by_role("columnheader", name="Words").get_by_role("button").click()
    await expect(page).to_have_url("/groups?sort_by=word_count&order=desc")
    await expect(rows(page).first).to_contain_text("78")
    await page.keyboard.press("Enter")
    await expect(rows(page).first).to_contain_text("42")


async def test_groups_show_the_numbers_of_studied_and_mastered_words(page: Page) -> None:
    await study(page, True, False, True)
    await page.goto("/groups")
    await expect(rows(page).first).to_have_text("Basic Greetings4430")
    await expect(page.get_by_role("columnheader")).to_have_text(
        ["Name", "Words", "Studied", "Mastered"]
    )


async def test_group_shows_its_own_words_and_sessions(page: Page) -> None:
    for _ in range(2):
        await study(page, True, group_id=2)
    await study(page, True, group_id=1)
    await page.goto("/groups/2")
    words = page.get_by_role("table", name="Words")
    sessions = page.get_by_role("table", name="Study sessions")
    await expect(words.locator("tbody tr")).to_have_count(54)
    await expect(sessions.locator("tbody tr")).to_have_count(2)
    await expect(sessions.get_by_role("columnheader")).to_have_text(
        ["Started", "Study activity", "Score"]
    )
    await page.get_by_label("Search").fill("drei")
    await expect(words.get_by_role("link", name="drei", exact=True)).to_be_visible()
    await expect(words.locator("tbody tr")).not_to_have_count(54)
    await expect(sessions.locator("tbody tr")).to_have_count(2)


async def test_lists_of_a_group_are_paged_independently(page: Page, server: Server) -> None:
    server.execute(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 101)"
        " INSERT INTO study_sessions (group_id, study_activity_id, created_at, day)"
        " SELECT 1, 1, '2026-03-05T23:30:00Z', '2026-03-06' FROM n"
    )
    await page.goto("/groups/1")
    await page.get_by_role("navigation", name="Pages of study sessions").get_by_text("Next").click()
    await expect(page).to_have_url("/groups/1?sessions_page=2")
    await expect(
        page.get_by_role("table", name="Study sessions").locator("tbody tr")
    ).to_have_count(1)
    await expect(page.get_by_role("table", name="Words").locator("tbody tr")).to_have_count(44)


async def test_study_session_shows_its_words_with_its_own_counts(page: Page) -> None:
    await study(page, True, True)
    await study(page, False, True, False)
    await page.goto("/study_sessions")
    await expect(rows(page)).to_have_count(2)
    await expect(rows(page).first).to_contain_text("1 of 3 correct")
    await rows(page).first.get_by_role("link").first.click()
    await expect(h1(page)).to_have_text("Flashcards on Basic Greetings")
    await expect(page.get_by_role("main")).to_contain_text("1 of 3 correct")
    await expect(rows(page)).to_have_count(3)
    await expect(rows(page).first).to_contain_text("hallo")
    await expect(rows(page).first.locator(".numeric")).to_have_text(["0", "1"])


async def test_empty_lists_show_a_message(page: Page) -> None:
    id_ = await study(page)
    await page.goto(f"/study_sessions/{id_}")
    await expect(page.get_by_text("No word was answered in this study session.")).to_be_visible()
    for path in ("/study_activities/2", "/groups/2"):
        await page.goto(path)
        await expect(page.get_by_text("No study session yet.")).to_be_visible()


async def test_times_are_shown_in_the_time_zone_of_the_portal(
    browser: Browser, server: Server
) -> None:
    server.execute(
        "INSERT INTO study_sessions (group_id, study_activity_id, created_at, day)"
        " VALUES (1, 1, '2026-03-05T23:30:00Z', '2026-03-06')"
    )
    context = await browser.new_context(
        base_url=server.url, locale="en-GB", timezone_id="Asia/Tokyo"
    )
    page = await context.new_page()
    await page.goto("/study_sessions/1")
    await expect(page.locator("time").first).to_have_text("6 Mar 2026, 00:30")  # in Berlin
    await context.close()


# Back, Forward and other tabs


async def test_back_and_forward_lead_through_the_views(page: Page) -> None:
    await page.goto("/")
    for name in ("Words", "Groups", "Settings"):
        await page.get_by_role("navigation").get_by_role("link", name=name).click()
        await expect(h1(page)).to_have_text(name)
    await page.go_back()
    await expect(h1(page)).to_have_text("Groups")
    await page.go_back()
    await expect(h1(page)).to_have_text("Words")
    await expect(h1(page)).to_be_focused()
    await expect(page).to_have_title("Words · The portal")
    await page.go_forward()
    await expect(h1(page)).to_have_text("Groups")


async def test_back_and_reload_restore_the_scroll_position(page: Page) -> None:
    await page.goto("/words")
    await rows(page).nth(80).get_by_role("link").click()
    await expect(rows(page)).to_have_count(0)
    assert await page.evaluate("scrollY") == 0
    await page.go_back()
    await expect(rows(page).nth(80)).to_be_in_viewport()
    await page.reload()
    await expect(rows(page).nth(80)).to_be_in_viewport()


async def test_click_with_the_control_key_opens_another_tab(page: Page) -> None:
    await page.goto("/")
    async with page.context.expect_page() as opening:
        await page.get_by_role("link", name="Show all words").click(modifiers=["ControlOrMeta"])
    tab = await opening.value
    await expect(h1(tab)).to_have_text("Words")
    await expect(h1(page)).to_have_text("Dashboard")


async def test_view_that_was_left_does_not_draw_over_the_next(page: Page) -> None:
    await page.goto("/")
    held: list[Route] = []
    await page.route("**/api/groups", lambda route: held.append(route))
    menu = page.get_by_role("navigation")
    async with page.expect_request("**/api/groups"):
        await menu.get_by_role("link", name="Groups").click()
    await menu.get_by_role("link", name="Settings").click()
    await expect(h1(page)).to_have_text("Settings")
    await page.unroute("**/api/groups")
    for route in held:
        await route.abort()  # the view has been left
    await page.go_back()
    await expect(h1(page)).to_have_text("Groups")
    await expect(rows(page)).to_have_count(22)


# Errors


async def test_failed_view_can_be_retried(page_with_failures: Page) -> None:
    page = page_with_failures
    await fail_once(page, "**/api/dashboard/quick-stats")
    await page.goto("/")
    await expect(h1(page)).to_have_text("That didn't work")
    await expect(page.get_by_role("alert")).to_contain_text("Please check your connection.")
    await page.get_by_role("button", name="Try again").click()
    await expect(h1(page)).to_have_text("Dashboard")
    await expect(h1(page)).to_be_focused()


async def test_failed_list_can_be_retried_in_place(page_with_failures: Page) -> None:
    page = page_with_failures
    await page.goto("/words")
    await fail_once(page, "**/api/words?*", status=502, content_type="text/html", body="<h1>Bad")
    search = page.get_by_label("Search")
    await search.press_sequentially("haus")
    await expect(page.get_by_role("alert")).to_contain_text("can't be read (status 502)")
    await expect(search).to_be_focused()
    await expect(search).to_have_value("haus")
    await page.get_by_role("button", name="Try again").click()
    await expect(rows(page).first).to_contain_text("das Haus")


async def test_response_that_is_not_json_shows_an_error(page_with_failures: Page) -> None:
    page = page_with_failures
    await fail_once(page, "**/api/words/1", content_type="text/html", body="<h1>Log in")
    await page.goto("/words/1")
    await expect(page.get_by_role("alert")).to_contain_text("can't be read (status 200)")
    await page.get_by_role("button", name="Try again").click()
    await expect(h1(page)).to_have_text("hallo")


async def test_missing_record_is_named_in_the_error(page_with_failures: Page) -> None:
    page = page_with_failures
    for path, record in (
        ("/words/99999", "word"), ("/groups/99999", "group"),
        ("/study_sessions/99999", "study session"), ("/study_activities/99999", "study activity"),
    ):  # fmt: skip
        await page.goto(path)
        await expect(page.get_by_role("alert")).to_contain_text(f"no {record} with the id 99999")
    await page.get_by_role("link", name="Go to the dashboard").click()
    await expect(h1(page)).to_have_text("Dashboard")


async def test_error_for_an_invalid_query_links_to_the_list(page_with_failures: Page) -> None:
    page = page_with_failures
    await page.goto("/words?sort_by=colour")
    await expect(page.get_by_role("alert")).to_contain_text("sort_by")
    await page.get_by_role("link", name="Show this page from its beginning").click()
    await expect(rows(page)).to_have_count(100)


# The resets


async def test_history_is_reset_after_confirmation(page: Page, server: Server) -> None:
    await study(page, True, True)
    await page.goto("/settings")
    button = page.get_by_role("button", name="Reset the study history…")
    await button.click()
    dialog = page.get_by_role("dialog", name="Reset the study history?")
    await expect(dialog).to_contain_text("All words, groups and study activities.")
    await expect(dialog).to_contain_text("backup")
    await dialog.get_by_role("button", name="Cancel").click()
    await expect(button).to_be_focused()
    await page.goto("/study_sessions")
    await expect(rows(page)).to_have_count(1)

    await page.goto("/settings")
    await button.click()
    await dialog.get_by_role("button", name="Reset the study history").click()
    await assert_backup_is_named(page, server)
    await page.goto("/")
    await expect(page.get_by_role("heading", name="Welcome")).to_be_visible()


async def test_everything_is_reset_after_confirmation(page: Page, server: Server) -> None:
    await study(page, True, True)
    server.execute("INSERT INTO groups (name, name_key) VALUES ('Slang', 'slang')")
    await page.goto("/settings")
    await page.get_by_role("button", name="Reset everything…").click()
    dialog = page.get_by_role("dialog", name="Reset everything?")
    await expect(dialog).to_contain_text("all words, groups and study activities")
    await dialog.get_by_role("button", name="Reset everything").click()
    await assert_backup_is_named(page, server)
    await page.goto("/groups")
    await expect(rows(page)).to_have_count(22)
    await page.goto("/study_sessions")
    await expect(page.get_by_text("No study session yet.")).to_be_visible()


async def assert_backup_is_named(page: Page, server: Server) -> None:
    done = page.get_by_role("status").filter(has_text="Done.")
    await expect(done).to_be_focused()
    await expect(page.get_by_role("dialog")).to_have_count(0)
    name = await done.locator("code").inner_text()
    assert (server.database.parent / "backups" / name).is_file()


async def test_failed_reset_shows_an_error_and_can_be_retried(page_with_failures: Page) -> None:
    page = page_with_failures
    await fail_once(page, "**/api/reset_history")
    await page.goto("/settings")
    await page.get_by_role("button", name="Reset the study history…").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("button", name="Reset the study history").click()
    await expect(dialog.get_by_role("alert")).to_contain_text("The portal can't be reached.")
    await dialog.get_by_role("button", name="Try again").click()
    await expect(page.get_by_text("Done.")).to_be_visible()
