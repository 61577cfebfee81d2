"""One word of a list, and the rules that a row must follow to be a word."""

from collections.abc import Iterable
from dataclasses import dataclass

from portal.schemas import MAX_TEXT
from portal.text import normalise
from portal.word_lists.parts import encode_parts, merge_parts

ROW_KEYS = ("german", "english", "groups", "parts")
NUL = "\0"  # SQLite's JSON functions end a text at its first NUL


@dataclass(frozen=True, slots=True)
class ListedWord:
    """A word as a list has it; `parts` is JSON text, or None if the list has none."""

    german: str
    english: str
    parts: str | None
    groups: tuple[str, ...]


def parse_word(value: object, group: str | None) -> ListedWord:
    """Return the word in the JSON value of a row; `group` is added to the word's own groups.

    Raises ValueError with the reason if the value isn't a word.
    """
    if not isinstance(value, dict):
        raise ValueError("expected an object with german and english")
    other_keys = {key: value[key] for key in value if key not in ROW_KEYS}
    return ListedWord(
        _parse_text(value, "german"),
        _parse_text(value, "english"),
        encode_parts(value.get("parts"), other_keys),
        _parse_groups(value.get("groups"), group),
    )


def merge_words(first: ListedWord, second: ListedWord) -> ListedWord:
    """Return one word for two rows of the same word: the groups and the parts of both.

    If both have a value under the same key of `parts`, the first one is kept.
    """
    parts = second.parts if first.parts is None else merge_parts(second.parts, first.parts)
    groups = tuple(dict.fromkeys([*first.groups, *second.groups]))
    return ListedWord(first.german, first.english, parts, groups)


def merge_duplicates(words: Iterable[ListedWord]) -> list[ListedWord]:
    """Return the distinct words in order; rows with the same two texts are merged into one."""
    distinct: dict[tuple[str, str], ListedWord] = {}
    for word in words:
        key = word.german, word.english
        distinct[key] = merge_words(distinct[key], word) if key in distinct else word
    return list(distinct.values())


def clean_text(value: object) -> str:
    """Return a text normalised as the database keeps it, or "" if the value isn't a text."""
    return normalise(value) if isinstance(value, str) else ""


def is_group_name(value: object) -> bool:
    """Tell whether a value can be the name of a group."""
    name = clean_text(value)
    try:
        name.encode()
    except UnicodeEncodeError:
        # A command-line argument that isn't UTF-8 has surrogates in it (PEP 383).
        return False
    return 0 < len(name) <= MAX_TEXT and NUL not in name


def _parse_text(value: dict[str, object], key: str) -> str:
    if key not in value:
        raise ValueError(f"{key} is missing")
    listed = value[key]
    # No character of the normal form stands for more than 4 others, so this is too long anyway.
    if isinstance(listed, str) and len(listed.strip()) > 4 * MAX_TEXT:
        raise ValueError(f"{key} is longer than {MAX_TEXT} characters")
    text = clean_text(listed)
    if not text:
        raise ValueError(f"{key} must be a text that isn't empty")
    if NUL in text:
        raise ValueError(f"{key} contains a NUL character")
    if len(text) > MAX_TEXT:
        raise ValueError(f"{key} is longer than {MAX_TEXT} characters")
    return text


def _parse_groups(names: object, group: str | None) -> tuple[str, ...]:
    if names is None:
        names = []
    if not isinstance(names, list) or not all(map(is_group_name, names)):
        raise ValueError("groups must be a list of names")
    cleaned = [clean_text(name) for name in names]
    if group:
        cleaned.append(clean_text(group))
    return tuple(dict.fromkeys(cleaned))
