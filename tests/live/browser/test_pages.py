from playwright.async_api import Page


async def test_portal_opens(page: Page) -> None:
    await page.goto("/")
    assert await page.title() == "The portal"
