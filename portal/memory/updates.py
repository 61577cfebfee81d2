"""What the record makes of each word's memory, of retention, and of the time spent studying.

Pure functions: carrying on gives what a replay from the first review gives.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from portal.memory import model
from portal.memory.model import Answer, Memory, Recalls

SessionDay = tuple[int, str]  # a study session's id, and one of the days it had reviews on


class Entry(NamedTuple):
    """An entry of the record; one that voids another repeats it."""

    id: int
    voids_id: int | None
    word_id: int
    study_session_id: int
    correct: int
    created_at: str
    day: str


class StudyTime(NamedTuple):
    """How long a session was studied on one day, and until when."""

    last_review_at: str
    seconds: int


class Projected(NamedTuple):
    """What entries of the record make of the projections; None where nothing is left."""

    memories: dict[int, Memory | None]
    times: dict[SessionDay, StudyTime | None]
    recalls: Recalls
    day_seconds: Counter[str]


class Batch(NamedTuple):
    """Entries of the record after one, and what is known of the words and days they are about.

    `answers` are those of the words to replay, `reviews` those of the days to time anew.
    """

    after: int
    entries: list[Entry]
    memories: Mapping[int, Memory]
    answers: Mapping[int, list[Answer]]
    times: Mapping[SessionDay, StudyTime]
    reviews: Mapping[SessionDay, list[Answer]]


def project(batch: Batch) -> Projected:
    """Return what becomes of the words and days that the entries are about."""
    by_word: dict[int, list[Entry]] = defaultdict(list)
    by_day: dict[SessionDay, list[Entry]] = defaultdict(list)
    for entry in batch.entries:
        by_word[entry.word_id].append(entry)
        by_day[entry.study_session_id, entry.day].append(entry)
    projected = Projected({}, {}, Counter(), Counter())
    for word_id, entries in by_word.items():
        before = batch.answers.get(word_id)
        answers = _applied(before or [], entries)
        known = None if before is not None else batch.memories.get(word_id)
        projected.memories[word_id] = model.remember(known, answers)
        model.count_recalls(projected.recalls, known and known.last_review_at, answers)
        model.count_recalls(projected.recalls, None, before or [], by=-1)
    for key, entries in by_day.items():
        reviews = batch.reviews.get(key)
        time = batch.times.get(key)
        times = [answer.created_at for answer in _applied(reviews or [], entries)]
        seconds = 0
        if reviews is None and time:
            times.insert(0, time.last_review_at)
            seconds = time.seconds
        seconds += model.studied_seconds(times)
        projected.times[key] = StudyTime(times[-1], seconds) if times else None
        projected.day_seconds[key[1]] += seconds - (time.seconds if time else 0)
    return projected


def _applied(answers: Sequence[Answer], entries: Iterable[Entry]) -> list[Answer]:
    """Return what counts after more of the record, in the order in which it was answered."""
    counting = {answer.review_item_id: answer for answer in answers}
    for entry in entries:
        if entry.voids_id is None:
            counting[entry.id] = Answer(entry.created_at, entry.id, bool(entry.correct))
        else:
            del counting[entry.voids_id]
    return sorted(counting.values())
