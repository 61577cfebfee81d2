"""Anki's notes as rows of a list of words."""

from collections.abc import Sequence

from portal.word_lists.columns import Columns


def note_value(
    names: Sequence[str], texts: Sequence[str], columns: Columns, group: str
) -> dict[str, object]:
    """Return the JSON object of a row for a note with these fields.

    `names` and `texts` are the names of the note's fields and their plain texts. A field that has
    a text and a name, and isn't one of `columns`, becomes a key of `parts`. `group` is the name of
    the note's group, or "".
    """
    parts = {
        name: text
        for index, (name, text) in enumerate(zip(names, texts, strict=False))
        if name and text and index not in columns
    }
    return {
        "german": _text_at(texts, columns.german),
        "english": _text_at(texts, columns.english),
        "parts": parts or None,
        "groups": [group] if group else [],
    }


def _text_at(texts: Sequence[str], index: int) -> str:
    return texts[index] if index < len(texts) else ""
