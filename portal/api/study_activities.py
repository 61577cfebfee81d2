"""Study activities: the catalogue of learning apps, and launching one of them."""

from http import HTTPStatus

from portal.api.launch_url import launch_url
from portal.data import study_activities, study_sessions
from portal.http.application import base_url, portal
from portal.http.endpoints import Resource, not_found
from portal.schemas import Launch, Launched, Page, PageQuery, StudyActivity, StudySession
from portal.schemas.encoded import Encoded

resource = Resource("study_activities", "The catalogue of learning apps, and launching them.")


@resource.endpoint("GET", "/study_activities")
async def list_study_activities(query: PageQuery) -> Encoded[Page[StudyActivity]]:
    """List the learning apps.

    Their URLs are absolute.
    """
    return await study_activities.list_study_activities(portal().database, query, base_url())


@resource.endpoint(
    "GET", "/study_activities/<id:study_activity_id>", errors=not_found("study activity")
)
async def get_study_activity(study_activity_id: int) -> StudyActivity:
    """Show one learning app.

    Its URLs are absolute.
    """
    return await study_activities.get_study_activity(
        portal().database, study_activity_id, base_url()
    )


@resource.endpoint(
    "GET",
    "/study_activities/<id:study_activity_id>/study_sessions",
    errors=not_found("study activity"),
)
async def list_study_sessions_of_study_activity(
    study_activity_id: int, query: PageQuery
) -> Encoded[Page[StudySession]]:
    """List the study sessions launched with a learning app.

    The newest come first.
    """
    return await study_sessions.list_study_sessions_of_study_activity(
        portal().database, study_activity_id, query
    )


@resource.endpoint("POST", "/study_activities", HTTPStatus.CREATED, errors=not_found("group"))
async def launch_study_activity(payload: Launch) -> Launched:
    """Launch a learning app on a group.

    This creates a study session. The response has the URL to open in the learner's browser, with
    the parameters that the app needs.
    """
    launched = await study_sessions.launch(
        portal().database,
        group_id=payload.group_id,
        study_activity_id=payload.study_activity_id,
    )
    return Launched(
        id=launched.study_session_id,
        group_id=payload.group_id,
        study_activity_id=payload.study_activity_id,
        created_at=launched.created_at,
        launch_url=launch_url(
            launched.launch_url,
            base_url(),
            study_session_id=launched.study_session_id,
            group_id=payload.group_id,
        ),
    )
