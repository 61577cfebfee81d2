"""Imports run one way, and the edge contains no SQL."""

import ast
import re
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

from portal.paths import PACKAGE
from tests.support import CHECKOUT

SQL = re.compile(r"\b(SELECT|INSERT|UPDATE|DELETE|PRAGMA|BEGIN)\b\s+\S")


def test_imports_keep_the_contracts_of_pyproject_toml() -> None:
    status = lint_imports(config_filename=str(CHECKOUT / "pyproject.toml"), no_cache=True)
    assert status == 0, "the report of import-linter is in the captured output"


@pytest.mark.parametrize(
    "path", [*PACKAGE.glob("api/*.py"), *PACKAGE.glob("http/*.py")], ids=lambda path: path.stem
)
def test_the_edge_contains_no_sql(path: Path) -> None:
    strings = [
        node.value
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    assert [string for string in strings if SQL.search(string)] == []


def test_sql_is_recognised() -> None:
    assert SQL.search("SELECT 1")
    assert SQL.search("a comment\nDELETE FROM words")
    assert not SQL.search("select a group")
