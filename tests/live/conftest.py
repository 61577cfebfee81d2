"""Real servers for the tests. None of them outlives the tests that use it."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.live.server import Server


@pytest.fixture
def serve(tmp_path: Path, seeded: Path) -> Iterator[Callable[..., Server]]:
    """Start servers over one seeded database of this test."""
    database = tmp_path / "words.db"
    shutil.copy(seeded, database)
    servers: list[Server] = []

    def start(**options: Any) -> Server:
        servers.append(Server(database, **options))
        return servers[-1]

    yield start
    for server in servers:
        server.__exit__(None, None, None)


@pytest.fixture(scope="session")
def shared_server(tmp_path_factory: pytest.TempPathFactory, seeded: Path) -> Iterator[Server]:
    """One server for all tests that only need one with default settings, see `server`."""
    database = tmp_path_factory.mktemp("shared") / "words.db"
    shutil.copy(seeded, database)
    with Server(database, covered=False) as server:
        yield server
        assert server.stop() == 0


@pytest.fixture
def server(shared_server: Server, seeded: Path) -> Server:
    """A portal with the seeds and no history.

    Its process serves other tests before and after this one. The database is made new for each
    test: SQLite's backup replaces its whole content in one transaction.
    """
    with (
        closing(sqlite3.connect(seeded)) as source,
        closing(sqlite3.connect(shared_server.database)) as target,
    ):
        source.backup(target)
    shutil.rmtree(shared_server.database.parent / "backups", ignore_errors=True)
    return shared_server
