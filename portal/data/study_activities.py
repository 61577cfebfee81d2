"""Study activities: the catalogue of learning apps."""

from portal.errors import UnknownIdError
from portal.schemas import Page, PageQuery, StudyActivity
from portal.schemas.encoded import Encoded
from portal.storage.database import Database
from portal.storage.pages import fetch_page

# Paths on the portal itself become absolute, because clients on other origins read them too.
_STUDY_ACTIVITIES = """
    SELECT
        id,
        name,
        iif(thumbnail_url LIKE '/%', :base_url || thumbnail_url, thumbnail_url) AS thumbnail_url,
        description,
        iif(launch_url LIKE '/%', :base_url || launch_url, launch_url) AS launch_url
    FROM study_activities
"""


async def list_study_activities(
    database: Database, query: PageQuery, base_url: str
) -> Encoded[Page[StudyActivity]]:
    """Return a page of the catalogue, in the order of the ids.

    `base_url` is the address of the portal, without a trailing slash.
    """
    return await fetch_page(
        database,
        StudyActivity,
        query,
        total="SELECT count(*) FROM study_activities",
        items=f"{_STUDY_ACTIVITIES} ORDER BY id LIMIT :limit OFFSET :offset",
        base_url=base_url,
    )


async def get_study_activity(
    database: Database, study_activity_id: int, base_url: str
) -> StudyActivity:
    """Return one study activity, or raise UnknownIdError.

    `base_url` is the address of the portal, without a trailing slash.
    """
    row = await database.fetch_one(
        f"{_STUDY_ACTIVITIES} WHERE id = :id", {"id": study_activity_id, "base_url": base_url}
    )
    if row is None:
        raise UnknownIdError("study activity", study_activity_id)
    return StudyActivity(**row)
