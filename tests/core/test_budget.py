"""Strava's limits as values: natural quarter hours and UTC days, the reserve, and what the headers say."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.core.budget import Bucket, Budget, next_day, next_quarter, parse_pair, quarter

AT = datetime(2026, 3, 14, 9, 7, 30, tzinfo=UTC)
KATHMANDU = timezone(timedelta(hours=5, minutes=45))
times = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.sampled_from((UTC, KATHMANDU)))


def budget(overall: tuple[int, int] = (0, 0), reads: tuple[int, int] = (0, 0), at: datetime = AT) -> Budget:
    """A new application's limits with so many calls used (quarter hour, day)."""
    return Budget("strava", "12345", Bucket(200, 2000, *overall), Bucket(100, 1000, *reads), counted_at=at)


@pytest.mark.parametrize(
    ("header", "pair"),
    [
        ("100,1000", (100, 1000)),
        (" 100 , 1000 ", (100, 1000)),
        (",", None),
        ("", None),
        (None, None),
        ("100", None),
        ("a,b", None),
        ("100,", None),
    ],
)
def test_a_rate_header_is_two_numbers_or_nothing(header: str | None, pair: tuple[int, int] | None) -> None:
    assert parse_pair(header) == pair


def test_an_upload_counts_overall_and_a_read_in_both() -> None:
    after = budget().spent(AT, read=False).spent(AT, read=True)
    assert (after.overall.quarter_used, after.overall.day_used) == (2, 2)
    assert (after.reads.quarter_used, after.reads.day_used) == (1, 1)


@pytest.mark.parametrize(
    ("now", "quarter_used", "day_used"),
    [
        (AT + timedelta(minutes=7, seconds=29), 5, 9),
        (AT + timedelta(minutes=7, seconds=30), 0, 9),
        (AT + timedelta(hours=1), 0, 9),
        (datetime(2026, 3, 14, 23, 59, 59, tzinfo=UTC), 0, 9),
        (datetime(2026, 3, 15, tzinfo=UTC), 0, 0),
        (datetime(2026, 3, 15, 2, tzinfo=KATHMANDU), 0, 9),
        (AT - timedelta(hours=3), 5, 9),
    ],
)
def test_a_window_that_has_ended_is_empty_again(now: datetime, quarter_used: int, day_used: int) -> None:
    after = budget((5, 9), (5, 9)).at(now)
    assert (after.overall.quarter_used, after.overall.day_used) == (quarter_used, day_used)
    assert after.reads.quarter_used == quarter_used
    assert after.counted_at == now


@given(now=times)
def test_a_quarter_hour_is_utcs_and_holds_the_moment(now: datetime) -> None:
    begin = quarter(now)
    assert begin <= now < begin + timedelta(minutes=15)
    assert (begin.minute % 15, begin.second, begin.microsecond, begin.tzinfo) == (0, 0, 0, UTC)
    assert begin + timedelta(minutes=15) < next_quarter(now) <= begin + timedelta(minutes=15, seconds=30)
    assert next_day(now).date() == now.astimezone(UTC).date() + timedelta(days=1)
    assert next_day(now).hour == 0


QUARTER_OVER = datetime(2026, 3, 14, 9, 15, 5, tzinfo=UTC)
DAY_OVER = datetime(2026, 3, 15, 0, 0, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("overall", "reads", "read", "until"),
    [
        ((0, 0), (0, 0), True, None),
        ((189, 189), (94, 94), True, None),
        ((189, 189), (95, 95), True, QUARTER_OVER),
        ((189, 189), (95, 95), False, None),
        ((190, 190), (0, 0), False, QUARTER_OVER),
        ((0, 1899), (0, 949), True, None),
        ((0, 1900), (0, 0), False, DAY_OVER),
        ((0, 0), (0, 950), True, DAY_OVER),
        ((0, 0), (0, 950), False, None),
    ],
)
def test_nothing_goes_out_beyond_95_percent_of_a_limit(
    overall: tuple[int, int], reads: tuple[int, int], read: bool, until: datetime | None
) -> None:
    assert budget(overall, reads).wait_until(AT, read=read) == until


@pytest.mark.parametrize(
    ("overall", "reads", "until"),
    [((200, 300), (0, 0), QUARTER_OVER), ((5, 2000), (0, 0), DAY_OVER), ((5, 5), (5, 1000), DAY_OVER)],
)
def test_after_a_429_the_window_that_is_used_up_is_waited_for(
    overall: tuple[int, int], reads: tuple[int, int], until: datetime
) -> None:
    assert budget(overall, reads).after_429(AT) == until


@pytest.mark.parametrize(
    ("overall", "reads", "room"),
    [
        ((0, 0), (0, 0), (160, 80)),
        ((100, 100), (70, 70), (60, 10)),
        ((155, 155), (10, 10), (5, 5)),
        ((0, 1595), (0, 0), (5, 5)),
        ((161, 161), (90, 90), (0, 0)),
    ],
)
def test_a_backfill_leaves_a_fifth_of_each_limit_to_new_runs(
    overall: tuple[int, int], reads: tuple[int, int], room: tuple[int, int]
) -> None:
    assert budget(overall, reads).backfill_calls_left(AT) == room


def test_headers_set_the_limits_and_raise_the_count_but_never_lower_it() -> None:
    bucket = Bucket(200, 2000, 10, 50)
    assert bucket.told((600, 30000), (12, 40)) == Bucket(600, 30000, 12, 50)
    assert bucket.told(None, None) == bucket
    assert bucket.told((600, 30000), None) == Bucket(600, 30000, 10, 50)


def test_a_block_ends_at_its_time() -> None:
    blocked = Budget("strava", "12345", blocked_until=AT)
    assert blocked.is_blocked(AT - timedelta(seconds=1))
    assert not blocked.is_blocked(AT)
    assert not budget().is_blocked(AT)
