import asyncio
import json
import re
import signal
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import httpx
import pytest
from playwright.async_api import Browser, Page, Route, expect

from tests.live.lessons import (
    APPS,
    REVIEWS,
    TEN_WORDS,
    THREE_WORDS,
    all_saved,
    answer,
    device,
    launch,
    new_session,
    once,
    query,
    queue_reviews,
    recorded,
    recorded_ids,
    review_versions,
    seed,
    start,
    study,
    term,
    until_waiting,
    waiting,
)
from tests.live.server import STOP_S, Server, until

every_app = pytest.mark.parametrize("app", APPS)


async def refuse(route: Route) -> None:
    """Answer like an overloaded portal."""
    await route.fulfill(status=503, headers={"Retry-After": "30"}, body="busy")


def fulfilling(fault: dict[str, Any]) -> Callable[[Route], Awaitable[None]]:
    return lambda route: route.fulfill(**fault)


# Launching


async def test_launch_url_with_a_foreign_or_invalid_address_is_refused(
    page: Page, server: Server
) -> None:
    launched = {
        "api": f"{server.url}/api", "session_id": "1", "group_id": "1", "return_url": server.url,
    }  # fmt: skip
    host = server.url.removeprefix("http://")
    cases: list[tuple[dict[str, str], str]] = [
        ({"api": "https://elsewhere.example/api"}, "api is at another address, elsewhere.example"),
        ({"api": "http://127.0.0.1:1/api"}, "api is at another address, 127.0.0.1:1"),
        ({"api": f"https://{host}/api"}, "api is at another address"),
        ({"api": f"http://{host}.elsewhere.example/api"}, "plain web address"),
        (
            {"api": f"http://elsewhere.example\\@{host}/api"},
            "api is at another address, elsewhere.example",
        ),
        ({"api": f"http://{host}@elsewhere.example/api"}, "plain web address"),
        ({"api": f"http://learner:secret@{host}/api"}, "plain web address"),
        ({"api": "//elsewhere.example/api"}, "plain web address"),
        ({"api": "/api"}, "plain web address"),
        ({"api": f"blob:{server.url}/api"}, "plain web address"),
        ({"api": ""}, "api isn’t a plain web address"),
        ({"return_url": "javascript:alert(1)"}, "return_url isn’t a plain web address"),
        ({"return_url": " java\nscript:alert(1)"}, "return_url isn’t a plain web address"),
        ({"return_url": "JaVaScRiPt://%0aalert(1)"}, "return_url isn’t a plain web address"),
        (
            {"return_url": "data:text/html,<script>alert(1)</script>"},
            "return_url isn’t a plain web address",
        ),
        ({"return_url": "//elsewhere.example"}, "return_url isn’t a plain web address"),
        ({"return_url": "file:///etc/passwd"}, "return_url isn’t a plain web address"),
        ({"session_id": ""}, "session_id isn’t a number"),
        ({"session_id": "0"}, "session_id isn’t a number"),
        ({"session_id": "-1"}, "session_id isn’t a number"),
        ({"session_id": "1/../../reset_history?"}, "session_id isn’t a number"),
        ({"session_id": "١"}, "session_id isn’t a number"),
        ({"group_id": "1.5"}, "group_id isn’t a number"),
        ({"group_id": "1e3"}, "group_id isn’t a number"),
        ({"group_id": "9" * 20}, "group_id isn’t a number"),
    ]
    await page.goto("/theme/icon.svg")
    messages = await page.evaluate(
        """async ([path, queries]) => {
          const { readLaunch } = await import("/apps/shared/launch.js");
          const refusal = (query) => {
            try { return JSON.stringify(readLaunch(new URL(path + query, location))); }
            catch (error) { return error.message; }
          };
          return queries.map(refusal);
        }""",
        ["/apps/typing/?", [str(httpx.QueryParams({**launched, **wrong})) for wrong, _ in cases]],
    )
    unexpected = [pair for pair in zip(cases, messages, strict=True) if pair[0][1] not in pair[1]]
    assert unexpected == []


@every_app
async def test_refused_launch_sends_no_request_to_the_api(
    page: Page, server: Server, app: str
) -> None:
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    api = "https://elsewhere.example/api"
    launched = {"api": api, "session_id": "1", "group_id": "1", "return_url": "javascript:alert(1)"}
    await page.goto(f"/apps/{app.lower()}/?{httpx.QueryParams(launched)}")
    await expect(page.get_by_role("heading", name="can’t start like this")).to_be_focused()
    await expect(page.get_by_text("at another address, elsewhere.example")).to_be_visible()
    await expect(page.get_by_role("link", name="Open the portal")).to_have_attribute("href", "/")
    assert {url.split("?")[0].split("/")[3] for url in requested} == {"apps", "common", "theme"}
    assert {url.split("/")[2] for url in requested} == {server.url.removeprefix("http://")}
    links = page.locator("a")
    hrefs = [await links.nth(i).get_attribute("href") for i in range(await links.count())]
    assert set(hrefs) == {"/", "#main"}


@every_app
@pytest.mark.parametrize("slash", ["", "/"])
async def test_app_opened_without_a_launch_links_to_the_portal(
    page: Page, app: str, slash: str
) -> None:
    await page.goto(f"/apps/{app.lower()}{slash}")
    await expect(page.get_by_text("launched from the portal")).to_be_visible()
    await page.get_by_role("link", name="Open the portal").click()
    await expect(page).to_have_title("Dashboard · The portal")


@every_app
async def test_lesson_ends_with_a_link_to_the_return_url(
    page: Page, server: Server, app: str
) -> None:
    await launch(page, server, await seed(server, THREE_WORDS), app)
    await page.goto(
        page.url.replace("return_url=", "return_url=" + server.url + "%2Fgroups%2F1%3F")
    )
    await start(page)
    await study(page, THREE_WORDS)
    await all_saved(page)
    await page.locator("main").get_by_role("link", name="Back to the portal").click()
    await expect(page).to_have_url(re.compile(re.escape(f"{server.url}/groups/1?")))
    assert recorded(server) == once(THREE_WORDS)


async def test_link_to_a_foreign_return_url_names_its_host(page: Page, server: Server) -> None:
    _, url = await new_session(server, await seed(server, {"Igel": "hedgehog"}))
    foreign = httpx.URL(url).copy_set_param("return_url", "https://elsewhere.example:8443/a?b=c")
    await page.goto(str(foreign))
    await expect(page.locator("header a.back")).to_have_text("Back to elsewhere.example:8443")
    await start(page)
    await study(page, {"Igel": "hedgehog"})
    back = page.locator("main").get_by_role("link", name="Back to elsewhere.example:8443")
    await expect(back).to_have_attribute("href", "https://elsewhere.example:8443/a?b=c")


# Words


async def test_all_pages_of_a_large_group_are_fetched(page: Page, server: Server) -> None:
    await launch(page, server, await seed(server, {f"Wort {i}": f"word {i}" for i in range(205)}))
    await expect(page.get_by_text("205 words")).to_be_visible()
    await expect(page.get_by_text("Test group")).to_be_visible()
    await start(page)
    await expect(page.get_by_text("0 of 205")).to_be_visible()


@every_app
async def test_learner_chooses_the_due_words_or_the_whole_group(
    page: Page, server: Server, app: str
) -> None:
    words = {f"Wort {i}": f"word {i}" for i in range(30)}
    group = await seed(server, words)
    session = await launch(page, server, group, app)
    await expect(page.get_by_label("Whole group: 30 words")).to_be_checked()
    await expect(page.get_by_label("Due words: none, then 20 new")).to_be_enabled()
    # The last word was answered wrong an hour ago, the first right just now.
    async with httpx.AsyncClient(base_url=f"{server.url}/api") as api:
        path = f"/groups/{group}/words?sort_by=id&items_per_page=100"
        ids = [word["id"] for word in (await api.get(path)).json()["items"]]
        ago = (datetime.now(UTC) - timedelta(hours=1)).isoformat()
        reviews = [
            {"word_id": ids[-1], "correct": False, "created_at": ago},
            {"word_id": ids[0], "correct": True},
        ]
        path = f"/study_sessions/{session}/reviews"
        assert (await api.post(path, json={"reviews": reviews})).status_code == 201
    await page.reload()
    await page.get_by_label("Due words: 1, then 18 new").check()  # two were begun today
    await page.get_by_role("button", name="Start").click()
    await expect(page.get_by_text("0 of 19")).to_be_visible()
    assert await answer(page, words) == "Wort 29"
    assert await answer(page, words) == "Wort 1"
    await until(lambda: recorded(server).total() == 4)
    await page.reload()
    await expect(page.get_by_label("Due words: none, then 17 new")).to_be_checked()


async def test_due_words_cannot_be_chosen_if_none_are_due(page: Page, server: Server) -> None:
    group = await seed(server, THREE_WORDS)
    await launch(page, server, group)
    await page.get_by_label("Due words: none, then 3 new").check()
    await page.get_by_role("button", name="Start").click()
    await study(page, THREE_WORDS)
    await all_saved(page)
    await launch(page, server, group)
    await expect(page.get_by_label("Due words: none")).to_be_disabled()
    await expect(page.get_by_label("Whole group: 3 words")).to_be_checked()
    await start(page)
    await expect(page.get_by_text("0 of 3")).to_be_visible()


@every_app
async def test_empty_group_shows_a_message(page: Page, server: Server, app: str) -> None:
    server.execute("INSERT INTO groups (name, name_key) VALUES ('Nothing', 'nothing')")
    [(group,)] = query(server.database, "SELECT max(id) FROM groups")
    await launch(page, server, group, app)
    await expect(page.get_by_text("nothing to learn in this group yet")).to_be_visible()
    await expect(
        page.locator("main").get_by_role("link", name="Back to the portal")
    ).to_be_visible()


@every_app
@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (lambda route: route.abort(), "can’t be reached"),
        (refuse, "can’t answer just now (503)"),
        (lambda route: route.fulfill(status=200, body="<h1>Log in"), "can’t answer just now (200)"),
        (lambda route: route.fulfill(status=200, json={}), "can’t answer just now (200)"),
        (
            lambda route: route.fulfill(status=404, body="<h1>Nothing"),
            "can’t answer just now (404)",
        ),
    ],
)
async def test_failed_fetch_of_the_words_can_be_retried(
    browser: Browser,
    server: Server,
    app: str,
    fault: Callable[[Route], Awaitable[None]],
    message: str,
) -> None:
    group = await seed(server, THREE_WORDS)
    async with device(browser, server) as page:
        await page.route("**/api/groups/**", fault)
        await launch(page, server, group, app)
        await expect(page.get_by_role("alert")).to_contain_text(message)
        await page.get_by_role("button", name="Try again").click()
        await expect(page.get_by_role("alert")).to_contain_text(message)
        await page.unroute("**/api/groups/**")
        await page.get_by_role("button", name="Try again").click()
        await expect(page.get_by_text("3 words")).to_be_visible()


async def test_deleted_session_shows_that_the_app_must_be_launched_again(
    browser: Browser, server: Server
) -> None:
    async with device(browser, server) as page:
        await launch(page, server, 1)
        await page.request.post("/api/reset_history")
        await page.reload()
        await expect(page.get_by_role("alert")).to_contain_text("launch the app again")
        await expect(page.get_by_role("button")).to_have_count(0)
        await expect(page.get_by_role("link", name="Back to the portal")).to_be_visible()


# Reviews


@every_app
async def test_answers_given_offline_are_recorded_exactly_once(
    page: Page, server: Server, app: str
) -> None:
    await launch(page, server, await seed(server, TEN_WORDS), app)
    await start(page)
    for _ in range(3):
        await answer(page, TEN_WORDS)
    await all_saved(page)
    await page.context.set_offline(True)
    await answer(page, TEN_WORDS)
    await expect(page.get_by_role("status")).to_have_text(
        "1 answer kept here, waiting for the network."
    )
    for _ in range(3):
        await answer(page, TEN_WORDS)
    await expect(page.get_by_role("status")).to_have_text(
        "4 answers kept here, waiting for the network."
    )
    assert recorded(server).total() == 3
    await page.context.set_offline(False)
    await all_saved(page)
    assert recorded(server).total() == 7
    await study(page, TEN_WORDS)
    await all_saved(page)
    assert recorded(server) == once(TEN_WORDS)
    assert await waiting(page) == 0


async def test_summary_shows_that_answers_are_not_sent_yet(page: Page, server: Server) -> None:
    await launch(page, server, await seed(server, THREE_WORDS))
    await start(page)
    await page.context.set_offline(True)
    await study(page, THREE_WORDS)
    await expect(page.get_by_role("status")).to_have_text(
        "3 answers kept here, waiting for the network."
    )
    await page.context.set_offline(False)
    await all_saved(page)
    assert recorded(server) == once(THREE_WORDS)


@every_app
async def test_reload_while_the_portal_is_unreachable_loses_no_answer(
    page: Page, server: Server, app: str
) -> None:
    await launch(page, server, await seed(server, THREE_WORDS), app)
    await start(page)
    await page.route("**/api/**", lambda route: route.abort())
    answered = [await answer(page, THREE_WORDS) for _ in range(2)]
    await expect(page.get_by_role("status")).to_have_text(
        "2 answers kept here, waiting for the network."
    )
    await page.reload()
    await expect(page.get_by_role("alert")).to_contain_text("can’t be reached")
    await expect(page.get_by_role("status")).to_have_text(
        "2 answers kept here, waiting for the network."
    )
    await page.unroute("**/api/**")
    await page.get_by_role("button", name="Try again").click()
    await all_saved(page)
    assert recorded(server) == Counter((german, True) for german in answered)


async def test_answers_of_a_closed_tab_are_sent_by_the_next_app(page: Page, server: Server) -> None:
    group = await seed(server, THREE_WORDS)
    first = await launch(page, server, group)
    await start(page)
    await page.context.set_offline(True)
    unsent = [await answer(page, THREE_WORDS) for _ in range(2)]
    other = await page.context.new_page()
    await page.close()
    await page.context.set_offline(False)
    second = await launch(other, server, group, "Typing")
    await start(other)
    await answer(other, THREE_WORDS)
    await until(lambda: recorded(server).total() == 3)
    rows = query(
        server.database, "SELECT study_session_id, count(*) FROM word_review_items GROUP BY 1"
    )
    assert rows == [(first, len(unsent)), (second, 1)]


async def test_apps_in_two_tabs_do_not_lose_each_others_answers(page: Page, server: Server) -> None:
    group = await seed(server, THREE_WORDS)
    await launch(page, server, group)
    await start(page)
    other = await page.context.new_page()
    await launch(other, server, group, "Typing")
    await start(other)
    await page.context.set_offline(True)
    for _ in range(3):
        await other.bring_to_front()
        await answer(other, THREE_WORDS)
        await page.bring_to_front()
        await answer(page, THREE_WORDS)
    assert await waiting(page) == 6
    await page.context.set_offline(False)
    await all_saved(page)
    await all_saved(other)
    assert recorded(server) == Counter({(german, True): 2 for german in THREE_WORDS})


@every_app
async def test_restart_of_a_killed_portal_neither_loses_nor_repeats_answers(
    browser: Browser, serve: Callable[..., Server], app: str
) -> None:
    server = serve()
    group = await seed(server, TEN_WORDS)
    async with device(browser, server) as page:
        await launch(page, server, group, app)
        await start(page)
        for _ in range(4):
            await answer(page, TEN_WORDS)
        server.stop(signal.SIGKILL, group=True)
        for _ in range(4):
            await answer(page, TEN_WORDS)
        await expect(page.get_by_role("status")).to_contain_text("waiting for the network.")
        restarted = serve(PORTAL_BIND=server.url.removeprefix("http://"))
        await study(page, TEN_WORDS)
        await all_saved(page)
        assert recorded(restarted) == once(TEN_WORDS)


@every_app
async def test_review_whose_response_is_lost_is_counted_once(
    page: Page, server: Server, app: str
) -> None:
    repeated = []  # the count of each response

    async def lose_response(route: Route) -> None:
        answered = await route.fetch()
        repeated.append((await answered.json())["repeated"])
        if len(repeated) % 2:
            await route.abort()
        else:
            await route.fulfill(response=answered)

    await launch(page, server, await seed(server, THREE_WORDS), app)
    await start(page)
    await page.route(REVIEWS, lose_response)
    await study(page, THREE_WORDS)
    await all_saved(page)
    assert sum(repeated) > 0
    assert recorded(server) == once(THREE_WORDS)


async def test_retry_waits_for_the_seconds_of_retry_after(browser: Browser, server: Server) -> None:
    group = await seed(server, THREE_WORDS)
    async with device(browser, server) as page:
        await page.clock.install()
        await launch(page, server, group)
        await start(page)
        await page.route(REVIEWS, refuse)
        tries: list[str] = []
        page.on("request", lambda request: tries.append(request.method))
        await answer(page, THREE_WORDS)
        await expect(page.get_by_role("status")).to_have_text(
            "1 answer kept here, waiting for the portal."
        )
        await answer(page, THREE_WORDS)
        await page.evaluate("dispatchEvent(new Event('online'))")
        await page.clock.run_for(29_000)
        assert tries == ["POST"]
        await page.unroute(REVIEWS)
        await page.clock.run_for(2_000)
        await all_saved(page)
        assert tries == ["POST", "POST"]
        assert recorded(server).total() == 2


def has_length(items: list[Any], length: int) -> bool:
    return len(items) == length


async def test_delay_between_retries_doubles_up_to_a_minute(
    browser: Browser, server: Server
) -> None:
    group = await seed(server, THREE_WORDS)
    async with device(browser, server) as page:
        await page.clock.install()
        await launch(page, server, group)
        await start(page)
        await page.clock.pause_at(datetime.now() + timedelta(hours=1))
        await page.route(REVIEWS, lambda route: route.abort())
        tries: list[str] = []
        page.on("requestfailed", lambda request: tries.append(request.url))
        await answer(page, THREE_WORDS)
        for count, seconds in enumerate((1, 2, 4, 8, 16, 32, 60, 60), start=1):
            await until(partial(has_length, tries, count))
            await page.clock.run_for(seconds * 1000 - 100)
            assert len(tries) == count
            await page.clock.run_for(200)


async def test_response_of_a_proxy_acknowledges_no_review(browser: Browser, server: Server) -> None:
    group = await seed(server, THREE_WORDS)
    async with device(browser, server) as page:
        for fault in (
            {"status": 200, "body": "<h1>Log in"},
            {"status": 200, "json": {"success": True, "items": []}},
            {"status": 404, "body": "<h1>Not found"},
            {"status": 422, "body": ""},
            {"status": 403, "json": {"status": 403}},
        ):
            await launch(page, server, group)
            await start(page)
            await page.route(REVIEWS, fulfilling(fault))
            await answer(page, THREE_WORDS)
            await expect(page.get_by_role("status")).to_contain_text("waiting for the portal.")
        assert await waiting(page) == 5
        await page.unroute(REVIEWS)
        await page.reload()
        await until(lambda: recorded(server).total() == 5)


# Answers with a 2xx status that aren't the portal's, such as the page of a captive portal. Of the
# reviews, `items` names none.
MALFORMED: dict[str, dict[str, Any]] = {
    "html": {"status": 200, "content_type": "text/html", "body": "<h1>Log in"},
    "html as json": {"status": 201, "content_type": "application/json", "body": "<h1>Log in"},
    "empty": {"status": 200, "body": ""},
    "no content": {"status": 204},
    "cut off": {"status": 201, "body": '{"success": true, "items": [{"review_id"'},
    "null": {"status": 200, "json": None},
    "number": {"status": 200, "json": 1},
    "text": {"status": 200, "json": "items"},
    "list": {"status": 200, "json": [{"review_id": "1"}]},
    "object without items": {"status": 200, "json": {"success": True}},
    "items null": {"status": 201, "json": {"items": None}},
    "items object": {"status": 201, "json": {"items": {"0": {"review_id": "1"}}}},
    "items text": {"status": 201, "json": {"items": "review_id"}},
    "items empty": {"status": 201, "json": {"success": True, "items": []}},
    "item null": {"status": 201, "json": {"items": [None]}},
    "item number": {"status": 201, "json": {"items": [1, True, "x", []]}},
    "item without id": {"status": 201, "json": {"items": [{"correct": True}]}},
    "item with another id": {"status": 201, "json": {"items": [{"review_id": str(uuid4())}]}},
    "id null": {"status": 201, "json": {"items": [{"review_id": None}, {"review_id": {}}]}},
}


async def test_malformed_response_keeps_the_reviews_and_delays_no_other_session(
    browser: Browser, server: Server
) -> None:
    group = await seed(server, THREE_WORDS)
    sent: Counter[int] = Counter()  # requests by session
    failing: dict[int, dict[str, Any]] = {}

    async def respond(route: Route) -> None:
        session = int(route.request.url.split("/")[-2])
        sent[session] += 1
        if session in failing:
            await route.fulfill(**failing[session])
        else:
            await route.continue_()

    async with device(browser, server) as page:
        await page.route(REVIEWS, respond)
        ids: list[str] = []
        for response in MALFORMED.values():
            session, _ = await new_session(server, group)
            failing[session] = response
            ids += await queue_reviews(page, server, session, 2)
        last = await launch(page, server, group)
        kept = f"{len(ids)} answers kept here, waiting for the portal."
        await expect(page.get_by_role("status")).to_have_text(kept)
        await start(page)
        await answer(page, THREE_WORDS)
        await until(lambda: recorded_by_session(server) == [(last, 1)])
        await expect(page.get_by_role("status")).to_have_text(kept)
        await until(lambda: sent.keys() == {*failing, last})
        await until_waiting(page, len(ids))
        failing.clear()
        await page.evaluate("dispatchEvent(new Event('online'))")
        await all_saved(page)
    assert set(ids) < set(recorded_ids(server))
    assert len(recorded_ids(server)) == len(ids) + 1


def recorded_by_session(server: Server) -> list[tuple[int, int]]:
    sql = "SELECT study_session_id, count(*) FROM word_review_items GROUP BY 1"
    return query(server.database, sql)


async def status_on_paused_clock(page: Page, text: str, step_ms: int = 2) -> None:
    """Wait for a status; run the paused clock of the page in steps, so that it is shown."""
    async with asyncio.timeout(STOP_S):
        while await page.get_by_role("status").text_content() != text:
            await page.clock.run_for(step_ms)
            await asyncio.sleep(0.05)


@pytest.mark.parametrize("key", ["html", "item with another id"])
async def test_batch_with_a_malformed_response_is_sent_again_after_a_growing_delay(
    browser: Browser, server: Server, key: str
) -> None:
    group = await seed(server, THREE_WORDS)
    async with device(browser, server) as page:
        await page.clock.install()
        session = await launch(page, server, group)
        ids = await queue_reviews(page, server, session, 5)
        await page.clock.pause_at(datetime.now() + timedelta(hours=1))
        sizes: list[int] = []

        async def count(route: Route) -> None:
            await route.fulfill(**MALFORMED[key])
            await asyncio.sleep(0.5)  # until the page has read the response
            sizes.append(len(json.loads(route.request.post_data or "")["reviews"]))

        await page.route(REVIEWS, count)
        await page.evaluate("dispatchEvent(new Event('online'))")
        for number, seconds in enumerate((1, 2, 4, 8), start=1):
            await until(partial(has_length, sizes, number))
            await status_on_paused_clock(page, "5 answers kept here, waiting for the portal.")
            await page.clock.run_for(seconds * 1000 - 500)
            assert sizes == [5] * number
            await page.clock.run_for(600)
            await until(partial(has_length, sizes, number + 1))
        await page.unroute(REVIEWS)
        await status_on_paused_clock(page, "All answers saved.", step_ms=1000)
        assert recorded_ids(server) == ids


async def test_response_that_names_some_reviews_acknowledges_only_these(
    browser: Browser, server: Server
) -> None:
    group = await seed(server, THREE_WORDS)
    async with device(browser, server) as page:
        await page.clock.install()
        session = await launch(page, server, group)
        ids = await queue_reviews(page, server, session, 4)
        await page.clock.pause_at(datetime.now() + timedelta(hours=1))
        sizes: list[int] = []

        async def truncate(route: Route) -> None:
            body = await (await route.fetch()).json()
            sizes.append(len(body["items"]))
            await route.fulfill(status=201, json={**body, "items": [None, *body["items"][:1]]})

        await page.route(REVIEWS, truncate)
        await page.evaluate("dispatchEvent(new Event('online'))")
        await status_on_paused_clock(page, "3 answers kept here, waiting for the portal.")
        assert sizes == [4]
        await page.clock.run_for(1_100)
        await status_on_paused_clock(page, "2 answers kept here, waiting for the portal.")
        assert sizes == [4, 3]
        await page.unroute(REVIEWS)
        await status_on_paused_clock(page, "All answers saved.", step_ms=1000)
        assert recorded_ids(server) == ids


@pytest.mark.parametrize("errors", [[None], [1, {"path": 2}], {"path": "reviews[0]"}, 7])
async def test_refusal_with_malformed_errors_drops_the_review_and_sends_the_next(
    browser: Browser, server: Server, errors: object
) -> None:
    group = await seed(server, THREE_WORDS)
    async with device(browser, server) as page:
        await launch(page, server, group)
        await start(page)
        problem = {"status": 422, "json": {"status": 422, "errors": errors}}
        await page.route(REVIEWS, fulfilling(problem), times=1)
        await answer(page, THREE_WORDS)
        refused = "1 answer not saved: refused by the portal."
        await expect(page.get_by_role("status")).to_have_text(refused)
        saved = await answer(page, THREE_WORDS)
        await until(lambda: recorded(server)[saved, True] == 1)
        await until_waiting(page, 0)


async def test_stored_value_that_is_not_a_review_is_discarded(page: Page, server: Server) -> None:
    session = await launch(page, server, await seed(server, THREE_WORDS))
    [(word,)] = query(server.database, "SELECT max(id) FROM words")
    values = ["{damaged", "null", "7", '"x"', "[]", f'{{"word_id": {word}, "correct": true}}']
    prefix = f"review {server.url}/api {session} "
    await page.evaluate(
        "([prefix, values]) => values.forEach((v, i) => localStorage.setItem(prefix + i, v))",
        [prefix, values],
    )
    await start(page)
    await answer(page, THREE_WORDS)
    await all_saved(page)
    assert recorded(server).total() == 1


async def test_refused_reviews_are_dropped_and_counted_and_the_others_saved(
    browser: Browser, server: Server
) -> None:
    group = await seed(server, THREE_WORDS)
    async with device(browser, server) as page:
        session = await launch(page, server, group)
        await start(page)
        await answer(page, THREE_WORDS)
        await all_saved(page)
        [(used, word)] = query(server.database, "SELECT review_id, word_id FROM word_review_items")
        await page.context.set_offline(True)
        for review_id, word_id in ((uuid4(), 10**9), (used, word), (uuid4(), "x")):
            review = {"review_id": str(review_id), "word_id": word_id, "correct": False}
            key = f"review {server.url}/api {session} {review_id}"
            await page.evaluate(
                "(item) => localStorage.setItem(...item)", [key, json.dumps(review)]
            )
        await page.evaluate("(key) => localStorage.setItem(key, '{damaged')", key + "x")
        await answer(page, THREE_WORDS)
        await page.context.set_offline(False)
        await expect(page.get_by_role("status")).to_contain_text("3 answers not saved")
        await expect(page.get_by_role("status")).not_to_contain_text("waiting")
        assert await waiting(page) == 0
        assert recorded(server).total() == 2


async def test_answers_to_a_deleted_session_are_reported_as_not_saved(
    browser: Browser, server: Server
) -> None:
    group = await seed(server, THREE_WORDS)
    async with device(browser, server) as page:
        await launch(page, server, group)
        await start(page)
        await answer(page, THREE_WORDS)
        await all_saved(page)
        await page.request.post("/api/reset_history")
        await answer(page, THREE_WORDS)
        message = "1 answer not saved: the portal no longer has the study session."
        await expect(page.get_by_role("status")).to_have_text(message)
        assert await waiting(page) == 0
        assert recorded(server).total() == 0


async def test_many_reviews_are_sent_in_batches_that_the_portal_accepts(
    browser: Browser, serve: Callable[..., Server]
) -> None:
    server = serve(PORTAL_MAX_BODY_BYTES="50000")
    group = await seed(server, THREE_WORDS)
    async with device(browser, server) as page:
        session = await launch(page, server, group)
        ids = await queue_reviews(page, server, session, 1200)
        await page.reload()
        await all_saved(page)
        assert recorded_ids(server) == ids


async def test_one_request_is_sent_at_a_time(page: Page, server: Server) -> None:
    concurrent: list[int] = []
    running = 0

    async def count(route: Route) -> None:
        nonlocal running
        running += 1
        concurrent.append(running)
        answered = await route.fetch()
        running -= 1
        await route.fulfill(response=answered)

    await launch(page, server, await seed(server, TEN_WORDS))
    await start(page)
    await page.route(REVIEWS, count)
    await study(page, TEN_WORDS)
    await all_saved(page)
    assert set(concurrent) == {1}
    assert recorded(server) == once(TEN_WORDS)


async def test_answer_is_sent_even_if_the_learner_leaves_at_once(
    page: Page, server: Server
) -> None:
    await launch(page, server, await seed(server, THREE_WORDS))
    await start(page)
    await page.keyboard.press("Space")
    await page.evaluate(
        """() => {
          document.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight" }));
          location.href = "/";
        }"""
    )
    await expect(page).to_have_title("Dashboard · The portal")
    await until(lambda: recorded(server).total() == 1)


@every_app
async def test_learner_without_browser_storage_is_asked_to_leave_the_page_open(
    browser: Browser, server: Server, app: str
) -> None:
    group = await seed(server, THREE_WORDS)
    async with device(browser, server) as page:
        await page.add_init_script(
            "Object.defineProperty(window, 'localStorage', { get() { throw new Error('no') } })"
        )
        await launch(page, server, group, app)
        await start(page)
        await page.context.set_offline(True)
        answered = await answer(page, THREE_WORDS)
        await expect(page.get_by_role("status")).to_contain_text("Please leave the page open")
        async with page.expect_event("dialog") as warned:
            await page.close(run_before_unload=True)
        dialog = await warned.value
        assert dialog.type == "beforeunload"
        await dialog.dismiss()
        await page.context.set_offline(False)
        await expect(page.get_by_role("status")).to_have_text("All answers saved.")
        assert recorded(server) == {(answered, True): 1}


async def test_full_browser_storage_loses_no_answer(browser: Browser, server: Server) -> None:
    group = await seed(server, THREE_WORDS)
    async with device(browser, server) as page:
        await launch(page, server, group)
        await page.evaluate(
            """() => {
              const fill = (size) => localStorage.setItem(`${Math.random()}`, "x".repeat(size));
              for (let size = 2 ** 22; size >= 1; size /= 2) try { for (;;) fill(size); } catch {}
            }"""
        )
        await start(page)
        await study(page, THREE_WORDS)
        await all_saved(page)
        assert recorded(server) == once(THREE_WORDS)


async def test_reviews_have_a_time_and_an_id_without_a_secure_context(
    browser: Browser, server: Server
) -> None:
    group = await seed(server, THREE_WORDS)
    async with device(browser, server, timezone_id="Asia/Kolkata") as page:
        await page.add_init_script(
            "delete Crypto.prototype.randomUUID; delete window.isSecureContext"
        )
        await launch(page, server, group)
        await start(page)
        async with page.expect_request(REVIEWS) as request:
            await answer(page, THREE_WORDS)
        [review] = json.loads((await request.value).post_data or "")["reviews"]
        assert review["created_at"].endswith("+05:30")
        made = datetime.fromisoformat(review["created_at"])
        assert abs(datetime.now(made.tzinfo) - made) < timedelta(minutes=1)
        await study(page, THREE_WORDS)
        await all_saved(page)
        assert review_versions(server) == {7}


# Accessibility


@every_app
async def test_every_state_is_accessible_and_fits_a_small_screen(
    browser: Browser,
    server: Server,
    assert_accessible: Callable[[Page], Awaitable[None]],
    app: str,
) -> None:
    group = await seed(
        server,
        [
            {
                "german": "Donaudampfschifffahrtsgesellschaft",
                "english": "steamship " * 4,
                "article": "die",
            },
            {
                "german": "Wie komme ich zum Bahnhof?",
                "english": "hippopotomonstrosesquippedaliophobia",
            },
        ],
    )
    small = {"viewport": {"width": 360, "height": 640}}
    async with device(browser, server, **small) as page:

        async def check() -> None:
            for scheme in ("light", "dark"):
                await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                await assert_accessible(page)
            overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            assert await page.evaluate(overflow) == 0

        await page.goto(f"/apps/{app.lower()}/")
        await expect(page.get_by_role("heading", name="can’t start")).to_be_visible()
        await check()
        await page.route("**/api/groups/**", refuse)
        await launch(page, server, group, app)
        await expect(page.get_by_role("alert")).to_be_visible()
        await check()
        await page.unroute("**/api/groups/**")
        await page.get_by_role("button", name="Try again").click()
        await expect(page.get_by_role("button", name="Start")).to_be_focused()
        await check()
        await page.keyboard.press("Enter")
        for _ in range(3):
            await expect(term(page)).to_be_visible()
            await check()
            if app == "Typing":
                shown = await term(page).inner_text()
                near = "Wie kommt ich" if shown.startswith("hippo") else "Donaudampfschiffahrt"
                await page.keyboard.type(near + "sgesellschaft" * (near[0] == "D"))
                await page.keyboard.press("Enter")
                await expect(page.locator(".verdict")).to_be_visible()
                await check()
                await page.keyboard.press("Enter")
            else:
                await page.keyboard.press("Space")
                await expect(page.locator(".answer .term")).to_be_visible()
                await check()
                await page.keyboard.press("ArrowLeft")
        while not await page.locator(".figures").count():
            if app == "Typing":
                shown = await term(page).inner_text()
                sentence = "Wie komme ich zum Bahnhof"
                noun = "Donaudampfschifffahrtsgesellschaft"
                await page.keyboard.type(sentence if shown.startswith("hippo") else noun)
                await page.keyboard.press("Enter")
                await page.keyboard.press("Enter")
            else:
                await page.keyboard.press("Space")
                await page.keyboard.press("ArrowRight")
        await expect(page.locator("main li")).to_have_count(2)
        await check()


@every_app
async def test_link_skips_to_the_exercise(page: Page, server: Server, app: str) -> None:
    await launch(page, server, 1, app)
    await expect(page.get_by_role("button", name="Start")).to_be_focused()
    await page.get_by_role("link", name="Skip to the exercise").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("main")).to_be_focused()


@every_app
async def test_thumbnail_is_an_image_of_8_by_5(page: Page, app: str) -> None:
    await page.goto("/theme/icon.svg")
    size = await page.evaluate(
        """async (url) => { const image = new Image(); image.src = url; await image.decode();
             return image.naturalWidth / image.naturalHeight; }""",
        f"/apps/{app.lower()}/thumbnail.svg",
    )
    assert size == 1.6
