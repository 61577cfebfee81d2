"""A page of a list, read with one statement; SQLite encodes its items as JSON."""

from functools import cache
from typing import TypeVar

from msgspec import structs

from portal.errors import UnknownIdError
from portal.schemas import MAX_ID, Page, PageQuery, Pagination, Parts, Schema
from portal.schemas.encoded import Encoded, json_text
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
    **parameters: object,
) -> Encoded[Page[Item]]:
    """Return one page of a list, encoded as JSON.

    `items` is a SELECT with a column for each field of `item_type`, which ends with ORDER BY and
    `LIMIT :limit OFFSET :offset`. `total` is a SELECT of the number of items on all pages. Both
    may use `parameters`.

    If the list belongs to one record, `owner` is the kind and the id of that record; both
    statements can use the id as `:id`. Raises UnknownIdError if `total` returns no row.
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
            # A larger number is no integer to SQLite.
            "offset": min((query.page - 1) * query.items_per_page, MAX_ID),
        },
    )
    if row is None or row["total_items"] is None:
        raise UnknownIdError(*(owner or ("list", "?")))
    total_items: int = row["total_items"]
    return Encoded(
        Page,
        items=json_text(row["items"]),
        pagination=Pagination(
            current_page=query.page,
            total_pages=max(1, -(-total_items // query.items_per_page)),
            total_items=total_items,
            items_per_page=query.items_per_page,
        ),
    )


@cache
def json_object(item_type: type[Schema]) -> str:
    """Return an SQL expression that encodes a row as a JSON object.

    The object has the names of the fields of `item_type`; so has the row. Parts are stored as
    JSON, and become part of the object.
    """
    pairs = (
        f"'{field.name}', " + (f"json({field.name})" if field.type == Parts else field.name)
        for field in structs.fields(item_type)
    )
    return f"json_object({', '.join(pairs)})"
