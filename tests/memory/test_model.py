"""What is remembered, and how long was studied."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from fsrs import Card, Rating, Scheduler

from portal.clock import stored
from portal.memory.model import (
    Answer,
    Memory,
    Recalls,
    count_recalls,
    remember,
    retrievability,
    studied_seconds,
)

START = datetime(2025, 2, 8, 12, tzinfo=UTC)


def answers(*given: tuple[float, bool]) -> list[Answer]:
    """Answers so many days after the start."""
    return [
        Answer(stored(START + timedelta(days=days)), id_, correct)
        for id_, (days, correct) in enumerate(given, start=1)
    ]


def known(*given: tuple[float, bool]) -> Memory:
    memory = remember(None, answers(*given))
    assert memory is not None
    return memory


def test_word_answered_right_is_due_in_days_and_one_answered_wrong_in_minutes() -> None:
    assert known((0, True)).due_at == "2025-02-10T12:00:00Z"
    assert known((0, False)).due_at == "2025-02-08T12:10:00Z"
    assert known((0, True), (2, False)).due_at == "2025-02-10T12:10:00Z"


def test_intervals_grow_with_every_right_answer_in_time() -> None:
    given: list[tuple[float, bool]] = [(0, True)]
    intervals = []
    for _ in range(5):
        memory = known(*given)
        due = datetime.fromisoformat(memory.due_at)
        intervals.append((due - datetime.fromisoformat(memory.last_review_at)).days)
        given.append(((due - START).days, True))
    assert intervals == sorted(set(intervals))
    assert intervals[-1] > 100


def test_memory_is_what_the_library_itself_says() -> None:
    card = Card(card_id=1)
    steps = (timedelta(minutes=10),)
    scheduler = Scheduler(learning_steps=steps, relearning_steps=steps, enable_fuzzing=False)
    for days, rating in ((0, Rating.Again), (0.01, Rating.Good), (3, Rating.Good)):
        card, _ = scheduler.review_card(card, rating, START + timedelta(days=days))
    memory = known((0, False), (0.01, True), (3, True))
    assert (memory.stability, memory.difficulty) == (card.stability, card.difficulty)
    assert memory.due_at == stored(card.due)
    later = START + timedelta(days=9)
    assert retrievability(memory, later) == scheduler.get_card_retrievability(card, later)


def test_carrying_on_gives_what_a_replay_gives() -> None:
    given = [(0, True), (0, False), (1.5, True), (9, True), (40, False), (40.1, True), (90, True)]
    for cut in range(len(given) + 1):
        history = answers(*given)
        carried = remember(remember(None, history[:cut]), history[cut:])
        assert carried == remember(None, history)


def test_memory_bears_the_ends_of_the_calendar() -> None:
    history = [
        Answer("0001-01-02T00:00:00Z", 1, True),
        Answer("9999-12-30T00:00:00Z", 2, False),
    ]
    memory = remember(None, history)
    assert memory is not None
    assert memory.due_at == "9999-12-30T00:10:00Z"


def test_recalls_are_counted_by_whole_days_since_the_answer_before() -> None:
    history = answers((0, False), (0.9, True), (2.9, True), (3.0, False))
    whole: Recalls = Counter()
    count_recalls(whole, None, history)
    assert whole == {(0, True): 1, (2, True): 1, (0, False): 1}
    carried: Recalls = Counter()
    count_recalls(carried, None, history[:2])
    count_recalls(carried, history[1].created_at, history[2:])
    assert carried == whole
    count_recalls(whole, None, history, by=-1)
    assert not any(whole.values())


def test_pauses_are_not_studied() -> None:
    times = [stored(START + timedelta(seconds=second)) for second in (0, 10, 310, 611, 615)]
    assert studied_seconds(times) == 10 + 300 + 4
    assert studied_seconds(times[:1]) == studied_seconds([]) == 0
