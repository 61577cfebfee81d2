"""The dashboard: the last session, progress and the figures."""

from portal.api.endpoints import Resource
from portal.application import portal
from portal.data import dashboard, study_sessions
from portal.schemas import LastStudySession, QuickStats, StudyProgress

resource = Resource("dashboard", url_prefix="/dashboard")


@resource.get("/last_study_session")
async def get_last_study_session() -> LastStudySession | None:
    """Show the newest study session, or null before the first."""
    return await study_sessions.get_last_study_session(portal().database)


@resource.get("/study_progress")
async def get_study_progress() -> StudyProgress:
    """Show how many words have been studied, of how many."""
    return await dashboard.get_study_progress(portal().database)


@resource.get("/quick-stats")
@resource.get("/quick_stats")
async def get_quick_stats() -> QuickStats:
    """Show success rate, sessions, active groups and streak."""
    return await dashboard.get_quick_stats(portal().database)
