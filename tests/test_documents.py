"""The tables and commands of the documents are those of the code."""

import re
from dataclasses import fields
from pathlib import Path

import pytest
from invoke.collection import Collection

import tasks
from portal import create_app
from portal.paths import PACKAGE
from portal.settings import Settings, load_settings
from tests.support import CHECKOUT

README = (CHECKOUT / "README.md").read_text(encoding="utf-8")
API = (PACKAGE / "api" / "README.md").read_text(encoding="utf-8")
SERVING = (PACKAGE / "serving" / "README.md").read_text(encoding="utf-8")
OPERATIONS = (PACKAGE / "operations" / "README.md").read_text(encoding="utf-8")
ROOMS = (PACKAGE / "README.md").read_text(encoding="utf-8")

DOCUMENTS = [
    path
    for path in CHECKOUT.glob("**/*.md")
    if not {".venv", "node_modules"} & set(path.parts) and ".pytest_cache" not in path.parts
]


def first_cells(document: str, heading: str) -> list[str]:
    """Return the code in the first cell of each row of the table below a heading."""
    section = document.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return re.findall(r"^\| `([^`]+)` \|", section, re.MULTILINE)


def test_first_two_shell_blocks_of_the_readme_hold_one_command_each() -> None:
    blocks = re.findall(r"^```sh\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    assert [block.count("\n") for block in blocks[:2]] == [1, 1]
    assert blocks[0].endswith("run.py\n")
    assert blocks[1].endswith("pytest\n")


def test_readme_has_at_most_900_words() -> None:
    assert len(README.split()) <= 900


def test_every_endpoint_is_listed_and_no_other(settings: Settings) -> None:
    rules = create_app(settings).url_map.iter_rules()
    routes = {
        f"{method} {re.sub('<[^>]+>', ':', rule.rule)}"
        for rule in rules
        if rule.rule.startswith("/api/")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    listed = [re.sub(r":\w+", ":", cell) for cell in first_cells(API, "Endpoints")]
    assert sorted(listed) == sorted(routes)


def test_every_setting_is_listed_and_no_other() -> None:
    variables = [f"PORTAL_{field.name.upper()}" for field in fields(Settings)]
    assert first_cells(SERVING, "Settings") == variables


@pytest.mark.parametrize(
    "field",
    [
        "bind",
        "workers",
        "trusted_proxies",
        "allowed_origins",
        "trusted_hosts",
        "max_body_bytes",
        "max_import_bytes",
        "log_level",
    ],
)
def test_listed_default_of_a_setting_is_the_real_one(field: str) -> None:
    listed = re.search(rf"^\| `PORTAL_{field.upper()}` \| `([^`]+)` \|", SERVING, re.MULTILINE)
    assert listed
    assert load_settings({f"PORTAL_{field.upper()}": listed[1]}) == load_settings({})


def test_every_task_is_listed_and_no_other() -> None:
    names = Collection.from_module(tasks).task_names
    assert sorted(first_cells(OPERATIONS, "Tasks")) == sorted(names)


def test_every_room_and_module_of_the_package_is_on_the_map() -> None:
    rooms = ROOMS.split("\n## The rooms\n")[1].split("\n## ")[0]
    names = {path.name for path in PACKAGE.glob("*.py")} | {
        f"{path.name}/"
        for path in PACKAGE.iterdir()
        if path.is_dir() and path.name != "__pycache__"
    }
    assert {name for name in names if f"`{name}`" not in rooms} == set()


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(CHECKOUT)))
def test_every_link_to_a_file_leads_somewhere(path: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text(encoding="utf-8"))
    targets = [link for link in links if "://" not in link]
    assert [link for link in targets if not (path.parent / link).exists()] == []
