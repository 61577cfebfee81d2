from pathlib import Path

import pytest

from portal.errors import PortalError
from portal.files import new_file


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
