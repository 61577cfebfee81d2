"""The wheel works without the checkout that it was built from."""

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import httpx
import pytest

from tests.live.server import STOP_S, Server
from tests.support import CHECKOUT

pytestmark = pytest.mark.xdist_group("wheel")  # which is built once

BUILT = ("portal", "sql", "seeds", "pyproject.toml", "README.md", "LICENSE")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A virtual environment with the wheel in it; its folder of scripts."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"  # a build leaves files behind
    source.mkdir()
    for name in BUILT:
        copy = shutil.copytree if (CHECKOUT / name).is_dir() else shutil.copy
        copy(CHECKOUT / name, source / name)
    run = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    subprocess.run(
        [*run, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, source],
        check=True,
    )
    [wheel] = folder.glob("language_portal-*.whl")
    venv.create(folder / "venv", symlinks=True)
    scripts = folder / "venv" / "bin"
    [packages] = (folder / "venv").glob("lib/python*/site-packages")
    subprocess.run(
        [*run, "--python", scripts / "python", "install", "--no-deps", "--no-index", wheel],
        check=True,
    )
    # The dependencies come from the environment of the tests, whose editable portal comes last.
    dependencies = Path(httpx.__file__).parent.parent
    (packages / "dependencies.pth").write_text(f"{dependencies}\n")
    shutil.rmtree(source)
    return scripts


def test_console_command_serves_whatever_is_in_the_current_folder(
    installed: Path, tmp_path: Path
) -> None:
    (tmp_path / "portal").mkdir()
    (tmp_path / "portal" / "__init__.py").write_text("raise SystemExit('not this one')")
    with Server(
        tmp_path / "words.db",
        [installed / "portal", "serve"],
        python=installed / "python",
        PORTAL_DATABASE="",  # as if nobody had set it
        PORTAL_WORKERS="2",
    ) as server:
        with httpx.Client(base_url=server.url) as client:
            assert "<title>" in client.get("/").text
            assert client.get("/apps/flashcards/").status_code == 200
            assert client.get("/docs/").status_code == 200
            assert client.get("/api/openapi.json").status_code == 200
            health = client.get("/api/health").json()
        assert health["database"]["counts"]["words"] > 1000
        assert server.stop() == 0
    assert (tmp_path / "words.db").is_file()


@pytest.mark.parametrize("command", [["portal"], ["python", "-m", "portal"]])
def test_tasks_use_the_database_of_the_current_folder(
    installed: Path, tmp_path: Path, command: list[str]
) -> None:
    program, *arguments = command

    def run(*task: str) -> str:
        return subprocess.run(
            [installed / program, *arguments, *task],
            cwd=tmp_path, env={"PATH": os.environ["PATH"]},
            check=True, capture_output=True, text=True, timeout=60,
        ).stdout  # fmt: skip

    for task in ("init-db", "migrate", "seed", "check"):
        run(task)
    assert str(tmp_path / "words.db") in run("backup")
    assert len(list((tmp_path / "backups").iterdir())) == 1
    tasks = run("--list")
    assert "restore" in tasks
    assert "bench" not in tasks


def test_package_of_the_wheel_is_the_one_that_runs(installed: Path, tmp_path: Path) -> None:
    printed = subprocess.run(
        [installed / "python", "-c", "import portal; print(portal.__file__)"],
        cwd=tmp_path, check=True, capture_output=True, text=True, timeout=STOP_S,
    ).stdout  # fmt: skip
    assert Path(printed.strip()).is_relative_to(installed.parent)
    assert (Path(printed.strip()).parent / "py.typed").is_file()
