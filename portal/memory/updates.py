"""The changes that entries of the record make to the projected tables.

The functions are pure. Projecting the record in several batches gives the same tables as
projecting it at once.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from math import log
from operator import attrgetter
from typing import NamedTuple

from portal.memory.model import History, Memory, Model
from portal.record.review_item import ReviewItem

MILLION = 1_000_000
PREDICTION_BINS = 20
MAX_PAUSE = timedelta(minutes=5)  # a longer gap between two reviews of a session is not study time

# The number of reviews, by the whole days since the previous review of the same word, and by
# whether the answer was correct.
Recalls = Counter[tuple[int, bool]]

PREDICTION_SUMS = ("review_count", "correct_count", "predicted_sum", "log_loss_sum")

# These sums by twentieths of the predicted probability of recall, as in the columns of the table.
Predictions = defaultdict[int, list[int]]

SessionDay = tuple[int, str]  # the id of a study session, and one of the days of its reviews


class StudyTime(NamedTuple):
    """The time studied in one session on one day; `last_review_at` is UTC."""

    last_review_at: str
    seconds: int


class Batch(NamedTuple):
    """Consecutive entries of the record, and the current state of what they change.

    The entries follow the id `after_id`. `memories` and `study_times` are the rows of the
    projected tables. If a word or a session day can't continue from its row, it is replayed:
    `word_reviews` and `session_reviews` have all its earlier reviews, except voided ones, in
    chronological order.
    """

    model: Model
    after_id: int
    entries: Sequence[ReviewItem]
    memories: Mapping[int, Memory]
    word_reviews: Mapping[int, Sequence[ReviewItem]]
    study_times: Mapping[SessionDay, StudyTime]
    session_reviews: Mapping[SessionDay, Sequence[ReviewItem]]

    @property
    def last_id(self) -> int:
        """The id of the last entry, or 0 if there is none."""
        return last_id_of(self.entries)


class Updates(NamedTuple):
    """The new rows of the projected tables, and the differences to their counts.

    A memory or a study time is None if no review is left, so that its row must be deleted.
    """

    memories: dict[int, Memory | None]
    study_times: dict[SessionDay, StudyTime | None]
    recalls: Recalls
    day_seconds: Counter[str]
    predictions: Predictions

    def memory_rows(self) -> list[tuple[object, ...]]:
        """Return rows of the id of a word and the fields of its memory."""
        return [(word_id, *memory) for word_id, memory in self.memories.items() if memory]

    def study_time_rows(self) -> list[tuple[object, ...]]:
        """Return rows of the id of a session, a day, and the fields of the study time."""
        return [(*key, *study_time) for key, study_time in self.study_times.items() if study_time]

    def study_day_rows(self) -> list[tuple[object, ...]]:
        """Return rows of a day and a difference in seconds."""
        return [row for row in self.day_seconds.items() if row[1]]

    def retention_rows(self) -> list[tuple[object, ...]]:
        """Return rows of a number of days and the differences in correct and wrong recalls."""
        rows = [
            (days, self.recalls[days, True], self.recalls[days, False])
            for days in {days for days, _ in self.recalls}
        ]
        return [row for row in rows if any(row[1:])]

    def prediction_rows(self) -> list[tuple[object, ...]]:
        """Return rows of a bin and the differences of its sums."""
        return [(bin_, *sums) for bin_, sums in sorted(self.predictions.items()) if any(sums)]


def last_id_of(entries: Sequence[ReviewItem]) -> int:
    """Return the id of the last of some entries of the record, or 0 if there is none."""
    if not entries:
        return 0
    last_id = entries[-1].id
    assert last_id is not None
    return last_id


def project(batch: Batch) -> Updates:
    """Return the updates that the entries of a batch make."""
    by_word: dict[int, list[ReviewItem]] = defaultdict(list)
    by_session_day: dict[SessionDay, list[ReviewItem]] = defaultdict(list)
    for entry in batch.entries:
        by_word[entry.word_id].append(entry)
        by_session_day[entry.study_session_id, entry.day].append(entry)
    updates = Updates({}, {}, Counter(), Counter(), defaultdict(lambda: [0, 0, 0, 0]))
    histories = [
        _project_word(batch, word_id, entries, updates) for word_id, entries in by_word.items()
    ]
    for history, replay in zip(histories, batch.model.replay(histories), strict=True):
        updates.memories[history.word_id] = replay.memory
        _count_predictions(updates.predictions, history.reviews, replay.predictions)
    replaced = [History(word_id, None, reviews) for word_id, reviews in batch.word_reviews.items()]
    for history, replay in zip(replaced, batch.model.replay(replaced), strict=True):
        _count_predictions(updates.predictions, history.reviews, replay.predictions, sign=-1)
    for session_day, entries in by_session_day.items():
        _project_session_day(batch, session_day, entries, updates)
    return updates


def list_recalls(
    reviews: Iterable[ReviewItem], previous_at: str | None = None
) -> list[tuple[int, bool]]:
    """Return the recalls among reviews of one word, in chronological order, as counted in Recalls.

    `previous_at` is the time of the review before them. Without it, the first of them is the
    first review of the word, which is not a recall.
    """
    recalls = []
    previous = datetime.fromisoformat(previous_at) if previous_at else None
    for review in reviews:
        moment = datetime.fromisoformat(review.created_at)
        if previous is not None:
            recalls.append(((moment - previous).days, review.correct))
        previous = moment
    return recalls


def count_study_seconds(times: Iterable[str]) -> int:
    """Return the seconds studied between the first and the last of the times of reviews.

    The times are in chronological order. Gaps longer than MAX_PAUSE are left out.
    """
    seconds = 0
    for earlier, later in pairwise(map(datetime.fromisoformat, times)):
        gap = later - earlier
        if gap <= MAX_PAUSE:
            seconds += gap.seconds
    return seconds


def _count_predictions(
    sums: Predictions,
    reviews: Sequence[ReviewItem],
    predictions: Sequence[float | None],
    sign: int = 1,
) -> None:
    """Add the probabilities of recall that were predicted before reviews, and what came true.

    Sums are in millionths. Reviews without a prediction are left out.
    """
    for review, predicted in zip(reviews, predictions, strict=True):
        if predicted is None:
            continue
        certain = min(max(predicted, 1 / MILLION), 1 - 1 / MILLION)
        row = sums[min(int(predicted * PREDICTION_BINS), PREDICTION_BINS - 1)]
        row[0] += sign
        row[1] += sign * review.correct
        row[2] += sign * round(MILLION * predicted)
        row[3] -= sign * round(MILLION * log(certain if review.correct else 1 - certain))


def _project_word(
    batch: Batch, word_id: int, entries: Sequence[ReviewItem], updates: Updates
) -> History:
    """Count the recalls of a word, and return the history that its memory follows from."""
    earlier = batch.word_reviews.get(word_id)
    memory = batch.memories.get(word_id) if earlier is None else None
    reviews = _apply(entries, earlier or ())
    updates.recalls.update(list_recalls(reviews, memory.last_review_at if memory else None))
    if earlier:
        updates.recalls.subtract(list_recalls(earlier))
    return History(word_id, memory, reviews)


def _project_session_day(
    batch: Batch, session_day: SessionDay, entries: Sequence[ReviewItem], updates: Updates
) -> None:
    earlier = batch.session_reviews.get(session_day)
    current = batch.study_times.get(session_day)
    times = [review.created_at for review in _apply(entries, earlier or ())]
    if current is not None and earlier is None:
        seconds = current.seconds + count_study_seconds([current.last_review_at, *times])
    else:
        seconds = count_study_seconds(times)
    updates.study_times[session_day] = StudyTime(times[-1], seconds) if times else None
    updates.day_seconds[session_day[1]] += seconds - (current.seconds if current else 0)


def _apply(entries: Sequence[ReviewItem], earlier: Iterable[ReviewItem]) -> list[ReviewItem]:
    """Return the reviews that count after `entries`, in chronological order.

    They are the `earlier` reviews and the new ones, except those that an entry voids.
    """
    reviews = [*earlier, *entries]
    voided = {review.voids_id for review in reviews}
    if voided != {None}:
        reviews = [
            review for review in reviews if review.voids_id is None and review.id not in voided
        ]
    return sorted(reviews, key=attrgetter("created_at", "id"))
