import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import httpx
import pytest

from portal.storage.migrations import read_migrations
from tests.live.server import STOP_S, Server, http_client
from tests.support import CHECKOUT


def failed_start(database: Path, **environ: str) -> str:
    """Start the portal, which must fail with a single line on stderr, and return that line."""
    result = subprocess.run(
        [sys.executable, CHECKOUT / "run.py"],
        env={
            **os.environ, "PORTAL_DATABASE": str(database), "PORTAL_BIND": "127.0.0.1:0", **environ
        },
        capture_output=True, text=True, check=False, timeout=STOP_S,
    )  # fmt: skip
    assert result.returncode == 1
    assert len(result.stderr.splitlines()) == 1, result.stderr
    return result.stderr


async def test_first_start_makes_the_database_and_the_second_leaves_it(tmp_path: Path) -> None:
    for start in (1, 2):
        with Server(tmp_path / "words.db") as server:
            async with http_client(server.url) as client:
                counts = (await client.get("/api/health")).json()["database"]["counts"]
            assert (counts["groups"], counts["study_activities"]) == (22, 2)
            assert counts["words"] > 1000
            # Lines about the file, each migration, the seeds, and the address.
            lines = 3 + len(read_migrations()) if start == 1 else 1
            assert len(server.lines) == lines
            assert server.stop() == 0


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("PORTAL_WORKERS", "none"),
        ("PORTAL_TIMEZONE", "Mars/Olympus"),
        ("PORTAL_BIND", "localhost"),
        ("PORTAL_PUBLIC_URL", "https://x/path"),
        ("PORTAL_MAX_BODY_BYTES", "-1"),
        ("PORTAL_TRUSTED_PROXIES", "1.5"),
    ],
)
def test_bad_setting_is_one_line_that_names_it(tmp_path: Path, variable: str, value: str) -> None:
    assert variable in failed_start(tmp_path / "words.db", **{variable: value})
    assert list(tmp_path.iterdir()) == []


def test_file_that_is_not_a_database_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "words.db"
    path.write_text("not a database at all, but long enough to be looked at" * 40)
    assert "PORTAL_DATABASE" in failed_start(path)


def test_overlong_path_is_one_line(tmp_path: Path) -> None:
    assert "PORTAL_DATABASE" in failed_start(tmp_path / ("x" * 300))


def test_absent_folder_is_one_line(tmp_path: Path) -> None:
    assert "PORTAL_DATABASE" in failed_start(tmp_path / "absent" / "words.db")


async def test_newer_schema_and_address_in_use_are_one_line(serve: Callable[..., Server]) -> None:
    server = serve()
    address = server.url.removeprefix("http://")
    assert "PORTAL_BIND" in failed_start(server.database, PORTAL_BIND=address)
    assert server.stop() == 0
    connection = sqlite3.connect(server.database)
    connection.execute("INSERT INTO schema_migrations VALUES ('0999_later.sql', '', '')")
    connection.commit()
    connection.close()
    assert "0999_later.sql" in failed_start(server.database)


@pytest.mark.parametrize("proxies", ["0", "1"])
async def test_forwarding_headers_are_believed_only_from_a_trusted_proxy(
    serve: Callable[..., Server], proxies: str
) -> None:
    server = serve(PORTAL_TRUSTED_PROXIES=proxies, PORTAL_TRUSTED_HOSTS="127.0.0.1,portal.example")
    headers = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "portal.example"}
    async with http_client(server.url, headers=headers) as client:
        launched = await client.post(
            "/api/study_activities", json={"group_id": 1, "study_activity_id": 1}
        )
    base = "https://portal.example" if proxies == "1" else server.url
    assert launched.json()["launch_url"].startswith(f"{base}/apps/flashcards/?api=")


@contextmanager
def hypercorn(database: Path) -> Iterator[tuple[subprocess.Popen[str], IO[str]]]:
    """Run the portal by the hypercorn command; yield the process and its stderr."""
    process = subprocess.Popen(
        [sys.executable, "-m", "hypercorn", "--workers", "0", "-k", "uvloop",
         "--bind", "127.0.0.1:0", "portal.asgi:app"],
        env={**os.environ, "PORTAL_DATABASE": str(database)},
        stderr=subprocess.PIPE, cwd=CHECKOUT, text=True,
    )  # fmt: skip
    assert process.stderr is not None
    with process:
        try:
            yield process, process.stderr
        finally:
            process.kill()


def test_hypercorn_command_serves_and_ends(tmp_path: Path, seeded: Path) -> None:
    database = tmp_path / "words.db"
    shutil.copy(seeded, database)
    with hypercorn(database) as (process, errors):
        url = next(match[0] for line in errors if (match := re.search(r"http://\S+:\d+", line)))
        assert httpx.get(f"{url}/api/health").json()["status"] == "ok"
        process.send_signal(signal.SIGTERM)
        assert process.wait(STOP_S) == 0
        assert "Traceback" not in errors.read()


@pytest.mark.parametrize("made", [False, True], ids=["absent", "not migrated"])
def test_hypercorn_command_on_no_ready_database_says_what_to_run(
    tmp_path: Path, made: bool
) -> None:
    database = tmp_path / "words.db"
    if made:
        sqlite3.connect(database).close()
        database.touch()
    with hypercorn(database) as (process, _):
        _, said = process.communicate(timeout=STOP_S)
    assert process.returncode != 0
    assert "python run.py" in said
    assert "Running on" not in said
