from collections import Counter

import httpx
from playwright.async_api import Browser, Page, expect

from tests.live.lessons import (
    TEN_WORDS,
    THREE_WORDS,
    Entry,
    all_saved,
    answer,
    device,
    launch,
    recorded,
    review_versions,
    seed,
    start,
    study,
    term,
)
from tests.live.server import Server, until

APPLE: Entry = {
    "german": "Bratapfel", "english": "baked apple", "article": "der", "plural": "Bratäpfel",
    "examples": [{"german": "Der Bratapfel ist heiß.", "english": "The baked apple is hot."}],
}  # fmt: skip


async def test_answers_to_ten_cards_are_counted_by_all_endpoints(
    page: Page, server: Server
) -> None:
    group = await seed(server, TEN_WORDS)
    session = await launch(page, server, group)
    await start(page)
    answered = [(await answer(page, TEN_WORDS, correct=i % 4 != 3), i % 4 != 3) for i in range(10)]
    await until(lambda: recorded(server).total() == 10)
    assert recorded(server) == Counter(answered)
    assert sum(right for _, right in answered) == 8
    assert review_versions(server) == {7}

    async with httpx.AsyncClient(base_url=f"{server.url}/api") as api:
        newest = (await api.get("/dashboard/last_study_session")).json()
        counts = {
            key: newest[key] for key in ("id", "review_items_count", "correct_count", "wrong_count")
        }
        assert counts == {
            "id": session,
            "review_items_count": 10,
            "correct_count": 8,
            "wrong_count": 2,
        }
        assert newest["activity_name"] == "Flashcards"
        assert (await api.get("/dashboard/quick-stats")).json() == {
            "success_rate": 80.0, "total_study_sessions": 1,
            "total_active_groups": 1, "study_streak_days": 1,
        }  # fmt: skip
        assert (await api.get("/dashboard/study_progress")).json()["total_words_studied"] == 10
        for path in (f"/groups/{group}/words", f"/study_sessions/{session}/words"):
            words = (await api.get(path)).json()["items"]
            right = {(word["german"], True): word["correct_count"] for word in words}
            wrong = {(word["german"], False): word["wrong_count"] for word in words}
            assert +Counter(right | wrong) == Counter(answered), path
        word = (await api.get(f"/words/{words[0]['id']}")).json()
        assert word["stats"] == {"correct_count": 1, "wrong_count": 0}
        assert [word["german"] for word in words] == [german for german, _ in answered]


async def test_word_answered_wrong_comes_again_until_it_is_answered_right(
    page: Page, server: Server
) -> None:
    await launch(page, server, await seed(server, THREE_WORDS))
    await start(page)
    missed = await answer(page, THREE_WORDS, correct=False)
    await answer(page, THREE_WORDS)
    await answer(page, THREE_WORDS)
    await expect(page.get_by_text("2 of 3")).to_be_visible()
    assert await answer(page, THREE_WORDS, correct=False) == missed
    assert await answer(page, THREE_WORDS) == missed
    await expect(page.locator(".figures")).to_have_text("2right at once1needed more tries")
    await expect(page.locator("main li")).to_have_text(f"{missed}{THREE_WORDS[missed]}missed 2×")
    await all_saved(page)
    assert recorded(server)[missed, False] == 2
    assert recorded(server).total() == 5


async def test_words_are_shuffled(page: Page, server: Server) -> None:
    group = await seed(server, TEN_WORDS)
    orders = set()
    for _ in range(3):
        await launch(page, server, group)
        await start(page)
        orders.add(tuple([await answer(page, TEN_WORDS) for _ in range(10)]))
    assert len(orders) > 1


async def test_card_shows_article_plural_and_example(page: Page, server: Server) -> None:
    await launch(page, server, await seed(server, [APPLE]))
    await start(page)
    await expect(term(page)).to_have_text("der Bratapfel")
    await expect(term(page).locator("[lang=de]")).to_have_text("der Bratapfel")
    await expect(page.locator(".answer")).to_be_empty()
    await page.keyboard.press("Enter")
    await expect(page.locator(".answer")).to_have_text(
        "baked appleBratäpfelDer Bratapfel ist heiß.The baked apple is hot."
    )
    await expect(page.locator(".answer [lang=de]", has_text="heiß")).to_be_visible()


async def test_words_with_unusual_parts_are_shown(page: Page, server: Server) -> None:
    unusual: list[object] = [
        None, [], ["noun"], {}, {"article": 1, "plural": [], "examples": "none"},
        {"examples": []}, {"examples": [None]}, {"examples": {"0": {}}},
        {"article": "<b>", "plural": "<i>"},
    ]  # fmt: skip
    words = [
        {"german": f"<img src=x onerror=alert()> {i}", "english": f"<b>{i}</b>", "parts": parts}
        for i, parts in enumerate(unusual)
    ]
    await launch(page, server, await seed(server, words))
    await start(page)
    for _ in unusual:
        await page.keyboard.press("Space")
        await expect(page.locator(".answer .term")).to_contain_text("<b>")
        await expect(term(page)).to_contain_text("<img")
        await page.keyboard.press("ArrowRight")
    await expect(page.locator(".figures")).to_be_visible()


async def test_choice_of_the_first_side_is_remembered(page: Page, server: Server) -> None:
    group = await seed(server, THREE_WORDS)
    await launch(page, server, group)
    await page.get_by_label("Show the English side first").check()
    await page.get_by_role("button", name="Start").click()
    assert await term(page).inner_text() in THREE_WORDS.values()
    await launch(page, server, group)
    await expect(page.get_by_label("Show the English side first")).to_be_checked()
    await start(page)
    assert await term(page).inner_text() in THREE_WORDS.values()


async def test_card_is_turned_and_answered_with_the_mouse(page: Page, server: Server) -> None:
    await launch(page, server, await seed(server, THREE_WORDS))
    await page.get_by_role("button", name="Start").click()
    await page.locator(".flashcard").click()
    await expect(page.locator(".answer .term")).to_be_visible()
    await page.locator(".flashcard").click()
    await expect(page.locator(".answer .term")).to_have_count(0)
    await page.get_by_role("button", name="Show the answer").click()
    await page.get_by_role("button", name="Knew it").click()
    await expect(page.get_by_text("1 of 3")).to_be_visible()
    await page.get_by_role("button", name="Show the answer").click()
    await page.get_by_role("button", name="Didn’t know").click()
    await until(lambda: recorded(server).total() == 2)
    assert sorted(right for _, right in recorded(server)) == [False, True]


async def test_other_keys_and_held_keys_are_ignored(page: Page, server: Server) -> None:
    await launch(page, server, await seed(server, THREE_WORDS))
    await start(page)
    await page.keyboard.press("ArrowRight")  # the answer isn't shown yet
    await page.keyboard.press("Space")
    await page.keyboard.press("Shift+A")
    await page.keyboard.press("Control+ArrowRight")
    await expect(page.get_by_text("0 of 3")).to_be_visible()
    await page.keyboard.down("ArrowRight")
    await page.keyboard.down("ArrowRight")  # a held key repeats
    await page.keyboard.up("ArrowRight")
    await page.keyboard.down("Space")
    await page.keyboard.down("Space")
    await page.keyboard.up("Space")
    await expect(page.locator(".answer .term")).to_be_visible()
    await expect(page.get_by_text("1 of 3")).to_be_visible()


async def test_change_of_the_card_is_announced_and_focus_stays_in_the_exercise(
    page: Page, server: Server
) -> None:
    await launch(page, server, await seed(server, THREE_WORDS))
    await start(page)
    card = page.locator(".flashcard")
    await expect(card).to_be_focused()
    await expect(card.locator("> [aria-live=polite]")).to_have_count(2)
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("button", name="Show the answer")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(card).to_be_focused()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("button", name="Knew it")).to_be_focused()
    await page.keyboard.press("Space")
    await expect(card).to_be_focused()
    await study(page, THREE_WORDS)
    await expect(page.get_by_role("heading", name="Well done")).to_be_focused()


async def test_card_is_answered_by_swiping(browser: Browser, server: Server) -> None:
    group = await seed(server, THREE_WORDS)
    phone = {"viewport": {"width": 360, "height": 640}, "has_touch": True, "is_mobile": True}
    async with device(browser, server, **phone) as page:
        await launch(page, server, group)
        await page.get_by_role("button", name="Start").tap()
        card = page.locator(".flashcard")
        touch_screen = await page.context.new_cdp_session(page)

        async def swipe(*xs: int) -> None:
            for x in xs:
                kind = "touchStart" if x == xs[0] else "touchMove"
                touch = {"type": kind, "touchPoints": [{"x": x, "y": 250}]}
                await touch_screen.send("Input.dispatchTouchEvent", touch)

        async def release() -> None:
            touch = {"type": "touchEnd", "touchPoints": []}
            await touch_screen.send("Input.dispatchTouchEvent", touch)

        await card.tap()
        await expect(page.locator(".answer .term")).to_be_visible()
        await swipe(60, 80, 110)  # too short
        await release()
        await expect(page.get_by_text("0 of 3")).to_be_visible()
        await swipe(60, 120, 300)
        await expect(card).to_have_attribute("data-swipe", "right")
        await release()
        await expect(page.get_by_text("1 of 3")).to_be_visible()
        await expect(card).to_have_attribute("data-swipe", "")
        await swipe(300, 200, 60)  # the card isn't turned yet
        await release()
        await page.keyboard.press("Space")
        await swipe(300, 200, 60)
        await expect(card).to_have_attribute("data-swipe", "left")
        await release()
        await until(lambda: recorded(server).total() == 2)
    assert sorted(right for _, right in recorded(server)) == [False, True]
