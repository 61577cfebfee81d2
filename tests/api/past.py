"""Reviews of days past, seen from one moment."""

from datetime import UTC, datetime, timedelta

import httpx

from tests.support import review

NOW = datetime(2025, 6, 1, 12, tzinfo=UTC)  # 08:00 in New York, the zone of the tests' portals


async def answer(
    client: httpx.AsyncClient, session: int, word: int, days_ago: float, correct: bool = True
) -> str:
    """Post a review from some days before NOW, and return its id."""
    created_at = (NOW - timedelta(days=days_ago)).isoformat()
    answer = await review(client, session, word, correct, created_at=created_at)
    assert answer.status_code == 201
    review_id: str = answer.json()["review_id"]
    return review_id
