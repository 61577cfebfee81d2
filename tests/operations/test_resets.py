from pathlib import Path

from portal.operations import resets
from portal.operations.integrity import check
from portal.storage.database import Database
from portal.word_lists.seeds import read_seeds
from tests.memory.reviews import dump, opened, store


async def count(database: Database, table: str) -> int:
    row = await database.fetch_one(f"SELECT count(*) AS count FROM {table}")
    assert row is not None
    number: int = row["count"]
    return number


async def test_reset_of_the_history_deletes_sessions_and_reviews_but_no_words(
    seeded: Path,
) -> None:
    async with opened(seeded) as database:
        await store(database, (1, 1, True, 0), (2, 1, False, 1))
        words = await count(database, "words")
        backup = await resets.reset_history(database)
        assert backup.exists()
        assert await count(database, "study_sessions") == 0
        assert await count(database, "word_review_items") == 0
        assert await count(database, "words") == words > 1000
        assert await check(database) == []


async def test_full_reset_restores_the_seeds_and_gives_no_id_twice(seeded: Path) -> None:
    async with opened(seeded) as database:
        await store(database, (1, 1, True, 0))
        words = await count(database, "words")
        await database.write(lambda connection: connection.execute("UPDATE groups SET name = id"))
        await resets.full_reset(database, read_seeds())
        assert await count(database, "words") == words
        row = await database.fetch_one("SELECT min(id) AS first FROM words")
        assert row is not None
        assert row["first"] > words
        assert (await dump(database))["word_memories"] == []
        assert await check(database) == []
