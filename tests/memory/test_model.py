from datetime import datetime, timedelta

from fsrs import Card, Rating, Scheduler

from portal.clock import stored
from portal.memory.model import Memory, remember, retrievability
from tests.memory.reviews import START, review_item, review_items


def memory_after(*reviews: tuple[float, bool]) -> Memory:
    memory = remember(None, review_items(*reviews))
    assert memory is not None
    return memory


def test_word_is_due_in_days_after_a_correct_answer_and_in_minutes_after_a_wrong_one() -> None:
    assert memory_after((0, True)).due_at == "2025-02-10T12:00:00Z"
    assert memory_after((0, False)).due_at == "2025-02-08T12:10:00Z"
    assert memory_after((0, True), (2, False)).due_at == "2025-02-10T12:10:00Z"


def test_intervals_grow_with_every_correct_answer_in_time() -> None:
    reviews: list[tuple[float, bool]] = [(0, True)]
    intervals = []
    for _ in range(5):
        memory = memory_after(*reviews)
        due = datetime.fromisoformat(memory.due_at)
        intervals.append((due - datetime.fromisoformat(memory.last_review_at)).days)
        reviews.append(((due - START).days, True))
    assert intervals == sorted(set(intervals))
    assert intervals[-1] > 100


def test_memory_has_the_values_that_fsrs_computes() -> None:
    card = Card(card_id=1)
    steps = (timedelta(minutes=10),)
    scheduler = Scheduler(learning_steps=steps, relearning_steps=steps, enable_fuzzing=False)
    for days, rating in ((0, Rating.Again), (0.01, Rating.Good), (3, Rating.Good)):
        card, _ = scheduler.review_card(card, rating, START + timedelta(days=days))
    memory = memory_after((0, False), (0.01, True), (3, True))
    assert (memory.stability, memory.difficulty) == (card.stability, card.difficulty)
    assert memory.due_at == stored(card.due)
    later = START + timedelta(days=9)
    assert retrievability(memory, later) == scheduler.get_card_retrievability(card, later)


def test_continuing_from_a_memory_gives_the_same_as_a_replay() -> None:
    reviews = review_items(
        (0, True), (0, False), (1.5, True), (9, True), (40, False), (40.1, True), (90, True)
    )
    for cut in range(len(reviews) + 1):
        continued = remember(remember(None, reviews[:cut]), reviews[cut:])
        assert continued == remember(None, reviews)


def test_memory_can_have_the_first_and_the_last_time_of_the_calendar() -> None:
    memory = remember(
        None,
        [
            review_item(1, "0001-01-02T00:00:00Z", correct=True),
            review_item(2, "9999-12-30T00:00:00Z", correct=False),
        ],
    )
    assert memory is not None
    assert memory.due_at == "9999-12-30T00:10:00Z"


def test_word_without_reviews_has_no_memory() -> None:
    assert remember(None, []) is None


def test_retrievability_falls_with_time() -> None:
    memory = memory_after((0, True))
    values = [retrievability(memory, START + timedelta(days=days)) for days in (0, 1, 10, 100)]
    assert values == sorted(set(values), reverse=True)
    assert values[0] == 1
