"""A learner opens an app from the launchpad, studies, returns, and sees the results."""

from playwright.async_api import Browser, Page, expect

from tests.live.lessons import (
    REVIEWS,
    TEN_WORDS,
    THREE_WORDS,
    all_saved,
    answer,
    device,
    launch,
    new_session,
    query,
    queue_reviews,
    recorded_ids,
    seed,
    start,
    study,
)
from tests.live.server import Server


async def test_answers_to_ten_cards_are_shown_on_all_pages(page: Page, server: Server) -> None:
    await seed(server, TEN_WORDS)
    await page.goto("/")
    await page.get_by_role("link", name="Start studying").click()
    await page.get_by_role("button", name="Launch Flashcards").click()
    dialog = page.get_by_role("dialog", name="Launch Flashcards")
    await dialog.get_by_label("Group").select_option("Test group (10 words)")
    await dialog.get_by_role("button", name="Launch").click()
    await start(page)
    answers = [(await answer(page, TEN_WORDS, correct=i > 1), i > 1) for i in range(10)]
    await all_saved(page)
    await page.get_by_role("link", name="Back to the portal").click()

    main = page.get_by_role("main")
    await expect(page).to_have_url(f"{server.url}/")
    await expect(main).to_contain_text("8 of 10 correct")
    [(word_count,)] = query(server.database, "SELECT count(*) FROM words")
    await expect(main).to_contain_text(f"10 of {word_count:,} words")
    await expect(main).to_contain_text("80%")
    await main.get_by_role("link", name="Show the study session").click()
    await expect(main).to_contain_text("8 of 10 correct")
    rows = main.get_by_role("table").locator("tbody tr")
    await expect(rows).to_have_count(10)
    for row, (german, correct) in enumerate(answers):
        await expect(rows.nth(row)).to_contain_text(german)
        counts = ["1", "0"] if correct else ["0", "1"]
        await expect(rows.nth(row).locator(".numeric")).to_have_text(counts)
    await main.get_by_role("link", name=answers[0][0], exact=True).click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text(answers[0][0])
    await main.get_by_role("link", name="Test group").click()
    await expect(main.get_by_role("table", name="Words").locator("tbody tr")).to_have_count(10)
    sessions = main.get_by_role("table", name="Study sessions").locator("tbody tr")
    await expect(sessions).to_have_count(1)
    await expect(sessions).to_contain_text("8 of 10 correct")


async def test_launchpad_sends_the_answers_that_an_app_has_kept(
    browser: Browser, server: Server
) -> None:
    group = await seed(server, THREE_WORDS)
    async with device(browser, server) as page:
        session, _ = await new_session(server, group)
        ids = await queue_reviews(page, server, session, 2)
        await page.route(REVIEWS, lambda route: route.abort())
        await page.goto("/")
        kept = page.get_by_text("2 answers kept here, waiting for the network.")
        await expect(kept).to_be_visible()
        assert recorded_ids(server) == []
        await page.unroute(REVIEWS)
        await page.evaluate("dispatchEvent(new Event('online'))")
        await all_saved(page)
        assert recorded_ids(server) == ids
        await expect(page.get_by_role("main")).to_contain_text("2 of 2 correct")


async def test_figures_are_new_after_the_back_button(page: Page, server: Server) -> None:
    group = await seed(server, THREE_WORDS)
    await page.goto("/")
    await expect(page.get_by_role("heading", name="Welcome")).to_be_visible()
    await launch(page, server, group)
    await start(page)
    await study(page, THREE_WORDS)
    await all_saved(page)
    await page.go_back()
    await expect(page.get_by_role("main")).to_contain_text("3 of 3 correct")
