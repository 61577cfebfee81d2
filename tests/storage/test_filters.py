import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from portal.storage.filters import Filters

INJECTION = "1 OR true; --"


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    """A database with the numbers from 1 to 9."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE numbers (n INTEGER)")
        connection.executemany("INSERT INTO numbers VALUES (?)", [(n,) for n in range(1, 10)])
        yield connection


def find(connection: sqlite3.Connection, filters: Filters) -> list[int]:
    sql = f"SELECT n FROM numbers {filters.where()} ORDER BY n"
    return [n for (n,) in connection.execute(sql, filters.values)]


def test_no_condition_keeps_every_row(connection: sqlite3.Connection) -> None:
    filters = Filters()
    assert (bool(filters), filters.where(), filters.values) == (False, "", {})
    assert find(connection, filters) == [*range(1, 10)]


@pytest.mark.parametrize(
    ("conditions", "found"),
    [
        ([("n > :low", {"low": 7})], [8, 9]),
        ([("n > :low", {"low": 3}), ("n < :high", {"high": 6})], [4, 5]),
        ([("n = :one OR n = :other", {"one": 2, "other": 4}), ("n > :low", {"low": 3})], [4]),
        ([("n > 3", {}), ("n BETWEEN :low AND :high", {"low": 1, "high": 4})], [4]),
        ([("n > :low", {"low": 7}), ("n <> :low + 1", {"low": 7})], [9]),
        ([("n = :value", {"value": INJECTION})], []),
        ([("n = :value", {"value": None})], []),
    ],
)
def test_rows_meet_every_condition(
    connection: sqlite3.Connection,
    conditions: list[tuple[str, dict[str, object]]],
    found: list[int],
) -> None:
    filters = Filters()
    for condition, values in conditions:
        filters.add(condition, **values)
    assert filters
    assert find(connection, filters) == found


def test_values_are_not_part_of_the_sql() -> None:
    filters = Filters()
    filters.add("n = :value", value=INJECTION)
    assert INJECTION not in filters.where()
    assert filters.values == {"value": INJECTION}


def test_parameter_with_two_different_values_is_refused() -> None:
    filters = Filters()
    filters.add("n > :value", value=1)
    with pytest.raises(ValueError, match=":value"):
        filters.add("n < :value", value=2)
    assert filters.values == {"value": 1}
    assert "<" not in filters.where()
