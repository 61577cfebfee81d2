import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.text import fold, normalise, normalise_json


def test_case_umlauts_and_accents_are_folded() -> None:
    assert fold("Äpfel") == fold("ÄPFEL") != fold("Apfe")
    assert fold("Apfel") == fold("apfel") != fold("birne")
    assert fold("Straße") == fold("STRASSE")
    assert fold("Café") == fold("cafe")
    words = ["Zug", "über", "Abend", "Ofen", "Äpfel", "Öl", "abend"]
    assert sorted(words, key=fold) == ["Abend", "abend", "Äpfel", "Ofen", "Öl", "über", "Zug"]


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("Aben\u00adteuer", "Abenteuer"),
        ("\u200bOhr\u200b", "Ohr"),
        ("Haus\u00a0tier\u202f", "Haus tier"),
        ("E\u2011Mail", "E-Mail"),
        ("Ma\u0308dchen", "Mädchen"),
        ("Auf\u200dlage\u200c", "Auflage"),
        ("\u202aTür\u202c", "Tür"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("Zahl – Ziffer", "Zahl – Ziffer"),
    ],
)
def test_texts_that_look_the_same_are_stored_as_one(text: str, stored: str) -> None:
    assert normalise(text) == stored == normalise(stored)
    assert json.loads(normalise_json(json.dumps(text, ensure_ascii=False))).strip() == stored


strings = st.text(alphabet='nrtbfue\\\n\t\r\0"{}:,\u0303\u0308\u0301Aa', max_size=9)


@given(st.dictionaries(strings, strings, max_size=3))
def test_strings_in_json_are_normalised_and_the_json_stays_valid(value: dict[str, str]) -> None:
    for ascii_ in (False, True):
        found = json.loads(normalise_json(json.dumps(value, ensure_ascii=ascii_)))
        expected = {nfc(key): nfc(text) for key, text in value.items()}
        assert ascii_ or found == expected


def nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


@given(st.text())
def test_folding_ignores_case(text: str) -> None:
    assert fold(text.casefold()) == fold(text)
