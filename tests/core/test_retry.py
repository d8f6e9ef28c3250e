"""When to try again: backoff within its bounds and repeatable, waits for a result, waits that double."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.core.retry import DAY, FIRST, LONGEST, backoff, capped, doubled, gives_up, result_wait

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
    ("failing_for", "over"), [(None, False), (timedelta(hours=71, minutes=59), False), (timedelta(hours=72), True)]
)
def test_72_hours_of_failures_are_enough(failing_for: timedelta | None, over: bool) -> None:
    assert gives_up(None if failing_for is None else NOW - failing_for, NOW) is over


def test_a_result_is_asked_for_after_two_seconds_then_less_and_less_often() -> None:
    waits = [result_wait(looks).total_seconds() for looks in range(10)]
    assert waits == [2, 60, 120, 300, 600, 1800, 3600, 3600, 3600, 3600]


def test_a_retry_after_is_believed_up_to_a_day() -> None:
    assert capped(NOW + HOUR, NOW) == NOW + HOUR
    assert capped(NOW + 400 * DAY, NOW) == NOW + DAY


@pytest.mark.parametrize(("hits", "hours"), [(0, 2), (1, 4), (2, 8), (3, 16), (4, 24), (50, 24)])
def test_each_refusal_in_a_row_doubles_the_wait_up_to_a_day(hits: int, hours: int) -> None:
    assert doubled(NOW + 2 * HOUR, NOW, hits) == NOW + hours * HOUR
