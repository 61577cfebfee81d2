"""The limits of a list, each lowered so that a small list exceeds it."""

import json
import unicodedata
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.errors import PortalError
from portal.text import normalise, normalise_json
from portal.word_lists import checked_rows, columns, delimited, formats, json_format, merging
from portal.word_lists.anki import collection
from portal.word_lists.anki.html import plain_text
from portal.word_lists.checked_rows import check_rows
from portal.word_lists.limits import MAX_GROUPS
from portal.word_lists.raw_rows import RawRow, WordListError
from tests.word_lists.hostile import package

WORD = '{"german": "a", "english": "b", "groups": ["x"]}'


@pytest.mark.parametrize(
    ("module", "limit", "value", "name", "content", "reason"),
    [
        (delimited, "MAX_LINES", 3, "a.csv", "german,english\n\n\n\n", "at most 3 lines"),
        (
            delimited,
            "MAX_ROW_LENGTH",
            20,
            "a.csv",
            "german,english\n\na,b" + "c" * 20,
            "line 3 has",
        ),
        (
            delimited,
            "MAX_BYTES",
            50,
            "a.csv",
            "german,english\n" + 'a,"b\n' * 20,
            "too many quotes that aren't closed",
        ),
        (delimited, "MAX_CELLS", 5, "a.csv", "german,english\na,b\nc,d\n", "at most 5 cells"),
        (delimited, "MAX_CELLS", 3, "a.txt", "#separator:,\na,b\nc,d\n", "at most 3 cells"),
        (columns, "MAX_COLUMNS", 3, "a.csv", "german,english,c,d\n", "there are 4 columns"),
        (columns, "MAX_COLUMNS", 3, "a.txt", "#separator:,\na,b,c,d\n", "there are 4 columns"),
        (columns, "MAX_COLUMNS", 1, "a.apkg", "", "entry 0: there are 2 columns"),
        (json_format, "MAX_COMMAS", 1, "a.json", f"[{WORD}]", "at most 1 values"),
        (json_format, "MAX_ROW_LENGTH", 40, "a.json", f"[{WORD}]", "larger than 40 bytes"),
        (checked_rows, "MAX_TEXTS", 1, "a.json", f"[{WORD}]", "more than 1 characters"),
        (checked_rows, "MAX_WORD_BYTES", 99, "a.json", f"[{WORD}]", "more than 99 bytes of memory"),
        (checked_rows, "MAX_GROUP_NAMES", 1, "a.json", f"[{WORD}, {WORD}]", "at most 1 names"),
        (collection, "MAX_ROW_LENGTH", 5, "a.apkg", "", "entry 0: the note has more than 5"),
        (collection, "MAX_NAMES_LENGTH", 5, "a.apkg", "", "too many names"),
        (collection, "MAX_SQL_INSTRUCTIONS", 5, "a.apkg", "", "can't be read: interrupted"),
        (collection, "MAX_SCHEMA_INSTRUCTIONS", 5, "a.apkg", "", "can't be read: "),
    ],
)
def test_list_over_a_limit_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: ModuleType, limit: str, value: int,
    name: str, content: str, reason: str,
) -> None:  # fmt: skip
    path = tmp_path / name
    path.write_bytes(content.encode() or package([], [b"a house"]))
    monkeypatch.setattr(module, limit, value)
    with pytest.raises(PortalError, match=reason):
        formats.read(path)


@pytest.mark.parametrize(("name", "size"), [("a.csv", 19), ("a.txt", 19), ("a.json", 49)])
def test_file_over_the_size_of_an_import_is_refused(tmp_path: Path, name: str, size: int) -> None:
    path = tmp_path / name
    path.write_text(f"[{WORD}]" if name.endswith("json") else "german,english\na,b\n")
    assert len(formats.read(path, max_bytes=path.stat().st_size).words) == 1
    with pytest.raises(PortalError, match=f"at most {path.stat().st_size - 1} bytes"):
        formats.read(path, max_bytes=path.stat().st_size - 1)


def test_notes_with_more_text_than_an_import_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "deck.apkg"
    path.write_bytes(package([], [b"a house", b"my house"]))
    assert len(formats.read(path, max_bytes=25).words) == 2
    with pytest.raises(PortalError, match="more than 24 characters"):
        formats.read(path, max_bytes=24)


def test_endless_file_is_refused() -> None:
    with pytest.raises(WordListError, match="at most 1000 bytes"):
        formats._read_bytes(Path("/dev/zero"), 1_000)


def test_parts_of_a_word_with_many_rows_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merging, "MAX_ROW_LENGTH", 20)
    rows = [RawRow(None, {"german": "a", "english": "b", f"k{n}": 1}) for n in (1, 2, 1, 3)]
    checked = check_rows(rows)
    assert checked.words[0].parts == '{"k1":1,"k2":1}'
    assert [str(row) for row in checked.refused] == [
        "entry 3: the parts of the word have more than 20 characters"
    ]


@pytest.mark.parametrize(
    ("parts", "is_refused"),
    [
        ([{"pos": 1}, {"pos": 1, "m": 2}, {"pos": 3}], 2),
        ([{"pos": 1}, {"pos": True}], 1),
        ([{"pos": 1}, {"pos": 1.0}], 1),
        ([{"pos": [1]}, [1]], 1),
        ([None, [1], {"pos": 1}], 2),
        ([[1], None, [1]], None),
        ([{"pos": {"a": 1, "b": 2}}, {"pos": {"b": 2, "a": 1}}], None),
    ],
)
def test_row_with_other_parts_than_an_earlier_one_is_refused(
    parts: list[object], is_refused: int | None
) -> None:
    rows = [RawRow(None, {"german": "a", "english": "b", "parts": one}) for one in parts]
    refused = [row.index for row in check_rows(rows).refused]
    assert refused == ([] if is_refused is None else [is_refused])


def test_names_in_a_message_are_shortened(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    for header in ("x" * 9_999, f"{'x' * 9_999},{'x' * 9_999}", f"{'x' * 9_999},german,german"):
        path.write_text(f"{header}\n")
        with pytest.raises(PortalError) as refused:
            formats.read(path)
        assert len(str(refused.value)) < 500 + len(str(path))


def test_groups_of_one_row_are_limited() -> None:
    row = RawRow(None, {"german": "a", "english": "b", "groups": ["x"] * MAX_GROUPS})
    assert check_rows([row]).words[0].groups == ("x",)


marks = st.text(alphabet="a\u0301\u0316\u0344\u0345\u0f71\u0f72\u0f73\u3099\u304bễ", max_size=200)


@given(marks)
def test_marks_are_normalised_as_unicode_says(text: str) -> None:
    expected = unicodedata.normalize("NFC", text)
    assert normalise(text) == expected.strip()
    assert json.loads(normalise_json(json.dumps([text], ensure_ascii=False))) == [expected]


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("<div>" * 98 + "a" + "</div>" * 98 + "b", "a b"),
        ("a<br>b<p>c</p>d", "a b c d"),
        ("<b>a</b> <i>b</i>\n", "a b"),
        ("a<!-- b -->c<script>d</script>e<style>f", "ace"),
        ("[sound:a.mp3]b[anki:play:q:0] [sound:c", "b [sound:c"),
        ("{{c1::a::b {{c2::c}} d}}e{{c3::f::g", "aef"),
        ("&lt;b&gt; &Auml;&#228;&amp;", "<b> Ää&"),
        ("<p>a" * 200, " ".join("a" * 200)),
    ],
)
def test_html_becomes_the_text_that_a_browser_shows(field: str, text: str) -> None:
    assert plain_text(field) == text


def test_field_after_a_refused_one_is_read_whole() -> None:
    with pytest.raises(ValueError, match="more than 100 elements"):
        plain_text("<script>" + "<div>" * 9 + "</script>" + "<div>" * 101 + "lost")
    assert plain_text("a<b>c</b>") == "ac"
