"""The counters of requests in memory: what limits makes of its own storage, and nothing that is kept longer."""

import asyncio
import time

import pytest
from limits import RateLimitItemPerSecond
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter

from sync.entrypoints.api.access.counts import Counts

AN_HOUR = RateLimitItemPerSecond(5, 3600)
BEGIN = 3600 * 500_000
ASKED = [*[0.0] * 4, 1800.0, 1801.0, 3599.0, 3600.0, 3601.0, 4500.0, 5400.0, 5401.0, 7199.0, 7200.0, 9000.0, 14_400.0]
"""Seconds since the beginning of an hour."""


def test_it_lets_through_what_the_storage_of_limits_does(monkeypatch: pytest.MonkeyPatch) -> None:
    async def seen(storage: MemoryStorage) -> list[tuple[bool, bool, int]]:
        limiter, found = SlidingWindowCounterRateLimiter(storage), list[tuple[bool, bool, int]]()
        for at in ASKED:
            monkeypatch.setattr(time, "time", lambda at=at: BEGIN + at)
            may, hit = await limiter.test(AN_HOUR, "anna"), await limiter.hit(AN_HOUR, "anna")
            found.append((may, hit, (await limiter.get_window_stats(AN_HOUR, "anna")).remaining))
        return found

    ours, theirs = (asyncio.run(seen(storage())) for storage in (Counts, MemoryStorage))
    assert ours == theirs
    assert [hit for _, hit, _ in ours] == [*[True] * 5, *[False] * 3, *[True] * 3, False, *[True] * 4]


def test_an_hour_that_is_over_is_forgotten_whoever_it_was_of(monkeypatch: pytest.MonkeyPatch) -> None:
    async def fill(storage: Counts) -> int:
        for hour in range(5):
            monkeypatch.setattr(time, "time", lambda hour=hour: BEGIN + 3600.0 * hour)
            for number in range(10):
                await storage.acquire_sliding_window_entry(f"user{hour}{number}", 5, 3600)
        return sum(len(counts) for counts in storage._windows[3600].values())

    assert asyncio.run(fill(Counts())) == 20
