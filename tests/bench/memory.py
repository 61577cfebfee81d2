"""The learner's memory: reviews beside a dashboard, catching up with the record, and fitting."""

import asyncio
import shutil
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import httpx

from portal.memory.optimisation import fit
from portal.memory.projection import Projection
from portal.memory.tables import read_histories
from tests.bench import databases
from tests.bench.load import CLIENTS, REVIEW, drive
from tests.bench.servers import serving

POLL_INTERVAL_S = 0.25
ENTRIES = 100_000
FEW_ENTRIES = 1_000
BATCH = 1_000  # reviews in one request
READS = ("/api/groups", "/api/words/due")
LATER = datetime(2024, 1, 1, tzinfo=UTC)  # than the history of the database

Row = tuple[str, list[float], str]


def rows(folder: Path, rounds: int, seconds: float) -> Iterator[Row]:
    """Yield the name of a measurement, its figure in each round, and the target."""
    studied = databases.make(folder / "some.db", sessions=200, reviews=2_000)
    yield (
        "reviews/s beside `GET /api/groups` four times a second, against alone",
        list(_beside_a_dashboard(studied, folder, rounds, seconds)),
        "≥ 0.9",
    )
    behind = folder / "behind.db"
    shutil.copy(studied, behind)
    databases.append(behind, sessions=1_000, reviews=ENTRIES, start=LATER)
    for what, project in (("catching up", Projection.catch_up), ("rebuilding", Projection.rebuild)):
        rates = [asyncio.run(_rate(behind, folder, project)) for _ in range(rounds)]
        yield f"entries projected a second, written included: {what}", rates, "≥ 100,000"
    for count, target in ((ENTRIES, "≤ 1,200"), (FEW_ENTRIES, "≤ 30")):
        for path in READS:
            times = [_first_read(studied, folder, path, count) for _ in range(rounds)]
            yield f"`GET {path}` after {count:,} new reviews, in ms", times, target
    times = [asyncio.run(_fit(behind, folder)) for _ in range(rounds)]
    yield f"fitting parameters to {ENTRIES:,} reviews, in seconds", times, "≤ 60"


def _beside_a_dashboard(
    database: Path, folder: Path, rounds: int, seconds: float
) -> Iterator[float]:
    with serving("portal", database, folder) as (url, _):
        for _ in range(rounds):
            alone = drive(url, REVIEW, clients=CLIENTS, seconds=seconds)
            with _polled(f"{url}/api/groups"):
                beside = drive(url, REVIEW, clients=CLIENTS, seconds=seconds)
            yield beside.rate / alone.rate


@contextmanager
def _polled(url: str) -> Iterator[None]:
    done = threading.Event()
    failures: list[Exception] = []

    def poll() -> None:
        with httpx.Client() as client:
            while not done.wait(POLL_INTERVAL_S):
                try:
                    client.get(url).raise_for_status()
                except httpx.HTTPError as error:
                    failures.append(error)

    thread = threading.Thread(target=poll)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
    if failures:
        raise failures[0]


async def _rate(
    behind: Path, folder: Path, project: Callable[[Projection], Awaitable[int]]
) -> float:
    """Return the number of entries projected a second."""
    copy = Path(shutil.copy(behind, folder / "copy.db"))
    async with databases.opened(copy) as database:
        started = time.perf_counter()
        count = await project(Projection(database))
        return count / (time.perf_counter() - started)


def _first_read(database: Path, folder: Path, path: str, count: int) -> float:
    """Return the milliseconds of a request that follows so many new reviews."""
    with (
        serving("portal", database, folder) as (url, _),
        httpx.Client(base_url=url, timeout=60) as client,
    ):
        client.get(path).raise_for_status()
        for first in range(0, count, BATCH):
            reviews = [
                {
                    "review_id": str(uuid4()),
                    "word_id": number * 7 % 1_000 + 1,
                    "correct": number % 5 > 0,
                    "created_at": (LATER + timedelta(seconds=30 * number)).isoformat(),
                }
                for number in range(first, first + BATCH)
            ]
            answer = client.post("/api/study_sessions/1/reviews", json={"reviews": reviews})
            answer.raise_for_status()
        started = time.perf_counter()
        client.get(path).raise_for_status()
        taken = time.perf_counter() - started
        memory = client.get("/api/health").json()["memory"]
        if memory["entries_behind"]:
            raise RuntimeError(f"GET {path} left the memory behind: {memory}")
        return 1000 * taken


async def _fit(behind: Path, folder: Path) -> float:
    copy = Path(shutil.copy(behind, folder / "copy.db"))
    async with databases.opened(copy) as database:
        await Projection(database).catch_up()
        histories = await database.read(read_histories)
        started = time.perf_counter()
        await asyncio.to_thread(fit, histories)
        return time.perf_counter() - started
