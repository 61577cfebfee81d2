"""The words to practise next: due words, the least likely to be recalled first, then new words."""

from datetime import datetime

from msgspec import UNSET, Raw

from portal.clock import stored, utc
from portal.errors import UnknownIdError
from portal.memory.projection import Projection
from portal.schemas import DueWord, DueWords, DueWordsQuery
from portal.schemas.encoded import Encoded
from portal.storage.pages import json_array

# FSRS's retrievability is a decreasing function of the days since the last review, divided by the
# stability. Therefore this order needs no retrievability.
_URGENCY = "max(0, julianday(:today) - julianday(last_day)) / stability"

_DUE = "iif(due_at IS NULL, due_day <= :today, due_at <= :now)"

# Words studied today of which no answer is older. A late review can change it.
_NEW_LEFT = """
    max(0, :new_words_a_day - (
        SELECT count(*)
        FROM word_memories
        WHERE last_day = :today
            AND NOT EXISTS (
                SELECT 1
                FROM word_answers
                WHERE word_id = word_memories.word_id AND created_at < :day_began_at
            )
    ))
"""

# Of total_counts: the words that were neither studied nor suspended.
NEW_COUNT = """
    word_count - (SELECT count(*) FROM word_memories) - (
        SELECT count(*)
        FROM suspensions
        WHERE word_id NOT IN (SELECT word_id FROM word_memories)
    )
"""

_SUSPENDED = "SELECT word_id FROM suspensions"

_ITEMS = f"""
    SELECT {json_array(DueWord)}
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
    WITH totals AS MATERIALIZED (
        SELECT
            -- Two queries, each of an index, and not the condition of the rows below.
            (
                SELECT count(*)
                FROM (
                    SELECT word_id FROM word_memories WHERE due_at IS NULL AND due_day <= :today
                    UNION ALL
                    SELECT word_id FROM word_memories WHERE due_at <= :now
                )
                WHERE word_id NOT IN ({_SUSPENDED})
            ) AS due_count,
            {NEW_COUNT} AS new_count,
            (SELECT count(*) FROM suspensions) AS suspended_count,
            {_NEW_LEFT} AS new_left_today
        FROM total_counts
    ),
    due AS (
        SELECT word_id, due_day, due_at, {_URGENCY} AS urgency, word_id AS place
        FROM word_memories
        WHERE {_DUE} AND word_id NOT IN ({_SUSPENDED})
        ORDER BY urgency DESC, due_day, due_at, place
        LIMIT :limit
    ),
    new AS (
        SELECT id AS word_id, NULL, NULL, NULL, id AS place
        FROM words
        WHERE NOT EXISTS (SELECT 1 FROM word_memories WHERE word_id = words.id)
            AND id NOT IN ({_SUSPENDED})
        ORDER BY place
        LIMIT max(0, min(:limit - (SELECT due_count FROM totals), (
            SELECT new_left_today
            FROM totals
        )))
    )
    SELECT due_count, new_count, suspended_count, new_left_today, ({_ITEMS}) AS items
    FROM totals
"""

_DUE_WORDS_OF_GROUP = f"""
    WITH totals AS MATERIALIZED (
        SELECT
            (
                SELECT count(*)
                FROM words_groups
                JOIN word_memories USING (word_id)
                WHERE group_id = :group_id AND {_DUE} AND word_id NOT IN ({_SUSPENDED})
            ) AS due_count,
            word_count - words_studied_count - (
                SELECT count(*)
                FROM suspensions
                JOIN words_groups USING (word_id)
                WHERE group_id = :group_id
                    AND word_id NOT IN (SELECT word_id FROM word_memories)
            ) AS new_count,
            (
                SELECT count(*)
                FROM suspensions
                JOIN words_groups USING (word_id)
                WHERE group_id = :group_id
            ) AS suspended_count,
            {_NEW_LEFT} AS new_left_today
        FROM group_counts
        WHERE group_id = :group_id
    ),
    due AS (
        SELECT word_id, due_day, due_at, {_URGENCY} AS urgency, word_id AS place
        FROM words_groups
        JOIN word_memories USING (word_id)
        WHERE group_id = :group_id AND {_DUE} AND word_id NOT IN ({_SUSPENDED})
        ORDER BY urgency DESC, due_day, due_at, place
        LIMIT :limit
    ),
    new AS (
        SELECT words.id AS word_id, NULL, NULL, NULL, words_groups.id AS place
        FROM words_groups
        JOIN words ON words.id = words_groups.word_id
        WHERE group_id = :group_id
            AND NOT EXISTS (SELECT 1 FROM word_memories WHERE word_id = words.id)
            AND words.id NOT IN ({_SUSPENDED})
        ORDER BY place
        LIMIT max(0, min(:limit - (SELECT due_count FROM totals), (
            SELECT new_left_today
            FROM totals
        )))
    )
    SELECT due_count, new_count, suspended_count, new_left_today, ({_ITEMS}) AS items
    FROM totals
"""


async def list_due_words(
    projection: Projection, query: DueWordsQuery, new_words_a_day: int
) -> Encoded[DueWords]:
    """Return the words that are due now, then new words, up to `query.limit` in all.

    With the words that were studied today for the first time, new words are at most
    `new_words_a_day`. Suspended words are left out.

    They are words of one group if the query names one. Due words are in the order of FSRS's
    retrievability, the lowest first, then of the time since which they are due. New words are in
    the order in which they were added to the group, or to the vocabulary. Raises UnknownIdError
    if the group doesn't exist.
    """
    database = await projection.refreshed()
    clock = database.clock
    now = clock.now()
    today = clock.day(now)
    parameters = {
        "now": stored(now),
        "today": today,
        "day_began_at": stored(utc(datetime.fromisoformat(clock.start_of_day(today)))),
        "limit": query.limit,
        "new_words_a_day": new_words_a_day,
    }
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
        items=Raw(row["items"]),
        due_count=row["due_count"],
        new_count=row["new_count"],
        new_left_today=row["new_left_today"],
        suspended_count=row["suspended_count"],
    )
