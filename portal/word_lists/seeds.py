"""The vocabulary in `seeds/`: the list that says which file is which group, and its loader.

Files are read and checked whole before anything is written, so that a bad one changes nothing.
"""

import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import msgspec

from portal.errors import PortalError
from portal.paths import SEEDS
from portal.word_lists import json_format, staging
from portal.word_lists.listed_words import (
    ListedWord,
    WordListError,
    check_word,
    is_name,
    join_words,
    text,
)

SEED_LIST = "seeds.toml"

# Not ON CONFLICT, which would use up an id for each that is there.
_CATALOGUE = (
    """
    UPDATE study_activities
    SET description = :description, thumbnail_url = :thumbnail_url, launch_url = :launch_url
    WHERE name = :name
    """,
    """
    INSERT INTO study_activities (name, description, thumbnail_url, launch_url)
    SELECT :name, :description, :thumbnail_url, :launch_url
    WHERE NOT EXISTS (SELECT 1 FROM study_activities WHERE name = :name)
    """,
)

Track = Callable[[list[ListedWord]], Iterable[ListedWord]]


class SeedGroup(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A line of the list: the words of `file` belong to the group `name`."""

    name: str
    file: str


# A path of the portal's own, or an address on the web.
Address = Annotated[str, msgspec.Meta(pattern=r"^(/|https?://)\S*$")]


class SeedActivity(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A learning app of the catalogue."""

    name: str
    description: str
    thumbnail_url: Address
    launch_url: Address


class SeedList(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The list itself, `seeds.toml`."""

    groups: list[SeedGroup]
    study_activities: list[SeedActivity]


@dataclass(frozen=True)
class Seeds:
    """Everything that one load brings, checked."""

    words: list[ListedWord]
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
    groups = [text(group.name) for group in seed_list.groups]
    return Seeds(words, groups, seed_list.study_activities)


def read_file(path: Path, group: str) -> Seeds:
    """Read one more file of words, for one group. Raises PortalError like `read_seeds`."""
    if not is_name(group):
        raise PortalError("The group needs a name")
    return Seeds(read_words(path, group), [text(group)])


def read_words(path: Path, group: str) -> list[ListedWord]:
    """Read a JSON array of words, each with `german` and `english` and what else is known."""
    try:
        entries = [*json_format.read(_read(path).encode())]
    except WordListError as error:
        raise PortalError(f"{path}: {error}") from error
    words = []
    for index, (_, entry) in enumerate(entries):
        try:
            words.append(check_word(entry, group))
        except ValueError as error:
            raise PortalError(f"{path}: entry {index}: {error}") from error
    return words


def plant(connection: sqlite3.Connection, seeds: Seeds, track: Track | None = None) -> Planted:
    """Add what is missing of `seeds`, inside a transaction of the caller's, who holds `staging`.

    Nothing is added twice, and words stay as they are; only unknown `parts` are filled in. An app
    of the catalogue becomes what the list says of it. `track` wraps the words on their way, for a
    progress bar.
    """
    before = _counts(connection)
    for name in seeds.groups:
        staging.ensure_group(connection, name)
    words = join_words(seeds.words)
    rows = staging.staged(track(words) if track else words)
    staging.store(connection, rows, merge=False)
    for activity in seeds.activities:
        for statement in _CATALOGUE:
            connection.execute(statement, msgspec.structs.asdict(activity))
    after = _counts(connection)
    return Planted(*(new - old for new, old in zip(after, before, strict=True)))


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
