"""Rows that SQLite encodes as JSON."""

import sqlite3
from collections.abc import Mapping

import msgspec
import pytest

from portal.schemas import Parts, Schema
from portal.storage.pages import json_array


class Row(Schema, frozen=True):
    id: int
    text: str | None
    share: float | None
    parts: Parts


def encoded(*rows: Mapping[str, object]) -> bytes:
    """Return the rows, encoded by SQLite."""
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE things (id INTEGER, text TEXT, share REAL, parts TEXT)")
    connection.executemany("INSERT INTO things VALUES (:id, :text, :share, :parts)", rows)
    (array,) = connection.execute(f"SELECT {json_array(Row)} FROM things").fetchone()
    connection.close()
    assert isinstance(array, bytes)
    return array


@pytest.mark.parametrize(
    "text", ['"', "\\", "a\0b", "\n\x1f\x7f", "%s%d{}", "Ü ß 😀", "'", "", None]
)
def test_any_text_is_encoded(text: str | None) -> None:
    row = {"id": -(2**63), "text": text, "share": 0.1, "parts": '{"pos":"noun","n":[1,null]}'}
    [decoded] = msgspec.json.decode(encoded(row))
    assert decoded == {**row, "parts": {"pos": "noun", "n": [1, None]}}


def test_null_is_encoded() -> None:
    row = {"id": 1, "text": None, "share": None, "parts": None}
    assert encoded(row, row) == b"[%b,%b]" % ((msgspec.json.encode(row),) * 2)


def test_no_rows_are_an_empty_list() -> None:
    assert encoded() == b"[]"
