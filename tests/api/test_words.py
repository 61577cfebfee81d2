import httpx

from tests.support import launch, review


async def test_review_is_counted_on_its_word(client: httpx.AsyncClient) -> None:
    session_id = await launch(client)
    answer = await review(client, session_id, 5, correct=True)
    assert answer.status_code == 201
    word = (await client.get("/api/words/5")).json()
    assert word["stats"] == {"correct_count": 1, "wrong_count": 0}
