"""When a backfill will be done, by the limits that hold."""

from datetime import UTC, datetime, timedelta

import pytest

from sync.core.budget import Bucket, Budget
from sync.engine import backfill
from tests.support.world import HOUR, MINUTE

NOW = datetime(2026, 3, 14, 9, 0, 30, tzinfo=UTC)


def limits(quarter_used: int = 0, day_used: int = 0, quarter: int = 200, day: int = 2000) -> Budget:
    return Budget("strava", "1", overall=Bucket(quarter, day, quarter_used, day_used), counted_at=NOW)


@pytest.mark.parametrize(
    ("left", "budget", "now", "ready"),
    [
        (0, limits(), NOW, "2026-03-14 09:00:30"),
        (20, limits(), NOW, "2026-03-14 09:01:30"),
        (160, limits(), NOW, "2026-03-14 09:08:30"),  # 20 a minute
        (161, limits(), NOW, "2026-03-14 09:16:05"),  # 160 are our share of a quarter hour
        (200, limits(quarter_used=150), NOW, "2026-03-14 09:32:05"),  # 10 now, 160 from 9:15, 30 from 9:30
        (1000, limits(), NOW, "2026-03-14 10:32:05"),
        (150, limits(day_used=1500), NOW, "2026-03-15 00:03:05"),  # 1600 are our share of a day
        (40, limits(quarter_used=160), NOW + timedelta(minutes=13), "2026-03-14 09:17:05"),
        (80, limits(), NOW + timedelta(minutes=13), "2026-03-14 09:17:30"),  # past the quarter hour without a stop
        (1, limits(quarter_used=400, day_used=4000), NOW, "2026-03-15 00:01:05"),  # more used than allowed
        (5, limits(quarter=2, day=2), NOW, "2026-03-18 00:01:05"),  # one a day
    ],
)
def test_the_estimate_follows_the_limits(left: int, budget: Budget, now: datetime, ready: str) -> None:
    found = backfill.eta(left, budget, now)
    assert found is not None
    assert f"{found:%Y-%m-%d %H:%M:%S}" == ready


def test_there_is_no_estimate_when_the_limits_leave_a_backfill_nothing() -> None:
    assert backfill.eta(1, limits(quarter=1, day=1), NOW) is None


def test_the_estimate_begins_when_a_block_ends() -> None:
    blocked = Budget("strava", "1", counted_at=NOW, blocked_until=NOW + HOUR)
    assert backfill.eta(20, blocked, NOW) == NOW + HOUR + MINUTE
