"""The state of the database."""

from portal.storage.database import Database


async def get_health(database: Database) -> tuple[str, dict[str, int]]:
    """Return the name of the latest migration, and the number of records of each kind.

    Raises sqlite3.Error or UnavailableError if the database does not answer.
    """
    row = await database.fetch_one(
        """
        SELECT
            (SELECT max(name) FROM schema_migrations) AS schema_version,
            word_count AS words,
            (SELECT count(*) FROM groups) AS groups,
            (SELECT count(*) FROM study_activities) AS study_activities,
            study_session_count AS study_sessions,
            correct_count + wrong_count AS reviews
        FROM total_counts
        """
    )
    assert row is not None
    counts = dict(row)
    return counts.pop("schema_version").removesuffix(".sql"), counts
