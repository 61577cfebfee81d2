"""The dashboard: the last session, progress and statistics."""

from datetime import date
from http import HTTPStatus

from portal.data import dashboard, study_sessions
from portal.http.application import portal
from portal.http.endpoints import Resource
from portal.http.problems import BadRequestError
from portal.memory import calibration, forecast, statistics
from portal.schemas import (
    Calibration,
    Fault,
    Forecast,
    ForecastQuery,
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

resource = Resource(
    "dashboard", "The last session, progress and statistics.", url_prefix="/dashboard"
)


@resource.endpoint("GET", "/last_study_session")
async def get_last_study_session() -> StudySession | None:
    """Show the newest study session.

    The response is `null` if there is none yet.
    """
    return await study_sessions.get_last_study_session(portal().database)


@resource.endpoint("GET", "/study_progress")
async def get_study_progress() -> StudyProgress:
    """Show how many words have been studied.

    A word has been studied if it has a review that was not taken back.
    """
    return await dashboard.get_study_progress(portal().database)


@resource.endpoint("GET", "/quick-stats")
async def get_quick_stats() -> QuickStats:
    """Show the success rate, the sessions, the active groups and the streak.

    A group is active if it has a study session. The streak is the number of days in a row with a
    study session or a review, up to today, or up to yesterday while today has none.
    """
    return await dashboard.get_quick_stats(portal().database)


@resource.endpoint("GET", "/quick_stats", deprecated=True)
async def get_quick_stats_alias() -> QuickStats:
    """Show the same as `/api/dashboard/quick-stats`.

    The path is spelt like its siblings, for the clients that expect it. It stays; new clients use
    the other one.
    """
    return await get_quick_stats()


@resource.endpoint("GET", "/study_days")
async def list_study_days(query: StudyDaysQuery) -> Encoded[StudyDays]:
    """List the days with a session or a review.

    Days are those of the portal's time zone, oldest first. The period is the last year, or up to
    ten years by `from` and `to`.
    """
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
    """List the share of correct answers by the days since the word's previous review.

    The first review of a word doesn't count, since it has no previous one.
    """
    return await statistics.list_retention(portal().projection)


@resource.endpoint("GET", "/forecast")
async def get_forecast(query: ForecastQuery) -> Forecast:
    """Show how many words fall due on each of the days to come.

    The first day is today, with all words that are due already.
    """
    return await forecast.get_forecast(portal().projection, query.days)


@resource.endpoint("GET", "/calibration")
async def get_calibration() -> Calibration:
    """Show how well the recall of words was predicted.

    Reviews count that are not on the day of the word's previous review.
    """
    return await calibration.get_calibration(portal().projection)
