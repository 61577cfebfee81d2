from datetime import timedelta

from portal.clock import stored
from portal.memory.model import Model
from portal.memory.updates import Batch, count_study_seconds, list_recalls, project
from tests.memory.reviews import START, review_items


def test_recalls_are_listed_by_whole_days_since_the_previous_review() -> None:
    reviews = review_items((0, False), (0.9, True), (2.9, True), (3.0, False))
    recalls = list_recalls(reviews)
    assert recalls == [(0, True), (2, True), (0, False)]
    first, second = reviews[:2], reviews[2:]
    assert list_recalls(first) + list_recalls(second, first[-1].created_at) == recalls


def test_gaps_longer_than_five_minutes_are_no_study_time() -> None:
    times = [stored(START + timedelta(seconds=second)) for second in (0, 10, 310, 611, 615)]
    assert count_study_seconds(times) == 10 + 300 + 4
    assert count_study_seconds(times[:1]) == count_study_seconds([]) == 0


def test_batch_without_entries_updates_nothing() -> None:
    batch = Batch(Model(), 0, [], {}, {}, {}, {})
    assert batch.last_id == 0
    assert not any(project(batch))
