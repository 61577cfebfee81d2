import json
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from portal.text import fold, normalise_json


def test_case_umlauts_and_accents_are_folded() -> None:
    assert fold("Äpfel") == fold("ÄPFEL") != fold("Apfe")
    assert fold("Apfel") == fold("apfel") != fold("birne")
    assert fold("Straße") == fold("STRASSE")
    assert fold("Café") == fold("cafe")
    words = ["Zug", "über", "Abend", "Ofen", "Äpfel", "Öl", "abend"]
    assert sorted(words, key=fold) == ["Abend", "abend", "Äpfel", "Ofen", "Öl", "über", "Zug"]


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
