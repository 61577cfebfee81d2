"""The memory of one word."""

import sqlite3

from portal.errors import UnknownIdError
from portal.memory import tables
from portal.memory.projection import Projection
from portal.schemas import Answer, WordMemory

MAX_ANSWERS = 100  # the newest


async def get_word_memory(projection: Projection, word_id: int) -> WordMemory:
    """Return how well a word is remembered today. Raises UnknownIdError if there is none."""
    database = await projection.refreshed()
    clock = database.clock

    def read(connection: sqlite3.Connection) -> WordMemory:
        word = connection.execute(_WORD, (word_id,)).fetchone()
        if word is None:
            raise UnknownIdError("word", word_id)
        memory = tables.read_memories(connection, {word_id}).get(word_id)
        answers = [
            Answer(
                review_id=row["review_id"],
                correct=bool(row["correct"]),
                created_at=clock.local(row["created_at"]),
            )
            for row in connection.execute(_ANSWERS, (word_id, MAX_ANSWERS))
        ]
        if memory is None:
            return WordMemory(
                word_id=word_id, stability=None, difficulty=None, retrievability=None, due_at=None,
                answers_count=word["answers_count"], answers=answers,
            )  # fmt: skip
        recall = tables.read_model(connection).retrievability(memory, clock.today())
        return WordMemory(
            word_id=word_id,
            stability=round(memory.stability, 4),
            difficulty=round(memory.difficulty, 4),
            retrievability=round(recall, 4),
            due_at=clock.local(memory.due_at)
            if memory.due_at
            else clock.start_of_day(memory.due_day),
            answers_count=word["answers_count"],
            answers=answers,
        )

    return await database.read(read)


_WORD = """
    SELECT correct_count + wrong_count AS answers_count
    FROM word_counts
    WHERE word_id = ?
"""

_ANSWERS = """
    SELECT review_id, answer.correct, answer.created_at
    FROM word_answers AS answer
    JOIN word_review_items ON word_review_items.id = review_item_id
    WHERE answer.word_id = ?
    ORDER BY answer.created_at DESC, review_item_id DESC
    LIMIT ?
"""
