"""Helpers for the tests of the launchpad: a study history, and replacements for the apps."""

from playwright.async_api import Page, Route

PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="16" height="9"><path d="M0 0h16v9z"/></svg>'
)


async def replace_apps(page: Page) -> Page:
    """Replace the pages of the learning apps, which have their own tests."""

    async def answer(route: Route) -> None:
        if route.request.url.endswith(".svg"):
            await route.fulfill(content_type="image/svg+xml", body=PICTURE)
        else:
            await route.fulfill(content_type="text/html", body="<title>An app</title>")

    await page.route("**/apps/**", answer)
    return page


async def study(page: Page, *answers: bool, group_id: int = 1, study_activity_id: int = 1) -> int:
    """Launch a study session, answer the first words, and return the id of the session."""
    launched = await page.request.post(
        "/api/study_activities",
        data={"group_id": group_id, "study_activity_id": study_activity_id},
    )
    id_: int = (await launched.json())["id"]
    for word_id, correct in enumerate(answers, start=1):
        reviewed = await page.request.post(
            f"/api/study_sessions/{id_}/words/{word_id}/review", data={"correct": correct}
        )
        assert reviewed.status == 201
    return id_
