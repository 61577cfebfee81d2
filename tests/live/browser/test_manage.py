"""What teachers do on their pages."""

from pathlib import Path

import pytest
from openpyxl import Workbook
from playwright.async_api import Browser, Page, expect

from tests.live.lessons import query
from tests.live.server import Server, http_client

PREVIEW, IMPORT = "Show a preview", "Import these words"
WORDS = [(f"das Kunstwort{letter}, -e", f"made-up word {letter}") for letter in "abcdefghijklmno"]
WORDS += [(f"(sich) ver{letter}en", f"to make up {letter}") for letter in "abcdefghijklmno"]


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    made = Workbook()
    sheet = made.worksheets[0]
    for row in [("Deutsch", "Englisch"), *WORDS]:
        sheet.append(row)
    path = tmp_path / "Lektion 1.xlsx"
    made.save(path)
    return path


async def test_teacher_makes_a_group_from_a_workbook_corrects_words_and_launches_an_app(
    page: Page, server: Server, workbook: Path
) -> None:
    await page.goto("/")
    await page.get_by_role("link", name="Manage").click()
    await page.get_by_label("A file of Excel").set_input_files(workbook)
    await page.get_by_label("The group for all words").fill("Lektion 1")
    await page.get_by_role("button", name=PREVIEW).click()
    await expect(page.locator(".report").get_by_role("status")).to_contain_text(
        "30 words would be created"
    )
    first = page.get_by_role("row").nth(1)
    await expect(first).to_contain_text("das Kunstworta")
    await expect(first).to_contain_text("Kunstwortae")
    assert query(server.database, "SELECT 1 FROM groups WHERE name = 'Lektion 1'") == []

    await page.get_by_role("button", name=IMPORT).click()
    await expect(page.locator(".report").get_by_role("status")).to_contain_text("30 words created")
    await page.get_by_role("link", name="Open the group Lektion 1").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Lektion 1")
    for name, label, value in (
        ("das Kunstworta", "Plural", "Kunstworten"),
        ("verben", "English", "to corrupt"),
    ):
        await page.get_by_role("link", name=name, exact=True).click()
        await page.get_by_role("link", name="Edit").click()
        await page.get_by_label(label).fill(value)
        await page.get_by_role("button", name="Save").click()
        await expect(page.get_by_role("main")).to_contain_text(value)
        await page.get_by_role("link", name="Lektion 1").click()
    await page.get_by_role("button", name="Launch").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("button", name="Launch").click()
    await expect(page.get_by_role("heading", name="Flashcards")).to_be_visible()
    await expect(page.get_by_role("banner")).to_contain_text("Lektion 1")


async def test_pasted_rows_are_previewed_with_what_is_refused_and_why(page: Page) -> None:
    await page.goto("/manage")
    rows = "Nonsenswort\tnonsense word\n\tnothing\nApfel (Obst)\tapple fruit\n"
    await page.get_by_label("Or rows to paste").fill(rows)
    await page.get_by_role("button", name=PREVIEW).click()
    report = page.locator(".report")
    await expect(report.get_by_role("status")).to_contain_text("2 words would be created")
    await expect(report.get_by_role("status")).to_contain_text("1 refused")
    await expect(report).to_contain_text("Column 1 was read as German")
    await expect(report).to_contain_text("refused: german must be a text that isn't empty")
    await expect(report).to_contain_text("the notation of Apfel (Obst) isn't known")
    await expect(report.get_by_role("button", name=IMPORT)).to_be_focused()


async def test_list_that_cannot_be_read_says_why(browser: Browser, server: Server) -> None:
    context = await browser.new_context(base_url=server.url, locale="en-GB")
    page = await context.new_page()
    await page.goto("/manage")
    await page.get_by_label("Or rows to paste").fill("only one column")
    await page.get_by_role("button", name=PREVIEW).click()
    await expect(page.get_by_role("alert")).to_contain_text("there is no field for german")
    await context.close()


async def test_two_teachers_who_edit_one_word_are_shown_both_versions(
    browser: Browser, server: Server
) -> None:
    context = await browser.new_context(base_url=server.url, locale="en-GB")
    page = await context.new_page()
    await page.goto("/manage/words/1")
    await page.get_by_label("English").fill("hello there")
    async with http_client(server.url) as client:
        await client.patch("/api/words/1", json={"english": "hi"})
    await page.get_by_role("button", name="Save").click()
    alert = page.get_by_role("alert")
    await expect(alert).to_contain_text("It is now: hallo: hi")
    await expect(alert).to_contain_text("You have: hallo: hello there")
    await alert.get_by_role("button", name="Save mine").click()
    await expect(page.get_by_role("main")).to_contain_text("hello there")
    await context.close()


async def test_word_with_reviews_is_not_deleted_and_one_without_is(
    browser: Browser, server: Server
) -> None:
    context = await browser.new_context(base_url=server.url, locale="en-GB")
    page = await context.new_page()
    async with http_client(server.url) as client:
        payload = {"group_id": 1, "study_activity_id": 1}
        launched = (await client.post("/api/study_activities", json=payload)).json()
        await client.post(
            f"/api/study_sessions/{launched['id']}/words/1/review", json={"correct": True}
        )
    await page.goto("/manage/words/1")
    await page.get_by_role("button", name="Delete this word").click()
    await expect(page.get_by_role("alert")).to_contain_text("has reviews")
    await page.goto("/manage/words/2")
    await page.get_by_role("button", name="Delete this word").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Words")
    await context.close()
    assert query(server.database, "SELECT id FROM words WHERE id IN (1, 2)") == [(1,)]
