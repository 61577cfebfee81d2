"""The queries of requests: which items of a list, in what order, on which page."""

from datetime import date, datetime
from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from portal.schemas.fields import (
    MAX_ID,
    MAX_TEXT,
    NOT_BLANK,
    Id,
    ItemsPerPage,
    Name,
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

    search: Annotated[
        str,
        Meta(
            max_length=200,
            description="Only words that begin with these letters, German or English.",
            examples=["apf"],
        ),
    ] = ""
    pos: Annotated[str, Meta(description="Only this part of speech.", examples=["noun"])] = ""
    cefr: Annotated[str, Meta(description="Only this level of the CEFR.", examples=["A1"])] = ""
    studied: (
        Annotated[
            bool,
            Meta(description="Only words with a review, or only those without.", examples=[True]),
        ]
        | UnsetType
    ) = UNSET
    sort_by: (
        Annotated[
            Literal["german", "english", "correct_count", "wrong_count", "id"],
            Meta(
                description="The order; by default the best matches first, or else `german`.",
                examples=["wrong_count"],
            ),
        ]
        | UnsetType
    ) = UNSET
    order: Order = "asc"


class AllWordsQuery(WordsQuery, frozen=True):
    """Which page of words, as of a group's; or of the words of the group given here."""

    group_id: Annotated[Id, Meta(description="Only words of this group.")] | UnsetType = UNSET


class GroupsQuery(PageQuery, frozen=True):
    """Which page of groups, and in what order."""

    sort_by: Annotated[
        Literal["name", "word_count", "id"], Meta(description="The order.", examples=["word_count"])
    ] = "name"
    order: Order = "asc"


class DueWordsQuery(Schema, frozen=True):
    """How many words to practise, and of which group; of all words unless it is given."""

    group_id: Annotated[Id, Meta(description="Only words of this group.")] | UnsetType = UNSET
    limit: Annotated[
        int, Meta(ge=1, le=100, description="The number of words, at most.", examples=[20])
    ] = 20


class ForecastQuery(Schema, frozen=True):
    """How many days, beginning with today."""

    days: Annotated[
        int, Meta(ge=1, le=366, description="The number of days, with today.", examples=[30])
    ] = 30


class StudyDaysQuery(Schema, frozen=True, rename={"first": "from", "last": "to"}):
    """The first and the last day of a span; by default the year up to the learner's today."""

    first: (
        Annotated[
            date,
            Meta(description="The first day, by default a year ago.", examples=["2025-01-01"]),
        ]
        | UnsetType
    ) = UNSET
    last: (
        Annotated[
            date, Meta(description="The last day, by default today.", examples=["2025-12-31"])
        ]
        | UnsetType
    ) = UNSET


class ReviewLogQuery(Schema, frozen=True, rename={"first": "from", "last": "to"}):
    """Which entries of the record: those after an id, of a session or word, answered in a period.

    The period begins with `from` and ends before `to`.
    """

    after: Annotated[
        int,
        Meta(
            ge=0,
            le=MAX_ID,
            description="Only entries after this one: the `next` of the page before.",
            examples=[1],
        ),
    ] = 0
    limit: Annotated[
        int, Meta(ge=1, le=1000, description="The number of entries, at most.", examples=[100])
    ] = 1000
    study_session_id: (
        Annotated[Id, Meta(description="Only reviews of this study session.")] | UnsetType
    ) = UNSET
    word_id: Annotated[Id, Meta(description="Only reviews of this word.")] | UnsetType = UNSET
    first: (
        Annotated[
            datetime,
            Meta(
                tz=True,
                description="Only reviews answered at this time or later.",
                examples=["2025-02-01T00:00:00-05:00"],
            ),
        ]
        | UnsetType
    ) = UNSET
    last: (
        Annotated[
            datetime,
            Meta(
                tz=True,
                description="Only reviews answered before this time.",
                examples=["2025-03-01T00:00:00-05:00"],
            ),
        ]
        | UnsetType
    ) = UNSET


class StatementsQuery(
    Schema,
    frozen=True,
    rename={"statement_id": "statementId", "voided_statement_id": "voidedStatementId"},
):
    """Which xAPI statements (xAPI 1.0.3, part three, 2.1.3): one, or a list of them.

    They were stored after `since` and not after `until`. A `limit` of 0 is the largest there is;
    `after` is for the addresses that lead on. Statements come as they are kept, and there are no
    attachments. Clients that send every parameter with a default couldn't ask for one statement if
    parameters of lists had defaults.
    """

    statement_id: (
        Annotated[ReviewId, Meta(description="Show the statement with this id.")] | UnsetType
    ) = UNSET
    voided_statement_id: (
        Annotated[ReviewId, Meta(description="Show the voided statement with this id.")] | UnsetType
    ) = UNSET
    since: (
        Annotated[
            datetime,
            Meta(
                tz=True,
                description="Only statements stored after this time.",
                examples=["2025-02-01T00:00:00-05:00"],
            ),
        ]
        | UnsetType
    ) = UNSET
    until: (
        Annotated[
            datetime,
            Meta(
                tz=True,
                description="Only statements stored at this time or before.",
                examples=["2025-03-01T00:00:00-05:00"],
            ),
        ]
        | UnsetType
    ) = UNSET
    limit: (
        Annotated[
            int,
            Meta(
                ge=0,
                le=MAX_ID,
                description="The number of statements, at most; 0 for as many as the portal sends.",
                examples=[100],
            ),
        ]
        | UnsetType
    ) = UNSET
    ascending: Annotated[bool, Meta(description="Oldest first.", examples=[True])] | UnsetType = (
        UNSET
    )
    format: Annotated[
        Literal["exact"],
        Meta(description="How statements are shown: as they are stored.", examples=["exact"]),
    ] = "exact"
    attachments: Annotated[
        bool, Meta(description="True is refused: there are no attachments.", examples=[False])
    ] = False
    after: (
        Annotated[
            int,
            Meta(
                ge=0,
                le=MAX_ID,
                description="Part of the address in `more`, which leads to the next page.",
                examples=[1],
            ),
        ]
        | UnsetType
    ) = UNSET


class ImportQuery(Schema, frozen=True, forbid_unknown_fields=True):
    """Whether to import a list in earnest, and what the list doesn't tell by itself.

    Nothing else, so that a dry run that was misspelt isn't taken for an import.
    """

    dry_run: Annotated[
        bool, Meta(description="Report what would happen, and change nothing.", examples=[True])
    ] = False
    group: (
        Annotated[
            Name,
            Meta(
                pattern=NOT_BLANK,
                max_length=MAX_TEXT,
                description="The name of a group for all the words, made if it is missing.",
            ),
        ]
        | UnsetType
    ) = UNSET
    german: Annotated[
        str,
        Meta(
            max_length=MAX_TEXT,
            description=(
                "The name of the column or key with the German texts, or the number of the column "
                "from 1, if it can't be told from the list."
            ),
            examples=["Wort"],
        ),
    ] = ""
    english: Annotated[
        str,
        Meta(
            max_length=MAX_TEXT,
            description="The same for the English texts.",
            examples=["Bedeutung"],
        ),
    ] = ""
    sheet: Annotated[
        str,
        Meta(
            max_length=MAX_TEXT,
            description="The sheet of a workbook, by default the first one that isn't empty.",
            examples=["Lektion 1"],
        ),
    ] = ""
    as_written: Annotated[
        bool,
        Meta(
            description="Take the German text as the word, with articles and all other notation.",
            examples=[True],
        ),
    ] = False
