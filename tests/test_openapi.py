import json
import re

import httpx
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from portal import create_app
from portal.settings import Settings


async def test_document_is_valid_and_served(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/openapi.json")
    assert answer.headers["Content-Type"] == "application/json"
    assert [str(error) for error in OpenAPIV31SpecValidator(answer.json()).iter_errors()] == []


def test_every_route_has_a_summary_and_types(settings: Settings) -> None:
    app = create_app(settings)
    routes = {
        (re.sub(r"<id:(\w+)>", r"{\1}", rule.rule), method.lower())
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    operations = {
        (path, method): operation
        for path, methods in app.openapi["paths"].items()
        for method, operation in methods.items()
    }
    assert set(operations) == routes
    for (path, method), operation in operations.items():
        assert operation["summary"].endswith("."), path
        parameters = {parameter["name"] for parameter in operation["parameters"]}
        assert set(re.findall(r"\{(\w+)\}", path)) <= parameters
        assert all(parameter["schema"] for parameter in operation["parameters"])
        answers = [
            content["schema"]
            for status, answer in operation["responses"].items()
            for media, content in answer["content"].items()
            if media == "application/json"
        ]
        assert answers, (path, method)
        assert all(answers), (path, method)
    ids = [operation["operationId"] for operation in operations.values()]
    assert len(set(ids)) == len(ids)


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


def test_everything_that_a_client_sends_has_an_example(settings: Settings) -> None:
    schemas = create_app(settings).openapi["components"]["schemas"]
    for name in ("Launch", "ReviewPayload", "Answer"):
        for key, schema in schemas[name]["properties"].items():
            assert '"examples"' in json.dumps(schema), (name, key)
