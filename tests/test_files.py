import os
from pathlib import Path

import pytest

from portal.errors import PortalError
from portal.files import delete_remains, new_file, temporary_folder


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def test_file_gets_its_name_when_it_is_complete(tmp_path: Path) -> None:
    path = tmp_path / "words.csv"
    with new_file(path, force=False) as file:
        file.write("Äpfel\r\n")
        assert not path.exists()
    assert path.read_bytes() == "Äpfel\r\n".encode()
    assert names(tmp_path) == ["words.csv"]


@pytest.mark.parametrize("force", [False, True])
def test_exception_leaves_no_file(tmp_path: Path, force: bool) -> None:
    with pytest.raises(LookupError), new_file(tmp_path / "words.csv", force=force) as file:
        file.write("incomplete")
        raise LookupError
    assert names(tmp_path) == []


def test_exception_keeps_the_existing_file(tmp_path: Path) -> None:
    path = tmp_path / "words.csv"
    path.write_text("complete")
    with pytest.raises(LookupError), new_file(path, force=True) as file:
        file.write("incomplete")
        raise LookupError
    assert path.read_text() == "complete"
    assert names(tmp_path) == ["words.csv"]


def test_existing_file_is_replaced_only_if_forced(tmp_path: Path) -> None:
    path = tmp_path / "words.csv"
    path.write_text("old")
    with pytest.raises(PortalError, match="exists already"), new_file(path, force=False):
        pass
    assert path.read_text() == "old"
    with new_file(path, force=True) as file:
        file.write("new")
    assert path.read_text() == "new"


def test_file_that_can_not_be_written_is_an_error_with_its_path(tmp_path: Path) -> None:
    path = tmp_path / "absent" / "words.csv"
    with pytest.raises(PortalError, match=r"words\.csv: No such file"), new_file(path, force=False):
        pass


DEAD = 2**22 + 1  # larger than any process id


@pytest.mark.parametrize(
    "name",
    [
        f"words-backup.db.part-{DEAD}",
        f"words-backup.db.part-{DEAD}-journal",
        f"words.db.restoring.part-{DEAD}",
        f"out.csv.part-{DEAD}",
        f"language-portal-{DEAD}-abc123",
    ],
)
def test_remains_of_a_killed_process_are_deleted_by_the_next_one(tmp_path: Path, name: str) -> None:
    remains = tmp_path / name
    if name.startswith("language-portal-"):
        remains.mkdir()
        remains = remains / "collection.db"
    remains.write_text("half")
    with new_file(tmp_path / "other.txt", force=False) as file:
        file.write("complete")
    assert [path.name for path in tmp_path.iterdir()] == ["other.txt"]


@pytest.mark.parametrize(
    "name",
    [
        f"words.db.part-{os.getppid()}",
        f"language-portal-{os.getppid()}-x",
        "a.part-1x",
        "a.part",
        "part-9",
    ],
)
def test_files_of_running_processes_and_of_others_are_kept(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("mine")
    delete_remains(tmp_path)
    assert (tmp_path / name).read_text() == "mine"


def test_temporary_folder_is_deleted_at_the_end(tmp_path: Path) -> None:
    with temporary_folder(tmp_path) as folder:
        (folder / "file").write_text("content")
        assert folder.parent == tmp_path
    assert list(tmp_path.iterdir()) == []


def test_folder_that_can_not_be_read_is_passed_over(tmp_path: Path) -> None:
    delete_remains(tmp_path / "absent")
