"""Groups of words, each about one theme."""

from portal.errors import UnknownIdError
from portal.memory.projection import Projection
from portal.schemas import Group, GroupDetails, GroupsQuery, GroupStats, Page
from portal.schemas.encoded import Encoded
from portal.storage.pages import fetch_page

# ORDER BY clauses, by the `sort_by` and the `order` of a query.
_ORDER_BY = {
    ("name", "asc"): "groups.name_key, groups.id",
    ("name", "desc"): "groups.name_key DESC, groups.id DESC",
    ("word_count", "asc"): "group_counts.word_count, groups.id",
    ("word_count", "desc"): "group_counts.word_count DESC, groups.id DESC",
    ("id", "asc"): "groups.id",
    ("id", "desc"): "groups.id DESC",
}


async def list_groups(projection: Projection, query: GroupsQuery) -> Encoded[Page[Group]]:
    """Return a page of all groups."""
    return await fetch_page(
        await projection.refreshed(),
        Group,
        query,
        total="SELECT count(*) FROM groups",
        items=f"""
            SELECT groups.id, name, word_count, words_studied_count, words_mastered_count
            FROM groups
            JOIN group_counts ON group_counts.group_id = groups.id
            ORDER BY {_ORDER_BY[query.sort_by, query.order]}
            LIMIT :limit OFFSET :offset
        """,
    )


async def get_group(projection: Projection, group_id: int) -> GroupDetails:
    """Return one group, or raise UnknownIdError."""
    database = await projection.refreshed()
    row = await database.fetch_one(
        """
        SELECT
            groups.id, name, revision, word_count, words_studied_count, words_mastered_count
        FROM groups
        JOIN group_counts ON group_counts.group_id = groups.id
        WHERE groups.id = ?
        """,
        (group_id,),
    )
    if row is None:
        raise UnknownIdError("group", group_id)
    return GroupDetails(
        id=row["id"],
        name=row["name"],
        word_count=row["word_count"],
        stats=GroupStats(
            total_word_count=row["word_count"],
            words_studied_count=row["words_studied_count"],
            words_mastered_count=row["words_mastered_count"],
        ),
        revision=row["revision"],
    )
