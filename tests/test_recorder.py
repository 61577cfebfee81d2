import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any
from uuid import uuid4

import pytest

from portal.application import Portal
from portal.data.checking import check
from portal.data.study_sessions import launch
from portal.database import Database
from portal.errors import ConflictError, UnavailableError, UnknownIdError
from portal.recorder import Recorder


@pytest.fixture
async def opened(portal: Portal) -> AsyncIterator[Portal]:
    await portal.open()
    await launch(portal.database, group_id=1, study_activity_id=1)
    yield portal
    await portal.close()


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
    record = opened.recorder.record
    await asyncio.gather(
        *(record(study_session_id=1, word_id=n, correct=True) for n in range(1, 101))
    )
    assert await stored(opened) == 100
    assert commits <= 3


async def test_bad_reviews_fail_alone(opened: Portal) -> None:
    record = opened.recorder.record
    taken = uuid4()
    await record(study_session_id=1, word_id=1, correct=True, review_id=taken)
    outcomes = await asyncio.gather(
        *(record(study_session_id=1, word_id=n, correct=True) for n in range(1, 21)),
        record(study_session_id=1, word_id=10**9, correct=True),
        record(study_session_id=10**9, word_id=1, correct=True),
        record(study_session_id=1, word_id=2, correct=True, review_id=taken),
        record(study_session_id=1, word_id=1, correct=True, review_id=taken),
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
            opened.recorder.record(study_session_id=1, word_id=1, correct=True, review_id=id_)
            for _ in range(50)
        )
    )
    assert sorted(outcome.repeated for outcome in outcomes) == [False] + [True] * 49
    assert await stored(opened) == 1


async def test_cancelled_request_hurts_no_other(opened: Portal) -> None:
    tasks = [
        asyncio.create_task(opened.recorder.record(study_session_id=1, word_id=n, correct=True))
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
    task = asyncio.create_task(opened.recorder.record(study_session_id=1, word_id=1, correct=True))
    await asyncio.sleep(0)
    await opened.recorder.close()
    assert (await task).repeated is False
    with pytest.raises(UnavailableError):
        await opened.recorder.record(study_session_id=1, word_id=1, correct=True)


async def test_full_queue_refuses_rather_than_grows(opened: Portal) -> None:
    recorder = Recorder(opened.database, capacity=3)
    outcomes = await asyncio.gather(
        *(recorder.record(study_session_id=1, word_id=1, correct=True) for _ in range(5)),
        return_exceptions=True,
    )
    assert [isinstance(outcome, UnavailableError) for outcome in outcomes] == [False] * 3 + [
        True,
        True,
    ]
