import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from portal.clock import Clock
from portal.errors import PortalError
from portal.memory.projection import Projection
from portal.operations import commands
from portal.settings import Settings
from portal.storage.database import Database
from tests.memory.reviews import launch_two, store


@pytest.fixture
async def studied(settings: Settings, seeded: Path) -> Settings:
    """The settings of a database with two projected reviews, which are a minute apart."""
    shutil.copy(seeded, settings.database)
    database = Database(settings.database, Clock(settings.timezone))
    await database.open()
    await database.write(launch_two)
    await store(database, (1, 1, True, 0), (2, 1, False, 1))
    await Projection(database).catch_up()
    await database.close()
    return settings


async def faults_after(settings: Settings, *statements: str) -> list[str]:
    """Change the database, and return the lines that the check prints."""
    with closing(sqlite3.connect(settings.database)) as connection, connection:
        for statement in statements:
            connection.execute(statement)
    with pytest.raises(PortalError) as raised:
        await commands.check(settings)
    return str(raised.value).splitlines()


async def test_intact_database_has_no_faults(studied: Settings) -> None:
    await commands.check(studied)


async def test_wrong_and_missing_rows_are_named_with_their_table_and_columns(
    studied: Settings,
) -> None:
    assert await faults_after(
        studied,
        "UPDATE word_counts SET correct_count = 7 WHERE word_id = 1",
        "DELETE FROM study_day_counts WHERE day = '2025-02-08'",
        "UPDATE study_activities SET group_id = 2 WHERE id = 1",
    ) == [
        "word_counts has a wrong row: word_id = 1, correct_count = 7, wrong_count = 0",
        "word_counts lacks a row: word_id = 1, correct_count = 1, wrong_count = 0",
        "study_day_counts lacks a row: day = 2025-02-08, study_session_count = 2, "
        "correct_count = 1, wrong_count = 1",
        "study_activities (latest launch) has a wrong row: id = 1, study_session_id = 2, "
        "group_id = 2, created_at = 2025-02-08T12:00:00Z",
        "study_activities (latest launch) lacks a row: id = 1, study_session_id = 2, "
        "group_id = 1, created_at = 2025-02-08T12:00:00Z",
    ]


async def test_memory_that_does_not_follow_from_the_record_is_found_and_rebuilt(
    studied: Settings,
) -> None:
    faults = await faults_after(
        studied,
        "UPDATE word_memories SET stability = 99 WHERE word_id = 1",
        "UPDATE study_day_times SET seconds = 1",
    )
    wrong = [fault for fault in faults if fault.startswith("word_memories has a wrong row")]
    assert len(wrong) == 1
    assert "word_id = 1, stability = 99.0" in wrong[0]
    assert "study_day_times lacks a row: day = 2025-02-08, seconds = 60" in faults
    said = await commands.rebuild_memory(studied)
    assert "from 2 entries" in said
    await commands.check(studied)


async def test_row_that_refers_to_no_other_row_is_found(studied: Settings) -> None:
    faults = await faults_after(studied, "DELETE FROM groups WHERE id = 2")
    assert any(
        fault.startswith("foreign_key_check: words_groups row ")
        and fault.endswith(" refers to no row of groups")
        for fault in faults
    )


async def test_search_index_that_does_not_match_the_words_is_found(studied: Settings) -> None:
    assert await faults_after(studied, "UPDATE words SET german_key = 'x' WHERE id = 1") == [
        "word_search does not match the table words; it must be rebuilt"
    ]
