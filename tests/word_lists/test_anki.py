"""Packages and texts as Anki itself exports them."""

import sqlite3
import struct
import zipfile
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
from anki.collection import Collection, ExportAnkiPackageOptions

from portal.errors import PortalError
from portal.word_lists import formats
from portal.word_lists.anki import package
from portal.word_lists.anki.html import plain_text
from portal.word_lists.formats import ReadOptions
from portal.word_lists.listed_words import ListedWord

WORDS = [
    ListedWord(
        "Äpfel", "apple & pear", '{"pos":"noun","article":"der","gender":"m"}', ("German::A1",)
    ),
    ListedWord("Haus", "a house", None, ("German::A1",)),
]


@pytest.fixture
def collection(tmp_path: Path) -> Any:
    made = Collection(str(tmp_path / "own.anki2"))
    deck = made.decks.id("German::A1")
    for front, back in (
        ("<b>der</b> &Auml;pfel[sound:a.mp3]", "apple &amp; pear<style>b {}</style>"),
        ("{{c1::Haus::hint}}", "<div>a</div><div>house</div>"),
        ("", "nothing"),
    ):
        note = made.new_note(made.models.by_name("Basic") or {})
        note["Front"], note["Back"] = front or " ", back
        note.tags = ["noun"]
        made.add_note(note, deck)  # type: ignore[arg-type] # it has just been made
    yield made
    made.close()


@pytest.mark.parametrize("legacy", [True, False])
def test_package_of_newer_and_older_anki_is_read(
    collection: Any, tmp_path: Path, legacy: bool
) -> None:
    path = tmp_path / "deck.apkg"
    collection.export_anki_package(
        out_path=str(path),
        options=ExportAnkiPackageOptions(with_media=False, legacy=legacy),
        limit=None,
    )
    assert ("collection.anki21b" in zipfile.ZipFile(path).namelist()) == (not legacy)
    words = formats.read(path)
    assert words.words == WORDS
    assert [str(refusal) for refusal in words.refused] == [
        "entry 2: german must be a text that isn't empty"
    ]
    assert formats.read(path, "Mine").words[0].groups == ("Mine",)
    assert formats.read(path, options=ReadOptions("Back", "Front")).words[0].english == "der Äpfel"
    with pytest.raises(PortalError, match="no field Side among Front, Back"):
        formats.read(path, options=ReadOptions("Side"))


def test_notes_of_a_type_without_the_fields_are_refused_and_the_others_read(
    collection: Any, tmp_path: Path
) -> None:
    note = collection.new_note(collection.models.by_name("Cloze"))
    note["Text"] = "{{c1::Haus}}"
    collection.add_note(note, collection.decks.id("German::A1"))
    path = tmp_path / "deck.apkg"
    collection.export_anki_package(
        out_path=str(path), options=ExportAnkiPackageOptions(), limit=None
    )
    words = formats.read(path)
    assert words.words == WORDS
    assert str(words.refused[-1]).startswith("entry 3: there is no field for german among Text,")


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("{{c1::Haus}} und {{c2::Hof::h}}", "Haus und Hof"),
        ("{{c1::das {{c2::Haus::hint}}::a {{c3::b}}}}!", "das Haus!"),
        ("a::b {{c1::c", "a::b c"),
        ("}} {{c1::", "}}"),
        ("{{c1::" * 50_000, ""),
    ],
)
def test_clozes_are_revealed(field: str, text: str) -> None:
    assert plain_text(field) == text


@pytest.mark.parametrize("with_all", [True, False])
def test_exported_text_is_read(collection: Any, tmp_path: Path, with_all: bool) -> None:
    path = tmp_path / "notes.txt"
    collection.export_note_csv(
        out_path=str(path), limit=None, with_html=True, with_tags=with_all,
        with_deck=with_all, with_notetype=with_all, with_guid=with_all,
    )  # fmt: skip
    words = formats.read(path, None if with_all else "German::A1")
    assert words.words == WORDS
    assert [refusal.line for refusal in words.refused] == [path.read_text().count("\n")]


def test_line_numbers_of_a_text_count_its_header(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(b"# my own words\r#separator:tab\r\na\tb\r\n\tc\r\n")
    words = formats.read(path)
    assert words.words == [ListedWord("a", "b", None, ())]
    assert [row.line for row in words.refused] == [4]


def test_csv_with_a_number_sign_column_is_not_read_as_anki_text(tmp_path: Path) -> None:
    path = tmp_path / "words.csv"
    path.write_text("#,german,english\n1,a,b\n")
    assert formats.read(path).words == [ListedWord("a", "b", '{"#":1}', ())]


def test_text_with_named_columns_and_other_fields_is_read(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("#separator:;\n#html:false\n#columns:English;Plural;Deutsch\na<b;;c\nd;e;f\n")
    assert formats.read(path).words == [
        ListedWord("c", "a<b", None, ()),
        ListedWord("f", "d", '{"plural":"e"}', ()),
    ]


def test_text_with_two_columns_of_the_same_name_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("#separator:;\n#columns:Front;Back;Note;Note\na;b;one;two\n")
    with pytest.raises(PortalError, match="2 columns are named Note"):
        formats.read(path)


def test_fields_named_like_the_keys_of_a_row_become_keys_of_parts(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("#separator:;\n#columns:Front;Back;german;parts;groups\na;b;c;d;e\n")
    words = formats.read(path, options=ReadOptions("Front")).words
    assert words == [ListedWord("a", "b", '{"german":"c","parts":"d","groups":"e"}', ())]


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        ({"../collection.anki2": b""}, "no collection"),
        ({"collection.anki2": b"no database at all, but long enough" * 99}, "can't be read"),
        ({"collection.anki21b": b"not packed"}, "damaged"),
        ({"collection.anki2": bytes(2_000)}, "larger than 1000 bytes"),
    ],
)
def test_hostile_archive_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, members: dict[str, bytes], reason: str
) -> None:
    path = tmp_path / "deck.apkg"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    monkeypatch.setattr(package, "MAX_COLLECTION_BYTES", 1_000 if "1000" in reason else 2**20)
    with pytest.raises(PortalError, match=reason):
        formats.read(path)
    path.write_bytes(struct.pack("<I", 7))
    with pytest.raises(PortalError, match="damaged"):
        formats.read(path)


def test_damaged_package_is_refused_wherever_the_damage_is(collection: Any, tmp_path: Path) -> None:
    path = tmp_path / "deck.apkg"
    options = ExportAnkiPackageOptions(with_media=False, legacy=True)
    collection.export_anki_package(out_path=str(path), options=options, limit=None)
    whole = path.read_bytes()
    for place in range(0, len(whole), 97):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
        with suppress(PortalError):  # some damage does no harm
            assert formats.read(path).words


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE notes SET flds = x'00ff'", "UPDATE notes SET flds = 7", "UPDATE notes SET mid = 7",
        "UPDATE col SET models = '[]'", "UPDATE col SET models = '{\"x\": 1}'",
        "UPDATE col SET models = '" + "[" * 100_000 + "'", "UPDATE col SET decks = 'null'",
        "DROP TABLE cards", "DELETE FROM col",
    ],
)  # fmt: skip
def test_collection_with_unexpected_content_is_refused(
    collection: Any, tmp_path: Path, sql: str
) -> None:
    path, inner = tmp_path / "deck.apkg", tmp_path / "collection.anki21"
    options = ExportAnkiPackageOptions(with_media=False, legacy=True)
    collection.export_anki_package(out_path=str(path), options=options, limit=None)
    with zipfile.ZipFile(path) as archive:
        inner.write_bytes(archive.read("collection.anki21"))
    with closing(sqlite3.connect(inner, isolation_level=None)) as connection:
        connection.execute(sql)
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(inner, inner.name)
    with pytest.raises(PortalError, match=r"can't be read|no notes|every row is refused"):
        formats.read(path)
