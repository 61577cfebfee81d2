import json
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from portal.text import clean_json, sort_key


def test_case_umlauts_and_accents_are_folded() -> None:
    assert sort_key("Äpfel") == sort_key("ÄPFEL") != sort_key("Apfe")
    assert sort_key("Apfel") == sort_key("apfel") != sort_key("birne")
    assert sort_key("Straße") == sort_key("STRASSE")
    assert sort_key("Café") == sort_key("cafe")
    words = ["Zug", "über", "Abend", "Ofen", "Äpfel", "Öl", "abend"]
    assert sorted(words, key=sort_key) == ["Abend", "abend", "Äpfel", "Ofen", "Öl", "über", "Zug"]


strings = st.text(alphabet='nrtbfue\\\n\t\r\0"{}:,\u0303\u0308\u0301Aa', max_size=9)


@given(st.dictionaries(strings, strings, max_size=3))
def test_strings_within_json_are_normalised_and_stay_json(value: dict[str, str]) -> None:
    for ascii_ in (False, True):
        found = json.loads(clean_json(json.dumps(value, ensure_ascii=ascii_)))
        expected = {nfc(key): nfc(text) for key, text in value.items()}
        assert ascii_ or found == expected


def nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


@given(st.text())
def test_case_makes_no_difference(text: str) -> None:
    assert sort_key(text.casefold()) == sort_key(text)
