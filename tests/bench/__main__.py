"""Measure everything and print the table: `invoke bench`, or `python -m tests.bench`."""

import argparse
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from tests.bench import databases, inventory, memory
from tests.bench.load import CLIENTS, REQUESTS, REVIEW, Request, Result, drive, machine, pin
from tests.bench.servers import COMMANDS, serving

MANY_CLIENTS = 256

BATCH_SIZE = 100
BATCH = Request(
    "/api/study_sessions/1/reviews",
    {"reviews": [{"word_id": word, "correct": True} for word in range(1, BATCH_SIZE + 1)]},
)

# All GETs, with ids that exist in both histories and pages that both can fill. Both histories are
# of the last year, so that only the number of reviews differs.
READS = (
    "/api/words", "/api/words/7", "/api/groups", "/api/groups/1", "/api/groups/1/words",
    "/api/groups/1/study_sessions?items_per_page=5", "/api/study_activities",
    "/api/study_activities/1", "/api/study_activities/1/study_sessions", "/api/study_sessions",
    "/api/study_sessions/100",
    "/api/study_sessions/100/words?items_per_page=5", "/api/dashboard/last_study_session",
    "/api/dashboard/study_progress", "/api/dashboard/study_days", "/api/words?search=a",
    "/api/dashboard/quick-stats", "/api/words/due", "/api/dashboard/retention", "/api/health",
    "/api/words/7/memory", "/api/dashboard/forecast", "/api/dashboard/calibration",
)  # fmt: skip

Round = dict[str, dict[str, Result]]


def main() -> int:
    """Run the benchmark, and print its table as Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=3, help="of each measurement")
    parser.add_argument("--history", type=Path, help="a database to keep the long history in")
    parser.add_argument("--reviews", type=int, default=1_000_000, help="of the long history")
    parser.add_argument(
        "--part", action="append", choices=[*PARTS], help="instead of all; may be repeated"
    )
    options = parser.parse_args()
    missing = [tool for tool in ("wrk", "taskset") if shutil.which(tool) is None]
    if missing:
        print(f"{' and '.join(missing)} needed: apt-get install wrk util-linux", file=sys.stderr)
        return 1
    pin()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        print(f"{datetime.now(UTC):%Y-%m-%d}, {machine()}, {options.rounds} rounds\n")
        print("| what | median | spread | target |\n| --- | --- | --- | --- |")
        for part in options.part or PARTS:
            for row in PARTS[part](folder, options):
                print(row, flush=True)
    return 0


def _peers(folder: Path, options: argparse.Namespace) -> Iterator[str]:
    fresh = databases.make(folder / "fresh.db", sessions=1, reviews=0)
    yield from _throughput(fresh, folder, options.rounds, options.seconds)


def _history(folder: Path, options: argparse.Namespace) -> Iterator[str]:
    little = databases.make(folder / "little.db", sessions=400, reviews=2_000, last_year=True)
    long = options.history or folder / "long.db"
    if not long.exists():
        databases.make(
            long, sessions=options.reviews // 100, reviews=options.reviews, last_year=True
        )
    yield from _reads(little, long, folder, options)


def _inventory(folder: Path, options: argparse.Namespace) -> Iterator[str]:
    for measured in inventory.rows(folder, options.rounds, options.seconds):
        yield _row(*measured)


def _memory(folder: Path, options: argparse.Namespace) -> Iterator[str]:
    for measured in memory.rows(folder, options.rounds, options.seconds):
        yield _row(*measured)


PARTS = {"peers": _peers, "history": _history, "inventory": _inventory, "memory": _memory}


def _throughput(database: Path, folder: Path, rounds: int, seconds: float) -> Iterator[str]:
    measured: list[Round] = []
    batches: list[float] = []
    tails: list[float] = []
    with ExitStack() as stack:
        urls = {name: stack.enter_context(serving(name, database, folder)).url for name in COMMANDS}
        for _ in range(rounds):
            found: Round = {
                kind: {
                    name: drive(url, request, clients=CLIENTS, seconds=seconds)
                    for name, url in urls.items()
                }
                for kind, request in REQUESTS.items()
            }
            measured.append(found)
            batch = drive(urls["portal"], BATCH, clients=CLIENTS, seconds=seconds)
            batches.append(batch.rate * BATCH_SIZE)
            many = drive(urls["portal"], REVIEW, clients=MANY_CLIENTS, seconds=seconds)
            tails.append(many.p99 / many.p50)

    def rate(kind: str, name: str) -> Callable[[Round], float]:
        return lambda found: found[kind][name].rate

    def best(kind: str, *names: str) -> Callable[[Round], float]:
        return lambda found: max(found[kind][name].rate for name in names)

    def row(what: str, kind: str, other: Callable[[Round], float], target: float) -> str:
        mine = rate(kind, "portal")
        return _row(what, [mine(found) / other(found) for found in measured], f"≥ {target}")

    on_hypercorn = ("Quart", "FastAPI")
    yield row("a review, against the better of Quart and FastAPI on Hypercorn", "review",
              best("review", *on_hypercorn), 1.8)  # fmt: skip
    yield row("… against FastAPI on uvicorn", "review", rate("review", "FastAPI on uvicorn"), 1.4)
    yield row("… against the same views under `WsgiToAsgi`", "review",
              rate("review", "WsgiToAsgi"), 3.5)  # fmt: skip
    yield row("… against a bare ASGI constant", "review", rate("review", "constant"), 0.5)
    peers = best("review", *(name for name in COMMANDS if name not in ("portal", "constant")))
    yield _row(
        f"reviews in batches of {BATCH_SIZE}, against the best peer's single ones",
        [batch / peers(found) for batch, found in zip(batches, measured, strict=True)],
        "≥ 30",
    )
    yield row("one word, against the better of Quart and FastAPI on Hypercorn", "word",
              best("word", *on_hypercorn), 1.1)  # fmt: skip
    yield row("… against a bare ASGI constant", "word", rate("word", "constant"), 0.5)
    yield row("a page of 100 words, against the better of Quart and FastAPI on Hypercorn", "page",
              best("page", *on_hypercorn), 1.5)  # fmt: skip
    yield _row(f"p99 of a review under {MANY_CLIENTS} clients, against its median", tails, "≤ 4")
    for kind in REQUESTS:
        rates = ", ".join(
            f"{name} {statistics.median(found[kind][name].rate for found in measured):,.0f}"
            for name in COMMANDS
        )
        print(f"{kind}: {rates} requests/s", file=sys.stderr)
    print(f"in batches: {statistics.median(batches):,.0f} reviews/s", file=sys.stderr)


def _reads(little: Path, long: Path, folder: Path, options: argparse.Namespace) -> Iterator[str]:
    ratios: dict[str, list[float]] = {path: [] for path in READS}
    late: list[float] = []
    with (
        serving("portal", little, folder) as (few, _),
        serving("portal", long, folder) as (many, _),
    ):
        for _ in range(options.rounds):
            for path in READS:
                before, after = (
                    drive(url, Request(path), clients=1, seconds=options.seconds / 3)
                    for url in (few, many)
                )
                ratios[path].append(after.p50 / before.p50)
            first, last = (
                drive(many, Request(f"/api/study_sessions?page={page}"), clients=1,
                      seconds=options.seconds / 3)
                for page in (1, 100)
            )  # fmt: skip
            late.append(last.p50 / first.p50)
    worst = max(ratios, key=lambda path: statistics.median(ratios[path]))
    for path, found in ratios.items():
        print(f"{path}: {statistics.median(found):.2f}", file=sys.stderr)
    yield _row(
        f"any GET with {options.reviews:,} reviews behind it, against 2,000: the worst, `{worst}`",
        ratios[worst],
        "≤ 1.15",
    )
    yield _row("page 100 of the sessions, against page 1", late, "≤ 3")


def _row(what: str, ratios: list[float], target: str) -> str:
    return (
        f"| {what} | {statistics.median(ratios):.2f} | {min(ratios):.2f} to {max(ratios):.2f} "
        f"| {target} |"
    )


if __name__ == "__main__":
    sys.exit(main())
