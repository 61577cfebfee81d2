"""What a learner still remembers, by FSRS, the field's own model, and how long was studied.

Pure functions of what was answered: the same answers give the same memory, to the last digit.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from fsrs import Card, Rating, Scheduler, State

from portal.clock import stored

# A word answered right is due again in days, one answered wrong as soon as the lesson may be over:
# a portal sees lessons, not the minutes within them. Nothing random, so that a replay of the
# record gives what carrying on gave.
_AGAIN = (timedelta(minutes=10),)
_SCHEDULER = Scheduler(learning_steps=_AGAIN, relearning_steps=_AGAIN, enable_fuzzing=False)

PAUSE_S = 300  # longer than that between two answers, nobody was studying


class Answer(NamedTuple):
    """A review that counts, in the order of a word's history; `created_at` as it is stored."""

    created_at: str
    review_item_id: int
    correct: bool


class Memory(NamedTuple):
    """FSRS's state of a word; times are UTC, as they are stored."""

    state: int
    step: int | None
    stability: float
    difficulty: float
    due_at: str
    last_review_at: str


# How many of the reviews came so many whole days after the word's last one, and were right or not.
Recalls = Counter[tuple[int, bool]]


def remember(memory: Memory | None, answers: Iterable[Answer]) -> Memory | None:
    """Return a word's memory after more `answers`, none of them older than its last.

    None is the memory of a word that was never answered. Wrong is FSRS's Again, right its Good.
    """
    card = _card(memory)
    for answer in answers:
        rating = Rating.Good if answer.correct else Rating.Again
        card, _ = _SCHEDULER.review_card(card, rating, datetime.fromisoformat(answer.created_at))
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
    """Return how likely it is that the word is known at a moment in UTC: 0 to 1."""
    return _SCHEDULER.get_card_retrievability(_card(memory), now)


def count_recalls(
    recalls: Recalls, last_review_at: str | None, answers: Sequence[Answer], by: int = 1
) -> None:
    """Count a word's `answers` by their distance from the one before; the first is no recall."""
    for answer in answers:
        if last_review_at is not None:
            days = _between(last_review_at, answer.created_at).days
            recalls[days, answer.correct] += by
        last_review_at = answer.created_at


def studied_seconds(times: Sequence[str]) -> int:
    """Return how long was studied between the first and the last of a session's ordered answers.

    A gap longer than PAUSE_S is a pause, which counts nothing.
    """
    gaps = (_between(*pair).total_seconds() for pair in pairwise(times))
    return int(sum(gap for gap in gaps if gap <= PAUSE_S))


def _between(earlier: str, later: str) -> timedelta:
    return datetime.fromisoformat(later) - datetime.fromisoformat(earlier)


def _card(memory: Memory | None) -> Card:
    # With an id, for fsrs waits a millisecond to make one up.
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
