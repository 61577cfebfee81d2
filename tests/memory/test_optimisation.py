import asyncio
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from portal.clock import stored
from portal.errors import PortalError
from portal.memory import tables
from portal.memory.model import History, Model
from portal.memory.optimisation import MIN_REVIEWS, fit
from portal.memory.projection import Projection
from portal.memory.updates import project
from portal.operations import commands
from portal.operations.integrity import check
from portal.settings import Settings, load_settings
from portal.storage.database import Database
from tests.conftest import ZONE
from tests.memory.learner import START, append, learn
from tests.memory.reviews import dump, opened, review_item


def test_learner_who_forgets_faster_gets_shorter_intervals() -> None:
    found = fit(learn(words=300, reviews=10, forgetting=3))
    assert found.is_better
    assert found.fitted.rmse < found.default.rmse
    assert found.review_count == 300 * 9
    [fitted], [default] = [
        [replay.memory for replay in model.replay([History(1, None, learn(1, 5, 1)[0])])]
        for model in (Model(found.parameters), Model())
    ]
    assert fitted is not None
    assert default is not None
    assert fitted.stability < default.stability


def test_missing_reviews_are_counted() -> None:
    same_day = [[review_item(n, stored(START + timedelta(minutes=n)), True) for n in range(900)]]
    with pytest.raises(PortalError, match=f"^{MIN_REVIEWS} reviews are missing"):
        fit(same_day)
    with pytest.raises(PortalError, match=f"^{MIN_REVIEWS - 90} reviews are missing"):
        fit(learn(words=10, reviews=10, forgetting=1))


def settings_of(database: Database) -> Settings:
    return load_settings({"PORTAL_DATABASE": str(database.path), "PORTAL_TIMEZONE": ZONE})


async def test_better_parameters_are_adopted_checked_and_forgotten_by_a_full_reset(
    seeded: Path,
) -> None:
    async with opened(seeded) as database:
        histories = learn(words=300, reviews=10, forgetting=3)
        await database.write(lambda connection: append(connection, histories))
        settings = settings_of(database)
        begun: list[str] = []
        *_, fitted, done = await commands.optimise_memory(settings, begun.append)
        assert begun == [
            "Reading the record", "Fitting parameters to 3000 reviews", "Rebuilding the memory",
        ]  # fmt: skip
        assert "RMSE" in fitted
        assert "adopted" in done
        row = await database.fetch_one("SELECT * FROM memory_model")
        assert row is not None
        assert (row["last_review_item_id"], row["version"]) == (3000, 2)
        assert row["fitted_at"].endswith("Z")
        adopted = await dump(database)
        assert await check(database) == []
        # Another process continues with the same parameters.
        await Projection(database).rebuild()
        assert await dump(database) == adopted
        assert await commands.optimise_memory(settings, begun.append)
        await commands.full_reset(settings)
        model = await database.read(tables.read_model)
        assert model.parameters == Model().parameters


async def test_parameters_that_are_not_better_change_nothing(seeded: Path) -> None:
    async with opened(seeded) as database:
        histories = learn(words=60, reviews=9, forgetting=1)
        await database.write(lambda connection: append(connection, histories))
        before = await database.fetch_one("SELECT * FROM memory_model")
        done = (await commands.optimise_memory(settings_of(database), str))[-1]
        assert "nothing is changed" in done
        after = await database.fetch_one("SELECT * FROM memory_model")
        assert before is not None
        assert after is not None
        assert tuple(after) == tuple(before)


async def test_another_desired_retention_changes_what_is_due_at_the_next_start(
    seeded: Path,
) -> None:
    async with opened(seeded) as database:
        histories = learn(words=50, reviews=3, forgetting=1)
        await database.write(lambda connection: append(connection, histories))
        assert await Projection(database).start(0.9) == 150
        before = await dump(database)
        assert await Projection(database).start(0.9) == 0
        assert await Projection(database).start(0.8) == 150
        after = await dump(database)
        assert sum(map(due_day, after["word_memories"])) > sum(
            map(due_day, before["word_memories"])
        )
        assert await check(database) == []


def due_day(row: tuple[object, ...]) -> int:
    return datetime.fromisoformat(str(row[3])).toordinal()


async def test_batch_that_was_projected_by_an_old_model_is_not_written(seeded: Path) -> None:
    async with opened(seeded) as database:
        histories = learn(words=5, reviews=3, forgetting=1)
        await database.write(lambda connection: append(connection, histories))
        batch = await database.read(tables.read_next_batch)
        updates = await asyncio.to_thread(project, batch)
        other = Model(desired_retention=0.8)
        await database.write(lambda connection: tables.write_model(connection, other))
        assert not await database.write(
            lambda connection: tables.write_updates(connection, batch, updates)
        )
