"""The memory of words, by the FSRS model of spaced repetition.

FSRS itself is the engine that Anki ships, in Rust. It counts in days: those between two reviews are
days of the learner, as the record has them, so that a change of the clock or of the time zone moves
nothing. The functions are pure: the same reviews always give exactly the same memory.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zlib import crc32

from fsrs_rs_python import DEFAULT_PARAMETERS, FSRS, FSRSItem, FSRSReview, MemoryState

from portal.clock import stored
from portal.record.review_item import ReviewItem

DEFAULT_DESIRED_RETENTION = 0.9
RETRY_DELAY = timedelta(minutes=10)  # of a word that was answered wrong
MAX_INTERVAL_DAYS = 36_500

AGAIN, GOOD = 1, 3  # FSRS's ratings

# Words learnt on one day don't all fall due on one day: an interval varies by a part of each of
# its days, the longer the smaller. From 2.5 days on, and as Anki does.
_VARIATIONS = ((2.5, 7.0, 0.15), (7.0, 20.0, 0.1), (20.0, float("inf"), 0.05))


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


class Replay(NamedTuple):
    """What follows from a history.

    `predictions` are the probabilities of recall before each of its reviews. They are None for the
    first review of a word, and for a review on the day of the one before.
    """

    memory: Memory | None
    predictions: list[float | None]


class Model:
    """FSRS with the parameters of a learner."""

    def __init__(
        self,
        parameters: Sequence[float] | None = None,
        desired_retention: float = DEFAULT_DESIRED_RETENTION,
        version: int = 0,
    ) -> None:
        """Without `parameters`, the model has those of FSRS by default.

        `desired_retention` is the probability of recall at which a word is due. `version` is that
        of the row of the database that the model comes from. Raises ValueError if the parameters
        can't be those of FSRS.
        """
        self.parameters = tuple(parameters or DEFAULT_PARAMETERS)
        self.desired_retention = desired_retention
        self.version = version
        self._engine = FSRS(self.parameters)
        self._decay = -self.parameters[20]
        self._factor = 0.9 ** (1 / self._decay) - 1

    def with_version(self, version: int) -> "Model":
        """Return the same model, as of another row of the database."""
        return Model(self.parameters, self.desired_retention, version)

    def replay(self, histories: Sequence[History]) -> list[Replay]:
        """Return what follows from each history.

        A wrong answer is FSRS's rating Again, a correct one is Good.
        """
        studied = [history for history in histories if history.reviews]
        items = [_item(history) for history in studied]
        before = [_state(history.memory) for history in studied]
        states = iter(self._engine.historical_memory_state_batch(items, before))
        return [
            self._replay(history, next(states)) if history.reviews else Replay(history.memory, [])
            for history in histories
        ]

    def interval(self, stability: float) -> float:
        """Return the days until the probability of recall has fallen to the desired retention."""
        return float(self._engine.next_interval(stability, self.desired_retention, GOOD))

    def retrievability(self, memory: Memory, day: str) -> float:
        """Return the probability, from 0 to 1, that a word is recalled on a day of the learner."""
        return self._recall(memory.stability, days_between(memory.last_day, day))

    def _recall(self, stability: float, days: int) -> float:
        return float((1 + self._factor * days / stability) ** self._decay)

    def _replay(self, history: History, states: Sequence[MemoryState]) -> Replay:
        memory = history.memory
        stability = memory.stability if memory else None
        last_day = memory.last_day if memory else ""
        predictions: list[float | None] = []
        # A memory that was given is the first of the states.
        for review, state in zip(history.reviews, states[1 if memory else 0 :], strict=True):
            days = days_between(last_day, review.day) if last_day else 0
            predictions.append(self._recall(stability, days) if stability and days else None)
            stability, last_day = state.stability, review.day
        return Replay(self._memory(history.word_id, history.reviews[-1], states[-1]), predictions)

    def _memory(self, word_id: int, last: ReviewItem, state: MemoryState) -> Memory:
        due_day, due_at = last.day, None
        if last.correct:
            # Not random: a replay must give the same day.
            fraction = crc32(f"{word_id} {last.day}".encode()) / 2**32
            days = max(1, round(vary(self.interval(state.stability), fraction)))
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


def fsrs_reviews(reviews: Iterable[ReviewItem], last_day: str | None = None) -> list[FSRSReview]:
    """Return reviews of one word, in chronological order, as FSRS takes them.

    `last_day` is the day of the review before them, if there is one.
    """
    converted = []
    for review in reviews:
        days = days_between(last_day, review.day) if last_day else 0
        converted.append(_review(review.correct, days))
        last_day = review.day
    return converted


def _item(history: History) -> FSRSItem:
    last_day = history.memory.last_day if history.memory else None
    return FSRSItem(fsrs_reviews(history.reviews, last_day))


@lru_cache(maxsize=4096)
def _review(correct: bool, days: int) -> FSRSReview:
    return FSRSReview(GOOD if correct else AGAIN, days)


def _state(memory: Memory | None) -> MemoryState | None:
    return MemoryState(memory.stability, memory.difficulty) if memory else None


def vary(days: float, fraction: float) -> float:
    """Return an interval in days, varied: the shortest for the fraction 0, the longest for 1."""
    if days < _VARIATIONS[0][0]:
        return days
    variation = 1.0 + sum(
        factor * max(min(days, end) - start, 0.0) for start, end, factor in _VARIATIONS
    )
    return min(max(2.0, days + variation * (2 * fraction - 1)), MAX_INTERVAL_DAYS)


@lru_cache(maxsize=65_536)
def days_between(earlier: str, later: str) -> int:
    """Return the days from one day of the learner to a later one."""
    # In the record, a later review can have an earlier day, after a change of the time zone.
    return max(0, (date.fromisoformat(later) - date.fromisoformat(earlier)).days)


@lru_cache(maxsize=65_536)
def _later_day(day: str, days: int) -> str:
    ordinal = date.fromisoformat(day).toordinal() + days
    return date.fromordinal(min(ordinal, date.max.toordinal())).isoformat()
