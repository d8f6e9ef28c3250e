"""The clocks a simulated world runs on: one that a test moves by hand, one that runs N times faster."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Now = Callable[[], datetime]


class HandClock:
    """A clock that stands still until it is told to move. `now` is aware UTC."""

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        return self._now

    def advance(self, seconds: float) -> datetime:
        """Move by `seconds` (negative: the clock is set back) and return the new time."""
        self._now += timedelta(seconds=seconds)
        return self._now

    def set(self, to: datetime) -> None:
        self._now = to.astimezone(UTC)


class FastClock:
    """A clock that starts at `start` and runs `factor` times as fast as the machine's monotonic one; with `catches_up`
    until it has caught up with the machine's clock, and goes with that from there on."""

    def __init__(self, start: datetime, factor: float, *, catches_up: bool = False) -> None:
        self.factor = factor
        self._catches_up = catches_up
        self._start = start.astimezone(UTC)
        self._origin = time.monotonic()

    def now(self) -> datetime:
        return self.after(0)

    def after(self, seconds: float) -> datetime:
        """What it will tell when so many of the machine's seconds have passed."""
        fast = self._start + timedelta(seconds=(time.monotonic() - self._origin + seconds) * self.factor)
        return min(fast, datetime.now(UTC) + timedelta(seconds=seconds)) if self._catches_up else fast
