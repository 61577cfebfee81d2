from hypothesis import given
from hypothesis import strategies as st

from portal.sorting import sort_key


def test_case_umlauts_and_accents_are_folded() -> None:
    assert sort_key("Äpfel") == sort_key("ÄPFEL") != sort_key("Apfe")
    assert sort_key("Apfel") == sort_key("apfel") != sort_key("birne")
    assert sort_key("Straße") == sort_key("STRASSE")
    assert sort_key("Café") == sort_key("cafe")
    words = ["Zug", "über", "Abend", "Ofen", "Äpfel", "Öl", "abend"]
    assert sorted(words, key=sort_key) == ["Abend", "abend", "Äpfel", "Ofen", "Öl", "über", "Zug"]


@given(st.text())
def test_case_makes_no_difference(text: str) -> None:
    assert sort_key(text.casefold()) == sort_key(text)
