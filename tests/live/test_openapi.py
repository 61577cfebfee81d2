import asyncio
from collections.abc import Callable

import httpx

from tests.live.fuzz import fuzz
from tests.live.server import Server, check


def test_portal_answers_as_its_own_document_says(serve: Callable[..., Server]) -> None:
    server = serve(covered=False)
    result = fuzz(server, seed=1, examples=20)
    assert result.returncode == 0, result.stdout + result.stderr
    paths = httpx.get(f"{server.url}/api/openapi.json").json()["paths"]
    operations = [operation for path in paths.values() for operation in path.values()]
    count = sum("deprecated" not in operation for operation in operations)  # the others are skipped
    assert f"{count} selected / {count} total" in result.stdout
    asyncio.run(check(server))
    assert '"level":"ERROR"' not in server.errors
