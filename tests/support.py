"""Steps that many tests share."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import httpx

from portal.asgi import Asgi

CHECKOUT = Path(__file__).resolve().parent.parent


@asynccontextmanager
async def lifespan(app: Asgi) -> AsyncIterator[None]:
    """Start and stop an ASGI application as a server does."""
    received: asyncio.Queue[Any] = asyncio.Queue()
    sent: asyncio.Queue[Any] = asyncio.Queue()
    life = asyncio.create_task(app({"type": "lifespan"}, received.get, sent.put))  # type: ignore[arg-type]
    await received.put({"type": "lifespan.startup"})
    message = await sent.get()
    assert message == {"type": "lifespan.startup.complete"}, message
    try:
        yield
    finally:
        await received.put({"type": "lifespan.shutdown"})
        await life
        assert (await sent.get())["type"] == "lifespan.shutdown.complete"


async def launch(client: httpx.AsyncClient, group_id: int = 1, study_activity_id: int = 1) -> int:
    """Launch a study session and return its id."""
    answer = await client.post(
        "/api/study_activities",
        json={"group_id": group_id, "study_activity_id": study_activity_id},
    )
    assert answer.status_code == 201, answer.text
    id_: int = answer.json()["id"]
    return id_


async def review(
    client: httpx.AsyncClient, session_id: int, word_id: int, correct: object, **more: object
) -> httpx.Response:
    """Post one review and return the answer."""
    return await client.post(
        f"/api/study_sessions/{session_id}/words/{word_id}/review",
        json={"correct": correct, **more},
    )


@contextmanager
def as_nobody() -> Iterator[None]:
    """Run a block without the permissions of the superuser, who may write every file."""
    is_superuser = os.geteuid() == 0
    if is_superuser:
        os.seteuid(65534)
    try:
        yield
    finally:
        if is_superuser:
            os.seteuid(0)


def uncovered() -> dict[str, str]:
    """Return the environment for a process whose coverage isn't measured."""
    return {k: v for k, v in os.environ.items() if not k.startswith("COVERAGE_PROCESS")}
