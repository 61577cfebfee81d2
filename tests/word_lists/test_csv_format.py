"""Lists of words as CSV."""

import pytest

from portal.word_lists import csv_format
from portal.word_lists.checked_rows import check_rows
from portal.word_lists.listed_words import ListedWord
from portal.word_lists.raw_rows import WordListError


def from_csv(text: str) -> list[ListedWord]:
    words = check_rows(csv_format.read(text.encode()).rows)
    assert words.refused == []
    return words.words


def word(german: str, english: str, parts: str | None = None, *groups: str) -> ListedWord:
    return ListedWord(german, english, parts, groups)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_may_have_any_separator_a_byte_order_mark_and_quoted_newlines(separator: str) -> None:
    lines = [["English", "German", "pos"], ["apple", "Ap\u0308fel", "noun"], ["a\nb", "c", ""]]
    text = "\r\n".join(separator.join(f'"{cell}"' for cell in line) for line in lines)
    assert from_csv("\ufeff" + text) == [
        word("Ap̈fel", "apple", '{"pos":"noun"}'),
        word("c", "a\nb"),
    ]


def test_cell_holds_text_or_json() -> None:
    [found] = from_csv('german,english,groups,a,b,c,d\nx,y,One| Two,true,A1,"[1, 2]",\n')
    assert found == word("x", "y", '{"a":true,"b":"A1","c":[1,2]}', "One", "Two")


def test_refused_row_names_its_line_and_the_reason() -> None:
    rows = 'german,english,pos\n"a\nb",c,\n,d,\ne,f,noun,g\n\ne,f,noun\ne,f,verb\n'
    words = check_rows(csv_format.read(rows.encode()).rows)
    assert [word.german for word in words.words] == ["a\nb", "e"]
    assert [str(refusal) for refusal in words.refused] == [
        "line 4: german must be a text that isn't empty",
        "line 5: there are 4 cells and only 3 columns",
        "line 8: an earlier row gives e (f) other parts",
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\xff\xfe", "no field for german"),
        (b"a\n1\n", "no field for german"),
        (b"a,b,german\n", "no field for english among a, b, german"),
        (b"", "no field for german"),
        (b"german,german,english\n", "2 columns are named german"),
        (b"German,english,german\n", "both German and german are columns for german"),
        (b"german,english,x,x\n", "2 columns are named x"),
        (b"german,english\na,\x81\xff\n", "line 2: the text isn't UTF-8 or Windows-1252"),
        (b"\xff\xfea\x00\x00\xd8b\x00", "line 1: the text isn't UTF-16"),
    ],
)
def test_unreadable_csv_is_refused_with_the_reason(content: bytes, reason: str) -> None:
    with pytest.raises(WordListError, match=reason):
        check_rows(csv_format.read(content).rows)


def test_chosen_column_is_the_one_that_is_read() -> None:
    words = check_rows(
        csv_format.read(b"Wort,Deutsch,english\nHund,note,dog\n", german="wort").rows
    )
    assert words.words == [word("Hund", "dog", '{"Deutsch":"note"}')]
    with pytest.raises(WordListError, match="both Wort and german are columns for german"):
        check_rows(csv_format.read(b"Wort,german,english\nHund,note,dog\n", german="Wort").rows)
