"""Lists as teachers have them: from spreadsheets, other apps, course books and the web."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from portal.errors import PortalError
from portal.word_lists import formats
from portal.word_lists.checked_rows import WordList
from portal.word_lists.formats import ReadOptions

UMLAUTS = "Deutsch;Englisch\r\nMädchen;girl\r\nStraße;street\r\n"


def read(folder: Path, content: str | bytes, name: str = "list.csv", **options: Any) -> WordList:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return formats.read(path, options=ReadOptions(**options))


def words(found: WordList) -> list[tuple[str, str, Any]]:
    return [
        (word.german, word.english, json.loads(word.parts) if word.parts else None)
        for word in found.words
    ]


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8-sig", b""),
        ("utf-16", b""),
        ("utf-16-le", b"\xff\xfe"),
        ("utf-16-le", b""),
        ("utf-16-be", b"\xfe\xff"),
        ("utf-32", b""),
        ("cp1252", b""),
    ],
)
def test_umlauts_are_read_in_every_usual_encoding(
    tmp_path: Path, encoding: str, mark: bytes
) -> None:
    found = read(tmp_path, mark + UMLAUTS.encode(encoding))
    assert words(found) == [("Mädchen", "girl", None), ("Straße", "street", None)]
    assert bool(found.notes) == (encoding == "cp1252")


@pytest.mark.parametrize(
    ("header", "row", "parts"),
    [
        ("Wort,Bedeutung", "Hund,dog", None),
        ("Vokabel;Übersetzung;Artikel", "Hund;dog;der", {"article": "der", "gender": "m"}),
        ("Ubersetzung\tWort\tPlural", "dog\tHund\t-e", {"plural": "Hunde"}),
        ("ÜBERSETZUNG,DEUTSCH,Wortart,Niveau", "dog,Hund,Nomen,A1", {"pos": "noun", "cefr": "A1"}),
        ("Word (German),Meaning (English)", "Hund,dog", None),
        ("german,bedeutungen", "Hund,dog", None),
        ("Frage,Antwort", "Hund,dog", None),
        ("Deutsch,Englisch,Thema", "Hund,dog,Tiere", None),
        ("Begriff,Definition,Anmerkung", "Hund,dog,x", {"note": "x"}),
        (
            "Wort;Bedeutung;Synonyme",
            "Hund;dog;Köter, Wauwau",
            {"alternatives": ["Köter", "Wauwau"]},
        ),
        (
            "german,english,Beispiel,Beispiel (Englisch)",
            "Hund,dog,Der Hund bellt.,The dog barks.",
            {"examples": [{"german": "Der Hund bellt.", "english": "The dog barks."}]},
        ),
        (
            "german,english,s1,t1,s2",
            "Hund,dog,Da!,There!,Wo?",
            {"examples": [{"german": "Da!", "english": "There!"}, {"german": "Wo?"}]},
        ),
        (
            "german,english,german_full",
            'Hund,dog,"der Hund, -e"',
            {"pos": "noun", "article": "der", "gender": "m", "plural": "Hunde"},
        ),
    ],
)
def test_columns_are_found_by_their_german_and_english_names(
    tmp_path: Path, header: str, row: str, parts: object
) -> None:
    found = read(tmp_path, f"{header}\n{row}\n")
    assert words(found) == [("Hund", "dog", parts)]
    assert found.notes == ()


@pytest.mark.parametrize(
    ("content", "german", "english"),
    [
        ("der Apfel\tapple\nschwimmen\tto swim\n", 1, 2),
        ("apple,der Apfel\nto swim,schwimmen\n", 2, 1),
        ("the street;die Straße\ngirl;Mädchen\n", 2, 1),
        ("1;apple;der Apfel\n2;to swim;schwimmen\n", 3, 2),
        ("Antwort,answer\nFrage,question\n", 1, 2),
        ("Begriff;concept\nWort;word\n", 1, 2),
    ],
)
def test_list_without_names_of_columns_is_read_by_what_is_in_them(
    tmp_path: Path, content: str, german: int, english: int
) -> None:
    found = read(tmp_path, content)
    assert len(found.words) == 2
    [note] = found.notes
    assert f"Column {german} was read as German, and column {english} as English" in note
    swapped = read(tmp_path, content, german=str(english), english=str(german))
    assert [word.english for word in swapped.words] != [word.english for word in found.words]


def test_separator_line_and_empty_cells_of_a_spreadsheet_are_no_words(tmp_path: Path) -> None:
    content = "sep=;\r\ngerman;english;;\r\nHund;dog;;\r\n;;;\r\nKatze;cat\r\n"
    found = read(tmp_path, content)
    assert words(found) == [("Hund", "dog", None), ("Katze", "cat", None)]
    assert [row.line for row in found.rows] == [3, 5]


@pytest.mark.parametrize("separator", ["\t", ";"])
def test_quote_that_is_content_swallows_no_rows(tmp_path: Path, separator: str) -> None:
    rows = [["german", "english"], ["Pause", '"break'], ["Danke", "thanks"], ["Stopp", 'stop"']]
    content = "\n".join(separator.join(row) for row in rows)
    found = read(tmp_path, content)
    assert [word.german for word in found.words] == ["Pause", "Danke", "Stopp"]


@pytest.mark.parametrize(
    ("row", "english"),
    [
        ('Glas,"glass" (for drinking)', "glass (for drinking)"),
        ('Glas,5" glass', '5" glass'),
        ('Glas,"glass', '"glass'),
        ('Glas,"a ""good"" glass"', 'a "good" glass'),
        ('Glas,"a\nglass"', "a\nglass"),
    ],
)
def test_stray_quote_is_read_as_a_spreadsheet_reads_it(
    tmp_path: Path, row: str, english: str
) -> None:
    found = read(tmp_path, f"german,english\nTeller,plate\n{row}\nGabel,fork\n")
    assert [word.english for word in found.words] == ["plate", english, "fork"]
    assert found.refused == []


@pytest.mark.parametrize("text", ["1.10", "007", "1e3", "-0", "1,0", "0x1", "12:30", "+1"])
def test_number_that_is_a_name_stays_as_it_is_shown(tmp_path: Path, text: str) -> None:
    found = read(tmp_path, f'german,english,lesson\nHund,dog,"{text}"\n')
    assert words(found) == [("Hund", "dog", {"lesson": text})]


def test_json_with_other_keys_is_read_and_the_options_hold_for_it(tmp_path: Path) -> None:
    entry = {"noun": "der Abend", "meaning": "evening", "level": "A1"}
    expected = {"pos": "noun", "article": "der", "gender": "m", "cefr": "A1"}
    found = read(tmp_path, json.dumps([entry]), "list.json")
    assert words(found) == [("Abend", "evening", expected)]
    other = json.dumps([{"x": "Abend", "y": "evening"}])
    found = read(tmp_path, other, "list.json", german="x", english="y")
    assert words(found) == [("Abend", "evening", None)]


def test_rows_of_one_word_are_joined_unless_their_grammar_contradicts(tmp_path: Path) -> None:
    content = (
        "german,english,plural,s1,lesson\n"
        "die Bank,bench,Bänke,Eins.,1.1\n"
        "Bank,bench,,Zwei.,1.2\n"
        "Bank,bench,Banken,Drei.,\n"
    )
    found = read(tmp_path, content)
    [(_, _, parts)] = words(found)
    assert parts["examples"] == [{"german": "Eins."}, {"german": "Zwei."}]
    assert parts["lesson"] == [1.1, 1.2]
    assert [str(row) for row in found.refused] == [
        "line 4: an earlier row gives Bank (bench) other parts"
    ]


def test_notation_can_be_taken_as_written_and_is_marked_if_it_is_not_known(tmp_path: Path) -> None:
    content = 'german,english\n"der Arzt, ¨-e",doctor\nBank (Geld),bank\n'
    found = read(tmp_path, content)
    assert [word.german for word in found.words] == ["Arzt", "Bank (Geld)"]
    assert [row.note for row in found.rows] == ["", "the notation of Bank (Geld) isn't known"]
    found = read(tmp_path, content, as_written=True)
    assert [word.german for word in found.words] == ["der Arzt, ¨-e", "Bank (Geld)"]
    assert [row.note for row in found.rows] == ["", ""]


def workbook(path: Path, **sheets: list[list[object]]) -> Path:
    made = Workbook()
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    made.remove(made.worksheets[0])
    made.save(path)
    return path


def test_workbook_is_read_and_its_sheet_can_be_chosen(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "list.xlsx",
        Leer=[],
        A1=[["Deutsch", "Englisch", "Lektion"], ["der Hund, -e", "dog", 3], ["gut", "good", None]],
        A2=[["Deutsch", "Englisch"], ["Katze", "cat"]],
    )
    found = formats.read(path)
    noun = {"pos": "noun", "article": "der", "gender": "m", "plural": "Hunde"}
    assert words(found) == [("Hund", "dog", {**noun, "Lektion": 3}), ("gut", "good", None)]
    assert found.notes == ("The sheet A1 was read. The workbook also has Leer, A2.",)
    chosen = formats.read(path, options=ReadOptions(sheet="A2"))
    assert words(chosen) == [("Katze", "cat", None)]
    with pytest.raises(PortalError, match="there is no sheet B1 among Leer, A1, A2"):
        formats.read(path, options=ReadOptions(sheet="B1"))


def test_cells_of_a_workbook_have_the_text_that_is_shown(tmp_path: Path) -> None:
    header: list[object] = ["german", "english", "day", "moment", "number", "whole", "truth"]
    row: list[object] = [
        "Hund", "dog", date(2025, 2, 8), datetime(2025, 2, 8, 17, 20), 1.5, 3.0, True,
    ]  # fmt: skip
    path = workbook(tmp_path / "list.xlsx", A=[header, row])
    parts = {
        "day": "2025-02-08", "moment": "2025-02-08T17:20:00", "number": 1.5, "whole": 3,
        "truth": True,
    }  # fmt: skip
    assert words(formats.read(path)) == [("Hund", "dog", parts)]


def spreadsheet(rows: str) -> bytes:
    """Make a workbook of LibreOffice with one sheet."""
    file = io.BytesIO()
    office = "urn:oasis:names:tc:opendocument:xmlns"
    type_ = "application/vnd.oasis.opendocument.spreadsheet"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("mimetype", type_)
        made.writestr(
            "META-INF/manifest.xml",
            f'<manifest:manifest xmlns:manifest="{office}:manifest:1.0"><manifest:file-entry '
            f'manifest:full-path="/" manifest:media-type="{type_}"/></manifest:manifest>',
        )
        made.writestr(
            "content.xml",
            f'<office:document-content xmlns:office="{office}:office:1.0" '
            f'xmlns:table="{office}:table:1.0" xmlns:text="{office}:text:1.0"><office:body>'
            f'<office:spreadsheet><table:table table:name="A">{rows}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return file.getvalue()


def cells(*texts: str, repeated: int = 1, rows: int = 1) -> str:
    made = "".join(
        f'<table:table-cell office:value-type="string" table:number-columns-repeated="{repeated}">'
        f"<text:p>{text}</text:p></table:table-cell>"
        for text in texts
    )
    return f'<table:table-row table:number-rows-repeated="{rows}">{made}</table:table-row>'


def far_corner() -> bytes:
    """Make a small workbook of Excel whose two cells are at opposite corners."""
    made = Workbook()
    sheet = made.worksheets[0]
    sheet["A1"] = "a"
    sheet["XFD1048576"] = "b"
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "make", "reason"),
    [
        ("list.xlsx", far_corner, "needs too much memory or time"),
        ("list.xlsx", lambda: b"german,english\na,b\n", "can't be read"),
        ("list.xlsx", lambda: far_corner()[:3000], "can't be read"),
        ("list.xls", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 5000, "can't be read"),
        ("list.ods", lambda: spreadsheet(cells("a", repeated=2000)), "columns; expected at most"),
        ("list.ods", lambda: spreadsheet(cells("a", "b", rows=100_000)), "at most 60000 rows"),
        ("list.ods", lambda: spreadsheet(cells("a", repeated=10**6, rows=10**6)), "list.ods: "),
        ("list.ods", lambda: spreadsheet(""), "the workbook is empty"),
        ("list.ods", lambda: spreadsheet(cells("a" * 130 * 2**20)), "bytes, unpacked"),
    ],
)
def test_workbook_that_cannot_be_read_is_refused_with_the_reason(
    tmp_path: Path, name: str, make: Callable[[], bytes], reason: str
) -> None:
    with pytest.raises(PortalError, match=reason):
        read(tmp_path, make(), name)
