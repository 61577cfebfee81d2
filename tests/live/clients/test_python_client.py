"""The client that openapi-python-client generates from the served document."""

import importlib
import pkgutil
import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest

from portal.api.word_import import ENDINGS
from tests.live.server import Server

REVIEW_ID = UUID("01a207f6-3763-7465-a8db-80e1f563b07f")


def generate(server: Server, folder: Path) -> str:
    """Generate the package `portal_client` in a folder, and return what the generator says."""
    config = folder / "config.json"
    config.write_text('{"post_hooks": []}')  # which would format the code
    result = subprocess.run(
        [
            sys.executable, "-m", "openapi_python_client", "generate",
            "--url", f"{server.url}/api/openapi.json", "--config", config,
            "--meta", "none", "--output-path", folder / "portal_client",
        ],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=True, timeout=60,
    )  # fmt: skip
    return result.stdout


class PythonClient:
    """The generated client, and the ids of the operations that were called."""

    def __init__(self, client: object) -> None:
        api = importlib.import_module("portal_client.api")
        found = pkgutil.walk_packages(api.__path__, "portal_client.api.")
        self._operations = {
            module.name.rsplit(".", 1)[1]: importlib.import_module(module.name)
            for module in found
            if not module.ispkg
        }
        self.models: Any = importlib.import_module("portal_client.models")
        self._client = client
        self.called: set[str] = set()

    @property
    def operations(self) -> set[str]:
        return set(self._operations)

    def call(self, operation: str, *path: object, status: int = 200, **more: object) -> Any:
        """Call an operation, expect a status, and return the typed value of the response."""
        self.called.add(operation)
        module = self._operations[operation]
        response = module.sync_detailed(*path, client=self._client, **more)
        assert response.status_code == status, response.content
        assert type(response.parsed).__module__.startswith("portal_client.models.")
        return response.parsed


def test_generated_client_calls_every_operation(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = generate(server, tmp_path)
    warnings = re.findall("^(?:WARNING|ERROR|Unable|Unsupported).*", output, re.MULTILINE)
    # An import can be sent as JSON, too.
    assert warnings == [
        line
        for type_ in [*ENDINGS][1:]
        for line in (
            "WARNING parsing POST /api/words/import within word_lists.",
            f"Unsupported content type {type_}",
        )
    ]
    monkeypatch.syspath_prepend(tmp_path)
    generated = importlib.import_module("portal_client")
    with generated.Client(base_url=server.url, raise_on_unexpected_status=True) as opened:
        client = PythonClient(opened)
        call_every_operation(client)
    document = httpx.get(f"{server.url}/api/openapi.json").json()
    documented = {
        operation["operationId"]
        for methods in document["paths"].values()
        for operation in methods.values()
    }
    assert client.called == client.operations == documented


def call_every_operation(client: PythonClient) -> None:
    models, call = client.models, client.call

    # The vocabulary: read, edit, import.
    assert call("list_words", search="hallo").items[0].parts["pos"] == "interjection"
    assert (
        call("list_words", items_per_page=5, order=models.Order.DESC).pagination.items_per_page == 5
    )
    assert call("list_due_words", limit=1).items[0].due_at is None
    new = models.NewWord(
        german="Ast", english="branch", parts=models.Parts.from_dict({"pos": "noun"})
    )
    word = call("create_word", body=new, status=201)
    assert call("create_word", body=new, status=409).existing_id == word.id
    change = models.WordChange(parts=["Äste"])
    assert call("change_word", word.id, body=change).parts == ["Äste"]
    assert call("get_word", word.id).revision == 2
    assert call("change_word", word.id, body=change, if_match='"1"', status=412).title
    group = call("create_group", body=models.NewGroup(name="Trees"), status=201)
    assert call("change_group", group.id, body=models.GroupChange(name="Tree")).name == "Tree"
    assert call("get_group", group.id).stats.total_word_count == 0
    assert call("add_word_to_group", group.id, word.id, status=201).success is True
    assert call("list_words_of_group", group.id).items[0].german == "Ast"
    assert call("remove_word_from_group", group.id, word.id).success
    assert call("list_groups", sort_by=models.ListGroupsSortBy.ID).items[0].id == 1
    assert call("delete_group", group.id).success
    assert call("delete_word", word.id).success
    assert call("get_word", word.id, status=404).detail
    row = models.ImportedWord(german="Ast", english="branch", groups=["Trees"])
    assert call("import_words", body=[row], dry_run=True).rows[0].word_id is None
    assert call("import_words", body=[row], status=201).created == 1

    # A study session with reviews.
    activity = call("list_study_activities").items[0]
    assert call("get_study_activity", activity.id) == activity
    launch = models.Launch(group_id=1, study_activity_id=activity.id)
    session = call("launch_study_activity", body=launch, status=201).id
    review = models.ReviewPayload(correct=True)
    assert call("post_review", session, 1, body=review, status=201).success is True
    batch = models.ReviewsPayload(
        [models.BatchReview(correct=False, word_id=2, review_id=REVIEW_ID)]
    )
    assert call("post_reviews", session, body=batch, status=201).created == 1
    assert call("post_reviews", session, body=batch).repeated == 1
    assert call("post_review", session, 999_999, body=review, status=404).detail
    entry = call("list_reviews", study_session_id=session, limit=1).items[0]
    assert (entry.word_id, entry.correct, entry.voids) == (1, True, None)
    assert len(call("list_words_of_study_session", session).items) == 2
    assert call("get_study_session", session).review_items_count == 2
    assert call("list_study_sessions").items == call("list_study_sessions_of_group", 1).items
    assert call("list_study_sessions_of_study_activity", activity.id).items[0].id == session
    assert len(call("list_statements").statements) == 2
    assert call("list_statements", statement_id=REVIEW_ID).result["success"] is False
    assert call("void_review", REVIEW_ID).success

    # The dashboard, the portal itself, and a new start.
    assert call("get_last_study_session").correct_count == 1
    assert call("get_study_progress").total_words_studied == 1
    assert call("get_quick_stats") == call("get_quick_stats_alias")
    assert call("list_study_days", from_=date(2025, 1, 1)).from_ == date(2025, 1, 1)
    assert call("list_retention").items[0].from_days == 0
    assert call("get_forecast", days=3).items[0].due_count >= 0
    assert call("get_calibration").review_items_count == 0
    assert call("get_word_memory", 1).word_id == 1
    assert call("suspend_word", 1, status=201).success
    assert call("resume_word", 1).success
    assert call("get_health").database.counts["reviews"] == 1
    assert call("get_openapi")["openapi"] == "3.1.0"
    assert "reset" in call("reset_history").message
    assert call("full_reset").backup
