"""Servers for the tests; whatever is left of them ends with the test."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.live.server import Server


@pytest.fixture
def serve(tmp_path: Path, seeded: Path) -> Iterator[Callable[..., Server]]:
    """Start servers over one seeded database; whatever is left of them ends with the test."""
    database = tmp_path / "words.db"
    shutil.copy(seeded, database)
    servers: list[Server] = []

    def start(**environ: str) -> Server:
        servers.append(Server(database, **environ))
        return servers[-1]

    yield start
    for server in servers:
        server.__exit__(None, None, None)
