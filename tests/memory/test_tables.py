from functools import partial
from pathlib import Path
from uuid import UUID

from portal.memory import tables
from portal.memory.updates import project
from portal.record.voiding import void_review
from tests.memory.reviews import dump, opened, store


async def test_batch_has_the_state_of_exactly_the_words_and_sessions_of_its_entries(
    seeded: Path,
) -> None:
    async with opened(seeded) as database:
        await store(database, (1, 1, True, 0), (2, 1, True, 1))
        batch = await database.read(tables.read_next_batch)
        assert not batch.memories
        assert not batch.study_times
        write = partial(tables.write_updates, batch=batch, updates=project(batch))
        assert await database.write(write)
        [item] = await store(database, (2, 1, False, 3))
        batch = await database.read(tables.read_next_batch)
        assert [entry.review_id for entry in batch.entries] == [item.review_id]
        assert batch.entries[0].correct is False
        assert batch.memories.keys() == {2}
        assert batch.study_times.keys() == {(1, "2025-02-08")}
        assert not batch.word_reviews
        assert not batch.session_reviews


async def test_late_or_voided_review_has_its_word_and_session_replayed(seeded: Path) -> None:
    async with opened(seeded) as database:
        items = await store(database, (1, 1, True, 10), (1, 1, True, 5), (2, 2, True, 10))
        ids = [item.review_id for item in items]
        batch = await database.read(tables.read_next_batch)
        write = partial(tables.write_updates, batch=batch, updates=project(batch))
        assert await database.write(write)
        await store(database, (1, 1, True, 0))
        await void_review(database, UUID(ids[2]))
        batch = await database.read(tables.read_next_batch)
        chronological = [ids[1], ids[0]]
        assert [review.review_id for review in batch.word_reviews[1]] == chronological
        assert [
            review.review_id for review in batch.session_reviews[1, "2025-02-08"]
        ] == chronological
        assert [review.review_id for review in batch.word_reviews[2]] == [ids[2]]


async def test_batch_that_another_process_has_projected_is_not_written(seeded: Path) -> None:
    async with opened(seeded) as database:
        await store(database, (1, 1, True, 0))
        batch = await database.read(tables.read_next_batch)
        write = partial(tables.write_updates, batch=batch, updates=project(batch))
        assert await database.write(write)
        before = await dump(database)
        assert not await database.write(write)
        assert await dump(database) == before
