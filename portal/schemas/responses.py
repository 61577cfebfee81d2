"""What clients get."""

from typing import Annotated, Generic, Literal

from msgspec import UNSET, Meta, Raw, UnsetType

from portal.schemas.fields import (
    AppName,
    Correct,
    Count,
    Day,
    English,
    German,
    Id,
    ItemsPerPage,
    MasteredCount,
    Name,
    Outcome,
    PageNumber,
    Parts,
    RecordedId,
    ReviewCount,
    Revision,
    Schema,
    Statement,
    Status,
    StudiedCount,
    T,
    Time,
    Wrong,
)


class Pagination(Schema, frozen=True):
    """Where a page stands in its list."""

    current_page: PageNumber
    total_pages: PageNumber
    total_items: Annotated[int, Meta(ge=0, examples=[1])]
    items_per_page: ItemsPerPage


class Page(Schema, Generic[T], frozen=True):
    """One page of a list."""

    items: list[T]
    pagination: Pagination


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


class Done(Schema, frozen=True, kw_only=True):
    """A reset that has happened; `backup` is the file that keeps what there was."""

    success: Literal[True] = True
    message: Annotated[str, Meta(examples=["Study history has been reset"])]
    backup: Annotated[str, Meta(examples=["words-before-reset-20250208T222023.000000Z.db"])]


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


class Success(Schema, frozen=True, kw_only=True):
    """What was asked for has happened, or was so already."""

    success: Literal[True] = True


class DatabaseHealth(Schema, frozen=True):
    """The state of the database; counts are absent while it doesn't answer."""

    status: Status
    sqlite_version: Annotated[str, Meta(examples=["3.51.3"])]
    schema_version: Annotated[str, Meta(examples=["0003_counters"])] | UnsetType = UNSET
    counts: (
        Annotated[
            dict[str, int],
            Meta(
                examples=[
                    {
                        "words": 124,
                        "groups": 10,
                        "study_activities": 2,
                        "study_sessions": 4,
                        "reviews": 35,
                    }
                ]
            ),
        ]
        | UnsetType
    ) = UNSET


class Health(Schema, frozen=True):
    """The state of the process and of the database behind it."""

    status: Status
    database: DatabaseHealth


class Fault(Schema, frozen=True):
    """What is wrong with one key of a payload or a query."""

    path: Annotated[str, Meta(examples=["correct"])]
    message: Annotated[str, Meta(examples=["is required"])]

    def within(self, path: str) -> "Fault":
        """Return the same fault of what stands at `path` in something larger."""
        return Fault(path=f"{path}.{self.path}".rstrip("."), message=self.message)


class Problem(Schema, frozen=True, omit_defaults=True):
    """An error (RFC 9457)."""

    type: Annotated[str, Meta(examples=["about:blank"])]
    title: Annotated[str, Meta(examples=["Unprocessable Entity"])]
    status: Annotated[int, Meta(examples=[422])]
    detail: Annotated[str, Meta(examples=["The payload is invalid."])]
    instance: Annotated[str, Meta(examples=["/api/study_sessions/1/words/1/review"])]
    existing_id: Id | UnsetType = UNSET  # of the record that a conflict is with
    errors: list[Fault] | UnsetType = UNSET
