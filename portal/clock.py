"""Time as the portal keeps it: UTC to the second in the database, local when it leaves."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

# Within a day of the ends of the calendar a change of zone would leave it.
_EARLIEST = datetime(1, 1, 2, tzinfo=UTC)
_LATEST = datetime(9999, 12, 30, tzinfo=UTC)


def utc(moment: datetime) -> datetime:
    """Return an aware `moment` in UTC, to the second, within years 1 to 9999 of every zone."""
    try:
        moment = moment.astimezone(UTC).replace(microsecond=0)
    except OverflowError:
        return _LATEST if moment.year > 1 else _EARLIEST
    return min(max(moment, _EARLIEST), _LATEST)


def stored(moment: datetime) -> str:
    """Write a UTC `moment` as the database keeps it: `2025-02-08T22:20:23Z`."""
    return moment.isoformat().replace("+00:00", "Z")


@dataclass(frozen=True)
class Clock:
    """The time in the portal's zone (contract: PORTAL_TIMEZONE)."""

    zone: ZoneInfo

    def now(self) -> datetime:
        """Return the present moment in UTC, to the second."""
        return datetime.now(UTC).replace(microsecond=0)

    def day(self, moment: datetime) -> str:
        """Return the learner's calendar day of a `moment`, as `YYYY-MM-DD` in the portal's zone."""
        return moment.astimezone(self.zone).date().isoformat()

    def today(self) -> str:
        """Return the learner's present calendar day, as `YYYY-MM-DD`."""
        return self.day(self.now())

    def local(self, time: str) -> str:
        """Turn a stored time into the answer's form: `2025-02-08T17:20:23-05:00`."""
        return _local(self.zone, time)


@lru_cache(maxsize=4096)  # a page of sessions asks for 200
def _local(zone: ZoneInfo, time: str) -> str:
    moment = datetime.fromisoformat(time)
    local = moment.astimezone(zone)
    # Local mean times of long ago have offsets with seconds, which RFC 3339 can't write.
    offset = local.utcoffset()
    return (moment if offset is None or offset.seconds % 60 else local).isoformat()
