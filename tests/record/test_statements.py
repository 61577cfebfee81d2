"""Statements, checked by the models of a learning record store."""

import json

import pytest
from ralph.models.xapi.base.statements import BaseXapiStatement

from portal.settings import Settings
from tests.record.reviews import exported


async def test_exported_statements_meet_the_standard(
    studied: list[str], settings: Settings
) -> None:
    lines = (await exported(settings, "record.json", "xapi")).read_text("utf-8").splitlines()
    statements = [json.loads(line) for line in lines]
    for statement in statements:
        BaseXapiStatement.model_validate(statement)
    first = statements[0]
    assert [statement["id"] for statement in statements[:3]] == studied
    assert first["verb"]["id"].endswith("/answered")
    assert first["result"] == {"success": True}
    assert first["object"]["definition"]["name"] == {"de": "hallo"}
    assert first["timestamp"] == "2025-02-08T17:20:23-05:00"
    assert first["stored"] > first["timestamp"]
    assert statements[3]["verb"]["id"].endswith("/voided")
    assert statements[3]["object"] == {"objectType": "StatementRef", "id": studied[2]}


async def test_model_refuses_an_incomplete_statement(
    studied: list[str], settings: Settings
) -> None:
    lines = (await exported(settings, "record.json", "xapi")).read_text("utf-8").splitlines()
    for part in ("actor", "verb"):
        statement = json.loads(lines[0])
        del statement[part]
        with pytest.raises(ValueError, match=part):
            BaseXapiStatement.model_validate(statement)
