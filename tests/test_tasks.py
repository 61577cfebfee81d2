import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import CHECKOUT


def invoke(database: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "invoke", *arguments],
        env={**os.environ, "PORTAL_DATABASE": str(database)},
        cwd=CHECKOUT, capture_output=True, text=True, check=False,
    )  # fmt: skip


def failure(database: Path, *arguments: str) -> str:
    result = invoke(database, *arguments)
    assert (result.returncode, result.stdout) == (1, "")
    (line,) = result.stderr.splitlines()
    return line


def test_tasks_make_a_database_step_by_step_and_can_be_repeated(tmp_path: Path) -> None:
    database = tmp_path / "words.db"
    said = {
        task: [invoke(database, task) for _ in range(2)]
        for task in ("init-db", "migrate", "seed", "reset-history", "full-reset", "check")
    }
    assert {result.returncode for results in said.values() for result in results} == {0}
    assert "initialised" in said["init-db"][0].stdout
    assert "Applied 0001_vocabulary.sql" in said["migrate"][0].stdout
    assert said["migrate"][1].stdout == "The schema is up to date\n"
    assert "22 new groups" in said["seed"][0].stdout
    assert said["seed"][1].stdout.startswith(
        "Seeded: 0 new words, 0 new groups, 0 new group memberships"
    )


def test_one_more_file_is_seeded_for_its_group(tmp_path: Path, seeded: Path) -> None:
    database = Path(shutil.copy(seeded, tmp_path / "words.db"))
    words = tmp_path / "more.json"
    entry = {"german": "Gru\u0308ße", "english": "regards", "level": "A2", "parts": {"pos": "noun"}}
    words.write_text(json.dumps([entry, {"german": "Bank", "english": "bench"}]))
    said = invoke(database, "seed", "--file", str(words), "--group", "More").stdout
    assert said.startswith("Seeded: 1 new words, 1 new groups, 2 new group memberships")
    connection = sqlite3.connect(database)
    row = connection.execute("SELECT german, parts FROM words ORDER BY id DESC").fetchone()
    connection.close()
    assert (row[0], json.loads(row[1])) == ("Grüße", {"level": "A2", "pos": "noun"})


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\xff\xfe", "UTF-8"),
        (b"[{]", "malformed"),
        (b"{}", "list"),
        (b'[{"german": "a", "english": "b"}, 5]', "entry 1"),
        (b'[{"german": "a", "english": "b"}, {"german": "a"}]', "entry 1: english is missing"),
        (b'[{"german": " ", "english": "b"}]', "entry 0: german"),
        (b'[{"german": "a", "english": "b", "parts": 1}]', "entry 0: parts"),
        (b'[{"german": "a", "english": "b", "parts": ' + b"[" * 9999 + b"]" * 9999 + b"}]", ""),
    ],
)
def test_bad_seed_file_is_refused_whole(
    tmp_path: Path, seeded: Path, content: bytes, reason: str
) -> None:
    database = Path(shutil.copy(seeded, tmp_path / "words.db"))
    words = tmp_path / "bad.json"
    words.write_bytes(content)
    line = failure(database, "seed", "--file", str(words), "--group", "Bad")
    assert "bad.json" in line
    assert reason in line
    assert database.read_bytes() == seeded.read_bytes()


def test_task_that_cannot_work_says_why_in_one_line(tmp_path: Path, seeded: Path) -> None:
    database = tmp_path / "words.db"
    assert "invoke init-db" in failure(database, "migrate")
    assert invoke(database, "init-db").returncode == 0
    assert "invoke migrate" in failure(database, "seed")
    assert "--group" in failure(seeded, "seed", "--file", "x.json")
    text = tmp_path / "text.db"
    text.write_text("this is no database " * 100)
    assert "PORTAL_DATABASE" in failure(text, "check")


def test_check_finds_a_counter_that_drifted(tmp_path: Path, seeded: Path) -> None:
    database = Path(shutil.copy(seeded, tmp_path / "words.db"))
    connection = sqlite3.connect(database)
    connection.execute("UPDATE word_counts SET correct_count = 7 WHERE word_id = 3")
    connection.commit()
    connection.close()
    result = invoke(database, "check")
    assert result.returncode == 1
    assert "word_counts has a wrong row: word_id = 3, correct_count = 7" in result.stderr
