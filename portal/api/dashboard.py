"""The dashboard: the last session, progress and the figures."""

from datetime import date
from http import HTTPStatus

from portal.data import dashboard, study_sessions
from portal.http.application import portal
from portal.http.endpoints import Resource
from portal.http.problems import BadRequestError
from portal.schemas import (
    Fault,
    LastStudySession,
    QuickStats,
    Retentions,
    StudyDays,
    StudyDaysQuery,
    StudyProgress,
)

DAYS_OF_A_YEAR = 365
LONGEST_SPAN_DAYS = 3_660

resource = Resource("dashboard", url_prefix="/dashboard")


@resource.endpoint("GET", "/last_study_session")
async def get_last_study_session() -> LastStudySession | None:
    """Show the newest study session, or null before the first."""
    return await study_sessions.get_last_study_session(portal().database)


@resource.endpoint("GET", "/study_progress")
async def get_study_progress() -> StudyProgress:
    """Show how many words have been studied, of how many."""
    return await dashboard.get_study_progress(portal().database)


@resource.endpoint("GET", "/quick-stats")
@resource.endpoint("GET", "/quick_stats")
async def get_quick_stats() -> QuickStats:
    """Show success rate, sessions, active groups and streak."""
    return await dashboard.get_quick_stats(portal().database)


@resource.endpoint("GET", "/study_days")
async def list_study_days(query: StudyDaysQuery) -> StudyDays:
    """List the days with a session or a review, of the last year or any span up to ten years."""
    last = query.last or date.fromisoformat(portal().clock.today())
    a_year_before = date.fromordinal(max(1, last.toordinal() - DAYS_OF_A_YEAR + 1))
    first = query.first or a_year_before
    days = (last - first).days + 1
    if not 1 <= days <= LONGEST_SPAN_DAYS:
        raise BadRequestError(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "The query is invalid.",
            Fault(path="from", message=f"Expected 1 to {LONGEST_SPAN_DAYS} days, up to `to`"),
        )
    await portal().projection.refresh()
    return await dashboard.list_study_days(portal().database, first, last)


@resource.endpoint("GET", "/retention")
async def list_retention() -> Retentions:
    """List how much was still known, by the days since a word's last review."""
    await portal().projection.refresh()
    return await dashboard.list_retention(portal().database)
