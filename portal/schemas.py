"""Every request and every response as a type: what validates, what is encoded, what is documented.

Times in responses are texts in the portal's zone with a numeric offset (contract 1).
"""

from datetime import date, datetime
from typing import Annotated, Any, Generic, Literal, TypeVar
from uuid import UUID

from msgspec import UNSET, Meta, Raw, Struct, UnsetType

MAX_ID = 2**63 - 1  # SQLite's own limit

Id = Annotated[int, Meta(ge=1, le=MAX_ID, examples=[1])]
Count = Annotated[int, Meta(ge=0, examples=[20])]
Correct = Annotated[int, Meta(ge=0, examples=[5])]
ReviewCount = Annotated[int, Meta(ge=0, examples=[7])]  # 5 and 2
Wrong = Annotated[int, Meta(ge=0, examples=[2])]
PageNumber = Annotated[int, Meta(ge=1, examples=[1])]
ItemsPerPage = Annotated[int, Meta(ge=1, le=100, examples=[20])]
# Counts the edits of a record's own texts.
Revision = Annotated[int, Meta(ge=1, examples=[1])]
Time = Annotated[
    str,
    Meta(extra_json_schema={"format": "date-time"}, examples=["2025-02-08T17:20:23-05:00"]),
]
Day = Annotated[str, Meta(extra_json_schema={"format": "date"}, examples=["2025-02-08"])]
German = Annotated[str, Meta(examples=["Apfel"])]
English = Annotated[str, Meta(examples=["apple"])]
Name = Annotated[str, Meta(examples=["Food and Drink"])]
AppName = Annotated[str, Meta(examples=["Flashcards"])]
ReviewId = Annotated[UUID, Meta(examples=["01a207f6-3763-7465-a8db-80e1f563b07f"])]
RecordedId = Annotated[
    str,
    Meta(extra_json_schema={"format": "uuid"}, examples=["01a207f6-3763-7465-a8db-80e1f563b07f"]),
]
Order = Annotated[Literal["asc", "desc"], Meta(examples=["desc"])]
# An endpoint that answers with two statuses shows the second example with the second.
Status = Annotated[Literal["ok", "unavailable"], Meta(examples=["ok", "unavailable"])]

# Grammar and examples: JSON that passes through as it is stored.
Parts = (
    Annotated[
        Raw,
        Meta(
            extra_json_schema={"type": ["object", "array"]},
            examples=[{"pos": "noun", "article": "der", "plural": "Äpfel", "cefr": "A1"}],
        ),
    ]
    | None
)

NewParts = (
    Annotated[
        dict[str, Any] | list[Any],
        Meta(examples=[{"pos": "noun", "article": "der", "plural": "Äpfel", "cefr": "A1"}]),
    ]
    | None
)

# A text has a sign that isn't white space, neither to Python nor to JSON Schema (ECMA-262).
SOMETHING = r"[^\s\x1c-\x1f\x85\ufeff]"
MAX_TEXT = 500  # characters of a text

T = TypeVar("T")


class Schema(Struct, frozen=True, kw_only=True):
    """What all of them share."""


# Requests


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


class StudyDaysQuery(Schema, frozen=True, rename={"first": "from", "last": "to"}):
    """The first and the last day of a span; by default the year up to the learner's today."""

    first: Annotated[date, Meta(examples=["2025-01-01"])] | UnsetType = UNSET
    last: Annotated[date, Meta(examples=["2025-12-31"])] | UnsetType = UNSET


class RecordQuery(Schema, frozen=True, rename={"first": "from", "last": "to"}):
    """What of the record: after which id, whose, and answered from when until before when."""

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


class NewWord(Schema, frozen=True):
    """A word to add."""

    german: Annotated[German, Meta(pattern=SOMETHING, max_length=MAX_TEXT)]
    english: Annotated[English, Meta(pattern=SOMETHING, max_length=MAX_TEXT)]
    parts: NewParts = None


class WordChange(Schema, frozen=True):
    """What of a word becomes something else; `parts` as a whole."""

    german: Annotated[German, Meta(pattern=SOMETHING, max_length=MAX_TEXT)] | UnsetType = UNSET
    english: Annotated[English, Meta(pattern=SOMETHING, max_length=MAX_TEXT)] | UnsetType = UNSET
    parts: NewParts | UnsetType = UNSET


class NewGroup(Schema, frozen=True):
    """A group to add."""

    name: Annotated[Name, Meta(pattern=SOMETHING, max_length=MAX_TEXT)]


class GroupChange(Schema, frozen=True):
    """What of a group becomes something else."""

    name: Annotated[Name, Meta(pattern=SOMETHING, max_length=MAX_TEXT)] | UnsetType = UNSET


class Launch(Schema, frozen=True):
    """Launch a study activity on a group."""

    group_id: Id
    study_activity_id: Id


class ReviewPayload(Schema, frozen=True):
    """How a word was answered; the two optional keys are for apps on bad networks (contract 3)."""

    correct: Annotated[bool, Meta(examples=[True])]
    review_id: ReviewId | None = None
    created_at: (
        Annotated[datetime, Meta(tz=True, examples=["2025-02-08T17:20:23-05:00"])] | None
    ) = None


# Decoded one by one, so that every bad one can be named.
RawAnswer = Annotated[Raw, Meta(extra_json_schema={"$ref": "#/components/schemas/Answer"})]


class Answer(ReviewPayload, frozen=True, kw_only=True):
    """One answer to one word."""

    word_id: Id


class ReviewsPayload(Schema, frozen=True):
    """Several answers, all of one study session."""

    reviews: Annotated[list[RawAnswer], Meta(min_length=1, max_length=1000)]


# Responses


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
    """A group in a list."""

    id: Id
    name: Name
    word_count: Count


class GroupStats(Schema, frozen=True):
    """How many words a group has."""

    total_word_count: Count


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


class StudyDays(Schema, frozen=True, rename={"first": "from", "last": "to"}):
    """The days of a span on which something happened, oldest first."""

    first: Annotated[str, Meta(extra_json_schema={"format": "date"}, examples=["2025-01-01"])]
    last: Annotated[str, Meta(extra_json_schema={"format": "date"}, examples=["2025-12-31"])]
    items: list[StudyDay]


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


class Done(Schema, frozen=True, kw_only=True):
    """A reset that has happened; `backup` is the file that keeps what there was."""

    success: Literal[True] = True
    message: Annotated[str, Meta(examples=["Study history has been reset"])]
    backup: Annotated[str, Meta(examples=["words-before-reset-20250208T222023.000000Z.db"])]


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
