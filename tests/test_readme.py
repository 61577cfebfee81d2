"""The README's tables and commands are what the code has."""

import re
from dataclasses import fields

import pytest
from invoke.collection import Collection

import tasks
from portal import create_app
from portal.settings import Settings, load_settings
from tests.support import CHECKOUT

README = (CHECKOUT / "README.md").read_text(encoding="utf-8")


def first_cells(heading: str) -> list[str]:
    """Return the code in the first cell of each row below a heading."""
    section = README.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return re.findall(r"^\| `([^`]+)` \|", section, re.MULTILINE)


def test_first_two_shell_blocks_hold_one_command_each() -> None:
    blocks = re.findall(r"^```sh\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    assert [block.count("\n") for block in blocks[:2]] == [1, 1]
    assert blocks[0].endswith("run.py\n")
    assert blocks[1].endswith("pytest\n")


def test_every_endpoint_is_listed_and_no_other(settings: Settings) -> None:
    rules = create_app(settings).url_map.iter_rules()
    routes = {
        f"{method} {re.sub('<[^>]+>', ':', rule.rule)}"
        for rule in rules
        if rule.rule.startswith("/api/")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    listed = [re.sub(r":\w+", ":", cell) for cell in first_cells("Endpoints")]
    assert sorted(listed) == sorted(routes)


def test_every_setting_is_listed_and_no_other() -> None:
    assert first_cells("Settings") == [f"PORTAL_{field.name.upper()}" for field in fields(Settings)]


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
    listed = re.search(rf"^\| `PORTAL_{field.upper()}` \| `([^`]+)` \|", README, re.MULTILINE)
    assert listed
    assert load_settings({f"PORTAL_{field.upper()}": listed[1]}) == load_settings({})


def test_every_task_is_listed_and_no_other() -> None:
    listed = [cell.removeprefix("invoke ") for cell in first_cells("Tasks")]
    assert sorted(listed) == sorted(Collection.from_module(tasks).task_names)


def test_every_module_is_on_the_map() -> None:
    section = README.split("\n## How it is built\n")[1]
    modules = {path.name for path in (CHECKOUT / "portal").glob("*.py")}
    assert {name for name in modules if name not in section} == set()
