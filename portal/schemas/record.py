"""What clients get of the record: activities, sessions, reviews, and what follows from them."""

from typing import Annotated, Literal

from msgspec import Meta, Raw

from portal.schemas.fields import (
    AppName,
    Correct,
    Day,
    Id,
    Name,
    RecordedId,
    ReviewCount,
    Schema,
    Statement,
    Time,
    Wrong,
)


class StudyActivity(Schema, frozen=True):
    """A learning app of the catalogue."""

    id: Id
    name: AppName
    thumbnail_url: Annotated[str, Meta(examples=["/apps/flashcards/thumbnail.svg"])]
    description: Annotated[str, Meta(examples=["See a word and recall its meaning."])]
    launch_url: Annotated[str, Meta(examples=["/apps/flashcards/"])]


class StudySession(Schema, frozen=True):
    """A study session: what was launched on which group, and how it went."""

    id: Id
    group_id: Id
    group_name: Name
    study_activity_id: Id
    activity_name: AppName
    start_time: Time
    end_time: Annotated[
        str,
        Meta(extra_json_schema={"format": "date-time"}, examples=["2025-02-08T17:30:23-05:00"]),
    ]
    review_items_count: ReviewCount
    correct_count: Correct
    wrong_count: Wrong


class LastStudySession(StudySession, frozen=True):
    """The newest study session."""

    created_at: Time


class Launched(Schema, frozen=True):
    """The study session that a launch has made, and where to send the learner."""

    id: Id
    group_id: Id
    study_activity_id: Id
    created_at: Time
    launch_url: Annotated[
        str,
        Meta(
            examples=[
                "http://localhost:5000/apps/flashcards/?api=http%3A%2F%2Flocalhost%3A5000%2Fapi"
                "&session_id=1&group_id=1&return_url=http%3A%2F%2Flocalhost%3A5000%2F"
            ]
        ),
    ]


class StudyProgress(Schema, frozen=True):
    """Words with at least one review, of all words."""

    total_words_studied: Annotated[int, Meta(ge=0, examples=[3])]
    total_available_words: Annotated[int, Meta(ge=0, examples=[124])]


class QuickStats(Schema, frozen=True):
    """The dashboard's figures; the rate is in percent, to one decimal."""

    success_rate: Annotated[float, Meta(ge=0, le=100, examples=[80.0])]
    total_study_sessions: Annotated[int, Meta(ge=0, examples=[4])]
    total_active_groups: Annotated[int, Meta(ge=0, examples=[3])]
    study_streak_days: Annotated[int, Meta(ge=0, examples=[4])]


class StudyDay(Schema, frozen=True):
    """What happened on one of the learner's calendar days."""

    day: Day
    study_session_count: Annotated[int, Meta(ge=0, examples=[1])]
    review_items_count: ReviewCount
    correct_count: Correct
    wrong_count: Wrong
    study_minutes: Annotated[float, Meta(ge=0, examples=[12.5])]


class StudyDays(Schema, frozen=True, rename={"first": "from", "last": "to"}):
    """The days of a span on which something happened, oldest first."""

    first: Annotated[str, Meta(extra_json_schema={"format": "date"}, examples=["2025-01-01"])]
    last: Annotated[str, Meta(extra_json_schema={"format": "date"}, examples=["2025-12-31"])]
    items: list[StudyDay]


class Retention(Schema, frozen=True):
    """How many reviews were right that came so many days after the word's last one.

    `to_days` is null where there is no end; the rate is in percent, null without reviews.
    """

    from_days: Annotated[int, Meta(ge=0, examples=[4])]
    to_days: Annotated[int, Meta(ge=0, examples=[7])] | None
    review_items_count: ReviewCount
    correct_count: Correct
    wrong_count: Wrong
    success_rate: Annotated[float, Meta(ge=0, le=100, examples=[71.4])] | None


class Retentions(Schema, frozen=True):
    """Retention by the age of the last review, the youngest first."""

    items: list[Retention]


class Review(Schema, frozen=True, kw_only=True):
    """A review as it was recorded."""

    success: Literal[True] = True
    word_id: Id
    study_session_id: Id
    correct: Annotated[bool, Meta(examples=[True])]
    created_at: Time
    review_id: RecordedId


class Reviews(Schema, frozen=True, kw_only=True):
    """Several reviews as they were recorded, in the order sent."""

    success: Literal[True] = True
    study_session_id: Id
    created: Annotated[int, Meta(ge=0, examples=[1, 0])]
    repeated: Annotated[int, Meta(ge=0, examples=[0, 1])]
    items: list[Review]


class Record(Schema, frozen=True, kw_only=True):
    """An entry of the record: a review, or one that voids the review with the id `voids`.

    A voiding one repeats what it voids; its `stored_at` is when the review was taken back.
    """

    id: Id
    review_id: RecordedId
    word_id: Id
    study_session_id: Id
    correct: Annotated[bool, Meta(examples=[True])]
    created_at: Time
    stored_at: Time
    voids: RecordedId | None


class RecordPage(Schema, frozen=True, kw_only=True):
    """Entries of the record; what comes later follows `next`, at once where there is `more`."""

    items: list[Record]
    next: Annotated[int, Meta(ge=0, examples=[1])]
    more: Annotated[bool, Meta(examples=[False])]


class StatementResult(Schema, frozen=True, kw_only=True):
    """xAPI statements (xAPI 1.0.3, part two, 2.5); `more` leads to those that follow, if any."""

    statements: list[Statement]
    more: Annotated[str, Meta(examples=["/api/xapi/statements?limit=100&after=1"])]


# A list, or the one that was asked for by its id.
StatementAnswer = Annotated[
    Raw,
    Meta(
        extra_json_schema={
            "anyOf": [
                {"$ref": "#/components/schemas/StatementResult"},
                {"type": "object", "required": ["id", "actor", "verb", "object"]},
            ]
        }
    ),
]
