"""A made learner, whose memory is known."""

import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random

from portal.clock import stored
from portal.memory.model import History, Model
from portal.record.review_item import ReviewItem
from tests.memory.reviews import review_item

START = datetime(2025, 1, 1, 12, tzinfo=UTC)


def learn(words: int, reviews: int, forgetting: float) -> list[list[ReviewItem]]:
    """Return the reviews of a learner who forgets so many times as fast as by default."""
    random, model = Random(1), Model()
    histories = []
    for word_id in range(1, words + 1):
        history: list[ReviewItem] = []
        memory, day = None, random.randrange(60)
        for _ in range(reviews):
            moment = stored(START + timedelta(days=day))
            recall = 0.7
            if memory is not None:
                slow = memory._replace(stability=memory.stability / forgetting)
                recall = model.retrievability(slow, moment[:10])
            item = review_item(len(history), moment, random.random() < recall)
            history.append(item)
            [replay] = model.replay([History(word_id, memory, [item])])
            memory = replay.memory
            day += random.choice([1, 2, 3, 5, 8, 14])
        histories.append(history)
    return histories


def append(connection: sqlite3.Connection, histories: Sequence[Sequence[ReviewItem]]) -> None:
    """Store the reviews of the first words in one study session."""
    connection.executemany(
        """
        INSERT INTO word_review_items (
            review_id, word_id, study_session_id, correct, created_at, stored_at, day
        )
        VALUES (hex(randomblob(16)), ?, 1, ?, ?, ?, ?)
        """,
        [
            (word_id, item.correct, item.created_at, item.stored_at, item.day)
            for word_id, history in enumerate(histories, start=1)
            for item in history
        ],
    )
