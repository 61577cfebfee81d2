"""Lists of words: what each format says, and that what goes out comes in again."""

import json
import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.errors import PortalError
from portal.operations import commands
from portal.settings import Settings, load_settings
from portal.word_lists import csv_format, json_format
from portal.word_lists.checked_rows import check_rows
from portal.word_lists.listed_words import ListedWord
from portal.word_lists.raw_rows import RawRow, WordListError

ODD_PARTS: list[Any] = [
    None, {}, [], [1, "zwei", None],
    {"pos": "noun", "plural": None}, {"plural": None, "pos": "verb"},
    {"pos": "12"}, {"pos": 12}, {"pos": "true"}, {"pos": True}, {"pos": ""}, {"pos": " x "},
    {"pos": "a\nb"}, {"pos": '"quoted"'}, {"pos": [1]}, {"german": "x"}, {"groups": ["y"]}, {"": 1},
    {"parts": {"pos": 1}}, {" key ": 1}, {"pos": 1.0}, {"pos": 10**30},
    {"pos": "{"}, {"pos": "null"},
]  # fmt: skip


def from_csv(text: str) -> list[ListedWord]:
    words = check_rows(csv_format.read(text.encode()))
    assert words.refused == []
    return words.words


def word(german: str, english: str, parts: str | None = None, *groups: str) -> ListedWord:
    return ListedWord(german, english, parts, groups)


texts = st.text(min_size=1, max_size=20).filter(lambda text: text.strip())
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)
entries = st.lists(
    st.fixed_dictionaries(
        {"german": texts, "english": texts, "groups": st.lists(texts, max_size=3)},
        optional={
            "parts": st.none()
            | st.lists(values, max_size=3)
            | st.dictionaries(st.text(max_size=5), values, max_size=4)
        },
    ),
    max_size=6,
)


@given(entries)
def test_what_goes_out_comes_in_again_whatever_it_is(entries: list[Any]) -> None:
    words = check_rows(RawRow(None, entry) for entry in entries).words
    for read, write in ((csv_format.read, csv_format.write), (json_format.read, json_format.write)):
        text = "".join(write(words))
        back = check_rows(read(text.encode()))
        assert (back.words, back.refused) == (words, [])


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_comes_with_any_separator_with_a_mark_and_with_quoted_newlines(separator: str) -> None:
    lines = [["English", "German", "pos"], ["apple", "Ap\u0308fel", "noun"], ["a\nb", "c", ""]]
    text = "\r\n".join(separator.join(f'"{cell}"' for cell in line) for line in lines)
    assert from_csv("\ufeff" + text) == [
        word("Ap̈fel", "apple", '{"pos":"noun"}'),
        word("c", "a\nb"),
    ]


def test_cell_is_the_text_it_shows_or_json() -> None:
    [found] = from_csv('german,english,groups,a,b,c,d\nx,y,One| Two,true,A1,"[1, 2]",\n')
    assert found == word("x", "y", '{"a":true,"b":"A1","c":[1,2]}', "One", "Two")


def test_refused_row_has_its_line_and_its_reason() -> None:
    rows = 'german,english,pos\n"a\nb",c,\n,d,\ne,f,noun,g\n\ne,f,noun\ne,f,verb\n'
    words = check_rows(csv_format.read(rows.encode()))
    assert [word.german for word in words.words] == ["a\nb", "e"]
    assert [str(refusal) for refusal in words.refused] == [
        "line 4: german must be a text that isn't empty",
        "line 5: there are 4 cells and only 3 columns",
        "line 8: an earlier row gives e (f) other parts",
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\xff\xfe", "UTF-8"),
        (b"a,b\n1,2\n", "no field for german"),
        (b"", "no field for german"),
        (b"german,german,english\n", "2 columns are named german"),
        (b"German,english,german\n", "both German and german are columns for german"),
        (b"german,english,x,x\n", "2 columns are named x"),
        (b'german,english\n"a"b,c\n', "line 2"),
        (b'german,english\n"a,c\n', "line 2"),
    ],
)
def test_csv_that_cannot_be_read_says_why(content: bytes, reason: str) -> None:
    with pytest.raises(WordListError, match=reason):
        check_rows(csv_format.read(content))


def test_column_that_was_named_is_the_one_that_is_read() -> None:
    words = check_rows(csv_format.read(b"Wort,Deutsch,english\nHund,note,dog\n", german="wort"))
    assert words.words == [word("Hund", "dog", '{"Deutsch":"note"}')]
    with pytest.raises(WordListError, match="both Wort and german are columns for german"):
        check_rows(csv_format.read(b"Wort,german,english\nHund,note,dog\n", german="Wort"))


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ({"german": "a\0b"}, "german contains a NUL character"),
        ({"groups": ["Basic Greetings\0x"]}, "groups must be a list of names"),
        ({"groups": ["\udcff"]}, "groups must be a list of names"),
    ],
)
def test_text_that_no_database_keeps_is_refused(entry: Any, reason: str) -> None:
    words = check_rows([RawRow(None, {"german": "a", "english": "b", **entry})])
    assert [row.reason for row in words.refused] == [reason]


def test_list_has_so_many_rows_and_groups_and_no_more() -> None:
    rows = [RawRow(None, {"german": "a", "english": "b"})] * 4
    assert len(check_rows(rows, max_rows=4).rows) == 4
    with pytest.raises(WordListError, match="at most 3 rows"):
        check_rows(rows, max_rows=3)
    many = [RawRow(None, {"german": "a", "english": "b", "groups": [*map(str, range(1_001))]})]
    with pytest.raises(WordListError, match="at most 1000 groups"):
        check_rows(many)


def test_word_in_several_rows_is_one_word_in_all_their_groups() -> None:
    words = check_rows(
        csv_format.read(b"german,english,groups,pos\na,b,One,\na,b,Two,noun\na,b,,\n"), "All"
    )
    assert words.words == [word("a", "b", '{"pos":"noun"}', "One", "All", "Two")]
    assert [row.repeated for row in words.rows] == [False, True, True]


def test_rows_of_a_word_tell_of_it_together_unless_they_contradict_each_other() -> None:
    rows = b"german,english,a,b,c\nx,y,1,2,\nx,y,1,,3\nx,y,,4,\nx,y,,,3\n"
    words = check_rows(csv_format.read(rows))
    [found] = words.words
    assert json.loads(found.parts or "") == {"a": 1, "b": 2, "c": 3}
    assert [str(row) for row in words.refused] == ["line 4: an earlier row gives x (y) other parts"]


def dump(path: Path) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(
            """
            SELECT german, english, parts, german_key, english_key, (
                SELECT group_concat(name, '/') FROM words_groups, groups
                WHERE words_groups.word_id = words.id AND groups.id = group_id
            )
            FROM words ORDER BY id
            """
        ).fetchall()


@pytest.mark.parametrize("ending", [".csv", ".json"])
async def test_10000_words_go_out_and_come_in_identical(tmp_path: Path, ending: str) -> None:
    chance = random.Random(1)
    groups = ["One", "Two | a half", "Drei", '["Vier"]']
    entries = [
        {
            "german": f"Wort {number} ÄÖÜß",
            "english": f'word {number}, "quoted"; a\ttab',
            "groups": chance.sample(groups, chance.randrange(4)),
            "parts": chance.choice(ODD_PARTS),
        }
        for number in range(10_000)
    ]
    (tmp_path / "first.json").write_text(json.dumps(entries))
    dumps = []
    source = tmp_path / "first.json"
    for name in ("one", "two"):
        settings = load_settings({"PORTAL_DATABASE": str(tmp_path / f"{name}.db")})
        await commands.init_db(settings)
        await commands.migrate(settings)
        [said] = await commands.import_words(settings, source)
        assert "10000 created, 0 updated, 0 unchanged, 0 refused" in said
        dumps.append(dump(settings.database))
        source = tmp_path / f"{name}{ending}"
        await commands.export_words(settings, source, group=None, force=False)
        [said] = await commands.import_words(settings, source)
        assert "0 created, 0 updated, 10000 unchanged" in said
    assert dumps[0] == dumps[1]
    assert (tmp_path / f"one{ending}").read_bytes() == (tmp_path / f"two{ending}").read_bytes()
    await commands.check(settings)


async def test_report_has_a_line_for_each_row_of_the_file(
    tmp_path: Path, settings: Settings, seeded: Path
) -> None:
    shutil.copy(seeded, settings.database)
    source, report = tmp_path / "list.csv", tmp_path / "report.csv"
    source.write_text("german,english\nQuitte,quince\n,nothing\nQuitte,quince\nhallo,hello\n")
    said = await commands.import_words(settings, source, report=report)
    assert said == [
        "Refused line 3: german must be a text that isn't empty",
        f"{source}: 1 created, 0 updated, 2 unchanged, 1 refused",
    ]
    with closing(sqlite3.connect(settings.database)) as connection:
        [(id_,)] = connection.execute("SELECT id FROM words WHERE german = 'Quitte'")
    assert report.read_text("utf-8").splitlines() == [
        "row,line,outcome,word_id,german,english,reason",
        f"0,2,created,{id_},Quitte,quince,",
        "1,3,refused,,,,german must be a text that isn't empty",
        f"2,4,unchanged,{id_},Quitte,quince,",
        "3,5,unchanged,1,hallo,hello,",
    ]
    source.write_text("german,english\nMispel,medlar\n")
    for bad, reason in ((report, "exists already"), (tmp_path / "none" / "report.csv", "No such")):
        with pytest.raises(PortalError, match=reason):
            await commands.import_words(settings, source, report=bad)
    with closing(sqlite3.connect(settings.database)) as connection:
        assert connection.execute("SELECT 1 FROM words WHERE german = 'Mispel'").fetchall() == []


async def test_export_keeps_to_a_group_and_to_a_new_file(
    tmp_path: Path, settings: Settings, seeded: Path
) -> None:
    shutil.copy(seeded, settings.database)
    path = tmp_path / "words.csv"
    said = await commands.export_words(settings, path, group="Basic Greetings", force=False)
    assert said == f"{path} has 44 words"
    assert path.read_text("utf-8").startswith("german,english,groups,pos,")
    with pytest.raises(PortalError, match="exists already"):
        await commands.export_words(settings, path, group=None, force=False)
    with pytest.raises(PortalError, match="no group Nowhere"):
        await commands.export_words(settings, path, group="Nowhere", force=True)
    with pytest.raises(PortalError, match="must end in"):
        await commands.export_words(settings, path.with_suffix(".txt"), group=None, force=True)
