import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.clock import Clock, stored, utc

offsets = st.integers(-14 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m)))
zones = st.sampled_from(
    ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Pacific/Kiritimati"]
).map(ZoneInfo)


@given(moment=st.datetimes(timezones=offsets), zone=zones)
def test_every_time_has_a_day_and_a_numeric_offset_in_every_zone(
    moment: datetime, zone: ZoneInfo
) -> None:
    clock = Clock(zone)
    kept = utc(moment)
    local = clock.local(stored(kept))
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d", local)
    assert datetime.fromisoformat(local) == kept
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", clock.day(kept))


@given(first=st.datetimes(timezones=offsets), second=st.datetimes(timezones=offsets))
def test_stored_times_sort_as_strings(first: datetime, second: datetime) -> None:
    assert (stored(utc(first)) <= stored(utc(second))) == (utc(first) <= utc(second))


def test_local_time_has_the_offset_of_daylight_saving_time() -> None:
    clock = Clock(ZoneInfo("America/New_York"))
    assert clock.local("2025-02-08T22:20:23Z") == "2025-02-08T17:20:23-05:00"
    assert clock.local("2025-07-08T22:20:23Z") == "2025-07-08T18:20:23-04:00"
    assert clock.day(datetime(2025, 2, 9, 4, 59, tzinfo=UTC)) == "2025-02-08"


@pytest.mark.parametrize(
    ("zone", "moment", "day"),
    [
        ("Europe/Berlin", "2025-02-09T03:59:59+01:00", "2025-02-08"),
        ("Europe/Berlin", "2025-02-09T04:00:00+01:00", "2025-02-09"),
        ("Europe/Berlin", "2025-02-08T23:59:59+01:00", "2025-02-08"),
        # The clock goes forward from 2 to 3, and back from 3 to 2.
        ("Europe/Berlin", "2025-03-30T03:59:59+02:00", "2025-03-29"),
        ("Europe/Berlin", "2025-03-30T04:00:00+02:00", "2025-03-30"),
        ("Europe/Berlin", "2025-10-26T03:59:59+01:00", "2025-10-25"),
        ("Europe/Berlin", "2025-10-26T04:00:00+01:00", "2025-10-26"),
        ("Pacific/Kiritimati", "2025-02-09T04:00:00+14:00", "2025-02-09"),
        ("UTC", "2025-01-01T00:30:00+00:00", "2024-12-31"),
    ],
)
def test_day_starts_at_four_by_the_clock_on_the_wall(zone: str, moment: str, day: str) -> None:
    assert Clock(ZoneInfo(zone)).day(datetime.fromisoformat(moment)) == day


def test_day_can_start_at_midnight() -> None:
    clock = Clock(ZoneInfo("Europe/Berlin"), time(0))
    assert clock.day(datetime(2025, 2, 8, 23, 0, tzinfo=UTC)) == "2025-02-09"
    assert clock.start_of_day("2025-07-08") == "2025-07-08T00:00:00+02:00"


@given(
    moment=st.datetimes(
        min_value=datetime(1970, 1, 2), max_value=datetime(2100, 1, 1), timezones=offsets
    ),
    zone=zones,
    starts=st.times().map(lambda t: t.replace(second=0, microsecond=0)),
)
def test_every_time_is_between_the_starts_of_its_day_and_of_the_next(
    moment: datetime, zone: ZoneInfo, starts: time
) -> None:
    clock = Clock(zone, starts)
    day = clock.day(utc(moment))
    next_day = (date.fromisoformat(day) + timedelta(days=1)).isoformat()
    hour = timedelta(hours=1)  # the hour that is skipped or repeated belongs to either day
    assert datetime.fromisoformat(clock.start_of_day(day)) - hour <= utc(moment)
    assert utc(moment) < datetime.fromisoformat(clock.start_of_day(next_day)) + hour
