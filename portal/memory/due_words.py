"""The words to practise next: due words, the least likely to be recalled first, then new words."""

from msgspec import UNSET

from portal.clock import stored
from portal.errors import UnknownIdError
from portal.memory.projection import Projection
from portal.schemas import DueWord, DueWords, DueWordsQuery
from portal.schemas.encoded import Encoded, json_text
from portal.storage.pages import json_object

# FSRS's retrievability is a decreasing function of the days since the last review, divided by the
# stability. Therefore this order needs no retrievability.
_URGENCY = "max(0, julianday(:today) - julianday(last_day)) / stability"

_DUE = "iif(due_at IS NULL, due_day <= :today, due_at <= :now)"

_ITEMS = f"""
    SELECT json_group_array({json_object(DueWord)})
    FROM (
        SELECT
            words.id, german, english, parts, correct_count, wrong_count,
            CASE
                WHEN chosen.due_at IS NOT NULL THEN local_time(chosen.due_at)
                WHEN due_day IS NOT NULL THEN start_of_day(due_day)
            END AS due_at
        FROM (SELECT * FROM due UNION ALL SELECT * FROM new) AS chosen
        JOIN words ON words.id = chosen.word_id
        JOIN word_counts ON word_counts.word_id = words.id
        ORDER BY due_day IS NULL, urgency DESC, due_day, chosen.due_at, place
    )
"""

_DUE_WORDS = f"""
    WITH due_memories AS (
        SELECT * FROM word_memories WHERE due_at IS NULL AND due_day <= :today
        UNION ALL
        SELECT * FROM word_memories WHERE due_at <= :now
    ),
    totals AS MATERIALIZED (
        SELECT
            (SELECT count(*) FROM due_memories) AS due_count,
            word_count - (SELECT count(*) FROM word_memories) AS new_count
        FROM total_counts
    ),
    due AS (
        SELECT word_id, due_day, due_at, {_URGENCY} AS urgency, word_id AS place
        FROM due_memories
        ORDER BY urgency DESC, due_day, due_at, place
        LIMIT :limit
    ),
    new AS (
        SELECT id AS word_id, NULL, NULL, NULL, id AS place
        FROM words
        WHERE NOT EXISTS (SELECT 1 FROM word_memories WHERE word_id = words.id)
        ORDER BY place
        LIMIT max(0, :limit - (SELECT due_count FROM totals))
    )
    SELECT due_count, new_count, ({_ITEMS}) AS items
    FROM totals
"""

_DUE_WORDS_OF_GROUP = f"""
    WITH totals AS MATERIALIZED (
        SELECT
            (
                SELECT count(*)
                FROM words_groups
                JOIN word_memories USING (word_id)
                WHERE group_id = :group_id AND {_DUE}
            ) AS due_count,
            word_count - words_studied_count AS new_count
        FROM group_counts
        WHERE group_id = :group_id
    ),
    due AS (
        SELECT word_id, due_day, due_at, {_URGENCY} AS urgency, word_id AS place
        FROM words_groups
        JOIN word_memories USING (word_id)
        WHERE group_id = :group_id AND {_DUE}
        ORDER BY urgency DESC, due_day, due_at, place
        LIMIT :limit
    ),
    new AS (
        SELECT words.id AS word_id, NULL, NULL, NULL, words_groups.id AS place
        FROM words_groups
        JOIN words ON words.id = words_groups.word_id
        WHERE group_id = :group_id
            AND NOT EXISTS (SELECT 1 FROM word_memories WHERE word_id = words.id)
        ORDER BY place
        LIMIT max(0, :limit - (SELECT due_count FROM totals))
    )
    SELECT due_count, new_count, ({_ITEMS}) AS items
    FROM totals
"""


async def list_due_words(projection: Projection, query: DueWordsQuery) -> Encoded[DueWords]:
    """Return the words that are due now, then new words, up to `query.limit` in all.

    They are words of one group if the query names one. Due words are in the order of FSRS's
    retrievability, the lowest first, then of the time since which they are due. New words are in
    the order in which they were added to the group, or to the vocabulary. Raises UnknownIdError
    if the group doesn't exist.
    """
    database = await projection.refreshed()
    now = database.clock.now()
    parameters = {"now": stored(now), "today": database.clock.day(now), "limit": query.limit}
    if query.group_id is UNSET:
        row = await database.fetch_one(_DUE_WORDS, parameters)
        assert row is not None
    else:
        row = await database.fetch_one(
            _DUE_WORDS_OF_GROUP, {**parameters, "group_id": query.group_id}
        )
        if row is None:
            raise UnknownIdError("group", query.group_id)
    return Encoded(
        DueWords,
        items=json_text(row["items"]),
        due_count=row["due_count"],
        new_count=row["new_count"],
    )
