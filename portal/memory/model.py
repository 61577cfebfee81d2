"""The memory of one word, by the FSRS model of spaced repetition.

The functions are pure: the same reviews always give exactly the same memory.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from fsrs import Card, Rating, Scheduler, State

from portal.clock import stored
from portal.record.review_item import ReviewItem

# One short step, because the portal plans lessons, not the minutes within a lesson. A word that
# was answered correctly is due again in days. Intervals are not randomised ("fuzzed"), so that a
# replay of the record gives the same result as continuing from the stored memory.
_LEARNING_STEPS = (timedelta(minutes=10),)
_SCHEDULER = Scheduler(
    learning_steps=_LEARNING_STEPS, relearning_steps=_LEARNING_STEPS, enable_fuzzing=False
)


class Memory(NamedTuple):
    """The state of an FSRS card. Times are UTC, in the format of the database."""

    state: int
    step: int | None
    stability: float  # the number of days until the probability of recall has fallen to 90 %
    difficulty: float
    due_at: str
    last_review_at: str


def remember(memory: Memory | None, reviews: Iterable[ReviewItem]) -> Memory | None:
    """Return the memory of a word after more reviews, in chronological order.

    The first of them must not be earlier than the last review of `memory`. The memory of a word
    without any review is None. A wrong answer is FSRS's rating Again, a correct one is Good.
    """
    card = _card(memory)
    for review in reviews:
        rating = Rating.Good if review.correct else Rating.Again
        card, _ = _SCHEDULER.review_card(card, rating, datetime.fromisoformat(review.created_at))
    if card.last_review is None:
        return None
    assert card.stability is not None
    assert card.difficulty is not None
    return Memory(
        state=int(card.state),
        step=card.step,
        stability=card.stability,
        difficulty=card.difficulty,
        due_at=stored(card.due),
        last_review_at=stored(card.last_review),
    )


def retrievability(memory: Memory, now: datetime) -> float:
    """Return the probability, from 0 to 1, that the word is recalled at `now`, a time in UTC."""
    return _SCHEDULER.get_card_retrievability(_card(memory), now)


def _card(memory: Memory | None) -> Card:
    # Without an id, fsrs would sleep for a millisecond to generate a unique one.
    if memory is None:
        return Card(card_id=0, due=datetime.min)
    return Card(
        card_id=0,
        state=State(memory.state),
        step=memory.step,
        stability=memory.stability,
        difficulty=memory.difficulty,
        due=datetime.fromisoformat(memory.due_at),
        last_review=datetime.fromisoformat(memory.last_review_at),
    )
