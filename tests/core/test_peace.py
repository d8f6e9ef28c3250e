"""Quiet hours by a person's own clock, also where it is turned, and what may be said of them in a setting."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.core.peace import Peace, hours

BERLIN = Peace(zone="Europe/Berlin")


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-03-14T20:59", None),  # 21:59 there
        ("2026-03-14T21:00", "2026-03-15T07:00"),
        ("2026-03-15T03:00", "2026-03-15T07:00"),
        ("2026-03-15T07:00", None),
        ("2026-03-28T22:30", "2026-03-29T06:00"),  # the clock is put on that night: eight there is six here
        ("2026-10-24T21:30", "2026-10-25T07:00"),  # and back
    ],
)
def test_the_night_is_quiet_by_the_clock_on_the_wall(now: str, until: str | None) -> None:
    ends = None if until is None else datetime.fromisoformat(until).replace(tzinfo=UTC)
    assert BERLIN.quiet_until(datetime.fromisoformat(now).replace(tzinfo=UTC)) == ends


def test_hours_of_one_day_and_none() -> None:
    noon = datetime(2026, 3, 14, 12, 30, tzinfo=UTC)
    assert Peace(quiet="12-14").quiet_until(noon) == noon.replace(hour=14, minute=0)
    assert Peace(quiet="off").quiet_until(noon) is None


@given(
    st.integers(0, 23),
    st.integers(0, 23),
    st.sampled_from(("", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe")),
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),
)
def test_they_end_within_a_day_and_then_they_are_over(begins: int, ends: int, zone: str, now: datetime) -> None:
    peace = Peace(quiet=f"{begins}-{ends}" if begins != ends else "off", zone=zone)
    until = peace.quiet_until(now)
    if until is not None:
        assert now < until <= now + timedelta(hours=26)
        assert peace.quiet_until(until + timedelta(hours=1)) is None or (begins - ends) % 24 <= 1


@pytest.mark.parametrize(("text", "means"), [("22-8", "22-8"), (" 1 - 2", "1-2"), ("off", "off"), ("No", "off")])
def test_hours_are_read(text: str, means: str) -> None:
    assert hours(text) == means


@pytest.mark.parametrize("text", ["", "22", "22-24", "8-8", "a-b", "-1-5", "22–8", "1-2-3"])
def test_other_hours_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="two hours such as 22-8, or off"):
        hours(text)
