import asyncio
import gc
import weakref
from collections.abc import AsyncIterator, Callable, Iterator
from contextvars import ContextVar
from typing import Any

import pytest
from flask import Flask, Response, after_this_request, g, request

from portal.http import bridge
from portal.http.application import Portal
from portal.http.bridge import (
    BODY_TIMED_OUT,
    MAX_IDLE_WORKERS,
    MAX_SYNC_WRAPPERS,
    AsyncFlask,
    Bridge,
    call,
    can_wait,
    wait_for,
)
from tests.asgi_messages import Exchange, chunks

visitor: ContextVar[str] = ContextVar("visitor")


@pytest.fixture
async def app() -> AsyncIterator[AsyncFlask]:
    yield AsyncFlask("app")


def bridged(app: Callable[..., Any], max_body_bytes: int = 1000) -> Any:
    return Bridge(app, lambda _: max_body_bytes, body_timeout_s=0.1)


async def test_fifty_requests_can_wait_in_one_view_at_the_same_time(app: AsyncFlask) -> None:
    barrier = asyncio.Barrier(50)

    @app.get("/meet")
    async def meet() -> str:
        await barrier.wait()
        return "met"

    async with asyncio.timeout(20):
        answers = await asyncio.gather(*(Exchange("/meet").run(bridged(app)) for _ in range(50)))
    assert {answer.body for answer in answers} == {b"met"}


async def test_context_never_leaks_between_500_interleaved_requests(app: AsyncFlask) -> None:
    @app.before_request
    async def arrive() -> None:
        assert "name" not in g
        assert visitor.get("nobody") == "nobody"
        g.name = request.args["name"]
        visitor.set(g.name)
        await asyncio.sleep(0)

    @app.get("/name")
    async def name() -> str:
        for _ in range(int(g.name) % 7):
            await asyncio.sleep(0)
            assert (g.name, visitor.get()) == (request.args["name"], request.args["name"])
        if int(g.name) % 5 == 0:
            raise LookupError(g.name)
        return str(g.name)

    @app.errorhandler(LookupError)
    async def unknown(error: LookupError) -> tuple[str, int]:
        await asyncio.sleep(0)
        assert visitor.get() == str(error)
        return f"no {g.name}", 404

    @app.after_request
    async def leave(response: Response) -> Response:
        await asyncio.sleep(0)
        response.headers["Name"] = f"{g.name} {visitor.get()}"
        return response

    async def visit(number: int) -> Exchange:
        return await Exchange("/name", query=b"name=%d" % number).run(bridged(app))

    answers = await asyncio.gather(*(asyncio.create_task(visit(n)) for n in range(500)))
    for number, answer in enumerate(answers):
        assert answer.answer_headers[b"name"] == b"%d %d" % (number, number)
        assert answer.body == (b"no %d" if number % 5 == 0 else b"%d") % number
        assert answer.status == (404 if number % 5 == 0 else 200)


async def test_hooks_async_and_sync_run_in_order(app: AsyncFlask) -> None:
    calls: list[str] = []

    @app.before_request
    async def before() -> None:
        await asyncio.sleep(0)
        calls.append("before")

    @app.before_request
    def before_sync() -> None:
        calls.append("before sync")

    @app.get("/")
    def view() -> str:
        calls.append("view")
        return "done"

    @app.after_request
    async def after(response: Response) -> Response:
        await asyncio.sleep(0)
        calls.append("after")
        return response

    @app.teardown_request
    async def teardown(_error: BaseException | None) -> None:
        await asyncio.sleep(0)
        calls.append("teardown")

    assert (await Exchange().run(bridged(app))).body == b"done"
    assert calls == ["before", "before sync", "view", "after", "teardown"]


async def test_exception_in_a_view_is_a_500_and_teardown_runs(
    app: AsyncFlask, caplog: pytest.LogCaptureFixture
) -> None:
    torn_down: list[BaseException | None] = []

    @app.get("/")
    async def view() -> str:
        await asyncio.sleep(0)
        raise RuntimeError("inside")

    @app.teardown_request
    async def teardown(error: BaseException | None) -> None:
        await asyncio.sleep(0)
        torn_down.append(error)

    answer = await Exchange().run(bridged(app))
    assert answer.status == 500
    assert b"inside" not in answer.body
    assert "RuntimeError: inside" in caplog.text
    assert len(torn_down) == 1


async def test_async_teardown_runs_after_cancellation(app: AsyncFlask) -> None:
    waiting = asyncio.Event()
    torn_down: list[type | None] = []

    @app.get("/")
    async def view() -> str:
        waiting.set()
        await asyncio.Event().wait()
        return "never"

    @app.teardown_request
    async def teardown(error: BaseException | None) -> None:
        await asyncio.sleep(0)
        torn_down.append(type(error))

    exchange = Exchange()
    task = asyncio.create_task(exchange.run(bridged(app)))
    await waiting.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert torn_down == [asyncio.CancelledError]
    assert exchange.sent == []


async def test_request_after_a_cancelled_one_is_answered(app: AsyncFlask) -> None:
    @app.get("/<int:steps>")
    async def view(steps: int) -> str:
        for _ in range(steps):
            await asyncio.sleep(0)
        return request.path

    for _ in range(20):
        task = asyncio.create_task(Exchange("/50").run(bridged(app)))
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])
        assert task.cancelled()
    answers = await asyncio.gather(*(Exchange(f"/{n}").run(bridged(app)) for n in range(20)))
    assert [answer.body for answer in answers] == [b"/%d" % n for n in range(20)]


async def test_call_returns_and_raises_what_the_function_does() -> None:
    async def double(number: int) -> int:
        await asyncio.sleep(0)
        return 2 * number

    async def fail() -> int:
        await asyncio.sleep(0)
        raise KeyError("lost")

    def caught() -> str:
        try:
            wait_for(fail())
        except KeyError as error:
            return f"caught {error}"
        return "nothing"

    assert await call(lambda: wait_for(double(4)) + wait_for(double(5))) == 18
    assert await call(caught) == "caught 'lost'"
    with pytest.raises(KeyError):
        await call(lambda: wait_for(fail()))
    assert await call(can_wait)
    assert not can_wait()


async def test_calls_can_be_nested() -> None:
    async def inner() -> int:
        return await call(lambda: wait_for(asyncio.sleep(0, 20)) + 1)

    assert await call(lambda: wait_for(inner()) + wait_for(asyncio.sleep(0, 300))) == 321


async def test_request_leaves_no_objects_behind() -> None:
    class Held:
        pass

    def use() -> None:
        held = Held()
        wait_for(asyncio.sleep(0))
        del held

    await call(use)
    gc.collect()
    assert not [kept for kept in gc.get_objects() if isinstance(kept, Held)]


async def test_greenlets_of_many_concurrent_requests_are_not_all_kept() -> None:
    count = 3 * MAX_IDLE_WORKERS
    barrier = asyncio.Barrier(count)
    await asyncio.gather(*(call(lambda: wait_for(barrier.wait())) for _ in range(count)))
    assert len(bridge._idle.workers) <= MAX_IDLE_WORKERS
    assert await call(lambda: wait_for(asyncio.sleep(0, 5))) == 5


async def test_body_in_several_messages_is_one_body(app: AsyncFlask) -> None:
    @app.post("/")
    async def view() -> bytes:
        return request.get_data() + str(request.content_length).encode()

    headers = [(b"transfer-encoding", b"chunked")]
    exchange = Exchange("/", "POST", headers=headers, incoming=chunks(b"one ", b"", b"two "))
    assert (await exchange.run(bridged(app))).body == b"one two 8"


async def test_disconnect_while_the_body_arrives_does_nothing(app: AsyncFlask) -> None:
    called: list[str] = []

    @app.post("/")
    async def view() -> str:
        called.append("view")
        return ""

    incoming = [*chunks(b"half", b"")[:1], {"type": "http.disconnect"}]
    exchange = await Exchange("/", "POST", incoming=incoming).run(bridged(app))
    assert (called, exchange.sent) == ([], [])


async def test_announced_body_over_the_limit_is_not_read(app: AsyncFlask) -> None:
    @app.post("/")
    async def view() -> str:
        return str(request.content_length)

    headers = [(b"content-length", b"10000000000")]
    exchange = Exchange("/", "POST", headers=headers, incoming=chunks(b"x" * 10, b""))
    assert (await exchange.run(bridged(app))).body == b"10000000000"
    assert exchange.received == 0


async def test_endless_body_is_read_no_further_than_the_limit(app: AsyncFlask) -> None:
    @app.post("/")
    async def view() -> str:
        return str(request.content_length)

    def endless() -> Iterator[dict[str, Any]]:
        while True:
            yield {"type": "http.request", "body": b"x" * 400, "more_body": True}

    exchange = await Exchange("/", "POST", incoming=endless()).run(bridged(app))
    assert exchange.body == b"1200"
    assert exchange.received == 3


async def test_incomplete_body_times_out(app: AsyncFlask) -> None:
    @app.post("/")
    async def view() -> str:
        return f"{request.environ[BODY_TIMED_OUT]} {request.content_length}"

    incoming = chunks(b"half", b"")[:1]
    exchange = await Exchange("/", "POST", incoming=incoming).run(bridged(app))
    assert exchange.body == b"True 0"


async def test_incomplete_body_is_answered_with_408(portal: Portal) -> None:
    incoming = chunks(b"half", b"")[:1]
    exchange = Exchange("/api/reset_history", "POST", incoming=incoming)
    await exchange.run(bridged(portal))
    assert exchange.status == 408
    assert exchange.answer_headers[b"content-type"] == b"application/problem+json"


async def test_head_has_the_length_and_no_body(app: AsyncFlask) -> None:
    @app.get("/")
    async def view() -> str:
        return "four"

    exchange = await Exchange("/", "HEAD").run(bridged(app))
    assert (exchange.body, exchange.answer_headers[b"content-length"]) == (b"", b"4")


async def test_answer_without_content_has_no_body(app: AsyncFlask) -> None:
    @app.get("/")
    async def view() -> tuple[str, int]:
        return "", 204

    exchange = await Exchange().run(bridged(app))
    assert (exchange.status, exchange.body) == (204, b"")
    assert exchange.sent[-1] == {"type": "http.response.body", "body": b"", "more_body": False}


async def test_latin_1_headers_are_sent_unchanged(app: AsyncFlask) -> None:
    @app.get("/")
    async def view() -> Response:
        return Response("", headers={"Town": "Köln"})

    exchange = await Exchange().run(bridged(app))
    assert exchange.answer_headers[b"town"] == "Köln".encode("latin-1")


@pytest.mark.parametrize("query", [b"name=K%C3%B6ln", "name=Köln".encode()])
async def test_query_is_utf_8_percent_encoded_or_not(app: AsyncFlask, query: bytes) -> None:
    @app.get("/")
    async def view() -> str:
        return request.args["name"]

    exchange = await Exchange(query=query).run(bridged(app))
    assert exchange.body.decode() == "Köln"


async def test_path_is_utf_8(app: AsyncFlask) -> None:
    @app.get("/<name>")
    async def view(name: str) -> str:
        return name

    assert (await Exchange("/Köln").run(bridged(app))).body.decode() == "Köln"


async def test_repeated_headers_are_joined(app: AsyncFlask) -> None:
    @app.get("/")
    async def view() -> str:
        return request.headers["X-Name"]

    headers = [(b"x-name", b"%d" % n) for n in range(200)]
    exchange = await Exchange(headers=headers).run(bridged(app))
    assert exchange.body.decode() == ",".join(map(str, range(200)))


@pytest.mark.parametrize("fails", [False, True])
async def test_response_iterable_is_closed(fails: bool) -> None:
    class Body:
        closed = False

        def __iter__(self) -> Iterator[bytes]:
            yield b"some"
            if fails:
                raise OSError("gone")

        def close(self) -> None:
            self.closed = True

    body = Body()

    def wsgi(_environ: Any, start_response: Any) -> Body:
        start_response("200 OK", [])
        return body

    exchange = Exchange()
    if fails:
        with pytest.raises(OSError, match="gone"):
            await exchange.run(bridged(wsgi))
        assert exchange.sent == []
    else:
        assert (await exchange.run(bridged(wsgi))).body == b"some"
    assert body.closed


async def test_error_replaces_a_response_that_was_started() -> None:
    def wsgi(_environ: Any, start_response: Any) -> list[bytes]:
        start_response("200 OK", [("A", "1")])
        start_response("500 Oh", [("B", "2")], (ValueError, ValueError(), None))
        return [b"oh"]

    exchange = await Exchange().run(bridged(wsgi))
    assert (exchange.status, exchange.answer_headers) == (500, {b"b": b"2"})


def test_synchronous_test_client_awaits_async_views() -> None:
    app = AsyncFlask("app")

    @app.get("/")
    async def view() -> str:
        await asyncio.sleep(0)
        return "awaited"

    assert isinstance(app, Flask)
    assert app.test_client().get("/").text == "awaited"


def test_synchronous_test_client_launches_and_reviews(portal: Portal) -> None:
    with portal.opened():
        client = portal.test_client()
        launch = {"group_id": 1, "study_activity_id": 1}
        session = client.post("/api/study_activities", json=launch).get_json()
        path = f"/api/study_sessions/{session['id']}/words/1/review"
        answers = [client.post(path, json={"correct": correct}) for correct in (True, False)]
        assert [answer.status_code for answer in answers] == [201, 201]
        stats = client.get("/api/words/1").get_json()["stats"]
    assert stats == {"correct_count": 1, "wrong_count": 1}


async def test_functions_registered_during_requests_are_not_kept(
    app: AsyncFlask, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[weakref.ref[Any]] = []

    @app.get("/")
    async def view() -> str:
        async def finish(response: Response) -> Response:
            await asyncio.sleep(0)
            return response

        kept.append(weakref.ref(finish))
        after_this_request(finish)
        return "answered"

    for _ in range(MAX_SYNC_WRAPPERS + 50):
        assert (await Exchange("/").run(bridged(app))).body == b"answered"
    gc.collect()
    alive = [reference for reference in kept if reference() is not None]
    assert len(alive) <= MAX_SYNC_WRAPPERS
