"""sql/README.md describes every migration, in order, and every table and view."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

from portal.paths import SQL
from portal.storage.migrations import read_migrations

README = (SQL / "README.md").read_text(encoding="utf-8")


def test_every_migration_is_described_in_order() -> None:
    described = re.findall(r"^\*\*`(\w+\.sql)`\*\*", README, re.MULTILINE)
    assert described == [migration.name for migration in read_migrations()]


def test_every_table_and_view_is_described(seeded: Path) -> None:
    with closing(sqlite3.connect(seeded)) as connection:
        rows = connection.execute(
            """
            SELECT name
            FROM pragma_table_list
            WHERE schema = 'main' AND type <> 'shadow' AND name NOT LIKE 'sqlite@_%' ESCAPE '@'
            """
        ).fetchall()
    assert len(rows) > 20
    assert {name for (name,) in rows if f"`{name}`" not in README} == set()
