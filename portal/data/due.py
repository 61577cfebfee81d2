"""What to practise next: the words that are most likely to be forgotten, then new ones."""

from typing import cast

from msgspec import UNSET, Raw

from portal.clock import stored
from portal.data.pages import json_object
from portal.database import Database
from portal.errors import UnknownIdError
from portal.schemas import DueWord, DueWords, DueWordsQuery


async def list_due_words(database: Database, query: DueWordsQuery) -> DueWords:
    """Return the words due by now, then new ones until there are `query.limit`.

    Of all words, or of one group's; raises UnknownIdError where there is no such group. Due words
    come by FSRS's retrievability, the lowest first, then by when they were due; new ones in the
    order in which they came into the group or the vocabulary.
    """
    if query.group_id is UNSET:
        studied, new, order = "word_memories", "words", "words.id"
        totals = """
            SELECT word_count AS words, (SELECT count(*) FROM word_memories) AS studied
            FROM total_counts
        """
    else:
        studied = """
            words_groups JOIN word_memories
                ON word_memories.word_id = words_groups.word_id AND group_id = :group_id
        """
        new = "words_groups JOIN words ON words.id = words_groups.word_id AND group_id = :group_id"
        order = "words_groups.id"
        totals = """
            SELECT word_count AS words, words_studied_count AS studied
            FROM group_counts
            WHERE group_id = :group_id
        """
    row = await database.fetch_one(
        f"""
        WITH due AS MATERIALIZED (
            SELECT
                word_memories.word_id,
                due_at,
                -- Retrievability falls as this grows: FSRS's whole days, by stability.
                max(0, unixepoch(:now) - unixepoch(last_review_at)) / 86400 / stability AS urgency
            FROM {studied}
            WHERE due_at <= :now
        ),
        lesson (word_id, due_at, place) AS (
            SELECT * FROM (
                SELECT word_id, due_at, row_number() OVER (
                    ORDER BY urgency DESC, due_at, word_id
                )
                FROM due
                ORDER BY urgency DESC, due_at, word_id
                LIMIT :limit
            )
            UNION ALL
            SELECT * FROM (
                SELECT words.id, NULL, :limit + {order}
                FROM {new}
                WHERE NOT EXISTS (SELECT 1 FROM word_memories WHERE word_id = words.id)
                ORDER BY {order}
                LIMIT max(0, :limit - (SELECT count(*) FROM due))
            )
        )
        SELECT
            (SELECT count(*) FROM due) AS due_count,
            words - studied AS new_count,
            (
                SELECT json_group_array({json_object(DueWord)})
                FROM (
                    SELECT
                        words.id, german, english, parts, correct_count, wrong_count,
                        iif(due_at IS NULL, NULL, local_time(due_at)) AS due_at
                    FROM lesson
                    JOIN words ON words.id = lesson.word_id
                    JOIN word_counts ON word_counts.word_id = words.id
                    ORDER BY place
                )
            ) AS items
        FROM ({totals})
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
