import re
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

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
