"""The stored words as a list of words, for an export."""

import msgspec

from portal.errors import PortalError
from portal.storage.database import Database
from portal.text import normalise
from portal.word_lists.listed_words import ListedWord


async def fetch_words(database: Database, group: str | None = None) -> list[ListedWord]:
    """Return all words with their groups, or only the words of one group, in the order of ids.

    Raises PortalError if there is no such group.
    """
    name = normalise(group) if group else None
    if name is not None and not await database.fetch_one(
        "SELECT 1 FROM groups WHERE name = ?", (name,)
    ):
        raise PortalError(f"There is no group {group}")
    rows = await database.fetch_all(
        """
        SELECT german, english, parts, (
            SELECT json_group_array(name)
            FROM (
                SELECT groups.name
                FROM words_groups
                JOIN groups ON groups.id = words_groups.group_id
                WHERE words_groups.word_id = words.id
                ORDER BY words_groups.id
            )
        ) AS groups
        FROM words
        WHERE :group IS NULL OR id IN (
            SELECT word_id
            FROM words_groups
            JOIN groups ON groups.id = words_groups.group_id
            WHERE groups.name = :group
        )
        ORDER BY id
        """,
        {"group": name},
    )
    return [
        ListedWord(
            row["german"], row["english"], row["parts"], tuple(msgspec.json.decode(row["groups"]))
        )
        for row in rows
    ]
