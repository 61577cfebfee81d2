"""Responses about the vocabulary: words, groups, and reports of imported lists."""

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
    Parts,
    Revision,
    RowOutcome,
    Schema,
    StudiedCount,
    Time,
    Wrong,
)


class Word(Schema, frozen=True):
    """A word in a list, with its counts of all sessions, or of one in the list of a session."""

    id: Id
    german: German
    english: English
    parts: Parts
    correct_count: Correct
    wrong_count: Wrong


class DueWord(Word, frozen=True):
    """A word to practise: due since `due_at`, or new if that is null."""

    due_at: Time | None


class DueWords(Schema, frozen=True):
    """Words to practise next, the most urgent first; the counts are of all such words.

    `new_left_today` is the number of new words that may still be begun today, in all groups.
    Suspended words are neither due nor new.
    """

    items: list[DueWord]
    due_count: Annotated[int, Meta(ge=0, examples=[1])]
    new_count: Annotated[int, Meta(ge=0, examples=[12])]
    new_left_today: Annotated[int, Meta(ge=0, examples=[19])]
    suspended_count: Annotated[int, Meta(ge=0, examples=[0])]


class WordStats(Schema, frozen=True):
    """The numbers of correct and of wrong answers to a word."""

    correct_count: Correct
    wrong_count: Wrong


class GroupName(Schema, frozen=True):
    """A group of a word."""

    id: Id
    name: Name


class WordDetails(Schema, frozen=True):
    """A word with its groups. The counts are those of `stats`."""

    id: Id
    german: German
    english: English
    parts: Parts
    correct_count: Correct
    wrong_count: Wrong
    stats: WordStats
    groups: list[GroupName]
    suspended: Annotated[bool, Meta(examples=[False])]
    revision: Revision


class Group(Schema, frozen=True):
    """A group in a list; a word is mastered if its stability (FSRS) is at least 21 days."""

    id: Id
    name: Name
    word_count: Count
    words_studied_count: StudiedCount
    words_mastered_count: MasteredCount


class GroupStats(Schema, frozen=True):
    """The numbers of all words, studied words and mastered words of a group."""

    total_word_count: Count
    words_studied_count: StudiedCount
    words_mastered_count: MasteredCount


class GroupDetails(Schema, frozen=True):
    """A group with its statistics. The word count is that of `stats`."""

    id: Id
    name: Name
    word_count: Count
    stats: GroupStats
    revision: Revision


class UnderstoodWord(Schema, frozen=True, kw_only=True):
    """A word as a row of a list was understood."""

    german: German
    english: English
    parts: Parts


class ImportedRow(Schema, frozen=True, kw_only=True):
    """The result of a row: its index from 0 and, in a file of lines, its line number from 1.

    `word_id` is null if a dry run would create the word. If an earlier row has the same word, the
    outcome is "unchanged". A refused row has a reason instead of a word. A `note` says what a
    reader should look at. The first rows of a dry run have the `word` as it was understood.
    """

    row: Annotated[int, Meta(ge=0, examples=[0])]
    line: Annotated[int, Meta(ge=1, examples=[2])] | UnsetType = UNSET
    outcome: RowOutcome
    word_id: Id | UnsetType | None = UNSET
    reason: (
        Annotated[str, Meta(examples=["german must be a text that isn't empty"])] | UnsetType
    ) = UNSET
    note: (
        Annotated[str, Meta(examples=["the notation of Apfel (Obst) isn't known"])] | UnsetType
    ) = UNSET
    word: UnderstoodWord | UnsetType = UNSET


class ImportReport(Schema, frozen=True, kw_only=True):
    """The results of all rows of a list; a dry run changes nothing.

    `notes` say what was guessed about the list as a whole.
    """

    success: Literal[True] = True
    dry_run: Annotated[bool, Meta(examples=[False])]
    created: Annotated[int, Meta(ge=0, examples=[1, 0])]
    updated: Annotated[int, Meta(ge=0, examples=[0, 0])]
    unchanged: Annotated[int, Meta(ge=0, examples=[0, 1])]
    refused: Annotated[int, Meta(ge=0, examples=[0])]
    notes: list[
        Annotated[
            str,
            Meta(
                examples=[
                    "The text isn't UTF-8. It was read as Windows-1252, as a spreadsheet saves it."
                ]
            ),
        ]
    ]
    rows: list[ImportedRow]
