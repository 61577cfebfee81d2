"""The notations in which dictionaries and course books write German words."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.paths import SEEDS
from portal.word_lists.headwords import Headword, read_headword

ENTRIES = [
    entry
    for path in sorted(SEEDS.glob("*.json"))
    for entry in json.loads(path.read_text("utf-8"))
    if " " not in entry["german"]
]
NOUNS = [entry for entry in ENTRIES if entry["parts"]["pos"] == "noun"]
VERBS = [entry for entry in ENTRIES if entry["parts"]["pos"] == "verb"]
PLAIN = str.maketrans("äöüÄÖÜ", "aouAOU")


def noun(article: str, **parts: object) -> dict[str, object]:
    genders = {"der": "m", "die": "f", "das": "n"}
    return {"pos": "noun", "article": article, "gender": genders[article], **parts}


@pytest.mark.parametrize(
    ("text", "german", "parts"),
    [
        ("der Tisch", "Tisch", noun("der")),
        ("Tisch, der", "Tisch", noun("der")),
        ("Tisch (der)", "Tisch", noun("der")),
        ("Tisch m", "Tisch", noun("der")),
        ("der Arzt, ¨-e", "Arzt", noun("der", plural="Ärzte")),
        ('der Arzt, "-e', "Arzt", noun("der", plural="Ärzte")),
        ("der Arzt, ⸚e", "Arzt", noun("der", plural="Ärzte")),
        ("der Baum, ¨-e", "Baum", noun("der", plural="Bäume")),
        ("das Haus, ¨-er", "Haus", noun("das", plural="Häuser")),
        ("die Kuh, ¨-e", "Kuh", noun("die", plural="Kühe")),
        ("der Bahnhof, ¨-e", "Bahnhof", noun("der", plural="Bahnhöfe")),
        ("der Großvater, ¨-", "Großvater", noun("der", plural="Großväter")),
        ("der Apfel, ¨", "Apfel", noun("der", plural="Äpfel")),
        ("der Saal, Säle", "Saal", noun("der", plural="Säle")),
        ("der Lehrer, –", "Lehrer", noun("der", plural="Lehrer")),
        ("die Ärztin, -nen", "Ärztin", noun("die", plural="Ärztinnen")),
        ("das Museum, -en", "Museum", noun("das", plural="Museen")),
        ("die Praxis, -en", "Praxis", noun("die", plural="Praxen")),
        ("das Thema, Themen", "Thema", noun("das", plural="Themen")),
        ("der Tisch, -(e)s, -e", "Tisch", noun("der", plural="Tische")),
        ("Tisch m (-es; -e)", "Tisch", noun("der", plural="Tische")),
        ("der Tisch, die Tische", "Tisch", noun("der", plural="Tische")),
        ("der Tisch / die Tische", "Tisch", noun("der", plural="Tische")),
        ("der Tisch (Pl. Tische)", "Tisch", noun("der", plural="Tische")),
        ("Bank, -en", "Bank", {"pos": "noun", "plural": "Banken"}),
        ("das Obst (Sg.)", "Obst", noun("das", plural=None)),
        ("die Milch (kein Pl.)", "Milch", noun("die", plural=None)),
        ("die Leute (Pl.)", "Leute", {**noun("die", plural="Leute"), "gender": None}),
        ("Leute, die (Pl.)", "Leute", {**noun("die", plural="Leute"), "gender": None}),
        ("der/die Angestellte, -n", "Angestellte", noun("der", plural="Angestellten")),
        ("der Lehrer/die Lehrerin", "Lehrer", noun("der", alternatives=["Lehrerin"])),
        ("Lehrer/in", "Lehrer", noun("der", alternatives=["Lehrerin"])),
        ("(sich) freuen", "freuen", {"pos": "verb", "reflexive": True}),
        ("freuen, sich", "sich freuen", {"pos": "verb", "reflexive": True}),
        ("sich freuen", "sich freuen", {"pos": "verb", "reflexive": True}),
        (
            "abfahren, fährt ab, ist abgefahren",
            "abfahren",
            {
                "pos": "verb", "praesens3": "fährt ab", "partizip2": "abgefahren", "aux": "sein",
                "separable": True,
            },
        ),
        (
            "sich freuen, freut sich, freute sich, hat sich gefreut",
            "sich freuen",
            {
                "pos": "verb", "praesens3": "freut sich", "praeteritum": "freute sich",
                "partizip2": "gefreut", "aux": "haben", "reflexive": True,
            },
        ),
        (
            "halten, hielt, gehalten (hat)",
            "halten",
            {"pos": "verb", "praeteritum": "hielt", "partizip2": "gehalten", "aux": "haben"},
        ),
        ("ab|fahren", "abfahren", {"pos": "verb", "separable": True}),
        ("warten (auf + Akk.)", "warten", {"government": ["auf + accusative"]}),
        ("warten auf + Akk.", "warten", {"government": ["auf + accusative"]}),
        ("helfen (+ Dat.)", "helfen", {"government": ["dative"]}),
        ("jdm. helfen", "helfen", {"pos": "verb", "government": ["dative"]}),
        ("mit (+ Dat.)", "mit", {"pos": "preposition", "cases": ["dative"]}),
        ("in + Akk./Dat.", "in", {"pos": "preposition", "cases": ["accusative", "dative"]}),
        ("groß – größer – am größten", "groß",
         {"comparative": "größer", "superlative": "am größten"}),
        ("gut (besser, am besten)", "gut", {"comparative": "besser", "superlative": "am besten"}),
        ("alt, älter, älteste", "alt", {"comparative": "älter", "superlative": "am ältesten"}),
        ("schön / hübsch", "schön", {"alternatives": ["hübsch"]}),
    ],
)  # fmt: skip
def test_notation_is_understood(text: str, german: str, parts: dict[str, object]) -> None:
    assert read_headword(text) == Headword(german, parts)


@pytest.mark.parametrize(
    "text",
    [
        "auf Wiedersehen", "Guten Tag!", "Rad fahren", "Wie geht's?", "1.10", "z. B.", "der", "die",
        "Das ist gut.", "das heißt", "der eine", "die meisten", "das Rote Kreuz", "ja, bitte",
        "km/h", "und/oder", "ein bisschen",
    ],
)  # fmt: skip
def test_text_without_a_notation_stays_as_it_is(text: str) -> None:
    assert read_headword(text) == Headword(text, {})


@pytest.mark.parametrize("text", ["Apfel (Obst)", "der Baum, ~~e", "Bank (Geld)", "x (y"])
def test_unknown_notation_stays_as_it_is_and_is_marked(text: str) -> None:
    assert read_headword(text) == Headword(text, {}, understood=False)


def plural_notations(german: str, plural: str) -> list[str]:
    """Return how dictionaries write a plural: -e, ¨-e, or the whole word."""
    notations = [plural, f"die {plural}"]
    if plural.startswith(german):
        notations.append(f"-{plural.removeprefix(german)}")
    elif plural.translate(PLAIN).startswith(german):
        notations.append(f"¨-{plural[len(german) :]}")
    return notations


def test_nouns_of_the_seeds_are_read_from_every_notation_of_their_plural() -> None:
    count = 0
    for entry in NOUNS:
        german, parts = entry["german"], entry["parts"]
        if parts["gender"] and parts["plural"]:
            for notation in plural_notations(german, parts["plural"]):
                found = read_headword(f"{parts['article']} {german}, {notation}")
                expected = noun(parts["article"], plural=parts["plural"])
                assert found == Headword(german, expected), notation
                count += 1
    assert count > 1000


def test_verbs_of_the_seeds_are_read_from_their_principal_parts() -> None:
    auxiliaries = {"haben": "hat", "sein": "ist"}
    for entry in VERBS:
        german, parts = entry["german"], entry["parts"]
        past, participle = parts["praeteritum"], parts["partizip2"]
        for text in (
            f"{german}, {past}, {auxiliaries[parts['aux']]} {participle}",
            f"{german} – {past} – {participle}",
        ):
            found = read_headword(text)
            assert (found.german, found.parts["praeteritum"], found.parts["partizip2"]) == (
                german, past, participle,
            )  # fmt: skip


def test_words_of_the_seeds_are_no_notation() -> None:
    for entry in ENTRIES:
        assert read_headword(entry["german"]) == Headword(entry["german"], {})


texts: st.SearchStrategy[Any] = st.lists(
    st.sampled_from(
        [
            "der",
            "die",
            "sich",
            "Tisch",
            "gehen",
            "groß",
            "ging",
            "¨-e",
            "-en",
            "Pl.",
            "Akk.",
            "+",
            " ",
            " ",
            " ",
            ", ",
            " / ",
            "/",
            "(",
            ")",
            "|",
            " – ",
            "ist ",
            "am ",
            "a" * 200,
            "\n",
        ]
    ),
    max_size=20,
).map("".join)


@given(texts | st.text(max_size=40))
def test_any_text_keeps_its_letters_or_is_understood(text: str) -> None:
    found = read_headword(text)
    assert found.german or not text
    again = read_headword(found.german)
    assert again.german == found.german or not found.understood
    if not found.parts:
        assert found.german == text
