"""Compare a request with an older revision: `python -m tests.bench.before REVISION`."""

import argparse
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import httpx

from tests.bench.load import CLIENTS, REQUESTS, Request, drive, machine, pin
from tests.bench.servers import Served, serving
from tests.support import CHECKOUT


def main() -> int:
    """Measure both in turn, and print the ratios of their rates and of their processor time."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("revision", help="of this repository")
    parser.add_argument("--request", choices=REQUESTS, default="review")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=2, help="of each measurement")
    options = parser.parse_args()
    pin()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        older = folder / "older"
        _git("worktree", "add", "--detach", str(older), options.revision)
        try:
            request = REQUESTS[options.request]
            rounds = _measure(folder, older, request, options.rounds, options.seconds)
        finally:
            _git("worktree", "remove", "--force", str(older))
    print(f"{machine()}, {options.rounds} rounds; a {options.request} against {options.revision}:")
    for place, what in enumerate(("requests a second", "processor's time for each")):
        low, middle, high = statistics.quantiles((ratios[place] for ratios in rounds), n=4)
        print(f"{what}: {middle:.3f} (quartiles {low:.3f} to {high:.3f})")
    return 0


def _measure(
    folder: Path, older: Path, request: Request, rounds: int, seconds: float
) -> list[tuple[float, float]]:
    ratios = []
    with (
        serving("portal", None, folder, PORTAL_DATABASE=str(folder / "now.db")) as now,
        serving("portal", None, folder, older, PORTAL_DATABASE=str(folder / "then.db")) as then,
    ):
        for url, _ in (now, then):
            launched = {"group_id": 1, "study_activity_id": 1}
            httpx.post(f"{url}/api/study_activities", json=launched).raise_for_status()
        for turn in range(rounds):
            # The order alternates, because the first measurement affects the second.
            order = (now, then) if turn % 2 else (then, now)
            found = {served: _drive(served, request, seconds) for served in order}
            rate, time = (mine / its for mine, its in zip(found[now], found[then], strict=True))
            ratios.append((rate, time))
    return ratios


def _drive(served: Served, request: Request, seconds: float) -> tuple[float, float]:
    """Return the requests per second, and the processor time of each in seconds."""
    before = sum(served.process.cpu_times()[:2])
    found = drive(served.url, request, clients=CLIENTS, seconds=seconds)
    return found.rate, (sum(served.process.cpu_times()[:2]) - before) / found.requests


def _git(*arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=CHECKOUT, check=True, capture_output=True)


if __name__ == "__main__":
    sys.exit(main())
