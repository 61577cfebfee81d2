"""The memory of words, by the FSRS model of spaced repetition.

FSRS itself is the engine that Anki ships, in Rust. It counts in days: those between two reviews are
days of the learner, as the record has them, so that a change of the clock or of the time zone moves
nothing. The functions are pure: the same reviews always give exactly the same memory.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zlib import crc32

from fsrs_rs_python import DEFAULT_PARAMETERS, FSRS, FSRSItem, FSRSReview, MemoryState

from portal.clock import stored
from portal.record.review_item import ReviewItem

DESIRED_RETENTION = 0.9
RETRY_DELAY = timedelta(minutes=10)  # of a word that was answered wrong
MAX_INTERVAL_DAYS = 36_500

AGAIN, GOOD = 1, 3  # FSRS's ratings

# Words learnt on one day don't all fall due on one day: an interval varies by a part of each of
# its days, the longer the smaller. From 2.5 days on, and as Anki does.
_VARIATIONS = ((2.5, 7.0, 0.15), (7.0, 20.0, 0.1), (20.0, float("inf"), 0.05))

_engine = FSRS(DEFAULT_PARAMETERS)


class Memory(NamedTuple):
    """The memory of a word. Times are UTC, in the format of the database; days are the learner's.

    The word is due from the start of `due_day` or, if the last answer was wrong, at `due_at`.
    """

    stability: float  # the number of days until the probability of recall has fallen to 90 %
    difficulty: float  # from 1 to 10
    due_day: str
    due_at: str | None
    last_review_at: str
    last_day: str


class History(NamedTuple):
    """The reviews of a word that follow a memory of it, in chronological order.

    The first of them must not be earlier than the last review of the memory. The memory of a word
    without any review is None.
    """

    word_id: int
    memory: Memory | None
    reviews: Sequence[ReviewItem]


def remember(histories: Sequence[History]) -> list[Memory | None]:
    """Return the memory of each word after its reviews.

    A wrong answer is FSRS's rating Again, a correct one is Good.
    """
    studied = [history for history in histories if history.reviews]
    states = _engine.memory_state_batch(
        [_item(history) for history in studied],
        [_state(history.memory) for history in studied],
    )
    memories = {
        history.word_id: _memory(history.word_id, history.reviews[-1], state)
        for history, state in zip(studied, states, strict=True)
    }
    return [memories.get(history.word_id, history.memory) for history in histories]


def retrievability(memory: Memory, day: str) -> float:
    """Return the probability, from 0 to 1, that the word is recalled on a day of the learner."""
    decay = -DEFAULT_PARAMETERS[20]
    factor = 0.9 ** (1 / decay) - 1
    return float((1 + factor * _days_between(memory.last_day, day) / memory.stability) ** decay)


def _item(history: History) -> FSRSItem:
    last_day = history.memory.last_day if history.memory else None
    reviews = []
    for review in history.reviews:
        days = _days_between(last_day, review.day) if last_day else 0
        reviews.append(_review(review.correct, days))
        last_day = review.day
    return FSRSItem(reviews)


@lru_cache(maxsize=4096)
def _review(correct: bool, days: int) -> FSRSReview:
    return FSRSReview(GOOD if correct else AGAIN, days)


def _state(memory: Memory | None) -> MemoryState | None:
    return MemoryState(memory.stability, memory.difficulty) if memory else None


def _memory(word_id: int, last: ReviewItem, state: MemoryState) -> Memory:
    due_day, due_at = last.day, None
    if last.correct:
        # Not random: a replay must give the same day.
        fraction = crc32(f"{word_id} {last.day}".encode()) / 2**32
        days = max(1, round(vary(interval(state.stability), fraction)))
        due_day = _later_day(last.day, days)
    else:
        due_at = stored(datetime.fromisoformat(last.created_at) + RETRY_DELAY)
    return Memory(
        stability=state.stability,
        difficulty=state.difficulty,
        due_day=due_day,
        due_at=due_at,
        last_review_at=last.created_at,
        last_day=last.day,
    )


def interval(stability: float) -> float:
    """Return the number of days until the probability of recall is DESIRED_RETENTION."""
    return float(_engine.next_interval(stability, DESIRED_RETENTION, GOOD))


def vary(days: float, fraction: float) -> float:
    """Return an interval in days, varied: the shortest for the fraction 0, the longest for 1."""
    if days < _VARIATIONS[0][0]:
        return days
    variation = 1.0 + sum(
        factor * max(min(days, end) - start, 0.0) for start, end, factor in _VARIATIONS
    )
    return min(max(2.0, days + variation * (2 * fraction - 1)), MAX_INTERVAL_DAYS)


@lru_cache(maxsize=65_536)
def _days_between(earlier: str, later: str) -> int:
    # In the record, a later review can have an earlier day, after a change of the time zone.
    return max(0, (date.fromisoformat(later) - date.fromisoformat(earlier)).days)


@lru_cache(maxsize=65_536)
def _later_day(day: str, days: int) -> str:
    ordinal = date.fromisoformat(day).toordinal() + days
    return date.fromordinal(min(ordinal, date.max.toordinal())).isoformat()
