"""The dashboard: the last session, progress and the figures."""

from flask import Blueprint, Response

from portal.api.http import answer
from portal.application import portal
from portal.data import dashboard, study_sessions

blueprint = Blueprint("dashboard", __name__, url_prefix="/dashboard")


@blueprint.get("/last_study_session")
async def get_last_study_session() -> Response:
    """Show the newest study session, or null before the first."""
    return answer(await study_sessions.get_last_study_session(portal().database))


@blueprint.get("/study_progress")
async def get_study_progress() -> Response:
    """Show how many words have been studied, of how many."""
    return answer(await dashboard.get_study_progress(portal().database))


@blueprint.get("/quick-stats")
@blueprint.get("/quick_stats")
async def get_quick_stats() -> Response:
    """Show success rate, sessions, active groups and streak."""
    return answer(await dashboard.get_quick_stats(portal().database))
