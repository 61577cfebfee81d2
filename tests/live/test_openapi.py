import asyncio
from collections.abc import Callable

from tests.live.fuzz import fuzz
from tests.live.server import Server, check


def test_portal_answers_as_its_own_document_says(serve: Callable[..., Server]) -> None:
    server = serve()
    result = fuzz(server, seed=1, examples=20)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "37 selected / 37 total" in result.stdout
    asyncio.run(check(server))
    assert '"level":"ERROR"' not in server.errors
