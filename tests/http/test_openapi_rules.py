"""The field's two linters have nothing to say about the OpenAPI document."""

import json
from pathlib import Path
from typing import Any

import pytest

from portal import create_app
from portal.settings import Settings
from tests.web.node import NODE_MODULES, needs_packages, node

SPECTRAL = NODE_MODULES.parent / "spectral.mjs"
REDOCLY = NODE_MODULES / "@redocly" / "cli" / "bin" / "cli.js"

pytestmark = needs_packages


@pytest.fixture
def documents(settings: Settings, tmp_path: Path) -> list[Path]:
    """The document, and one that breaks a rule of each linter."""
    document = create_app(settings).openapi
    broken: dict[str, Any] = {**document, "tags": []}
    del broken["security"]
    paths = [tmp_path / "portal.json", tmp_path / "broken.json"]
    for path, content in zip(paths, (document, broken), strict=True):
        path.write_text(json.dumps(content), encoding="utf-8")
    return paths


def test_spectral_finds_nothing(documents: list[Path]) -> None:
    result = node(SPECTRAL, *documents)
    assert result.returncode == 0, result.stderr
    found, in_broken = result.stdout.splitlines()
    assert found == ""
    assert "operation-tag-defined at paths./api/words.get.tags.0" in in_broken


def test_redocly_finds_nothing(documents: list[Path]) -> None:
    def broken_rules(document: Path) -> set[str]:
        result = node(
            REDOCLY, "lint", document, "--extends=recommended", "--format=json",
            cwd=document.parent,
        )  # fmt: skip
        return {problem["ruleId"] for problem in json.loads(result.stdout)["problems"]}

    found, in_broken = map(broken_rules, documents)
    assert found == set()
    assert in_broken == {"security-defined"}
