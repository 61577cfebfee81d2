"""What clients get whatever it is about: pages, outcomes, health, problems."""

from typing import Annotated, Generic, Literal

from msgspec import UNSET, Meta, UnsetType

from portal.schemas.fields import Id, ItemsPerPage, PageNumber, Schema, Status, T


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
