"""The check of a list: limits, refused rows, and several rows of one word."""

import json
from typing import Any

import pytest

from portal.word_lists import csv_format
from portal.word_lists.checked_rows import check_rows
from portal.word_lists.listed_words import ListedWord
from portal.word_lists.raw_rows import RawRow, WordListError


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ({"german": "a\0b"}, "german contains a NUL character"),
        ({"groups": ["Basic Greetings\0x"]}, "groups must be a list of names"),
        ({"groups": ["\udcff"]}, "groups must be a list of names"),
    ],
)
def test_text_that_the_database_cannot_store_is_refused(entry: Any, reason: str) -> None:
    words = check_rows([RawRow(None, {"german": "a", "english": "b", **entry})])
    assert [row.reason for row in words.refused] == [reason]


def test_rows_and_groups_of_a_list_are_limited() -> None:
    rows = [RawRow(None, {"german": "a", "english": "b"})] * 4
    assert len(check_rows(rows, max_rows=4).rows) == 4
    with pytest.raises(WordListError, match="at most 3 rows"):
        check_rows(rows, max_rows=3)
    many = [RawRow(None, {"german": "a", "english": "b", "groups": [*map(str, range(1_001))]})]
    with pytest.raises(WordListError, match="at most 1000 groups"):
        check_rows(many)


def test_rows_of_the_same_word_are_one_word_in_all_their_groups() -> None:
    words = check_rows(
        csv_format.read(b"german,english,groups,pos\na,b,One,\na,b,Two,noun\na,b,,\n").rows, "All"
    )
    assert words.words == [ListedWord("a", "b", '{"pos":"noun"}', ("One", "All", "Two"))]
    assert [row.repeated for row in words.rows] == [False, True, True]


def test_rows_of_the_same_word_are_merged_unless_they_contradict_each_other() -> None:
    rows = b"german,english,a,plural,c\nx,y,1,xe,\nx,y,2,,3\nx,y,,xen,\nx,y,[1],,3\n"
    words = check_rows(csv_format.read(rows).rows)
    [found] = words.words
    assert json.loads(found.parts or "") == {"a": [1, 2], "plural": "xe", "c": 3}
    assert [str(row) for row in words.refused] == ["line 4: an earlier row gives x (y) other parts"]
