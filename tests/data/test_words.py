"""The statements that list words, as SQLite runs them."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from portal.data.words import list_words
from portal.schemas import AllWordsQuery
from portal.storage.database import Database
from tests.memory.reviews import opened


@pytest.fixture
async def database(seeded: Path) -> AsyncIterator[Database]:
    async with opened(seeded) as database:
        yield database


async def plan(database: Database, query: AllWordsQuery) -> list[str]:
    """Return the query plan of the statement that lists words."""
    statements: list[str] = []
    for reader in database._readers:
        await reader.set_trace_callback(statements.append)
    await list_words(database, query)
    [statement] = [text for text in statements if "total_items" in text]
    rows = await database.fetch_all(f"EXPLAIN QUERY PLAN {statement}")
    return [row["detail"] for row in rows]


async def test_all_words_are_not_counted(database: Database) -> None:
    steps = await plan(database, AllWordsQuery())
    assert "SCAN total_counts" in steps
    assert not any("TEMP B-TREE" in step for step in steps)


async def test_search_in_all_words_counts_in_the_index_alone(database: Database) -> None:
    steps = await plan(database, AllWordsQuery(search="ha"))
    count = steps.index("SCAN word_search VIRTUAL TABLE INDEX 0:M3")
    assert steps[count - 1].startswith("SCALAR SUBQUERY")
    assert steps[count + 1].startswith("SCALAR SUBQUERY")


async def test_search_doesnt_sort_all_words_that_it_finds(database: Database) -> None:
    steps = await plan(database, AllWordsQuery(search="ha"))
    # The index finds them in order. Only exact matches and the words of the page are sorted.
    assert steps.count("USE TEMP B-TREE FOR ORDER BY") == 2
    assert "SCAN words" not in steps


@pytest.mark.parametrize(
    "query",
    [
        AllWordsQuery(search="ha", pos="noun"),
        AllWordsQuery(search="ha", cefr="A1", studied=False),
        AllWordsQuery(search="ha", sort_by="german"),
        AllWordsQuery(search="ha", group_id=1),
    ],
)
async def test_index_is_not_searched_for_each_word(
    database: Database, query: AllWordsQuery
) -> None:
    steps = await plan(database, query)
    searches = [step for step in steps if step.startswith("SCAN word_search")]
    assert searches == ["SCAN word_search VIRTUAL TABLE INDEX 0:M3"] * 2


@pytest.mark.parametrize(
    ("column", "query"), [("pos", AllWordsQuery(pos="noun")), ("cefr", AllWordsQuery(cefr="A1"))]
)
async def test_filter_uses_the_index_of_its_column(
    database: Database, column: str, query: AllWordsQuery
) -> None:
    steps = await plan(database, query)
    index = f"SEARCH words USING INDEX words_by_{column} ({column}=?)"
    assert steps.count(index) == 2
    assert not any("TEMP B-TREE" in step for step in steps)
