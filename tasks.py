"""The tasks for Invoke: those of the portal, and those of its development."""

import shlex
import sys

from invoke.collection import Collection
from invoke.context import Context
from invoke.tasks import task

from portal import cli


@task(name="test")
def run_tests(context: Context) -> None:
    """Run the test suite."""
    context.run(f"{sys.executable} -m pytest", pty=sys.stdout.isatty())


@task(
    help={
        "rounds": "number of rounds",
        "seconds": "duration of each measurement",
        "part": "one of peers, history, inventory and memory, instead of all",
    }
)
def bench(context: Context, rounds: int = 5, seconds: float = 3.0, part: str = "") -> None:
    """Measure the portal beside its peers, and print a table of ratios."""
    only = f" --part {shlex.quote(part)}" if part else ""
    context.run(f"{sys.executable} -m tests.bench --rounds {rounds} --seconds {seconds}{only}")


@task(help={"minutes": "duration"})
def soak(context: Context, minutes: float = 15.0) -> None:
    """Load the portal for minutes, and print whether its memory and descriptors grow."""
    context.run(f"{sys.executable} -m tests.bench.soak --minutes {minutes}")


@task
def screenshots(context: Context) -> None:
    """Take the pictures in tests/screenshots again; needs Chromium."""
    context.run(f"{sys.executable} -m tests.live.browser.screenshots")


@task(help={"minutes": "duration", "examples": "maximum for each operation and seed"})
def fuzz(context: Context, minutes: float = 10.0, examples: int = 100) -> None:
    """Run Schemathesis: look for responses that the OpenAPI document doesn't allow."""
    context.run(f"{sys.executable} -m tests.live.fuzz --minutes {minutes} --examples {examples}")


namespace = Collection.from_module(cli)
for development_task in (run_tests, bench, soak, screenshots, fuzz):
    namespace.add_task(development_task)  # type: ignore[arg-type] # the decorator loses the type
