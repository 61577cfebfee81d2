"""Schemathesis against the served portal: are its responses those of its OpenAPI document?

The test suite runs it with one seed; `invoke fuzz` runs it for minutes.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.live.server import Server
from tests.support import CHECKOUT

CONFIGURATION = Path(__file__).with_name("schemathesis.toml")


def fuzz(server: Server, *, seed: int, examples: int) -> subprocess.CompletedProcess[str]:
    """Send at most `examples` requests, made from `seed`, to each operation, with all checks."""
    command = shutil.which("st", path=str(Path(sys.executable).parent))
    assert command, "pip install schemathesis"
    return subprocess.run(
        [
            command, "--config-file", CONFIGURATION, "--no-color",
            "run", f"{server.url}/api/openapi.json", "--checks", "all",
            "--seed", str(seed), "--max-examples", str(examples),
        ],
        capture_output=True, text=True, check=False, cwd=server.database.parent,
        env={
            **os.environ, "PYTHONPATH": str(CHECKOUT),
            "SCHEMATHESIS_HOOKS": "tests.live.schemathesis_hooks",
        },
    )  # fmt: skip


def main() -> int:
    """Start a portal, and fuzz it with one seed after another until the time is over."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--examples", type=int, default=100)
    options = parser.parse_args()
    end = time.monotonic() + 60 * options.minutes
    seed = 0
    with tempfile.TemporaryDirectory() as name, Server(Path(name) / "words.db") as server:
        while time.monotonic() < end:
            seed += 1
            result = fuzz(server, seed=seed, examples=options.examples)
            print(f"seed {seed}: {result.stdout.strip().splitlines()[-1]}", flush=True)
            if result.returncode:
                print(result.stdout, result.stderr, server.errors)
                return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
