"""The values that requests and responses are made of, each with an example.

Times in responses are texts in the portal's zone with a numeric offset (contract 1).
"""

from typing import Annotated, Any, Literal, TypeVar
from uuid import UUID

from msgspec import Meta, Raw, Struct

MAX_ID = 2**63 - 1  # SQLite's own limit

Id = Annotated[int, Meta(ge=1, le=MAX_ID, examples=[1])]
Count = Annotated[int, Meta(ge=0, examples=[20])]
StudiedCount = Annotated[int, Meta(ge=0, examples=[8])]
MasteredCount = Annotated[int, Meta(ge=0, examples=[3])]
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
# What becomes of a row of a list of words.
Outcome = Annotated[
    Literal["created", "updated", "unchanged", "refused"], Meta(examples=["created", "unchanged"])
]

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

# An xAPI statement (xAPI 1.0.3, part two, 2.2).
Statement = Annotated[
    dict[str, Any],
    Meta(
        extra_json_schema={
            "required": [
                "id",
                "actor",
                "verb",
                "object",
                "timestamp",
                "stored",
                "authority",
                "version",
            ]
        },
        examples=[
            {
                "id": "01a207f6-3763-7465-a8db-80e1f563b07f",
                "actor": {"account": {"homePage": "http://localhost:5000", "name": "learner"}},
                "verb": {"id": "http://adlnet.gov/expapi/verbs/answered"},
                "object": {"id": "http://localhost:5000/words/1"},
                "result": {"success": True},
                "timestamp": "2025-02-08T17:20:23-05:00",
                "stored": "2025-02-08T17:20:23-05:00",
                "authority": {"account": {"homePage": "http://localhost:5000", "name": "portal"}},
                "version": "1.0.0",
            }
        ],
    ),
]

NewParts = (
    Annotated[
        dict[str, Any] | list[Any],
        Meta(examples=[{"pos": "noun", "article": "der", "plural": "Äpfel", "cefr": "A1"}]),
    ]
    | None
)

# A text has a sign that isn't white space, neither to Python nor to JSON Schema (ECMA-262), and no
# NUL, which ends a text to SQLite's JSON.
SOMETHING = r"^[^\x00]*[^\x00\s\x1c-\x1f\x85\ufeff][^\x00]*$"
MAX_TEXT = 500  # characters of a text

T = TypeVar("T")


class Schema(Struct, frozen=True, kw_only=True):
    """What all of them share."""
