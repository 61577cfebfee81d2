"""Study sessions: launching one, and lists of them, the newest first."""

import sqlite3
from dataclasses import dataclass

from portal.clock import stored
from portal.errors import UnknownIdError
from portal.schemas import Page, PageQuery, StudySession
from portal.schemas.encoded import Encoded
from portal.storage.database import Database
from portal.storage.pages import fetch_page

# A session ends with its last review. It never ends before it starts, although a review that was
# answered offline can be older than its session.
#
# The lists select a page of ids first, so that the other tables are joined for these ids only.
# They are ordered by id, because ids increase even if the clock is set back.
_STUDY_SESSIONS = """
    SELECT
        study_sessions.id,
        study_sessions.group_id,
        groups.name AS group_name,
        study_sessions.study_activity_id,
        study_activities.name AS activity_name,
        local_time(study_sessions.created_at) AS start_time,
        local_time(max(study_sessions.created_at, coalesce(last_review_at, ''))) AS end_time,
        correct_count + wrong_count AS review_items_count,
        correct_count,
        wrong_count,
        local_time(study_sessions.created_at) AS created_at
    FROM study_sessions
    JOIN study_session_counts ON study_session_counts.study_session_id = study_sessions.id
    JOIN groups ON groups.id = study_sessions.group_id
    JOIN study_activities ON study_activities.id = study_sessions.study_activity_id
"""


@dataclass(frozen=True)
class LaunchedSession:
    """A new study session, and the launch URL of its study activity.

    `created_at` is in the portal's time zone.
    """

    study_session_id: int
    created_at: str
    launch_url: str


async def list_study_sessions(database: Database, query: PageQuery) -> Encoded[Page[StudySession]]:
    """Return a page of all sessions, the newest first."""
    return await fetch_page(
        database,
        StudySession,
        query,
        total="SELECT study_session_count FROM total_counts",
        items=f"""
            {_STUDY_SESSIONS}
            WHERE study_sessions.id IN (
                SELECT id
                FROM study_sessions
                ORDER BY id DESC
                LIMIT :limit OFFSET :offset
            )
            ORDER BY study_sessions.id DESC
        """,
    )


async def list_study_sessions_of_group(
    database: Database, group_id: int, query: PageQuery
) -> Encoded[Page[StudySession]]:
    """Return a page of the sessions that were launched on a group, the newest first."""
    return await fetch_page(
        database,
        StudySession,
        query,
        owner=("group", group_id),
        total="SELECT study_session_count FROM group_counts WHERE group_id = :id",
        items=f"""
            {_STUDY_SESSIONS}
            WHERE study_sessions.id IN (
                SELECT id
                FROM study_sessions
                WHERE group_id = :id
                ORDER BY id DESC
                LIMIT :limit OFFSET :offset
            )
            ORDER BY study_sessions.id DESC
        """,
    )


async def list_study_sessions_of_study_activity(
    database: Database, study_activity_id: int, query: PageQuery
) -> Encoded[Page[StudySession]]:
    """Return a page of the sessions of a study activity, the newest first."""
    return await fetch_page(
        database,
        StudySession,
        query,
        owner=("study activity", study_activity_id),
        total="SELECT study_session_count FROM study_activity_counts WHERE study_activity_id = :id",
        items=f"""
            {_STUDY_SESSIONS}
            WHERE study_sessions.id IN (
                SELECT id
                FROM study_sessions
                WHERE study_activity_id = :id
                ORDER BY id DESC
                LIMIT :limit OFFSET :offset
            )
            ORDER BY study_sessions.id DESC
        """,
    )


async def get_study_session(database: Database, study_session_id: int) -> StudySession:
    """Return one session, or raise UnknownIdError."""
    row = await database.fetch_one(
        f"{_STUDY_SESSIONS} WHERE study_sessions.id = ?", (study_session_id,)
    )
    if row is None:
        raise UnknownIdError("study session", study_session_id)
    return StudySession(**row)


async def get_last_study_session(database: Database) -> StudySession | None:
    """Return the newest session, or None if there is no session."""
    row = await database.fetch_one(
        f"{_STUDY_SESSIONS} WHERE study_sessions.id = (SELECT max(id) FROM study_sessions)"
    )
    return StudySession(**row) if row else None


async def launch(database: Database, *, group_id: int, study_activity_id: int) -> LaunchedSession:
    """Insert a study session, and return it when it is on disk.

    Raises UnknownIdError if the group or the study activity doesn't exist.
    """
    now = database.clock.now()
    created_at, day = stored(now), database.clock.day(now)

    def insert(connection: sqlite3.Connection) -> LaunchedSession:
        group = connection.execute("SELECT 1 FROM groups WHERE id = ?", (group_id,)).fetchone()
        if group is None:
            raise UnknownIdError("group", group_id)
        study_activity = connection.execute(
            "SELECT launch_url FROM study_activities WHERE id = ?", (study_activity_id,)
        ).fetchone()
        if study_activity is None:
            raise UnknownIdError("study activity", study_activity_id)
        study_session = connection.execute(
            """
            INSERT INTO study_sessions (group_id, study_activity_id, created_at, day)
            VALUES (?, ?, ?, ?)
            """,
            (group_id, study_activity_id, created_at, day),
        )
        assert study_session.lastrowid is not None
        return LaunchedSession(
            study_session.lastrowid,
            database.clock.local(created_at),
            study_activity["launch_url"],
        )

    return await database.write(insert)
