"""The types of the fields of requests and responses, each with an example.

Times in responses are strings in the portal's time zone, with a numeric offset (RFC 3339). A field
type with a title has a schema of its own in the OpenAPI document.
"""

from typing import Annotated, Any, Literal, TypeVar
from uuid import UUID

from msgspec import Meta, Raw, Struct, json

MAX_ID = 2**63 - 1  # the largest integer of SQLite

Id = Annotated[int, Meta(ge=1, le=MAX_ID, examples=[1])]
Count = Annotated[int, Meta(ge=0, examples=[20])]
StudiedCount = Annotated[int, Meta(ge=0, examples=[8])]
MasteredCount = Annotated[int, Meta(ge=0, examples=[3])]
Correct = Annotated[int, Meta(ge=0, examples=[5])]
ReviewCount = Annotated[int, Meta(ge=0, examples=[7])]  # 5 correct and 2 wrong
Wrong = Annotated[int, Meta(ge=0, examples=[2])]
PageNumber = Annotated[int, Meta(ge=1, description="A page, counted from 1.", examples=[1])]
ItemsPerPage = Annotated[
    int, Meta(ge=1, le=100, description="The number of items on a full page.", examples=[20])
]
# A counter of the edits of a word or a group. Reviews don't change it.
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
Order = Annotated[
    Literal["asc", "desc"],
    Meta(title="Order", description="Ascending or descending.", examples=["desc"]),
]
# If an endpoint has two statuses, the second example belongs to the second one.
Status = Annotated[Literal["ok", "unavailable"], Meta(examples=["ok", "unavailable"])]
# The result of importing one row of a list of words.
RowOutcome = Annotated[
    Literal["created", "updated", "unchanged", "refused"], Meta(examples=["created", "unchanged"])
]

_Parts = (
    Annotated[
        dict[str, Any],
        Meta(
            title="Parts",
            description=(
                "Grammar and examples of a word: all keys are optional, such as `pos`, `article`, "
                "`gender`, `plural`, `ipa`, `cefr`, `separable`, `praeteritum`, `partizip2`, `aux` "
                "and `examples`. Other keys are kept."
            ),
            examples=[{"pos": "noun", "article": "der", "plural": "Äpfel", "cefr": "A1"}],
        ),
    ]
    | list[Any]
)
NewParts = _Parts | None
# The JSON is passed on as it is stored.
Parts = Annotated[Raw, Meta(extra_json_schema=json.schema(_Parts))] | None

_OBJECT = {
    "title": "StatementPart",
    "description": "A part of a statement, with the keys of xAPI 1.0.3, part two, section 2.4.",
    "type": "object",
}
Statement = Annotated[
    dict[str, Any],
    Meta(
        title="Statement",
        description="A statement (xAPI 1.0.3, part two, section 2.2).",
        extra_json_schema={
            "properties": {
                "id": {"type": "string", "format": "uuid"},
                "actor": _OBJECT,
                "verb": _OBJECT,
                "object": _OBJECT,
                "result": _OBJECT,
                "context": _OBJECT,
                "timestamp": {"type": "string", "format": "date-time"},
                "stored": {"type": "string", "format": "date-time"},
                "authority": _OBJECT,
                "version": {"type": "string"},
            },
            "required": [
                "id",
                "actor",
                "verb",
                "object",
                "timestamp",
                "stored",
                "authority",
                "version",
            ],
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

# At least one character that is white space neither in Python nor in ECMA-262, whose regular
# expressions JSON Schema uses. No NUL, because SQLite's JSON functions end a string there.
NOT_BLANK = r"^[^\x00]*[^\x00\s\x1c-\x1f\x85\ufeff][^\x00]*$"
MAX_TEXT = 500  # characters

T = TypeVar("T")


class Schema(Struct, frozen=True, kw_only=True):
    """The base of all requests and responses."""
