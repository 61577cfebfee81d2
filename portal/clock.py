"""Times: UTC in the database, the portal's time zone in responses, both to the second."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

# The range of times that can be represented in every time zone. Offsets are less than a day.
_EARLIEST = datetime(1, 1, 2, tzinfo=UTC)
_LATEST = datetime(9999, 12, 30, tzinfo=UTC)

DEFAULT_DAY_STARTS = time(4)


def utc(moment: datetime) -> datetime:
    """Return an aware datetime in UTC, to the second.

    A time that is out of the range of some time zone becomes the nearest time in range.
    """
    try:
        moment = moment.astimezone(UTC).replace(microsecond=0)
    except OverflowError:
        return _LATEST if moment.year > 1 else _EARLIEST
    return min(max(moment, _EARLIEST), _LATEST)


def stored(moment: datetime) -> str:
    """Return a datetime in UTC as the database stores it, for example `2025-02-08T22:20:23Z`."""
    return moment.isoformat().replace("+00:00", "Z")


@dataclass(frozen=True)
class Clock:
    """The current time, and the learner's days.

    `zone` is PORTAL_TIMEZONE. A day starts at `day_starts`, PORTAL_DAY_STARTS, by the clock on the
    wall: whoever studies past midnight is still in the day before.
    """

    zone: ZoneInfo
    day_starts: time = DEFAULT_DAY_STARTS

    def now(self) -> datetime:
        """Return the current time in UTC, to the second."""
        return datetime.now(UTC).replace(microsecond=0)

    def day(self, moment: datetime) -> str:
        """Return the learner's day of an aware datetime, as `YYYY-MM-DD`."""
        local = moment.astimezone(self.zone)
        day = local.date()
        if local.time() < self.day_starts and day > date.min:
            day -= timedelta(days=1)
        return day.isoformat()

    def today(self) -> str:
        """Return the learner's current day, as `YYYY-MM-DD`."""
        return self.day(self.now())

    def start_of_day(self, day: str) -> str:
        """Return the time at which a day of the learner starts, for example
        `2025-02-08T04:00:00-05:00`.

        If daylight saving time skips that time, it is the same time by the offset before.
        """
        return _start_of_day(self, day)

    def local(self, time: str) -> str:
        """Return a stored time in the portal's zone, for example `2025-02-08T17:20:23-05:00`."""
        return _local(self.zone, time)


@lru_cache(maxsize=4096)  # many words are due on the same day
def _start_of_day(clock: Clock, day: str) -> str:
    start = datetime.combine(date.fromisoformat(day), clock.day_starts, clock.zone)
    return clock.local(stored(utc(start)))


@lru_cache(maxsize=4096)  # a page of sessions has 200 times
def _local(zone: ZoneInfo, time: str) -> str:
    moment = datetime.fromisoformat(time)
    local = moment.astimezone(zone)
    # The offsets of local mean times have seconds, but an offset of RFC 3339 has none.
    offset = local.utcoffset()
    return (moment if offset is None or offset.seconds % 60 else local).isoformat()
