"""The dashboard: the last session, progress and the figures."""

from flask import Blueprint, Response

from portal.application import portal
from portal.data import dashboard, study_sessions
from portal.responses import json_response

blueprint = Blueprint("dashboard", __name__, url_prefix="/dashboard")


@blueprint.get("/last_study_session")
async def get_last_study_session() -> Response:
    """Show the newest study session, or null before the first."""
    return json_response(await study_sessions.get_last_study_session(portal().database))


@blueprint.get("/study_progress")
async def get_study_progress() -> Response:
    """Show how many words have been studied, of how many."""
    return json_response(await dashboard.get_study_progress(portal().database))


@blueprint.get("/quick-stats")
@blueprint.get("/quick_stats")
async def get_quick_stats() -> Response:
    """Show success rate, sessions, active groups and streak."""
    return json_response(await dashboard.get_quick_stats(portal().database))
