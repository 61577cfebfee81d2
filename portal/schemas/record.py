"""Responses about study activities, study sessions and reviews, and statistics of them."""

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
    """A learning app of the catalogue. Its URLs are absolute."""

    id: Id
    name: AppName
    thumbnail_url: Annotated[
        str, Meta(examples=["http://localhost:5000/apps/flashcards/thumbnail.svg"])
    ]
    description: Annotated[str, Meta(examples=["See a word and recall its meaning."])]
    launch_url: Annotated[str, Meta(examples=["http://localhost:5000/apps/flashcards/"])]


class StudySession(Schema, frozen=True):
    """A study session, with the names of its group and study activity, and its counts."""

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
    created_at: Time  # the same as start_time


class Launched(Schema, frozen=True):
    """A study session that was launched, and the URL to send the learner to."""

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
    """The number of words with at least one review, and the number of all words."""

    total_words_studied: Annotated[int, Meta(ge=0, examples=[3])]
    total_available_words: Annotated[int, Meta(ge=0, examples=[124])]


class QuickStats(Schema, frozen=True):
    """The figures of the dashboard; the rate is in percent, to one decimal place."""

    success_rate: Annotated[float, Meta(ge=0, le=100, examples=[80.0])]
    total_study_sessions: Annotated[int, Meta(ge=0, examples=[4])]
    total_active_groups: Annotated[int, Meta(ge=0, examples=[3])]
    study_streak_days: Annotated[int, Meta(ge=0, examples=[4])]


class StudyDay(Schema, frozen=True):
    """The counts of one calendar day of the learner."""

    day: Day
    study_session_count: Annotated[int, Meta(ge=0, examples=[1])]
    review_items_count: ReviewCount
    correct_count: Correct
    wrong_count: Wrong
    study_minutes: Annotated[float, Meta(ge=0, examples=[12.5])]


class StudyDays(Schema, frozen=True, rename={"first": "from", "last": "to"}):
    """The days of a period that have a study session or a review, oldest first."""

    first: Annotated[str, Meta(extra_json_schema={"format": "date"}, examples=["2025-01-01"])]
    last: Annotated[str, Meta(extra_json_schema={"format": "date"}, examples=["2025-12-31"])]
    items: list[StudyDay]


class Retention(Schema, frozen=True):
    """The counts of reviews that came `from_days` to `to_days` after the last one of the word.

    `to_days` is null if there is no upper limit. The rate is in percent, and null without reviews.
    """

    from_days: Annotated[int, Meta(ge=0, examples=[4])]
    to_days: Annotated[int, Meta(ge=0, examples=[7])] | None
    review_items_count: ReviewCount
    correct_count: Correct
    wrong_count: Wrong
    success_rate: Annotated[float, Meta(ge=0, le=100, examples=[71.4])] | None


class Retentions(Schema, frozen=True):
    """Retention by the days since the last review of the word, fewest days first."""

    items: list[Retention]


Probability = Annotated[float, Meta(ge=0, le=1, examples=[0.9])]


class CalibrationBin(Schema, frozen=True):
    """Reviews whose recall was predicted in the same twentieth of probability.

    `predicted` is the mean of the predictions, and `actual` the share of correct answers.
    """

    review_items_count: ReviewCount
    predicted: Probability
    actual: Probability


class Calibration(Schema, frozen=True):
    """Predicted against actual recall. Both errors are the smaller, the better.

    The log loss is per review, in nats. `rmse` is the root of the mean square of the differences
    between the predicted and the actual recall of the bins, by their numbers of reviews. Both are
    null without reviews.
    """

    items: list[CalibrationBin]
    review_items_count: ReviewCount
    log_loss: Annotated[float, Meta(ge=0, examples=[0.35])] | None
    rmse: Annotated[float, Meta(ge=0, examples=[0.05])] | None


class ForecastDay(Schema, frozen=True):
    """The number of words that fall due on a day of the learner, if none is studied before."""

    day: Day
    due_count: Annotated[int, Meta(ge=0, examples=[12])]


class Forecast(Schema, frozen=True):
    """When words fall due: today, with all that are due already, and on the following days.

    `new_count` is the number of words that were never studied.
    """

    items: list[ForecastDay]
    new_count: Annotated[int, Meta(ge=0, examples=[1000])]


class Answer(Schema, frozen=True, kw_only=True):
    """An answer to a word."""

    review_id: RecordedId
    correct: Annotated[bool, Meta(examples=[True])]
    created_at: Time


class WordMemory(Schema, frozen=True, kw_only=True):
    """How well a word is remembered today. All is null for a word that was never studied.

    `stability` is the number of days until the probability of recall has fallen to 90 %,
    `difficulty` goes from 1 to 10, and `retrievability` is the probability of recall today.
    `answers` are the newest, at most 100, newest first.
    """

    word_id: Id
    stability: Annotated[float, Meta(ge=0, examples=[2.3])] | None
    difficulty: Annotated[float, Meta(ge=1, le=10, examples=[2.1])] | None
    retrievability: Probability | None
    due_at: Time | None
    answers_count: Annotated[int, Meta(ge=0, examples=[1])]
    answers: list[Answer]


class Review(Schema, frozen=True, kw_only=True):
    """A review as it is stored."""

    success: Literal[True] = True
    word_id: Id
    study_session_id: Id
    correct: Annotated[bool, Meta(examples=[True])]
    created_at: Time
    review_id: RecordedId


class Reviews(Schema, frozen=True, kw_only=True):
    """The reviews of a batch as they are stored, in the order in which they were sent."""

    success: Literal[True] = True
    study_session_id: Id
    created: Annotated[int, Meta(ge=0, examples=[1, 0])]
    repeated: Annotated[int, Meta(ge=0, examples=[0, 1])]
    items: list[Review]


class LogEntry(Schema, frozen=True, kw_only=True):
    """An entry of the record: a review, or an entry that voids the review with the id `voids`.

    A voiding entry repeats the review that it voids; its `stored_at` is the time of voiding.
    """

    id: Id
    review_id: RecordedId
    word_id: Id
    study_session_id: Id
    correct: Annotated[bool, Meta(examples=[True])]
    created_at: Time
    stored_at: Time
    voids: RecordedId | None


class ReviewLogPage(Schema, frozen=True, kw_only=True):
    """Entries of the record; later ones follow the id `next`.

    If `more` is true, the next page can be read at once.
    """

    items: list[LogEntry]
    next: Annotated[int, Meta(ge=0, examples=[1])]
    more: Annotated[bool, Meta(examples=[False])]


class StatementResult(Schema, frozen=True, kw_only=True):
    """xAPI statements (xAPI 1.0.3, part two, 2.5).

    `more` is the address of the next page, and empty if there is none.
    """

    statements: list[Statement]
    more: Annotated[str, Meta(examples=["/api/xapi/statements?limit=100&after=1"])]


# A list of statements, or one statement if the query has an id.
StatementResponse = Annotated[
    Raw,
    Meta(
        extra_json_schema={
            "anyOf": [
                {"$ref": "#/components/schemas/StatementResult"},
                {"$ref": "#/components/schemas/Statement"},
            ]
        }
    ),
]
