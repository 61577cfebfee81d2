"""Decks and texts as Anki itself exports them."""

import struct
import zipfile
from pathlib import Path
from typing import Any

import pytest
from anki.collection import Collection, ExportAnkiPackageOptions

from portal.errors import PortalError
from portal.word_lists import anki, files
from portal.word_lists.words import ListedWord

WORDS = [
    ListedWord("der Äpfel", "apple & pear", None, ("German::A1",)),
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
def test_deck_of_either_form_is_read(collection: Any, tmp_path: Path, legacy: bool) -> None:
    path = tmp_path / "deck.apkg"
    collection.export_anki_package(
        out_path=str(path),
        options=ExportAnkiPackageOptions(with_media=False, legacy=legacy),
        limit=None,
    )
    assert ("collection.anki21b" in zipfile.ZipFile(path).namelist()) == (not legacy)
    words = files.read(path)
    assert words.words == WORDS
    assert [str(refusal) for refusal in words.refused] == [
        "entry 2: german must be a text that isn't empty"
    ]
    assert files.read(path, "Mine").words[0].groups == ("Mine",)
    assert files.read(path, german="Back", english="Front").words[0].english == "der Äpfel"
    with pytest.raises(PortalError, match="no field for german among Front, Back"):
        files.read(path, german="Side")


@pytest.mark.parametrize("with_all", [True, False])
def test_exported_text_is_read(collection: Any, tmp_path: Path, with_all: bool) -> None:
    path = tmp_path / "notes.txt"
    collection.export_note_csv(
        out_path=str(path), limit=None, with_html=True, with_tags=with_all,
        with_deck=with_all, with_notetype=with_all, with_guid=with_all,
    )  # fmt: skip
    words = files.read(path, None if with_all else "German::A1")
    assert words.words == WORDS
    assert [refusal.line for refusal in words.refused] == [path.read_text().count("\n")]


def test_text_with_names_and_other_fields_is_read(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("#separator:;\n#html:false\n#columns:English;Plural;Deutsch\na<b;;c\nd;e;f\n")
    assert files.read(path).words == [
        ListedWord("c", "a<b", None, ()),
        ListedWord("f", "d", '{"Plural":"e"}', ()),
    ]


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
    monkeypatch.setattr(anki, "LARGEST_COLLECTION", 1_000 if "1000" in reason else 2**20)
    with pytest.raises(PortalError, match=reason):
        files.read(path)
    path.write_bytes(struct.pack("<I", 7))
    with pytest.raises(PortalError, match="damaged"):
        files.read(path)
