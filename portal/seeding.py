"""The vocabulary in `seeds/`: the list that says which file is which group, and its loader.

Files are read and checked whole before anything is written, so that a bad one changes nothing.
"""

import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from portal.errors import PortalError
from portal.settings import CHECKOUT
from portal.sorting import clean, sort_key

SEEDS = CHECKOUT / "seeds"
SEED_LIST = "seeds.toml"

T = TypeVar("T")
Track = Callable[[list["SeedWord"]], Iterable["SeedWord"]]


class SeedGroup(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A line of the list: the words of `file` belong to the group `name`."""

    name: str
    file: str


class SeedActivity(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A learning app of the catalogue."""

    name: str
    description: str
    thumbnail_url: str
    launch_url: str


class SeedList(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The list itself, `seeds.toml`."""

    groups: list[SeedGroup]
    study_activities: list[SeedActivity]


@dataclass(frozen=True)
class SeedWord:
    """A word as it goes into the database; `parts` is JSON text, or None."""

    group: str
    german: str
    english: str
    parts: str | None


@dataclass(frozen=True)
class Seeds:
    """Everything that one load brings, checked."""

    words: list[SeedWord]
    groups: list[str]
    activities: list[SeedActivity] = field(default_factory=list)


@dataclass(frozen=True)
class Planted:
    """How many records a load has added."""

    words: int
    groups: int
    memberships: int
    activities: int

    def __str__(self) -> str:
        """Say so in a sentence."""
        return (
            f"{self.words} new words, {self.groups} new groups, "
            f"{self.memberships} new places in groups, {self.activities} new study activities"
        )


def read_seeds(directory: Path = SEEDS) -> Seeds:
    """Read the seed list and every file that it names.

    Raises PortalError with the file, the index of the entry (from 0) and the reason.
    """
    path = directory / SEED_LIST
    try:
        seed_list = msgspec.toml.decode(_read(path), type=SeedList)
    except msgspec.DecodeError as error:
        raise PortalError(f"{path}: {error}") from error
    words = [
        word
        for group in seed_list.groups
        for word in read_words(directory / group.file, group.name)
    ]
    groups = [_text(group.name) for group in seed_list.groups]
    return Seeds(words, groups, seed_list.study_activities)


def read_file(path: Path, group: str) -> Seeds:
    """Read one more file of words, for one group. Raises PortalError like `read_seeds`."""
    if not _text(group):
        raise PortalError("The group needs a name")
    return Seeds(read_words(path, group), [_text(group)])


def read_words(path: Path, group: str) -> list[SeedWord]:
    """Read a JSON array of words, each with `german` and `english` and what else is known."""
    try:
        entries = msgspec.json.decode(_read(path))
    except (msgspec.DecodeError, RecursionError) as error:
        raise PortalError(f"{path}: {error}") from error
    if not isinstance(entries, list):
        raise PortalError(f"{path}: expected a list of words")
    words = []
    for index, entry in enumerate(entries):
        try:
            words.append(_word(entry, _text(group)))
        except ValueError as error:
            raise PortalError(f"{path}: entry {index}: {error}") from error
    return words


def plant(connection: sqlite3.Connection, seeds: Seeds, track: Track | None = None) -> Planted:
    """Add what is missing of `seeds`, inside a transaction of the caller's.

    Nothing is added twice, and what is there stays as it is; only unknown `parts` are filled in.
    `track` wraps the words on their way, for a progress bar.
    """
    # NOT EXISTS rather than ON CONFLICT, which would use up an id for each row that is there.
    before = _counts(connection)
    for name in seeds.groups:
        connection.execute(
            """
            INSERT INTO groups (name, name_key)
            SELECT :name, :name_key
            WHERE NOT EXISTS (SELECT 1 FROM groups WHERE name = :name)
            """,
            {"name": name, "name_key": sort_key(name)},
        )
    for word in track(seeds.words) if track else seeds.words:
        _plant_word(connection, word)
    for activity in seeds.activities:
        connection.execute(
            """
            INSERT INTO study_activities (name, description, thumbnail_url, launch_url)
            SELECT :name, :description, :thumbnail_url, :launch_url
            WHERE NOT EXISTS (SELECT 1 FROM study_activities WHERE name = :name)
            """,
            msgspec.structs.asdict(activity),
        )
    after = _counts(connection)
    return Planted(*(new - old for new, old in zip(after, before, strict=True)))


def _plant_word(connection: sqlite3.Connection, word: SeedWord) -> None:
    values = {
        **asdict(word),
        "german_key": sort_key(word.german),
        "english_key": sort_key(word.english),
    }
    connection.execute(
        """
        INSERT INTO words (german, english, parts, german_key, english_key)
        SELECT :german, :english, :parts, :german_key, :english_key
        WHERE NOT EXISTS (SELECT 1 FROM words WHERE german = :german AND english = :english)
        """,
        values,
    )
    connection.execute(
        """
        UPDATE words SET parts = :parts
        WHERE german = :german AND english = :english AND parts IS NULL
        """,
        values,
    )
    connection.execute(
        """
        INSERT INTO words_groups (word_id, group_id)
        SELECT words.id, groups.id
        FROM words, groups
        WHERE german = :german AND english = :english AND groups.name = :group
            AND NOT EXISTS (
                SELECT 1 FROM words_groups WHERE word_id = words.id AND group_id = groups.id
            )
        """,
        values,
    )


def _counts(connection: sqlite3.Connection) -> tuple[int, ...]:
    row = connection.execute(
        """
        SELECT
            (SELECT count(*) FROM words),
            (SELECT count(*) FROM groups),
            (SELECT count(*) FROM words_groups),
            (SELECT count(*) FROM study_activities)
        """
    ).fetchone()
    return tuple(row)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise PortalError(f"{path}: it isn't UTF-8") from error
    except OSError as error:
        raise PortalError(f"{path}: {error.strerror}") from error


def _text(value: object) -> str:
    """Return a text as it is kept; "" where it isn't one."""
    return clean(value) if isinstance(value, str) else ""


def _word(entry: object, group: str) -> SeedWord:
    if not isinstance(entry, dict):
        raise ValueError("expected an object with german and english")
    texts = {key: _text(entry.get(key)) for key in ("german", "english")}
    for key, text in texts.items():
        if key not in entry:
            raise ValueError(f"{key} is missing")
        if not text:
            raise ValueError(f"{key} must be a text that isn't empty")
    others = {k: v for k, v in entry.items() if k not in {"german", "english", "parts"}}
    return SeedWord(group, texts["german"], texts["english"], _parts(entry.get("parts"), others))


def _parts(parts: Any, others: dict[str, Any]) -> str | None:
    """Join `parts` as it came with the entry's other keys, as JSON text."""
    if parts is None or isinstance(parts, dict):
        parts = {**others, **(parts or {})} or parts
    elif not isinstance(parts, list):
        raise ValueError("parts must be an object, a list or null")
    elif others:
        raise ValueError(f"parts is a list, so that {', '.join(others)} has nowhere to go")
    if parts is None:
        return None
    # On the encoded text, so that every German string within is normalised too.
    return clean(msgspec.json.encode(parts).decode())
