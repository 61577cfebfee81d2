"""A page of a list, read with one statement; SQLite encodes its items as JSON."""

from functools import cache
from typing import TypeVar

from msgspec import Raw, structs
from msgspec.inspect import IntType, Metadata, type_info

from portal.errors import UnknownIdError
from portal.schemas import MAX_ID, Page, PageQuery, Pagination, Parts, Schema
from portal.schemas.encoded import Encoded
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
            (SELECT {json_array(item_type)} FROM ({items})) AS items
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
        items=Raw(row["items"]),
        pagination=Pagination(
            current_page=query.page,
            total_pages=max(1, -(-total_items // query.items_per_page)),
            total_items=total_items,
            items_per_page=query.items_per_page,
        ),
    )


@cache
def json_array(item_type: type[Schema]) -> str:
    """Return an SQL aggregate that encodes rows as a JSON array of objects, in UTF-8.

    The objects have the names of the fields of `item_type`; so have the rows. A field that is an
    integer must not be NULL. Parts are stored as JSON, and become part of the object.
    """
    formats, values = zip(*map(_format, structs.fields(item_type)), strict=True)
    # SQLite's json_object would parse the parts of each word. Bytes, unlike text, needn't be
    # decoded here and encoded again for the response.
    objects = f"group_concat(format('{{{','.join(formats)}}}', {', '.join(values)}))"
    return f"CAST('[' || ifnull({objects}, '') || ']' AS BLOB)"


def _format(field: structs.FieldInfo) -> tuple[str, str]:
    """Return a format of SQLite's `format` for a key and its value, and the value in SQL."""
    type_ = type_info(field.type)
    while isinstance(type_, Metadata):
        type_ = type_.type
    if isinstance(type_, IntType):
        return f'"{field.name}":%d', field.name
    if field.type == Parts:
        return f'"{field.name}":%s', f"ifnull({field.name}, 'null')"
    return f'"{field.name}":%s', f"json_quote({field.name})"
