"""When to try again: backoff within its bounds and repeatable, waits for a result, waits that double."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.core.backoff import (
    DAY,
    FIRST,
    LONGEST,
    annotate_only_wait,
    backoff,
    capped,
    doubled,
    failing_longer,
    gives_up,
    jittered,
    probe_wait,
    result_wait,
    uptime_after,
)

NOW = datetime(2026, 3, 14, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


@given(seed=st.text(), tries=st.integers(0, 1000))
def test_a_backoff_is_between_a_minute_and_its_ceiling(seed: str, tries: int) -> None:
    assert FIRST <= backoff(seed, tries) <= min(FIRST * 2 ** min(tries, 12), LONGEST)


def test_a_backoff_can_be_repeated_and_differs_from_row_to_row() -> None:
    waits = [backoff(f"garmin-{number}", 6) for number in range(100)]
    assert waits == [backoff(f"garmin-{number}", 6) for number in range(100)]
    assert len(set(waits)) == 100
    assert max(waits) - min(waits) > timedelta(minutes=45), "of the 63 minutes that there are"


def test_a_backoff_grows_to_six_hours() -> None:
    longest = [max(backoff(str(seed), tries) for seed in range(200)) for tries in (1, 4, 8, 20)]
    assert [wait.total_seconds() // 600 for wait in longest] == [0, 1, 25, 35]


@pytest.mark.parametrize(
    ("hours", "tries", "over"), [(71.9, 99, False), (72, 15, True), (72, 14, False), (900, 2, False)]
)
def test_a_row_is_given_up_after_72_hours_and_15_tries_not_after_one_of_them(
    hours: float, tries: int, over: bool
) -> None:
    assert gives_up(timedelta(hours=hours), tries) is over


@pytest.mark.parametrize(
    ("gap", "unnoted", "counted"), [(0.1, 0, 0.1), (1, 0, 1), (73, 0, 1), (24 * 400, 0, 1), (-5, 0, 0), (6, 6, 6)]
)
def test_of_a_gap_between_two_ticks_an_hour_counts_at_most_and_of_a_clock_set_back_nothing(
    gap: float, unnoted: float, counted: float
) -> None:
    after = uptime_after(DAY, timedelta(hours=gap), unnoted=timedelta(hours=unnoted))
    assert after == DAY + timedelta(hours=counted)


def test_a_service_that_answers_nothing_is_asked_20_times_an_hour_at_most_after_the_first_minutes() -> None:
    waits = [probe_wait(tries) for tries in range(1, 500)]
    assert min(waits) >= timedelta(seconds=50)
    assert max(waits) <= timedelta(minutes=6)
    assert sum(waits[5:25], timedelta(0)) >= timedelta(minutes=56)


@pytest.mark.parametrize(
    ("tries", "seconds"), [(0, 50), (1, 50), (2, 50), (3, 110), (4, 110), (5, 170), (60, 170), (61, 350), (900, 350)]
)
def test_a_probe_comes_just_before_the_tick_that_is_to_make_it(tries: int, seconds: int) -> None:
    assert probe_wait(tries) == timedelta(seconds=seconds)


def test_annotate_only_looks_2_10_and_60_minutes_6_and_24_hours_after_the_run_was_found() -> None:
    after = timedelta(minutes=2)
    for looks, hours in ((1, 1 / 6), (2, 1), (3, 6), (4, 24)):
        after += annotate_only_wait(looks)
        assert after == timedelta(hours=hours)


@given(seed=st.text(), minutes=st.integers(1, 600))
def test_a_period_is_shortened_by_up_to_a_tenth(seed: str, minutes: int) -> None:
    every = timedelta(minutes=minutes)
    assert every * 0.9 <= jittered(every, seed) <= every
    assert jittered(every, seed) == jittered(every, seed)


def test_periods_of_many_users_spread_over_the_whole_tenth() -> None:
    waits = [jittered(timedelta(minutes=10), f"user {number}").total_seconds() for number in range(200)]
    assert (min(waits) // 5, max(waits) // 5) == (108, 119)


@pytest.mark.parametrize(
    ("last", "uptime", "longer"), [(None, 50, 0), (10, 11, 1), (10, 16, 6), (10, 60, 6), (10, 10, 0), (10, 9, 0)]
)
def test_of_a_pause_between_two_failures_six_hours_count_at_most(last: int | None, uptime: int, longer: int) -> None:
    before = timedelta(hours=last) if last is not None else None
    assert failing_longer(DAY, before, timedelta(hours=uptime)) == DAY + timedelta(hours=longer)


def test_a_result_is_asked_for_after_two_seconds_then_less_and_less_often() -> None:
    waits = [result_wait(looks).total_seconds() for looks in range(10)]
    assert waits == [2, 60, 120, 300, 600, 1800, 3600, 3600, 3600, 3600]


def test_a_retry_after_is_believed_up_to_a_day() -> None:
    assert capped(NOW + HOUR, NOW) == NOW + HOUR
    assert capped(NOW + 400 * DAY, NOW) == NOW + DAY


@pytest.mark.parametrize(("hits", "hours"), [(0, 2), (1, 4), (2, 8), (3, 16), (4, 24), (50, 24)])
def test_each_refusal_in_a_row_doubles_the_wait_up_to_a_day(hits: int, hours: int) -> None:
    assert doubled(NOW + 2 * HOUR, NOW, hits) == NOW + hours * HOUR
