import asyncio
import shutil
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import settings as rules
from hypothesis import strategies as st

from portal import create_app
from portal.data.study_sessions import launch
from portal.errors import ConflictError, UnavailableError, UnknownIdError
from portal.http.application import Portal
from portal.operations.integrity import check
from portal.record.review_queue import Recorder
from portal.record.review_store import Outcome, Recorded, Submission
from portal.schemas import Answer
from portal.settings import Settings, load_settings
from portal.storage import database
from portal.storage.database import Database
from tests.conftest import ZONE

THEN = datetime(2025, 2, 9, 3, 30, tzinfo=UTC)
FUTURE = datetime(9000, 1, 1, tzinfo=UTC)
UNKNOWN = 10**9


@pytest.fixture
async def opened(portal: Portal) -> AsyncIterator[Portal]:
    await portal.open()
    await launch(portal.database, group_id=1, study_activity_id=1)
    yield portal
    await portal.close()


async def record_all(recorder: Recorder, answers: list[Answer], session: int = 1) -> list[Outcome]:
    now = datetime.now(UTC).replace(microsecond=0)
    return await recorder.record(Submission(session, answers, arrived=now))


async def record(recorder: Recorder, answer: Answer, session: int = 1) -> Recorded:
    [outcome] = await record_all(recorder, [answer], session)
    if not isinstance(outcome, Recorded):
        raise outcome
    return outcome


async def stored(portal: Portal) -> int:
    row = await portal.database.fetch_one("SELECT count(*) AS n FROM word_review_items")
    assert row is not None
    count: int = row["n"]
    return count


async def test_concurrent_reviews_share_commits(
    opened: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    commits = 0
    write = Database.write

    async def counting(self: Database, function: Callable[..., Any]) -> Any:
        nonlocal commits
        commits += 1
        return await write(self, function)

    monkeypatch.setattr(Database, "write", counting)
    recorder = opened.recorder
    await asyncio.gather(
        *(record(recorder, Answer(word_id=n, correct=True)) for n in range(1, 101))
    )
    assert await stored(opened) == 100
    assert commits <= 3


async def test_bad_reviews_fail_alone(opened: Portal) -> None:
    recorder = opened.recorder
    taken = uuid4()
    await record(recorder, Answer(word_id=1, correct=True, review_id=taken))
    outcomes = await asyncio.gather(
        *(record(recorder, Answer(word_id=n, correct=True)) for n in range(1, 21)),
        record(recorder, Answer(word_id=10**9, correct=True)),
        record(recorder, Answer(word_id=1, correct=True), session=10**9),
        record(recorder, Answer(word_id=2, correct=True, review_id=taken)),
        record(recorder, Answer(word_id=1, correct=True, review_id=taken)),
        return_exceptions=True,
    )
    kinds = [type(outcome) for outcome in outcomes[20:23]]
    assert kinds == [UnknownIdError, UnknownIdError, ConflictError]
    assert getattr(outcomes[23], "repeated", None) is True
    assert await stored(opened) == 21
    assert await check(opened.database) == []


async def test_one_review_sent_fifty_times_at_once_is_stored_once(opened: Portal) -> None:
    id_ = uuid4()
    outcomes = await asyncio.gather(
        *(
            record(opened.recorder, Answer(word_id=1, correct=True, review_id=id_))
            for _ in range(50)
        )
    )
    assert sorted(outcome.repeated for outcome in outcomes) == [False] + [True] * 49
    assert await stored(opened) == 1


async def test_cancelled_request_hurts_no_other(opened: Portal) -> None:
    tasks = [
        asyncio.create_task(record(opened.recorder, Answer(word_id=n, correct=True)))
        for n in range(1, 31)
    ]
    await asyncio.sleep(0)
    for task in tasks[::3]:
        task.cancel()
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    assert [isinstance(outcome, BaseException) for outcome in outcomes] == [True, False, False] * 10
    assert await stored(opened) == 30
    assert await check(opened.database) == []


async def test_closing_stores_what_waits_and_takes_no_more(opened: Portal) -> None:
    task = asyncio.create_task(record(opened.recorder, Answer(word_id=1, correct=True)))
    await asyncio.sleep(0)
    await opened.recorder.close()
    assert (await task).repeated is False
    with pytest.raises(UnavailableError):
        await record(opened.recorder, Answer(word_id=1, correct=True))


async def test_full_queue_refuses_rather_than_grows(opened: Portal) -> None:
    recorder = Recorder(opened.database, capacity=3)
    outcomes = await asyncio.gather(
        *(record(recorder, Answer(word_id=1, correct=True)) for _ in range(5)),
        return_exceptions=True,
    )
    assert [isinstance(outcome, UnavailableError) for outcome in outcomes] == [False] * 3 + [
        True,
        True,
    ]


async def test_recorded_review_is_on_disk_for_everybody(opened: Portal) -> None:
    recorded = await record(opened.recorder, Answer(word_id=7, correct=False, created_at=THEN))
    with closing(sqlite3.connect(opened.settings.database)) as other:
        rows = other.execute(
            "SELECT review_id, word_id, study_session_id, correct, created_at, day "
            "FROM word_review_items"
        ).fetchall()
    assert rows == [(recorded.review_id, 7, 1, 0, "2025-02-09T03:30:00Z", "2025-02-08")]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (THEN, None),
        (None, THEN),
        (THEN, THEN.astimezone(load_settings({"PORTAL_TIMEZONE": "Asia/Kolkata"}).timezone)),
        (FUTURE, FUTURE),
        (FUTURE, None),
    ],
)
async def test_repeat_gets_the_first_answer(
    opened: Portal, first: datetime | None, second: datetime | None
) -> None:
    id_ = uuid4()
    recorded, again = [
        await record(
            opened.recorder, Answer(word_id=1, correct=True, review_id=id_, created_at=created_at)
        )
        for created_at in (first, second)
    ]
    assert again == Recorded(recorded.created_at, recorded.review_id, repeated=True)
    assert await stored(opened) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"created_at": THEN + timedelta(seconds=1)},
        {"created_at": FUTURE},
        {"correct": False},
        {"word_id": 2},
        {"study_session_id": 2},
    ],
)
async def test_other_content_under_one_id_is_a_conflict_and_changes_nothing(
    opened: Portal, other: dict[str, Any]
) -> None:
    await launch(opened.database, group_id=1, study_activity_id=1)
    content: dict[str, Any] = {
        "word_id": 1, "correct": True, "created_at": THEN, "review_id": uuid4(),
    }  # fmt: skip
    recorder = opened.recorder
    await record(recorder, Answer(**content))
    with pytest.raises(ConflictError):
        session = other.pop("study_session_id", 1)
        await record(recorder, Answer(**{**content, **other}), session=session)
    assert await stored(opened) == 1
    assert (await record(recorder, Answer(**content))).repeated
    assert await check(opened.database) == []


async def test_time_in_the_future_is_taken_as_the_arrival(opened: Portal) -> None:
    before = opened.clock.now()
    recorded = await record(opened.recorder, Answer(word_id=1, correct=True, created_at=FUTURE))
    assert before <= datetime.fromisoformat(recorded.created_at) <= opened.clock.now()


async def test_locked_database_fails_all_that_wait_and_the_next_review_is_stored(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_TIMEOUT_MS", 20)
    await portal.open()
    try:
        await launch(portal.database, group_id=1, study_activity_id=1)
        with closing(sqlite3.connect(portal.settings.database, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE").close()
            outcomes = await asyncio.gather(
                *(record(portal.recorder, Answer(word_id=n, correct=True)) for n in range(1, 11)),
                return_exceptions=True,
            )
        assert {type(outcome) for outcome in outcomes} == {sqlite3.OperationalError}
        await record(portal.recorder, Answer(word_id=1, correct=True))
        assert await stored(portal) == 1
        assert await check(portal.database) == []
    finally:
        await portal.close()


async def test_reviews_wait_for_another_process_that_stores_for_longer_than_the_busy_timeout(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_TIMEOUT_MS", 500)
    await portal.open()
    write = portal.database.write
    locked = []

    async def watched(function: Callable[[sqlite3.Connection], Any]) -> Any:
        try:
            return await write(function)
        except sqlite3.OperationalError as error:
            locked.append(str(error))
            other.execute("ROLLBACK").close()
            raise

    try:
        await launch(portal.database, group_id=1, study_activity_id=1)
        with closing(sqlite3.connect(portal.settings.database, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE").close()
            monkeypatch.setattr(portal.database, "write", watched)
            await record(portal.recorder, Answer(word_id=1, correct=True))
            assert locked == ["database is locked"]
            assert await stored(portal) == 1
            other.execute("BEGIN IMMEDIATE").close()
            portal.recorder.hurry()
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                await record(portal.recorder, Answer(word_id=1, correct=True))
    finally:
        await portal.close()


async def test_submission_is_stored_whole_or_not_at_all(opened: Portal) -> None:
    taken = uuid4()
    recorder = opened.recorder
    await record(recorder, Answer(word_id=1, correct=True, review_id=taken))
    good = [Answer(word_id=n, correct=True) for n in range(1, 11)]
    outcomes = await asyncio.gather(
        record_all(recorder, good),
        record_all(recorder, [*good, Answer(word_id=UNKNOWN, correct=True)]),
        record_all(recorder, [*good, Answer(word_id=1, correct=False, review_id=taken)]),
        record_all(recorder, [*good, Answer(word_id=1, correct=True, review_id=taken)]),
        record_all(recorder, good, session=UNKNOWN),
    )
    assert [type(judged[-1]) for judged in outcomes] == [
        Recorded, UnknownIdError, ConflictError, Recorded, UnknownIdError,
    ]  # fmt: skip
    assert await stored(opened) == 1 + 10 + 10
    assert await check(opened.database) == []


async def test_review_that_only_a_refused_submission_had_is_not_taken_for_stored(
    opened: Portal,
) -> None:
    answer = Answer(word_id=1, correct=True, review_id=uuid4())
    _, [again] = await asyncio.gather(
        record_all(opened.recorder, [answer, Answer(word_id=UNKNOWN, correct=True)]),
        record_all(opened.recorder, [answer]),
    )
    assert isinstance(again, Recorded)
    assert not again.repeated
    assert await stored(opened) == 1


# Few ids and words, so that repeats, conflicts and unknown words come up all the time.
answers = st.builds(
    Answer,
    review_id=st.sampled_from([UUID(int=n) for n in range(4)]),
    word_id=st.sampled_from([1, 2, UNKNOWN]),
    correct=st.booleans(),
)
submissions = st.tuples(st.integers(0, 1), st.lists(answers, min_size=1, max_size=3))
waves = st.lists(st.lists(submissions, max_size=6), max_size=4)


@rules(max_examples=30, deadline=None)
@given(waves=waves)
def test_each_review_is_counted_once_whatever_is_sent_to_whichever_worker(
    seeded: Path, waves: list[list[tuple[int, list[Answer]]]]
) -> None:
    with TemporaryDirectory() as directory:
        path = Path(directory, "words.db")
        shutil.copy(seeded, path)
        environ = {"PORTAL_DATABASE": str(path), "PORTAL_TIMEZONE": ZONE}
        asyncio.run(send_to_two_workers(load_settings(environ), waves))


async def send_to_two_workers(
    settings: Settings, waves: list[list[tuple[int, list[Answer]]]]
) -> None:
    workers = [create_app(settings), create_app(settings)]
    for worker in workers:
        await worker.open()
    try:
        await launch(workers[0].database, group_id=1, study_activity_id=1)
        kept: dict[UUID | None, Answer] = {}
        for wave in waves:
            outcomes = await asyncio.gather(
                *(record_all(workers[worker].recorder, sent) for worker, sent in wave)
            )
            answered = [(sent, judged) for (_, sent), judged in zip(wave, outcomes, strict=True)]
            for sent, judged in answered:
                if all(isinstance(outcome, Recorded) for outcome in judged):
                    for answer, outcome in zip(sent, judged, strict=True):
                        if isinstance(outcome, Recorded) and not outcome.repeated:
                            assert answer.review_id not in kept
                            kept[answer.review_id] = answer
            for sent, judged in answered:
                stored_whole = all(isinstance(outcome, Recorded) for outcome in judged)
                for index, (answer, outcome) in enumerate(zip(sent, judged, strict=True)):
                    assert isinstance(outcome, UnknownIdError) == (answer.word_id == UNKNOWN)
                    if stored_whole:
                        assert kept[answer.review_id] == answer
                    if isinstance(outcome, ConflictError):
                        firsts = [kept.get(answer.review_id), *sent[:index]]
                        assert any(
                            first and first.review_id == answer.review_id and first != answer
                            for first in firsts
                        )
        assert await stored(workers[0]) == len(kept)
        assert await check(workers[0].database) == []
    finally:
        for worker in workers:
            await worker.close()


async def test_review_that_has_waited_for_too_long_is_refused_and_not_stored(
    opened: Portal,
) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    for waited, is_stored in ((20, True), (40, False)):
        before = await stored(opened)
        answers = [Answer(word_id=1, correct=True)]
        late = Submission(1, answers, arrived=now - timedelta(seconds=waited))
        if is_stored:
            await opened.recorder.record(late)
        else:
            with pytest.raises(UnavailableError, match="waited for too long"):
                await opened.recorder.record(late)
        assert await stored(opened) == before + is_stored
