"""The payloads of requests.

A key with the default None may be absent or null, which means the same. One with the default UNSET
may be absent, but null only if its type says so.
"""

from datetime import datetime
from typing import Annotated, ClassVar

from msgspec import UNSET, Meta, Raw, UnsetType

from portal.schemas.fields import (
    MAX_TEXT,
    NOT_BLANK,
    English,
    German,
    Id,
    Name,
    NewParts,
    ReviewId,
    Schema,
)


class ImportedWord(Schema, frozen=True):
    """A word of a list; any other key becomes one of `parts`.

    `groups` are names of groups, which are made if they are missing.
    """

    # By `requests.payload`.
    KEEPS_OTHER_KEYS_IN: ClassVar = "parts"

    german: Annotated[German, Meta(pattern=NOT_BLANK, max_length=MAX_TEXT)]
    english: Annotated[English, Meta(pattern=NOT_BLANK, max_length=MAX_TEXT)]
    parts: NewParts = None
    groups: list[Annotated[Name, Meta(pattern=NOT_BLANK, max_length=MAX_TEXT)]] | None = None


class NewWord(ImportedWord, frozen=True):
    """A word to add; any other key becomes one of `parts`.

    It joins the groups with the ids `group_ids`, and `groups`, which are made if they are missing.
    """

    group_ids: list[Id] | None = None


CsvFile = Annotated[
    str,
    Meta(
        examples=[
            "german,english,groups,pos,article,plural\nApfel,apple,Food and Drink,noun,der,Äpfel\n"
        ]
    ),
]


Workbook = Annotated[
    str,
    Meta(
        description="The bytes of a workbook.",
        extra_json_schema={"format": "binary"},
        examples=["(the bytes of a file)"],
    ),
]


class WordChange(Schema, frozen=True):
    """The keys of a word to change; `parts` is replaced as a whole."""

    german: Annotated[German, Meta(pattern=NOT_BLANK, max_length=MAX_TEXT)] | UnsetType = UNSET
    english: Annotated[English, Meta(pattern=NOT_BLANK, max_length=MAX_TEXT)] | UnsetType = UNSET
    parts: NewParts | UnsetType = UNSET


class NewGroup(Schema, frozen=True):
    """A group to add."""

    name: Annotated[Name, Meta(pattern=NOT_BLANK, max_length=MAX_TEXT)]


class GroupChange(Schema, frozen=True):
    """The keys of a group to change."""

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

    correct: Annotated[bool, Meta(description="Whether the learner knew it.", examples=[True])]
    review_id: Annotated[ReviewId | None, Meta(description="An id of the app's own.")] = None
    created_at: Annotated[
        Annotated[datetime, Meta(tz=True, examples=["2025-02-08T17:20:23-05:00"])] | None,
        Meta(description="The time of the answer, by default that of arrival."),
    ] = None


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
