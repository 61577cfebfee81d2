import pytest

from portal.data.search import Search, parse_search


@pytest.mark.parametrize(
    ("text", "match", "terms"),
    [
        ("Mädchen", '"madchen"*', "madchen"),
        ("das Mädchen", '"madchen"*', "madchen"),
        ("das", '"das"*', "das"),
        ("Guten  Morgen!", '"guten"* "morgen"*', "guten morgen"),
        ("a OR (b)", '"a"* "or"* "b"*', "a or b"),
        ('"', '""', ""),
    ],
)
def test_search_text_becomes_folded_and_quoted_terms(text: str, match: str, terms: str) -> None:
    assert parse_search(text) == Search(match, terms)
