"""Decks for Anki: a note for each word, from which the same word can be imported again."""

import base64
import html
from collections.abc import Sequence
from pathlib import Path
from zlib import crc32

import genanki  # type: ignore[import-untyped]
import msgspec

from portal.word_lists.anki.html import plain_text
from portal.word_lists.listed_words import ListedWord

# A field with the word's parts and groups in Base64, so that Anki changes nothing in it.
DATA_FIELD = "Portal"
NO_GROUP = "Words"
# Anki knows note types and decks by their ids, and updates notes of the same type.
_MODEL_ID = 1_764_276_001
_DECK_IDS = 2_000_000_000
_CARD = """
.card { font-family: sans-serif; font-size: 22px; text-align: center; }
.muted { color: #666; font-size: 16px; }
"""
_MODEL = genanki.Model(
    _MODEL_ID,
    "Word of the portal",
    fields=[
        {"name": name}
        for name in ("German", "English", "Article", "Plural", "Examples", DATA_FIELD)
    ],
    templates=[
        {
            "name": "English to German",
            "qfmt": "{{English}}",
            "afmt": (
                "{{FrontSide}}<hr id=answer>{{Article}} {{German}}"
                "<p class=muted>{{Plural}}</p><p class=muted>{{Examples}}</p>"
            ),
        }
    ],
    css=_CARD,
)


class Data(msgspec.Struct):
    """What the data field of a note says: the word when it was exported."""

    german: str
    english: str
    parts: msgspec.Raw
    groups: list[str]


def write(path: Path, words: Sequence[ListedWord]) -> None:
    """Write a deck for each group to `path`; a word in several groups is in the deck of the first.

    Notes have a tag for each group, and for the level.
    """
    decks: dict[str, genanki.Deck] = {}
    for word in words:
        name = next(iter(word.groups), NO_GROUP)
        if name not in decks:
            decks[name] = genanki.Deck(_DECK_IDS + crc32(name.encode()), name)
        decks[name].add_note(_note(word))
    genanki.Package([*decks.values()]).write_to_file(str(path))


def read_note(texts: Sequence[str]) -> dict[str, object] | None:
    """Return the JSON object of a row for the plain texts of a note that `write` has made.

    A German or English text that was edited in Anki counts. Returns None for any other note.
    """
    if len(texts) < len(_MODEL.fields):
        return None
    try:
        data = msgspec.json.decode(base64.b64decode(texts[-1], validate=True), type=Data)
        parts = msgspec.json.decode(data.parts)
    except (ValueError, msgspec.DecodeError, RecursionError):
        return None
    exported = (data.german, data.english)
    german, english = (
        text if plain_text(html.escape(text)) == shown else shown
        for text, shown in zip(exported, texts, strict=False)
    )
    return {"german": german, "english": english, "parts": parts, "groups": data.groups}


def _note(word: ListedWord) -> genanki.Note:
    parts = msgspec.json.decode(word.parts or "null")
    known = parts if isinstance(parts, dict) else {}
    raw_parts = msgspec.Raw((word.parts or "null").encode())
    data = msgspec.json.encode(Data(word.german, word.english, raw_parts, [*word.groups]))
    texts = (
        word.german, word.english, _text(known.get("article")), _text(known.get("plural")),
        _examples(known.get("examples")),
    )  # fmt: skip
    tags = [name.replace(" ", "_") for name in (*word.groups, _text(known.get("cefr"))) if name]
    return genanki.Note(
        _MODEL,
        [*map(html.escape, texts), base64.b64encode(data).decode()],
        tags=tags,
        guid=genanki.guid_for("portal", word.german, word.english),
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _examples(value: object) -> str:
    examples = value if isinstance(value, list) else []
    return " / ".join(
        _text(example.get("german")) for example in examples if isinstance(example, dict)
    )
