"""Responses that belong to no resource: pages, confirmations, health, problems."""

from typing import Annotated, Any, Generic, Literal

from msgspec import UNSET, Meta, UnsetType

from portal.schemas.fields import Id, ItemsPerPage, PageNumber, Schema, Status, T


class Pagination(Schema, frozen=True):
    """The position of a page in its list."""

    current_page: PageNumber
    total_pages: PageNumber
    total_items: Annotated[int, Meta(ge=0, examples=[1])]
    items_per_page: ItemsPerPage


class Page(Schema, Generic[T], frozen=True):
    """One page of a list."""

    items: list[T]
    pagination: Pagination


class Done(Schema, frozen=True, kw_only=True):
    """A reset is complete; `backup` is the name of a file with everything from before it."""

    success: Literal[True] = True
    message: Annotated[str, Meta(examples=["Study history has been reset"])]
    backup: Annotated[str, Meta(examples=["words-before-reset-20250208T222023.000000Z.db"])]


class Success(Schema, frozen=True, kw_only=True):
    """The request is fulfilled, or was fulfilled already."""

    success: Literal[True] = True


class DatabaseHealth(Schema, frozen=True):
    """The state of the database; version and counts are absent if it does not answer."""

    status: Status
    sqlite_version: Annotated[str, Meta(examples=["3.51.3"])]
    schema_version: Annotated[str, Meta(examples=["0003_counters"])] | UnsetType = UNSET
    counts: (
        Annotated[
            dict[str, int],
            Meta(
                title="RowCounts",
                description="The number of rows of each kind.",
                examples=[
                    {
                        "words": 124,
                        "groups": 10,
                        "study_activities": 2,
                        "study_sessions": 4,
                        "reviews": 35,
                    }
                ],
            ),
        ]
        | UnsetType
    ) = UNSET


class MemoryHealth(Schema, frozen=True):
    """The state of the learner's memory, which is updated from the record when it is read.

    It is "behind" if some entries of the record are not in it yet, and "failing" if it can't be
    updated, for example because the disk is full. Until it is updated again, due words, groups,
    retention and study times are out of date by these entries.
    """

    status: Annotated[Literal["ok", "behind", "failing"], Meta(examples=["ok"])]
    entries_behind: Annotated[int, Meta(ge=0, examples=[0])]


class Health(Schema, frozen=True):
    """The state of the portal: "degraded" if only the memory is failing.

    The memory is absent if the database does not answer.
    """

    status: Annotated[
        Literal["ok", "degraded", "unavailable"], Meta(examples=["ok", "unavailable"])
    ]
    database: DatabaseHealth
    memory: MemoryHealth | UnsetType = UNSET


OpenApiDocument = Annotated[
    dict[str, Any],
    Meta(
        title="OpenApiDocument",
        description="The API as OpenAPI 3.1.",
        examples=[
            {"openapi": "3.1.0", "info": {"title": "The portal", "version": "1.0.0"}, "paths": {}}
        ],
    ),
]


class Fault(Schema, frozen=True):
    """An error in one key of a payload or a query."""

    path: Annotated[str, Meta(examples=["correct"])]
    message: Annotated[str, Meta(examples=["is required"])]

    def within(self, path: str) -> "Fault":
        """Return the same fault for a value that is at `path` in a larger one."""
        return Fault(path=f"{path}.{self.path}".rstrip("."), message=self.message)


class Problem(Schema, frozen=True, omit_defaults=True):
    """An error (RFC 9457)."""

    type: Annotated[str, Meta(examples=["about:blank"])]
    title: Annotated[str, Meta(examples=["Unprocessable Entity"])]
    status: Annotated[int, Meta(examples=[422])]
    detail: Annotated[str, Meta(examples=["The payload is invalid."])]
    instance: Annotated[str, Meta(examples=["/api/study_sessions/1/words/1/review"])]
    existing_id: Id | UnsetType = UNSET  # the record that the request conflicts with
    errors: list[Fault] | UnsetType = UNSET
