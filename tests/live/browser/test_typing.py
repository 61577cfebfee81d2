import pytest
from playwright.async_api import Page, expect

from tests.live.lessons import THREE_WORDS, Entry, all_saved, answer, launch, recorded, seed, start
from tests.live.server import Server

GIRL: Entry = {
    "german": "Mädchen",
    "english": "girl",
    "parts": {"article": "das", "plural": "Mädchen"},
}


def word(german: str, article: str | None = None) -> Entry:
    return {"german": german, "english": "?", "parts": article and {"article": article}}


RIGHT: list[tuple[str, Entry]] = [
    ("neue", word("neue")),
    ("Neue", word("neue")),
    ("Strasse", word("Straße")),
    ("STRASSE", word("Straße")),
    ("Straße", word("Straße")),
    ("STRAẞE", word("Straße")),
    ("Maedchen", word("Mädchen")),
    ("maedchen", word("Mädchen")),
    ("Ma\u0308dchen", word("Mädchen")),
    ("Mädchen", word("Ma\u0308dchen")),
    ("Aepfel", word("Äpfel")),
    ("Uebung", word("Übung")),
    ("schoene Gruesse", word("schöne Grüße")),
    ("schöne Gruesse", word("schöne Grüße")),
    ("Feuer", word("Feuer")),
    ("Poesie", word("Poesie")),
    ("Israel", word("Israel")),
    ("Wasser", word("Wasser")),
    ("Frauen", word("Frauen")),
    ("treue Fruehaufsteher", word("treue Frühaufsteher")),
    ("  sich   freuen ", word("sich freuen")),
    ("Sich freuen", word("sich freuen")),
    ("Guten Morgen", word("guten Morgen!")),
    ("guten Morgen!!!", word("guten Morgen")),
    ("Zahlen bitte", word("Zahlen, bitte!")),
    ("Wie gehts", word("Wie geht’s?")),
    ("Wie geht's?", word("Wie geht’s?")),
    ("Cafe", word("Café")),
    ("Café", word("Café")),
    ("Cafe\u0301", word("Café")),
    ("e-mail", word("E-Mail")),
    ("Apfel", word("Apfel", "der")),
    ("der Apfel", word("Apfel", "der")),
    ("Der Apfel", word("Apfel", "der")),
    ("die Apfel", word("Apfel", "der")),  # the article doesn't count
    ("Apfel", word("der Apfel")),
    ("der Apfel", word("der Apfel")),
    ("der Apfel", word("der Apfel", "der")),
    ("das", word("das")),
    ("Das macht nichts", word("Das macht nichts.")),
    ("wie heißen sie", word("Wie heißen Sie?")),
    ("Sie", word("Sie")),
    ("Sie", word("sie")),
]

WRONG: list[tuple[str, Entry]] = [
    ("neü", word("neue")),
    ("Feür", word("Feuer")),
    ("Waßer", word("Wasser")),
    ("schon", word("schön")),
    ("Madchen", word("Mädchen")),
    ("freuen", word("sich freuen")),
    ("macht nichts", word("Das macht nichts.")),
    ("sie", word("Sie")),
    ("ihnen", word("Ihnen")),
    ("EMail", word("E-Mail")),
    ("der", word("Apfel", "der")),
    ("gutenMorgen", word("guten Morgen")),
]

WITH_ARTICLE: list[tuple[str, Entry, bool]] = [
    ("der Apfel", word("Apfel", "der"), True),
    ("DER apfel", word("Apfel", "der"), True),
    ("der Apfel", word("der Apfel"), True),
    ("das Maedchen", word("Mädchen", "das"), True),
    ("Apfel", word("Apfel", "der"), False),
    ("die Apfel", word("Apfel", "der"), False),
    ("der Apfl", word("Apfel", "der"), False),
    ("gehen", word("gehen"), True),
    ("Eltern", word("Eltern"), True),
    ("die Eltern", word("Eltern"), True),  # the word list has no article
]

COMPARE = """async (cases) => {
  const { compareAnswer } = await import("/apps/typing/answer.js");
  return cases.map(([answer, word, articles]) => compareAnswer(answer, word, articles));
}"""


async def verdicts_of(page: Page, *cases: tuple[str, Entry, bool]) -> list[dict[str, object]]:
    await page.goto("/theme/icon.svg")  # any page of the origin
    verdicts: list[dict[str, object]] = await page.evaluate(COMPARE, cases)
    return verdicts


async def test_case_accents_punctuation_and_umlaut_spelling_are_ignored(page: Page) -> None:
    verdicts = await verdicts_of(page, *((typed, word, False) for typed, word in RIGHT))
    refused = [case for case, verdict in zip(RIGHT, verdicts, strict=True) if not verdict["right"]]
    assert refused == []


async def test_other_words_are_wrong(page: Page) -> None:
    verdicts = await verdicts_of(page, *((typed, word, False) for typed, word in WRONG))
    accepted = [case for case, verdict in zip(WRONG, verdicts, strict=True) if verdict["right"]]
    assert accepted == []


async def test_article_counts_if_the_learner_has_chosen_so(page: Page) -> None:
    verdicts = await verdicts_of(page, *((typed, word, True) for typed, word, *_ in WITH_ARTICLE))
    found = [
        (*case[:2], verdict["right"]) for case, verdict in zip(WITH_ARTICLE, verdicts, strict=True)
    ]
    assert found == WITH_ARTICLE


@pytest.mark.parametrize(
    ("typed", "wanted", "near"),
    [
        ("schon", "schön", True), ("Hut", "gut", True), ("Hund", "gut", False),
        ("Krankenwagen", "Krankenschwester", False), ("Krankenschwster", "Krankenschwester", True),
        ("", "Ei", False), ("völlig falsch", "Apfel", False),
    ],
)  # fmt: skip
async def test_answer_with_few_wrong_letters_is_near(
    page: Page, typed: str, wanted: str, near: bool
) -> None:
    [verdict] = await verdicts_of(page, (typed, word(wanted), False))
    assert (verdict["right"], verdict["near"]) == (False, near)


async def test_runs_of_letters_spell_both_words(page: Page) -> None:
    cases = [("Maedchn", word("Mädchen"), False), ("gutn  abent", word("Guten Abend!"), False)]
    first, second = await verdicts_of(page, *cases)
    assert first["runs"] == [
        {"same": True, "typed": "Maedch", "wanted": "Mädch"},
        {"same": False, "typed": "", "wanted": "e"},
        {"same": True, "typed": "n", "wanted": "n"},
    ]
    runs = second["runs"]
    assert isinstance(runs, list)
    assert "".join(run["typed"] for run in runs) == "gutn abent"
    assert "".join(run["wanted"] for run in runs) == "Guten Abend"


async def test_near_miss_is_shown_letter_by_letter_and_counts_as_wrong(
    page: Page, server: Server
) -> None:
    await launch(page, server, await seed(server, [GIRL]), "Typing")
    await start(page)
    await page.keyboard.type("Madchenn")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Nearly")).to_be_visible()
    lines = page.locator("dd")
    await expect(lines).to_have_text(["Madchenn", "Mädchen"])
    await expect(lines.nth(0).get_by_role("deletion")).to_have_text(["a", "n"])
    await expect(lines.nth(1).get_by_role("insertion")).to_have_text(["ä"])
    await expect(page.locator(".result .term")).to_have_text("das Mädchen")
    await page.keyboard.press("Enter")
    await page.keyboard.type("Maedchen")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Right", exact=True)).to_be_visible()
    await page.keyboard.press("Enter")
    await all_saved(page)
    assert recorded(server) == {("Mädchen", False): 1, ("Mädchen", True): 1}


async def test_wrong_answer_and_no_answer_show_the_right_one(page: Page, server: Server) -> None:
    await launch(page, server, await seed(server, THREE_WORDS), "Typing")
    await start(page)
    await page.keyboard.type("ganz falsch")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Not this time")).to_be_visible()
    await expect(page.get_by_role("textbox")).to_have_value("ganz falsch")
    wrong = await page.locator(".result .term").inner_text()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("textbox")).to_be_focused()
    await page.get_by_role("button", name="I don’t know").click()
    await expect(page.get_by_role("button", name="Next")).to_be_focused()
    unknown = await page.locator(".result .term").inner_text()
    await page.keyboard.press("Enter")
    await answer(page, THREE_WORDS)
    await answer(page, THREE_WORDS)
    await answer(page, THREE_WORDS)
    await all_saved(page)
    assert recorded(server)[wrong, False] == recorded(server)[unknown, False] == 1
    assert recorded(server).total() == 5


async def test_answer_without_letters_is_not_accepted(page: Page, server: Server) -> None:
    await launch(page, server, await seed(server, THREE_WORDS), "Typing")
    await start(page)
    await page.keyboard.type(" ?! ")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Type an answer first")).to_be_visible()
    await expect(page.get_by_role("button", name="Check")).to_be_visible()
    assert recorded(server).total() == 0


async def test_letter_buttons_insert_at_the_cursor(page: Page, server: Server) -> None:
    await launch(page, server, await seed(server, {"Möwe": "seagull"}), "Typing")
    await start(page)
    await page.keyboard.type("Mwe")
    await page.keyboard.press("ArrowLeft")
    await page.keyboard.press("ArrowLeft")
    await page.get_by_role("button", name="ö").click()
    await expect(page.get_by_role("textbox")).to_have_value("Möwe")
    await expect(page.get_by_role("textbox")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Right", exact=True)).to_be_visible()


async def test_choice_to_type_the_article_is_remembered(page: Page, server: Server) -> None:
    group = await seed(server, [GIRL])
    await launch(page, server, group, "Typing")
    await page.get_by_label("Nouns need their article").check()
    await launch(page, server, group, "Typing")
    await expect(page.get_by_label("Nouns need their article")).to_be_checked()
    await start(page)
    await expect(page.get_by_text("with its article")).to_be_visible()
    await page.keyboard.type("die Mädchen")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Nearly")).to_be_visible()
    await page.keyboard.press("Enter")
    await page.keyboard.type("das Mädchen")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Right", exact=True)).to_be_visible()


async def test_held_enter_key_skips_no_word(page: Page, server: Server) -> None:
    await launch(page, server, await seed(server, THREE_WORDS), "Typing")
    await start(page)
    await page.keyboard.type("falsch")
    for _ in range(5):
        await page.keyboard.down("Enter")
    await page.keyboard.up("Enter")
    await expect(page.get_by_role("button", name="Next")).to_be_focused()
    await expect(page.get_by_text("Not this time")).to_be_visible()
