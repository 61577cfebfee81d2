"""Groups: the thematic sets of words."""

from portal.errors import UnknownIdError
from portal.schemas import Group, GroupDetails, GroupsQuery, GroupStats, Page
from portal.schemas.encoded import Encoded
from portal.storage.database import Database
from portal.storage.pages import fetch_page

_ORDER = {
    "name": "groups.name_key {0}, groups.id {0}",
    "word_count": "group_counts.word_count {0}, groups.id {0}",
    "id": "groups.id {0}",
}


async def list_groups(database: Database, query: GroupsQuery) -> Encoded[Page[Group]]:
    """Return a page of all groups."""
    return await fetch_page(
        database,
        Group,
        query,
        total="SELECT count(*) FROM groups",
        items=f"""
            SELECT groups.id, name, word_count, words_studied_count, words_mastered_count
            FROM groups
            JOIN group_counts ON group_counts.group_id = groups.id
            ORDER BY {_ORDER[query.sort_by].format(query.order)}
            LIMIT :limit OFFSET :offset
        """,
    )


async def get_group(database: Database, group_id: int) -> GroupDetails:
    """Return one group, or raise UnknownIdError."""
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
        stats=GroupStats(
            total_word_count=row["word_count"],
            words_studied_count=row["words_studied_count"],
            words_mastered_count=row["words_mastered_count"],
        ),
        revision=row["revision"],
    )
