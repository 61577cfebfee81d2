"""What clients get of the inventory: words, groups, and reports of imported lists."""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from portal.schemas.fields import (
    Correct,
    Count,
    English,
    German,
    Id,
    MasteredCount,
    Name,
    Outcome,
    Parts,
    Revision,
    Schema,
    StudiedCount,
    Time,
    Wrong,
)


class Word(Schema, frozen=True):
    """A word in a list, with counts of all time, or of one session in that session's list."""

    id: Id
    german: German
    english: English
    parts: Parts
    correct_count: Correct
    wrong_count: Wrong


class DueWord(Word, frozen=True):
    """A word to practise: due since `due_at`, or new, where that is null."""

    due_at: Time | None


class DueWords(Schema, frozen=True):
    """The words to practise next, the most urgent first, and how many there are in all."""

    items: list[DueWord]
    due_count: Annotated[int, Meta(ge=0, examples=[1])]
    new_count: Annotated[int, Meta(ge=0, examples=[12])]


class WordStats(Schema, frozen=True):
    """How often a word was answered right and wrong."""

    correct_count: Correct
    wrong_count: Wrong


class GroupName(Schema, frozen=True):
    """A group that a word belongs to."""

    id: Id
    name: Name


class WordDetails(Schema, frozen=True):
    """One word."""

    id: Id
    german: German
    english: English
    parts: Parts
    stats: WordStats
    groups: list[GroupName]
    revision: Revision


class Group(Schema, frozen=True):
    """A group in a list; a word is mastered that will be known for three weeks."""

    id: Id
    name: Name
    word_count: Count
    words_studied_count: StudiedCount
    words_mastered_count: MasteredCount


class GroupStats(Schema, frozen=True):
    """How many words a group has, and how well they are known."""

    total_word_count: Count
    words_studied_count: StudiedCount
    words_mastered_count: MasteredCount


class GroupDetails(Schema, frozen=True):
    """One group."""

    id: Id
    name: Name
    stats: GroupStats
    revision: Revision


class ImportedRow(Schema, frozen=True, kw_only=True):
    """What became of a row of a list: its index from 0, and its line from 1 in a file of lines.

    `word_id` is null where a dry run would have created the word. A row of a word that an earlier
    row has is unchanged. A row that is refused is no word, and has a reason instead.
    """

    row: Annotated[int, Meta(ge=0, examples=[0])]
    line: Annotated[int, Meta(ge=1, examples=[2])] | UnsetType = UNSET
    outcome: Outcome
    word_id: Id | UnsetType | None = UNSET
    reason: (
        Annotated[str, Meta(examples=["german must be a text that isn't empty"])] | UnsetType
    ) = UNSET


class ImportReport(Schema, frozen=True, kw_only=True):
    """What became of the rows of a list, or would in a dry run."""

    success: Literal[True] = True
    dry_run: Annotated[bool, Meta(examples=[False])]
    created: Annotated[int, Meta(ge=0, examples=[1, 0])]
    updated: Annotated[int, Meta(ge=0, examples=[0, 0])]
    unchanged: Annotated[int, Meta(ge=0, examples=[0, 1])]
    refused: Annotated[int, Meta(ge=0, examples=[0])]
    rows: list[ImportedRow]
