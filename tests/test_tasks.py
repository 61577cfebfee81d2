import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import CHECKOUT
from tests.word_lists.hostile import package


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


# Kills the process of a task when it is about to do something: an audit event, and a part of its
# first argument.
KILLED = """
import os, signal, sys
event, text, *arguments = sys.argv[1:]
def kill(name, values):
    if name == event and values and text in str(values[0]):
        os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(kill)
from portal.cli import program
program.run(["portal", *arguments])
"""


@pytest.mark.parametrize(
    ("task", "event", "text"),
    [
        (("export-reviews", "record.csv", "--force"), "os.rename", ".part-"),
        (("import-words", "deck.apkg"), "sqlite3.connect", "language-portal-"),
        (("backup", "--path", "copy.db"), "os.rename", ".part-"),
    ],
)
def test_remains_of_a_killed_task_are_deleted_by_the_next_run(
    tmp_path: Path, seeded: Path, task: tuple[str, ...], event: str, text: str
) -> None:
    shutil.copy(seeded, tmp_path / "words.db")
    notes = ["INSERT INTO notes (id, mid, flds) VALUES (1, 1, 'Uhu\x1feagle owl')"]
    (tmp_path / "deck.apkg").write_bytes(package(notes))
    environ = {
        **os.environ,
        "PORTAL_DATABASE": str(tmp_path / "words.db"),
        "TMPDIR": str(tmp_path),
    }

    def run(*command: str) -> int:
        return subprocess.run(
            [sys.executable, *command], env=environ, cwd=tmp_path, check=False, timeout=60,
            capture_output=True,
        ).returncode  # fmt: skip

    before = {path.name for path in tmp_path.iterdir()}
    assert run("-c", KILLED, event, text, *task) == -signal.SIGKILL
    remains = {path.name for path in tmp_path.iterdir()} - before
    assert [name for name in remains if re.search(r"\.part-\d|language-portal-\d", name)]
    run("-m", "portal", *task)
    assert not [
        path.name
        for path in tmp_path.iterdir()
        if re.search(r"\.part-\d|language-portal-\d", path.name)
    ]
