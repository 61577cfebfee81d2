"""Study sessions: launched from the catalogue, listed newest first."""

import sqlite3
from dataclasses import dataclass

from portal.clock import stored
from portal.errors import UnknownIdError
from portal.schemas import LastStudySession, Page, PageQuery, StudySession
from portal.schemas.encoded import Encoded
from portal.storage.database import Database
from portal.storage.pages import fetch_page

# A session starts when it is launched and ends with its last review, but never before it starts:
# an offline review may be older than the session that it is posted to.
_STUDY_SESSION = """
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
        wrong_count
    FROM study_sessions
    JOIN study_session_counts ON study_session_counts.study_session_id = study_sessions.id
    JOIN groups ON groups.id = study_sessions.group_id
    JOIN study_activities ON study_activities.id = study_sessions.study_activity_id
"""


@dataclass(frozen=True)
class Launch:
    """A study session just made, and the launch URL that its activity has in the catalogue."""

    study_session_id: int
    created_at: str
    launch_url: str


async def list_study_sessions(database: Database, query: PageQuery) -> Encoded[Page[StudySession]]:
    """Return a page of all sessions."""
    return await fetch_page(
        database,
        StudySession,
        query,
        total="SELECT study_session_count FROM total_counts",
        items=_newest_first("true"),
    )


async def list_study_sessions_of_group(
    database: Database, group_id: int, query: PageQuery
) -> Encoded[Page[StudySession]]:
    """Return a page of the sessions launched on a group."""
    return await fetch_page(
        database,
        StudySession,
        query,
        owner=("group", group_id),
        total="SELECT study_session_count FROM group_counts WHERE group_id = :id",
        items=_newest_first("group_id = :id"),
    )


async def list_study_sessions_of_study_activity(
    database: Database, study_activity_id: int, query: PageQuery
) -> Encoded[Page[StudySession]]:
    """Return a page of the sessions launched with a study activity."""
    return await fetch_page(
        database,
        StudySession,
        query,
        owner=("study activity", study_activity_id),
        total="SELECT study_session_count FROM study_activity_counts WHERE study_activity_id = :id",
        items=_newest_first("study_activity_id = :id"),
    )


async def get_study_session(database: Database, study_session_id: int) -> StudySession:
    """Return one session, or raise UnknownIdError."""
    row = await database.fetch_one(
        f"{_STUDY_SESSION} WHERE study_sessions.id = ?", (study_session_id,)
    )
    if row is None:
        raise UnknownIdError("study session", study_session_id)
    return StudySession(**row)


async def get_last_study_session(database: Database) -> LastStudySession | None:
    """Return the newest session, or None before the first launch."""
    row = await database.fetch_one(
        f"{_STUDY_SESSION} WHERE study_sessions.id = (SELECT max(id) FROM study_sessions)"
    )
    return LastStudySession(**row, created_at=row["start_time"]) if row else None


async def launch(database: Database, *, group_id: int, study_activity_id: int) -> Launch:
    """Make a study session, and return it once it is on disk.

    Raises UnknownIdError where there is no such group or study activity.
    """
    now = database.clock.now()
    new = {
        "group_id": group_id,
        "study_activity_id": study_activity_id,
        "created_at": stored(now),
        "day": database.clock.day(now),
    }

    def insert(connection: sqlite3.Connection) -> Launch:
        groups = connection.execute("SELECT 1 FROM groups WHERE id = :group_id", new)
        if not groups.fetchone():
            raise UnknownIdError("group", group_id)
        urls = connection.execute(
            "SELECT launch_url FROM study_activities WHERE id = :study_activity_id", new
        )
        activity = urls.fetchone()
        if not activity:
            raise UnknownIdError("study activity", study_activity_id)
        inserted = connection.execute(
            """
            INSERT INTO study_sessions (group_id, study_activity_id, created_at, day)
            VALUES (:group_id, :study_activity_id, :created_at, :day)
            """,
            new,
        )
        assert inserted.lastrowid is not None
        return Launch(inserted.lastrowid, database.clock.local(stored(now)), activity["launch_url"])

    return await database.write(insert)


def _newest_first(condition: str) -> str:
    # Ids only grow, also where the clock jumps back. The page is cut before the other tables are
    # joined, so that a late page doesn't read what it skips.
    return f"""
        {_STUDY_SESSION}
        WHERE study_sessions.id IN (
            SELECT id FROM study_sessions WHERE {condition}
            ORDER BY id DESC LIMIT :limit OFFSET :offset
        )
        ORDER BY study_sessions.id DESC
    """
