"""Study activities: the catalogue of learning apps, and the launches from it."""

from http import HTTPStatus

from flask import Blueprint, Response

from portal.api.requests import payload, query
from portal.application import base_url, portal
from portal.data import study_activities, study_sessions
from portal.launching import launch_url
from portal.responses import json_response
from portal.schemas import Launch, Launched, PageQuery

blueprint = Blueprint("study_activities", __name__)


@blueprint.get("/study_activities")
async def list_study_activities() -> Response:
    """List the learning apps."""
    page = await study_activities.list_study_activities(portal().database, query(PageQuery))
    return json_response(page)


@blueprint.get("/study_activities/<id:study_activity_id>")
async def get_study_activity(study_activity_id: int) -> Response:
    """Show one learning app."""
    return json_response(
        await study_activities.get_study_activity(portal().database, study_activity_id)
    )


@blueprint.get("/study_activities/<id:study_activity_id>/study_sessions")
async def list_study_sessions(study_activity_id: int) -> Response:
    """List the study sessions launched with a learning app, newest first."""
    page = await study_sessions.list_study_sessions_of_study_activity(
        portal().database, study_activity_id, query(PageQuery)
    )
    return json_response(page)


@blueprint.post("/study_activities")
async def launch() -> Response:
    """Launch a learning app on a group: make a study session and say where to go."""
    wanted = payload(Launch)
    launched = await study_sessions.launch(
        portal().database,
        group_id=wanted.group_id,
        study_activity_id=wanted.study_activity_id,
    )
    return json_response(
        Launched(
            id=launched.study_session_id,
            group_id=wanted.group_id,
            study_activity_id=wanted.study_activity_id,
            created_at=launched.created_at,
            launch_url=launch_url(
                launched.launch_url,
                base_url(),
                study_session_id=launched.study_session_id,
                group_id=wanted.group_id,
            ),
        ),
        HTTPStatus.CREATED,
    )
