"""Decks that the portal writes: for Anki's own library, and for the portal itself."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from anki.collection import (
    Collection,
    ExportAnkiPackageOptions,
    ImportAnkiPackageOptions,
    ImportAnkiPackageRequest,
)

from portal.errors import PortalError
from portal.operations import commands
from portal.settings import Settings
from portal.word_lists import formats
from portal.word_lists.anki.export import read_note
from portal.word_lists.listed_words import ListedWord

WORDS = [
    ListedWord("Apfel", "apple", '{"article":"der","plural":"Äpfel","cefr":"A1"}', ("Food", "A B")),
    ListedWord("der Tisch", "a <b>table</b> &amp; more", None, ()),
    ListedWord("Bank", "bench", '[1,"x  y"]', ("Food",)),
    ListedWord("{{c1::Haus}}", "house", '{"examples":[{"german":"Da!"},"Hier!"]}', ("Food",)),
]


def test_exported_deck_is_imported_identically(tmp_path: Path) -> None:
    path = tmp_path / "words.apkg"
    formats.write(path, WORDS, force=False)
    found = formats.read(path)
    assert found.refused == []
    assert sorted(found.words, key=str) == sorted(WORDS, key=str)
    with pytest.raises(PortalError, match="exists already"):
        formats.write(path, WORDS, force=False)


def test_exported_deck_goes_through_anki_unchanged(tmp_path: Path) -> None:
    path, again = tmp_path / "words.apkg", tmp_path / "again.apkg"
    formats.write(path, WORDS, force=False)
    made = Collection(str(tmp_path / "own.anki2"))
    try:
        request: Any = ImportAnkiPackageRequest(
            package_path=str(path), options=ImportAnkiPackageOptions()
        )
        for _ in range(2):  # the second time, the notes are there
            made.import_anki_package(request)
        assert made.note_count() == len(WORDS)
        note = made.get_note(made.find_notes("German:Apfel")[0])
        assert (note["Article"], note["Plural"]) == ("der", "Äpfel")
        assert sorted(note.tags) == ["A1", "A_B", "Food"]
        assert {deck.name for deck in made.decks.all_names_and_ids()} >= {"Food", "Words"}
        made.export_anki_package(
            out_path=str(again), options=ExportAnkiPackageOptions(), limit=None
        )
    finally:
        made.close()
    assert sorted(formats.read(again).words, key=str) == sorted(WORDS, key=str)


def test_note_that_the_portal_has_not_written_is_read_as_any_other() -> None:
    for data in ("", "ü", "e30=", "bm90aGluZw==", "W" * 99, "W1tbW1s=" * 9):
        assert read_note(["Apfel", "apple", "", "", "", data]) is None
    assert read_note(["e30="]) is None


async def test_whole_vocabulary_is_exported_and_imported_without_a_change(
    settings: Settings, seeded: Path, tmp_path: Path
) -> None:
    shutil.copy(seeded, settings.database)
    path = tmp_path / "all.apkg"
    said = await commands.export_words(settings, path, group=None, force=False)
    count = int(said.split()[-2])
    *_, summary = await commands.import_words(settings, path)
    assert summary.endswith(f"0 created, 0 updated, {count} unchanged, 0 refused")
