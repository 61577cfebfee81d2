"""Study activities: the catalogue of learning apps."""

from portal.errors import UnknownIdError
from portal.schemas import Page, PageQuery, StudyActivity
from portal.schemas.encoded import Encoded
from portal.storage.database import Database
from portal.storage.pages import fetch_page


async def list_study_activities(
    database: Database, query: PageQuery
) -> Encoded[Page[StudyActivity]]:
    """Return a page of the catalogue, in the order of the ids."""
    return await fetch_page(
        database,
        StudyActivity,
        query,
        total="SELECT count(*) FROM study_activities",
        items="""
            SELECT id, name, thumbnail_url, description, launch_url
            FROM study_activities
            ORDER BY id
            LIMIT :limit OFFSET :offset
        """,
    )


async def get_study_activity(database: Database, study_activity_id: int) -> StudyActivity:
    """Return one study activity, or raise UnknownIdError."""
    row = await database.fetch_one(
        """
        SELECT id, name, thumbnail_url, description, launch_url
        FROM study_activities
        WHERE id = ?
        """,
        (study_activity_id,),
    )
    if row is None:
        raise UnknownIdError("study activity", study_activity_id)
    return StudyActivity(**row)
