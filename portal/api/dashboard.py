"""The dashboard: the last session, progress and statistics."""

from datetime import date
from http import HTTPStatus

from portal.data import dashboard, study_sessions
from portal.http.application import portal
from portal.http.endpoints import Resource
from portal.http.problems import BadRequestError
from portal.memory import statistics
from portal.schemas import (
    Fault,
    QuickStats,
    Retentions,
    StudyDays,
    StudyDaysQuery,
    StudyProgress,
    StudySession,
)
from portal.schemas.encoded import Encoded

DEFAULT_DAYS = 365
MAX_DAYS = 3_660

resource = Resource("dashboard", url_prefix="/dashboard")


@resource.endpoint("GET", "/last_study_session")
async def get_last_study_session() -> StudySession | None:
    """Show the newest study session, or null if there is none."""
    return await study_sessions.get_last_study_session(portal().database)


@resource.endpoint("GET", "/study_progress")
async def get_study_progress() -> StudyProgress:
    """Show the number of words that have been studied, and of all words."""
    return await dashboard.get_study_progress(portal().database)


@resource.endpoint("GET", "/quick-stats")
@resource.endpoint("GET", "/quick_stats")
async def get_quick_stats() -> QuickStats:
    """Show the success rate, the sessions, the active groups and the streak."""
    return await dashboard.get_quick_stats(portal().database)


@resource.endpoint("GET", "/study_days")
async def list_study_days(query: StudyDaysQuery) -> Encoded[StudyDays]:
    """List the days with a session or a review, of the last year or of up to ten years."""
    last = query.last or date.fromisoformat(portal().clock.today())
    first = query.first or date.fromordinal(max(1, last.toordinal() - DEFAULT_DAYS + 1))
    days = (last - first).days + 1
    if not 1 <= days <= MAX_DAYS:
        raise BadRequestError(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "The query is invalid.",
            Fault(path="from", message=f"Expected 1 to {MAX_DAYS} days, up to `to`"),
        )
    return await statistics.list_study_days(portal().projection, first, last)


@resource.endpoint("GET", "/retention")
async def list_retention() -> Retentions:
    """List the share of correct answers, by the days since the previous review of a word."""
    return await statistics.list_retention(portal().projection)
