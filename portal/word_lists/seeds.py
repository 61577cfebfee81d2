"""The vocabulary and the catalogue of learning apps in `seeds/`, and how they are loaded.

All files are read and checked before anything is written, so a faulty file changes nothing.
"""

import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import msgspec

from portal.errors import PortalError
from portal.paths import SEEDS
from portal.schemas import MAX_TEXT
from portal.word_lists import json_format, staging
from portal.word_lists.listed_words import (
    ListedWord,
    clean_text,
    is_group_name,
    merge_duplicates,
    parse_word,
)
from portal.word_lists.raw_rows import WordListError

SEED_LIST = "seeds.toml"

# Wraps the words while they are loaded, for a progress bar.
Progress = Callable[[list[ListedWord]], Iterable[ListedWord]]

# A path on the portal, or an absolute URL.
Address = Annotated[str, msgspec.Meta(pattern=r"^(/|https?://)\S*$")]


class SeedGroup(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A group, and the name of the file in the same folder that has its words."""

    name: str
    file: str


class SeedActivity(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A learning app in the catalogue."""

    name: Annotated[str, msgspec.Meta(pattern=r"\S")]
    description: str
    thumbnail_url: Address
    launch_url: Address


class SeedList(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The content of `seeds.toml`."""

    groups: list[SeedGroup]
    study_activities: list[SeedActivity]


@dataclass(frozen=True)
class Seeds:
    """What one load adds, read and checked."""

    words: list[ListedWord]
    groups: list[str]
    activities: list[SeedActivity] = field(default_factory=list)


@dataclass(frozen=True)
class SeedCounts:
    """How many rows a load has added."""

    words: int
    groups: int
    memberships: int
    activities: int

    def __str__(self) -> str:
        """Return the counts as a phrase."""
        return (
            f"{self.words} new words, {self.groups} new groups, "
            f"{self.memberships} new group memberships, {self.activities} new study activities"
        )


def read_seeds(directory: Path = SEEDS) -> Seeds:
    """Read the seed list and every file that it names.

    Raises PortalError with the file and the reason, and with the index of the entry, from 0, if
    one is at fault.
    """
    path = directory / SEED_LIST
    try:
        seed_list = msgspec.toml.decode(_read_bytes(path), type=SeedList)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise PortalError(f"{path}: {error}") from error
    words: list[ListedWord] = []
    groups: list[str] = []
    for group in seed_list.groups:
        if not is_group_name(group.name):
            raise PortalError(
                f"{path}: the group of {group.file} needs a name of at most {MAX_TEXT} characters"
            )
        groups.append(clean_text(group.name))
        words += _read_words(directory / group.file, group.name)
    return Seeds(words, groups, seed_list.study_activities)


def read_seed_file(path: Path, group: str) -> Seeds:
    """Read one more file of words for one group. Raises PortalError like `read_seeds`."""
    if not is_group_name(group):
        raise PortalError("The group needs a name")
    return Seeds(_read_words(path, group), [clean_text(group)])


def load_seeds(
    connection: sqlite3.Connection, seeds: Seeds, progress: Progress | None = None
) -> SeedCounts:
    """Load `seeds` inside the transaction of the caller, who holds `Database.staging`.

    Words, groups and apps that are missing are added. Stored words stay as they are, except that
    a word without `parts` gets those of its seed. Apps are updated to what the seed list says.
    """
    before = _count_rows(connection)
    for name in seeds.groups:
        staging.create_group_if_missing(connection, name)
    words = merge_duplicates(seeds.words)
    staged_words = staging.stage_words(progress(words) if progress else words)
    staging.store_words(connection, staged_words, merge=False)
    for activity in seeds.activities:
        _store_activity(connection, activity)
    after = _count_rows(connection)
    return SeedCounts(*(new - old for new, old in zip(after, before, strict=True)))


def _store_activity(connection: sqlite3.Connection, activity: SeedActivity) -> None:
    columns = msgspec.structs.asdict(activity)
    # Two statements, because ON CONFLICT would use up an id for an app that exists.
    connection.execute(
        """
        UPDATE study_activities
        SET description = :description, thumbnail_url = :thumbnail_url, launch_url = :launch_url
        WHERE name = :name
        """,
        columns,
    )
    connection.execute(
        """
        INSERT INTO study_activities (name, description, thumbnail_url, launch_url)
        SELECT :name, :description, :thumbnail_url, :launch_url
        WHERE NOT EXISTS (SELECT 1 FROM study_activities WHERE name = :name)
        """,
        columns,
    )


def _count_rows(connection: sqlite3.Connection) -> tuple[int, ...]:
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


def _read_words(path: Path, group: str) -> list[ListedWord]:
    """Read a JSON list of words for one group, in which every row must be a word."""
    words = []
    try:
        for index, row in enumerate(json_format.read(_read_bytes(path)).rows):
            try:
                words.append(parse_word(row.value, group))
            except ValueError as error:
                raise PortalError(f"{path}: entry {index}: {error}") from error
    except WordListError as error:
        raise PortalError(f"{path}: {error}") from error
    return words


def _read_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise PortalError(f"{path}: {error.strerror}") from error
