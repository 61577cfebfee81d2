import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from typing import Annotated, Any
from uuid import UUID

import httpx
import pytest
from msgspec import Meta
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from werkzeug.http import HTTP_STATUS_CODES

from portal import create_app
from portal.http import openapi
from portal.http.application import Portal
from portal.http.bridge import BODY_TIMED_OUT
from portal.http.json_schema import Types
from portal.settings import Settings
from tests.support import launch, review

Json = dict[str, Any]


@pytest.fixture
def document(settings: Settings) -> Json:
    return create_app(settings).openapi


def operations(document: Json) -> Iterator[tuple[str, str, Json]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def example(document: Json, path: str, method: str, status: int) -> Json:
    """Return the example of an operation's error."""
    answer = document["paths"][path][method]["responses"][str(status)]
    problem: Json = answer["content"]["application/problem+json"]["example"]
    return problem


async def test_document_is_valid_and_served(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/openapi.json")
    assert answer.headers["Content-Type"] == "application/json"
    assert [str(error) for error in OpenAPIV31SpecValidator(answer.json()).iter_errors()] == []


def test_document_is_made_once_and_when_asked_for(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Json] = []

    def document(*_: object) -> Json:
        made.append({"openapi": "3.1.0"})
        return made[-1]

    monkeypatch.setattr(openapi, "document", document)
    app = create_app(settings)
    assert made == []
    assert app.openapi is app.openapi is made[0]
    assert len(made) == 1


def test_every_route_has_a_summary_and_types(settings: Settings) -> None:
    app = create_app(settings)
    routes = {
        (re.sub(r"<\w+:(\w+)>", r"{\1}", rule.rule), method.lower())
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert {(path, method) for path, method, _ in operations(app.openapi)} == routes
    for path, method, operation in operations(app.openapi):
        assert operation["summary"].endswith("."), path
        assert operation["description"].endswith("."), path
        parameters = {parameter["name"] for parameter in operation["parameters"]}
        assert set(re.findall(r"\{(\w+)\}", path)) <= parameters
        for parameter in operation["parameters"]:
            assert parameter["schema"]
            assert parameter["description"].endswith("."), (path, parameter["name"])
        answers = [
            answer["content"]["application/json"]["schema"]
            for answer in operation["responses"].values()
            if "application/json" in answer.get("content", {})
        ]
        assert answers, (path, method)
        assert all(answers), (path, method)


def test_names_make_distinct_identifiers_in_every_language(document: Json) -> None:
    ids = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(set(ids)) == len(ids) > 30
    assert [id_ for id_ in ids if not re.fullmatch("[a-z]+(_[a-z]+)*", id_)] == []
    assert {"post_review", "list_words", "list_words_of_group", "get_quick_stats"} <= set(ids)
    schemas = document["components"]["schemas"]
    assert [name for name in schemas if not re.fullmatch("([A-Z][a-z]+)+", name)] == []
    assert [name for name in schemas if schemas[name]["title"] != name] == []
    assert {"WordPage", "GroupPage", "StudySessionPage", "StudyActivityPage"} <= set(schemas)


def test_second_path_of_an_endpoint_is_deprecated(document: Json) -> None:
    deprecated = {
        path: operation["operationId"]
        for path, _, operation in operations(document)
        if operation.get("deprecated")
    }
    assert deprecated == {"/api/dashboard/quick_stats": "get_quick_stats_alias"}


def test_every_tag_is_a_resource_with_a_description(document: Json) -> None:
    tags = {tag["name"]: tag["description"] for tag in document["tags"]}
    used = [tag for _, _, operation in operations(document) for tag in operation["tags"]]
    assert set(tags) == set(used)
    assert all(description.endswith(".") for description in tags.values())


def test_server_is_the_public_url_or_where_the_document_comes_from(settings: Settings) -> None:
    def urls(settings: Settings) -> list[str]:
        return [server["url"] for server in create_app(settings).openapi["servers"]]

    assert urls(settings) == ["/"]
    assert urls(replace(settings, public_url="https://portal.example")) == [
        "https://portal.example"
    ]


@pytest.mark.parametrize("path", ["/docs", "/docs/"])
async def test_page_of_the_interface_needs_no_other_network(
    client: httpx.AsyncClient, path: str
) -> None:
    page = await client.get(path)
    assert page.status_code == 200
    assert "default-src 'self'" in page.headers["Content-Security-Policy"]
    links = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert len(links) >= 4
    for link in links:
        assert link.startswith("/docs/")
        assert (await client.get(link)).status_code == 200
    assert "/api/openapi.json" in page.text


def described(node: object, *where: str) -> Iterator[tuple[str, Json]]:
    """Yield everything that has a schema: parameters, headers, payloads and responses."""
    if isinstance(node, dict):
        if "schema" in node:
            yield " ".join(where), node
        for key, value in node.items():
            yield from described(value, *where, key)
    if isinstance(node, list):
        for value in node:
            yield from described(value, *where)


def test_every_parameter_payload_and_answer_has_an_example_that_its_schema_allows(
    document: Json,
) -> None:
    found = list(described(document))
    assert len(found) > 150
    for where, shown in found:
        assert "example" in shown, where
        schema = {**shown["schema"], "components": document["components"]}
        errors = OAS31Validator(schema).iter_errors(shown["example"])
        assert [error.message for error in errors] == [], where


def without_example(schema: Json) -> bool:
    """Return whether a schema describes a single value and has no example."""
    match schema:
        case {"examples": [_, *_]} | {"$ref": _} | {"const": _}:
            return False
        case {"type": "array", "items": items}:
            return without_example(items)
        case {"anyOf": [*some]}:
            return all(without_example(one) for one in some)
    return True


def test_every_property_has_an_example(document: Json) -> None:
    schemas = document["components"]["schemas"]
    properties = [
        (f"{name}.{key}", schema)
        for name in schemas
        for key, schema in schemas[name].get("properties", {}).items()
        if name != "Statement"  # has an example as a whole
    ]
    assert len(properties) > 80
    assert [name for name, schema in properties if without_example(schema)] == []


def parts(node: object, *where: str) -> Iterator[tuple[str, Json]]:
    """Yield every schema, and the schemas within it."""
    if isinstance(node, dict):
        if where[-1] in ("schema", "items", "additionalProperties") or (
            where[-2:-1] in (("schemas",), ("properties",), ("anyOf",))
        ):
            yield " ".join(where), node
        for key, value in node.items():
            if key not in ("example", "examples"):
                yield from parts(value, *where, key)
    if isinstance(node, list):
        for index, value in enumerate(node):
            yield from parts(value, *where, str(index))


def test_every_schema_says_its_type_and_what_is_in_it(document: Json) -> None:
    found = list(parts(document, ""))
    assert len(found) > 300
    for where, schema in found:
        match schema:
            case {"$ref": _} | {"anyOf": [_, _, *_]}:
                pass
            case {"type": "array"}:
                assert "items" in schema, where
            case {"type": "object"}:
                assert "properties" in schema or "additionalProperties" in schema, where
            case {"type": str()}:
                pass
            case _:
                assert where.endswith("items"), where  # of a list of anything
                assert schema == {}, where


def test_key_is_optional_only_where_it_may_be_absent(document: Json) -> None:
    schemas = document["components"]["schemas"]
    optional = {
        f"{name}.{key}"
        for name, schema in schemas.items()
        for key in schema.get("properties", {})
        if key not in schema.get("required", [])
    }
    sent_by_clients = {
        "BatchReview.created_at", "BatchReview.review_id", "GroupChange.name",
        "ImportedWord.groups", "ImportedWord.parts", "NewWord.group_ids", "NewWord.groups",
        "NewWord.parts", "ReviewPayload.created_at", "ReviewPayload.review_id",
        "WordChange.english", "WordChange.german", "WordChange.parts",
    }  # fmt: skip
    assert optional == sent_by_clients | {
        "DatabaseHealth.counts", "DatabaseHealth.schema_version", "Health.memory",
        "ImportedRow.line", "ImportedRow.note", "ImportedRow.reason",
        "ImportedRow.word", "ImportedRow.word_id", "Problem.errors",
        "Problem.existing_id", "Statement.context", "Statement.result",
    }  # fmt: skip
    # Generators would make such a key a required one.
    assert [
        where for where, schema in parts(document, "") if schema.get("default", 0) is None
    ] == []


async def test_optional_keys_of_payloads_may_be_null_if_the_document_says_so(
    client: httpx.AsyncClient, document: Json
) -> None:
    await launch(client)
    payloads: dict[str, tuple[str, str, Json]] = {
        "ReviewPayload": ("POST", "/api/study_sessions/1/words/1/review", {"correct": True}),
        "NewWord": ("POST", "/api/words", {"german": "Ast", "english": "branch"}),
        "WordChange": ("PATCH", "/api/words/1", {}),
        "GroupChange": ("PATCH", "/api/groups/1", {}),
    }
    for name, (method, url, payload) in payloads.items():
        schema = document["components"]["schemas"][name]
        for key in set(schema["properties"]) - set(schema["required"]):
            nullable = {"type": "null"} in schema["properties"][key].get("anyOf", [])
            if name == "NewWord":
                payload["english"] = f"branch, with {key}"  # another word each time
            answer = await client.request(method, url, json={**payload, key: None})
            assert (answer.status_code in (200, 201)) == nullable, (name, key)
        assert (await client.request(method, url, json=payload)).status_code in (200, 201, 409)


def test_two_schemas_with_the_same_name_are_refused() -> None:
    small = Annotated[int, Meta(title="Size", le=1)]
    large = Annotated[int, Meta(title="Size", le=2)]
    assert Types([small], [small]).components == {
        "Size": {"title": "Size", "type": "integer", "maximum": 1}
    }
    with pytest.raises(ValueError, match="Size"):
        Types([small], [large])


def test_example_of_an_answer_fits_its_status(document: Json) -> None:
    def shown(path: str, method: str, status: str) -> Json:
        answer = document["paths"][path][method]["responses"][status]["content"]
        value: Json = answer["application/json"]["example"]
        return value

    batch = "/api/study_sessions/{study_session_id}/reviews"
    assert (shown(batch, "post", "201")["created"], shown(batch, "post", "200")["created"]) == (
        1,
        0,
    )
    assert shown(batch, "post", "200")["repeated"] == len(shown(batch, "post", "200")["items"])
    assert shown("/api/health", "get", "200")["database"]["counts"]
    unavailable = shown("/api/health", "get", "503")
    assert unavailable["status"] == unavailable["database"]["status"] == "unavailable"
    assert "counts" not in unavailable["database"]


def test_every_example_of_an_error_has_its_status_and_title(document: Json) -> None:
    for path, method, operation in operations(document):
        for status, answer in operation["responses"].items():
            if "application/problem+json" in answer.get("content", {}):
                problem = example(document, path, method, int(status))
                assert problem["status"] == int(status)
                assert problem["title"] == HTTP_STATUS_CODES[int(status)]
                assert re.fullmatch(re.sub(r"\{\w+\}", r"[\\w-]+", path), problem["instance"])


REVIEW = "/api/study_sessions/{study_session_id}/words/{word_id}/review"
REVIEWS = "/api/study_sessions/{study_session_id}/reviews"
STATEMENTS = "/api/xapi/statements"
REVIEW_ID = "01a207f6-3763-7465-a8db-80e1f563b07f"  # of the document's examples


@pytest.mark.parametrize(
    ("method", "path", "request_", "status"),
    [
        ("get", "/api/words", {"headers": {"Host": "stranger.example"}}, 400),
        ("get", "/api/words", {"headers": {"Origin": "https://stranger.example"}}, 403),
        ("get", "/api/study_sessions/{study_session_id}", {}, 404),
        ("get", "/api/study_sessions/{study_session_id}/words", {}, 404),
        ("post", REVIEW, {"json": {"correct": True}}, 404),
        ("post", REVIEWS, {"json": {"reviews": [{"word_id": 1, "correct": True}]}}, 404),
        ("post", "/api/full_reset", {"content": b"x" * (2**20 + 1)}, 413),
        ("post", REVIEW, {"content": b"correct"}, 415),
        ("post", REVIEW, {"json": {}}, 422),
        ("post", REVIEWS, {"json": {}}, 422),
        ("post", "/api/study_activities", {"json": {}}, 422),
        ("get", "/api/words", {"params": {"page": "some"}}, 422),
        ("get", "/api/dashboard/study_days", {"params": {"from": "some"}}, 422),
        ("get", STATEMENTS, {"params": {"statementId": REVIEW_ID}}, 404),
        ("get", STATEMENTS, {"params": {"statementId": "some"}}, 400),
        ("get", "/api/groups/{group_id}/study_sessions", {"params": {"page": "some"}}, 422),
    ],
)
async def test_example_of_an_error_is_what_the_portal_answers(
    client: httpx.AsyncClient,
    document: Json,
    method: str,
    path: str,
    request_: Json,
    status: int,
) -> None:
    url = re.sub(r"\{\w+\}", "1", path)
    answer = await client.request(method, url, **request_)
    assert answer.json() == example(document, path, method, status)


async def test_examples_of_a_conflict_are_what_the_portal_answers(
    client: httpx.AsyncClient, document: Json
) -> None:
    payload = document["paths"][REVIEW]["post"]["requestBody"]["content"]["application/json"]
    id_ = payload["example"]["review_id"]
    session = await launch(client)
    await review(client, session, 2, True, review_id=id_)
    single = await review(client, session, 1, True, review_id=id_)
    assert single.json() == example(document, REVIEW, "post", 409)
    batch = document["paths"][REVIEWS]["post"]["requestBody"]["content"]["application/json"]
    several = await client.post("/api/study_sessions/1/reviews", json=batch["example"])
    assert several.json() == example(document, REVIEWS, "post", 409)


async def test_examples_of_editing_errors_are_what_the_portal_answers(
    client: httpx.AsyncClient, document: Json
) -> None:
    await review(client, await launch(client), 1, True)
    for path, kind in (("/api/words/{word_id}", "word"), ("/api/groups/{group_id}", "group")):
        url = re.sub(r"\{\w+\}", "1", path)
        outdated = await client.patch(url, json={}, headers={"If-Match": '"9"'})
        assert outdated.json() == example(document, path, "patch", 412), kind
        outdated = await client.delete(url, headers={"If-Match": '"9"'})
        assert outdated.json() == example(document, path, "delete", 412), kind
        assert (await client.delete(url)).json() == example(document, path, "delete", 409), kind
    taken = {"german": "hallo", "english": "hello"}, {"name": "Basic Greetings"}
    for path, payload in zip(("/api/words", "/api/groups"), taken, strict=True):
        answer = (await client.post(path, json=payload)).json()
        assert answer.pop("existing_id") == 1
        assert answer == example(document, path, "post", 409)
    path, last = "/api/groups/{group_id}", (await client.get("/api/groups?sort_by=id")).json()
    other = last["items"][-1]["id"]
    answer = (await client.patch(f"/api/groups/{other}", json=taken[1])).json()
    shown = example(document, path, "patch", 409)
    assert (answer["detail"], answer["title"]) == (shown["detail"], shown["title"])
    unknown = await client.put("/api/groups/999999/words/1")
    path = "/api/groups/{group_id}/words/{word_id}"
    assert (
        unknown.json()["detail"].replace("999999", "1")
        == (example(document, path, "put", 404)["detail"])
    )


async def test_example_of_a_busy_and_of_a_broken_database_is_what_the_portal_answers(
    client: httpx.AsyncClient, portal: Portal, document: Json
) -> None:
    await portal.database.writer.run(lambda own: own.execute("PRAGMA busy_timeout = 0").close())
    payload = {"group_id": 1, "study_activity_id": 1}
    with closing(sqlite3.connect(portal.settings.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE").close()
        answer = await client.post("/api/study_activities", json=payload)
        other.execute("ALTER TABLE groups RENAME TO teams").close()
        other.execute("COMMIT").close()
    assert answer.json() == example(document, "/api/study_activities", "post", 503)
    answer = await client.get("/api/groups/1")
    assert answer.json() == example(document, "/api/groups/{group_id}", "get", 500)


def test_example_of_a_late_body_is_what_the_portal_answers(portal: Portal, document: Json) -> None:
    with portal.opened():
        answer = portal.test_client().post(
            "/api/full_reset", environ_overrides={BODY_TIMED_OUT: True}
        )
    assert answer.get_json() == example(document, "/api/full_reset", "post", 408)


async def test_method_that_a_path_does_not_have_is_answered_as_documented(
    client: httpx.AsyncClient, document: Json
) -> None:
    assert "405, and its `Allow` header" in document["info"]["description"]
    for path, methods in document["paths"].items():
        url = re.sub(r"\{\w+\}", "1", path.replace("{review_id}", str(UUID(int=1))))
        for method in {"get", "post", "put", "patch", "delete"} - set(methods):
            answer = await client.request(method, url)
            assert answer.status_code == answer.json()["status"] == 405
            allowed = {name.lower() for name in answer.headers["Allow"].split(", ")}
            assert allowed >= set(methods), path
            assert method not in allowed


async def test_every_answer_has_the_headers_that_are_documented(
    client: httpx.AsyncClient, document: Json
) -> None:
    headers = document["components"]["headers"]
    assert all(header["required"] for header in headers.values())
    for _, method, operation in operations(document):
        for status, answer in operation["responses"].items():
            expected = {"X-Request-ID"}
            if status == "503":
                expected.add("Retry-After")
            if method == "get" and status in ("200", "304"):
                expected.add("ETag")
            assert set(answer["headers"]) == expected
    pattern = headers["X-Request-ID"]["schema"]["pattern"]
    for url in ("/api/words", "/api/words/0", "/api/words?page=0"):
        assert re.fullmatch(pattern, (await client.get(url)).headers["X-Request-ID"])
    own = {"X-Request-ID": headers["X-Request-ID"]["example"]}
    assert (await client.get("/api/words", headers=own)).headers["X-Request-ID"] in own.values()
