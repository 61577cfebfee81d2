"""A page of a list in one statement, its items written as JSON by SQLite itself."""

from functools import cache
from typing import TypeVar, cast

from msgspec import Raw, structs

from portal.errors import UnknownIdError
from portal.schemas import MAX_ID, Page, PageQuery, Pagination, Parts, Schema
from portal.storage.database import Database

Item = TypeVar("Item", bound=Schema)


async def fetch_page(
    database: Database,
    item_type: type[Item],
    query: PageQuery,
    *,
    total: str,
    items: str,
    owner: tuple[str, int] | None = None,
    **parameters: str,
) -> Page[Item]:
    """Return one page of `items`, a SELECT with a column for each field of `item_type`.

    `items` ends in an ORDER BY and `LIMIT :limit OFFSET :offset`; `total` is a SELECT of how many
    there are in all. Where the list belongs to one record, `owner` is its kind and its id, `:id`
    in both; UnknownIdError is raised where `total` finds nothing. Both may name `parameters`.
    """
    row = await database.fetch_one(
        f"""
        SELECT
            ({total}) AS total_items,
            (SELECT json_group_array({json_object(item_type)}) FROM ({items})) AS items
        """,
        {
            **parameters,
            "id": owner[1] if owner else None,
            "limit": query.items_per_page,
            # However far: SQLite's integers end somewhere.
            "offset": min((query.page - 1) * query.items_per_page, MAX_ID),
        },
    )
    if row is None or row["total_items"] is None:
        raise UnknownIdError(*(owner or ("list", "?")))
    total_items: int = row["total_items"]
    return Page(
        # JSON already, which msgspec passes through as it is.
        items=cast("list[Item]", Raw(row["items"].encode())),
        pagination=Pagination(
            current_page=query.page,
            total_pages=max(1, -(-total_items // query.items_per_page)),
            total_items=total_items,
            items_per_page=query.items_per_page,
        ),
    )


@cache
def json_object(item_type: type[Schema]) -> str:
    """Write the SQL that makes one JSON object of a row, with the type's own keys."""
    pairs = (
        f"'{field.name}', " + (f"json({field.name})" if field.type == Parts else field.name)
        for field in structs.fields(item_type)
    )
    return f"json_object({', '.join(pairs)})"
