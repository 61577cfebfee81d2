"""What to practise next: the words that are most likely to be forgotten, then new ones."""

from typing import cast

from msgspec import UNSET, Raw

from portal.clock import stored
from portal.errors import UnknownIdError
from portal.schemas import DueWord, DueWords, DueWordsQuery
from portal.storage.database import Database
from portal.storage.pages import json_object

# Retrievability falls as this grows: FSRS's whole days since the last review, by stability.
_URGENCY = "max(0, unixepoch(:now) - unixepoch(last_review_at)) / 86400 / stability"


async def list_due_words(database: Database, query: DueWordsQuery) -> DueWords:
    """Return the words due by now, then new ones until there are `query.limit`.

    Of all words, or of one group's; raises UnknownIdError where there is no such group. Due words
    come by FSRS's retrievability, the lowest first, then by when they were due; new ones in the
    order in which they came into the group or the vocabulary.
    """
    if query.group_id is UNSET:
        studied, new, order = "word_memories", "words", "words.id"
        owner, studied_count = "total_counts", "(SELECT count(*) FROM word_memories)"
        condition = "true"
    else:
        studied = "words_groups JOIN word_memories USING (word_id)"
        new = "words_groups JOIN words ON words.id = words_groups.word_id"
        order = "words_groups.id"
        owner, studied_count = "group_counts", "words_studied_count"
        condition = "group_id = :group_id"
    row = await database.fetch_one(
        f"""
        WITH totals AS MATERIALIZED (
            SELECT
                (SELECT count(*) FROM {studied} WHERE {condition} AND due_at <= :now) AS due_count,
                word_count - {studied_count} AS new_count
            FROM {owner}
            WHERE {condition}
        ),
        due AS (
            SELECT word_id, due_at, {_URGENCY} AS urgency, word_id AS place
            FROM {studied}
            WHERE {condition} AND due_at <= :now
            ORDER BY urgency DESC, due_at, place
            LIMIT :limit
        ),
        new AS (
            SELECT words.id AS word_id, NULL, NULL, {order} AS place
            FROM {new}
            WHERE {condition}
                AND NOT EXISTS (SELECT 1 FROM word_memories WHERE word_id = words.id)
            ORDER BY place
            LIMIT max(0, :limit - (SELECT due_count FROM totals))
        )
        SELECT due_count, new_count, (
            SELECT json_group_array({json_object(DueWord)})
            FROM (
                SELECT
                    words.id, german, english, parts, correct_count, wrong_count,
                    iif(due_at IS NULL, NULL, local_time(due_at)) AS due_at
                FROM (SELECT * FROM due UNION ALL SELECT * FROM new) AS lesson
                JOIN words ON words.id = lesson.word_id
                JOIN word_counts ON word_counts.word_id = words.id
                ORDER BY lesson.due_at IS NULL, urgency DESC, lesson.due_at, place
            )
        ) AS items
        FROM totals
        """,
        {
            "now": stored(database.clock.now()),
            "limit": query.limit,
            "group_id": query.group_id or None,
        },
    )
    if row is None:
        raise UnknownIdError("group", query.group_id or "?")
    return DueWords(
        items=cast("list[DueWord]", Raw(row["items"].encode())),  # JSON already
        due_count=row["due_count"],
        new_count=row["new_count"],
    )
