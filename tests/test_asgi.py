import asyncio
import threading
from pathlib import Path
from typing import Any

import pytest

from portal import create_app
from portal.asgi import Asgi, app
from portal.data.study_sessions import launch
from portal.errors import PortalError
from portal.http.application import Portal
from portal.record.review_item import new_review_item
from portal.schemas import ReviewPayload
from portal.settings import Settings, load_settings
from tests.asgi_messages import Exchange, chunks
from tests.support import lifespan


def database_threads(*, ending: bool = False) -> int:
    """Return the number of connection threads, after waiting for those that are `ending`."""
    threads = [t for t in threading.enumerate() if "_connection_worker_thread" in t.name]
    if ending:
        for thread in threads:
            thread.join(5)
    return sum(thread.is_alive() for thread in threads)


async def failed_start(asgi: Asgi) -> str:
    """Start `asgi`, which must fail, and return its message."""
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "lifespan.startup"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await asgi({"type": "lifespan"}, receive, send)  # type: ignore[arg-type]
    assert [message["type"] for message in sent] == ["lifespan.startup.failed"]
    message: str = sent[0]["message"]
    return message


async def test_lifespan_opens_the_database_and_leaves_no_thread(portal: Portal) -> None:
    asgi = Asgi(lambda: portal)
    before = database_threads()
    async with lifespan(asgi):
        assert database_threads() > before
        assert (await Exchange("/api/health").run(asgi)).status == 200
    assert database_threads(ending=True) == before


async def test_portal_can_be_closed_twice(portal: Portal) -> None:
    await portal.open()
    await portal.close()
    await portal.close()
    await portal.open()
    await portal.close()


async def test_start_without_a_database_fails_and_says_what_to_run(settings: Settings) -> None:
    message = await failed_start(Asgi(lambda: create_app(settings)))
    assert str(settings.database) in message
    assert "python run.py" in message


async def test_start_on_an_unmigrated_database_says_what_to_run(settings: Settings) -> None:
    settings.database.touch()
    before = database_threads()
    message = await failed_start(Asgi(lambda: create_app(settings)))
    assert "invoke migrate" in message
    assert database_threads(ending=True) == before


def test_synchronous_opening_that_fails_leaves_no_thread(settings: Settings) -> None:
    settings.database.touch()
    before = database_threads()
    portal = create_app(settings)
    with pytest.raises(PortalError, match="invoke migrate"), portal.opened():
        pass
    left = database_threads(ending=True) - before
    portal.async_to_sync(portal.close)()
    assert left == 0


async def test_start_with_a_bad_setting_names_the_variable(tmp_path: Path) -> None:
    environ = {"PORTAL_TIMEZONE": "Mars/Olympus"}
    message = await failed_start(Asgi(lambda: create_app(load_settings(environ))))
    assert "PORTAL_TIMEZONE" in message


async def test_cancelled_lifespan_closes_the_database(portal: Portal) -> None:
    asgi = Asgi(lambda: portal)
    before = database_threads()
    started = asyncio.Event()
    incoming: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    incoming.put_nowait({"type": "lifespan.startup"})

    async def send(_message: Any) -> None:
        started.set()

    life = asyncio.create_task(asgi({"type": "lifespan"}, incoming.get, send))  # type: ignore[arg-type]
    await started.wait()
    life.cancel()
    with pytest.raises(asyncio.CancelledError):
        await life
    assert database_threads(ending=True) == before


async def test_shutdown_cancelled_while_reviews_are_stored_still_closes_the_database(
    portal: Portal,
) -> None:
    asgi = Asgi(lambda: portal)
    before = database_threads()
    started, held, go_on = asyncio.Event(), asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()
    incoming: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    incoming.put_nowait({"type": "lifespan.startup"})

    async def send(_message: Any) -> None:
        started.set()

    def hold(_connection: Any) -> None:
        loop.call_soon_threadsafe(held.set)
        assert go_on.wait(10)

    life = asyncio.create_task(asgi({"type": "lifespan"}, incoming.get, send))  # type: ignore[arg-type]
    await started.wait()
    await launch(portal.database, group_id=1, study_activity_id=1)
    slow = asyncio.create_task(portal.database.write(hold))
    await held.wait()
    item = new_review_item(
        ReviewPayload(correct=True),
        word_id=1,
        study_session_id=1,
        arrived_at=portal.clock.now(),
        clock=portal.clock,
    )
    review = asyncio.create_task(portal.review_queue.store([item]))
    incoming.put_nowait({"type": "lifespan.shutdown"})
    for _ in range(20):  # until both wait for the held writer
        await asyncio.sleep(0)
    life.cancel()
    go_on.set()
    await slow
    await asyncio.wait([life])
    left = database_threads(ending=True) - before
    answered = (await asyncio.wait([review], timeout=5))[0]
    await portal.close()
    assert left == 0
    assert answered


async def test_websocket_is_refused(asgi: Asgi) -> None:
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await asgi({"type": "websocket"}, None, send)  # type: ignore[arg-type]
    assert [message["type"] for message in sent] == ["websocket.close"]


async def test_http_before_the_start_is_an_error() -> None:
    with pytest.raises(RuntimeError, match="lifespan"):
        await Exchange().run(app)


@pytest.mark.parametrize("announced", [True, False])
async def test_body_over_the_limit_is_refused_before_anything_is_done(
    asgi: Asgi, portal: Portal, announced: bool
) -> None:
    size = portal.settings.max_body_bytes + 1
    exchange = Exchange(
        "/api/full_reset",
        "POST",
        headers=[(b"content-length", b"%d" % size)] if announced else [],
        incoming=chunks(b"x" * (size - 1), b"x"),
    )
    assert (await exchange.run(asgi)).status == 413
    assert exchange.answer_headers[b"content-type"] == b"application/problem+json"
    row = await portal.database.fetch_one("SELECT min(id) AS first FROM words")
    assert row is not None
    assert row["first"] == 1
