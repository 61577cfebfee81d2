from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from portal.memory.model import History, Memory, Model, vary
from portal.record.review_item import ReviewItem
from tests.memory.reviews import (
    SCHEDULER,
    START,
    assert_same_state,
    card_after,
    review_item,
    review_items,
)

MODEL = Model()
# Whole days between reviews, and whether the answers are correct.
HISTORIES = st.lists(st.tuples(st.integers(0, 400), st.booleans()), min_size=1, max_size=30)


def remember_one(
    memory: Memory | None, reviews: Sequence[ReviewItem], word_id: int = 1
) -> Memory | None:
    [replay] = MODEL.replay([History(word_id, memory, reviews)])
    return replay.memory


def memory_after(*reviews: tuple[float, bool], word_id: int = 1) -> Memory:
    memory = remember_one(None, review_items(*reviews), word_id)
    assert memory is not None
    return memory


def with_days_since_start(history: Sequence[tuple[int, bool]]) -> list[tuple[float, bool]]:
    day, reviews = 0, []
    for gap, correct in history:
        day += gap
        reviews.append((float(day), correct))
    return reviews


def test_word_is_due_on_a_later_day_after_a_correct_answer() -> None:
    memory = memory_after((0, True))
    assert (memory.last_day, memory.due_day, memory.due_at) == ("2025-02-08", "2025-02-10", None)


def test_word_is_due_in_ten_minutes_after_a_wrong_answer() -> None:
    memory = memory_after((0, True), (2, False))
    assert (memory.due_day, memory.due_at) == ("2025-02-10", "2025-02-10T12:10:00Z")


def test_intervals_grow_with_every_correct_answer_in_time() -> None:
    reviews: list[tuple[float, bool]] = [(0, True)]
    intervals = []
    for _ in range(5):
        memory = memory_after(*reviews)
        due, last = date.fromisoformat(memory.due_day), date.fromisoformat(memory.last_day)
        intervals.append((due - last).days)
        reviews.append(((due - START.date()).days, True))
    assert intervals == sorted(set(intervals))
    assert intervals[-1] > 100


def test_memory_states_of_10000_words_are_those_of_the_model_in_python() -> None:
    random = Random(1)
    histories, cards = [], []
    for word_id in range(1, 10_001):
        gaps = [random.choice([0, 0, 1, 1, 2, 3, 5, 8, 13, 30, 100, 400]) for _ in range(5)]
        history = [(gap, random.random() < 0.75) for gap in gaps[: random.randint(1, 5)]]
        reviews = with_days_since_start(history)
        histories.append(History(word_id, None, review_items(*reviews)))
        cards.append(card_after(histories[-1].reviews))
    for card, (memory, _) in zip(cards, MODEL.replay(histories), strict=True):
        assert memory is not None
        assert_same_state(memory, card)
        assert card.last_review is not None
        if memory.due_at is None:
            days = MODEL.interval(memory.stability)
            on_edge = abs(days % 1 - 0.5) < 1e-3 * days
            assert max(1, round(days)) == (card.due - card.last_review).days or on_edge
            wait = date.fromisoformat(memory.due_day) - card.last_review.date()
            assert vary(days, 0) - 0.5 <= wait.days <= max(1, vary(days, 1) + 0.5)
        else:
            assert datetime.fromisoformat(memory.due_at) + timedelta(minutes=1) >= card.due
        day = card.last_review.date() + timedelta(days=10)
        later = datetime.combine(day, datetime.max.time(), UTC)
        recall = SCHEDULER.get_card_retrievability(card, later)
        assert abs(MODEL.retrievability(memory, day.isoformat()) - recall) < 1e-3


@given(history=HISTORIES, cut=st.integers(0, 30), word_id=st.integers(1, 10**6))
def test_continuing_from_a_memory_gives_the_same_as_a_replay(
    history: list[tuple[int, bool]], cut: int, word_id: int
) -> None:
    reviews = review_items(*with_days_since_start(history))
    continued = remember_one(remember_one(None, reviews[:cut], word_id), reviews[cut:], word_id)
    assert continued == remember_one(None, reviews, word_id)


def test_words_learnt_on_one_day_are_due_on_several() -> None:
    history = [(0.0, True), (3.0, True), (12.0, True)]
    days = {memory_after(*history, word_id=word_id).due_day for word_id in range(1, 101)}
    assert len(days) > 3


@given(days=st.floats(0.01, 40_000), fraction=st.floats(0, 1))
def test_varied_interval_stays_near_the_interval(days: float, fraction: float) -> None:
    varied = vary(days, fraction)
    if days < 2.5:
        assert varied == days
    else:
        assert 2 <= varied <= 36_500
        assert abs(varied - min(days, 36_500)) <= 1 + 0.15 * days


def test_memory_can_have_the_first_and_the_last_time_of_the_calendar() -> None:
    early = review_item(1, "0001-01-02T00:00:00Z", correct=True)
    wrong = remember_one(None, [early, review_item(2, "9999-12-30T00:00:00Z", correct=False)])
    assert wrong is not None
    assert wrong.due_at == "9999-12-30T00:10:00Z"
    right = remember_one(None, [early, review_item(2, "9999-12-30T00:00:00Z", correct=True)])
    assert right is not None
    assert right.due_day == "9999-12-31"


def test_later_review_can_have_an_earlier_day() -> None:
    items = review_items((0, True), (0.5, True))
    items[1] = msgspec.structs.replace(items[1], day="2025-02-07")
    memory = remember_one(None, items)
    assert memory is not None
    assert memory.last_day == "2025-02-07"


def test_word_without_reviews_has_no_memory() -> None:
    assert remember_one(None, []) is None


def test_retrievability_falls_with_time() -> None:
    memory = memory_after((0, True))
    days = [(START + timedelta(days=days)).date().isoformat() for days in (0, 1, 10, 100)]
    values = [MODEL.retrievability(memory, day) for day in days]
    assert values == sorted(set(values), reverse=True)
    assert values[0] == 1
