"""What clients send, in queries and payloads."""

from datetime import date, datetime
from typing import Annotated, Literal

from msgspec import UNSET, Meta, Raw, UnsetType

from portal.schemas.fields import (
    MAX_ID,
    MAX_TEXT,
    NOT_BLANK,
    English,
    German,
    Id,
    ItemsPerPage,
    Name,
    NewParts,
    Order,
    PageNumber,
    ReviewId,
    Schema,
)


class PageQuery(Schema, frozen=True):
    """Which page of a list, in its one order."""

    page: PageNumber = 1
    items_per_page: ItemsPerPage = 100


class WordsQuery(PageQuery, frozen=True):
    """Which page of words, and in what order: by `german`, unless something is searched for.

    What is searched for are words of which one, German or English, begins with each of the
    given; the best come first. `pos` and `cefr` are those of `parts`.
    """

    search: Annotated[str, Meta(max_length=200, examples=["apf"])] = ""
    pos: Annotated[str, Meta(examples=["noun"])] = ""
    cefr: Annotated[str, Meta(examples=["A1"])] = ""
    studied: Annotated[bool, Meta(examples=[True])] | UnsetType = UNSET
    sort_by: (
        Annotated[
            Literal["german", "english", "correct_count", "wrong_count", "id"],
            Meta(examples=["wrong_count"]),
        ]
        | UnsetType
    ) = UNSET
    order: Order = "asc"


class AllWordsQuery(WordsQuery, frozen=True):
    """Which page of words, as of a group's; or of the words of the group given here."""

    group_id: Id | UnsetType = UNSET


class GroupsQuery(PageQuery, frozen=True):
    """Which page of groups, and in what order."""

    sort_by: Annotated[Literal["name", "word_count", "id"], Meta(examples=["word_count"])] = "name"
    order: Order = "asc"


class DueWordsQuery(Schema, frozen=True):
    """How many words to practise, and of which group; of all words unless it is given."""

    group_id: Id | UnsetType = UNSET
    limit: Annotated[int, Meta(ge=1, le=100, examples=[20])] = 20


class StudyDaysQuery(Schema, frozen=True, rename={"first": "from", "last": "to"}):
    """The first and the last day of a span; by default the year up to the learner's today."""

    first: Annotated[date, Meta(examples=["2025-01-01"])] | UnsetType = UNSET
    last: Annotated[date, Meta(examples=["2025-12-31"])] | UnsetType = UNSET


class ReviewLogQuery(Schema, frozen=True, rename={"first": "from", "last": "to"}):
    """Which entries of the record: those after an id, of a session or word, answered in a period.

    The period begins with `from` and ends before `to`.
    """

    after: Annotated[int, Meta(ge=0, le=MAX_ID, examples=[1])] = 0
    limit: Annotated[int, Meta(ge=1, le=1000, examples=[100])] = 1000
    study_session_id: Id | UnsetType = UNSET
    word_id: Id | UnsetType = UNSET
    first: (
        Annotated[datetime, Meta(tz=True, examples=["2025-02-01T00:00:00-05:00"])] | UnsetType
    ) = UNSET
    last: Annotated[datetime, Meta(tz=True, examples=["2025-03-01T00:00:00-05:00"])] | UnsetType = (
        UNSET
    )


class StatementsQuery(
    Schema,
    frozen=True,
    rename={"statement_id": "statementId", "voided_statement_id": "voidedStatementId"},
):
    """Which xAPI statements (xAPI 1.0.3, part three, 2.1.3): one, or a list of them.

    They were stored after `since` and not after `until`. A `limit` of 0 is the largest there is;
    `after` is for the addresses that lead on. Statements come as they are kept, and there are no
    attachments.
    """

    statement_id: ReviewId | UnsetType = UNSET
    voided_statement_id: ReviewId | UnsetType = UNSET
    since: (
        Annotated[datetime, Meta(tz=True, examples=["2025-02-01T00:00:00-05:00"])] | UnsetType
    ) = UNSET
    until: (
        Annotated[datetime, Meta(tz=True, examples=["2025-03-01T00:00:00-05:00"])] | UnsetType
    ) = UNSET
    limit: Annotated[int, Meta(ge=0, le=MAX_ID, examples=[100])] = 0
    ascending: Annotated[bool, Meta(examples=[True])] = False
    format: Annotated[Literal["exact"], Meta(examples=["exact"])] = "exact"
    attachments: Annotated[bool, Meta(examples=[False])] = False
    after: Annotated[int, Meta(ge=0, le=MAX_ID, examples=[1])] | UnsetType = UNSET


class NewWord(Schema, frozen=True):
    """A word to add."""

    german: Annotated[German, Meta(pattern=NOT_BLANK, max_length=MAX_TEXT)]
    english: Annotated[English, Meta(pattern=NOT_BLANK, max_length=MAX_TEXT)]
    parts: NewParts = None


class ImportQuery(Schema, frozen=True, forbid_unknown_fields=True):
    """Whether to import a list in earnest, and a group that all its words go into.

    Nothing else, so that a dry run that was misspelt isn't taken for an import.
    """

    dry_run: Annotated[bool, Meta(examples=[True])] = False
    group: Annotated[Name, Meta(pattern=NOT_BLANK, max_length=MAX_TEXT)] | UnsetType = UNSET


class ImportedWord(NewWord, frozen=True):
    """A word of a list; any other key becomes one of `parts`."""

    groups: list[Annotated[Name, Meta(pattern=NOT_BLANK, max_length=MAX_TEXT)]] | None = None


CsvFile = Annotated[
    str,
    Meta(
        examples=[
            "german,english,groups,pos,article,plural\nApfel,apple,Food and Drink,noun,der,Äpfel\n"
        ]
    ),
]


class WordChange(Schema, frozen=True):
    """What of a word becomes something else; `parts` as a whole."""

    german: Annotated[German, Meta(pattern=NOT_BLANK, max_length=MAX_TEXT)] | UnsetType = UNSET
    english: Annotated[English, Meta(pattern=NOT_BLANK, max_length=MAX_TEXT)] | UnsetType = UNSET
    parts: NewParts | UnsetType = UNSET


class NewGroup(Schema, frozen=True):
    """A group to add."""

    name: Annotated[Name, Meta(pattern=NOT_BLANK, max_length=MAX_TEXT)]


class GroupChange(Schema, frozen=True):
    """What of a group becomes something else."""

    name: Annotated[Name, Meta(pattern=NOT_BLANK, max_length=MAX_TEXT)] | UnsetType = UNSET


class Launch(Schema, frozen=True):
    """Launch a study activity on a group."""

    group_id: Id
    study_activity_id: Id


class ReviewPayload(Schema, frozen=True):
    """A review of a word: whether the learner knew it.

    An app on a bad network sends a `review_id` of its own, so that it can send the review again.
    An app that was offline sends the time of the answer as `created_at`.
    """

    correct: Annotated[bool, Meta(examples=[True])]
    review_id: ReviewId | None = None
    created_at: (
        Annotated[datetime, Meta(tz=True, examples=["2025-02-08T17:20:23-05:00"])] | None
    ) = None


# Each is decoded by itself, so that the error can name every invalid one.
RawBatchReview = Annotated[
    Raw, Meta(extra_json_schema={"$ref": "#/components/schemas/BatchReview"})
]


class BatchReview(ReviewPayload, frozen=True, kw_only=True):
    """A review in a batch."""

    word_id: Id


class ReviewsPayload(Schema, frozen=True):
    """A batch of reviews, all of the same study session."""

    reviews: Annotated[list[RawBatchReview], Meta(min_length=1, max_length=1000)]
