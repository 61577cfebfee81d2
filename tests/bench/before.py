"""A review beside what it was at an older revision: `python -m tests.bench.before REVISION`."""

import argparse
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import httpx

from portal.settings import CHECKOUT
from tests.bench.load import Request, drive, machine, pin
from tests.bench.servers import serving

CLIENTS = 32
REVIEW = Request("/api/study_sessions/1/words/{word}/review", {"correct": True})


def main() -> int:
    """Measure both in turn, and print the ratio of their rates."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("revision", help="of this repository")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=2, help="of each measurement")
    options = parser.parse_args()
    pin()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        older = folder / "older"
        _git("worktree", "add", "--detach", str(older), options.revision)
        try:
            ratios = _ratios(folder, older, options.rounds, options.seconds)
        finally:
            _git("worktree", "remove", "--force", str(older))
    low, middle, high = statistics.quantiles(ratios, n=4)
    print(
        f"{machine()}: a review against {options.revision}: {middle:.3f} "
        f"(quartiles {low:.3f} to {high:.3f}, {options.rounds} rounds)"
    )
    return 0


def _ratios(folder: Path, older: Path, rounds: int, seconds: float) -> list[float]:
    ratios = []
    with (
        serving("portal", None, folder, PORTAL_DATABASE=str(folder / "now.db")) as now,
        serving("portal", None, folder, older, PORTAL_DATABASE=str(folder / "then.db")) as then,
    ):
        for url in (now, then):
            launched = {"group_id": 1, "study_activity_id": 1}
            httpx.post(f"{url}/api/study_activities", json=launched).raise_for_status()
        for turn in range(rounds):
            # Whoever comes second finds the machine as the first has left it.
            order = (now, then) if turn % 2 else (then, now)
            rates = {
                url: drive(url, REVIEW, clients=CLIENTS, seconds=seconds).rate for url in order
            }
            ratios.append(rates[now] / rates[then])
    return ratios


def _git(*arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=CHECKOUT, check=True, capture_output=True)


if __name__ == "__main__":
    sys.exit(main())
