"""Strava's two rate limits: every call, and every call that is no upload, per quarter hour and per UTC day.

Source: Strava API v3, rate limits. Windows are the clock's own quarter hours and the UTC day; refused
calls count.
"""

from dataclasses import dataclass
from datetime import datetime

_QUARTER = 900
_DAY = 86_400


@dataclass(frozen=True)
class Limits:
    """Calls allowed per window; the defaults are those of a new app (one athlete)."""

    quarter: int = 200
    day: int = 2000
    read_quarter: int = 100  # "read" is Strava's word: everything but the upload itself
    read_day: int = 1000


class Buckets:
    """The counters of one app. `limits` may be replaced at any time."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.quarter = self.day = self.read_quarter = self.read_day = 0
        self._windows = (0, 0)

    def count(self, now: datetime, *, read: bool, calls: int = 1) -> str | None:
        """Count `calls`; the limit that they exceed, in the words of the 429, else None."""
        self._roll(now)
        self.quarter += calls
        self.day += calls
        if self.quarter > self.limits.quarter or self.day > self.limits.day:
            exceeded: str | None = "overall rate limit"
        else:
            exceeded = None
        if read:
            self.read_quarter += calls
            self.read_day += calls
            if self.read_quarter > self.limits.read_quarter or self.read_day > self.limits.read_day:
                exceeded = exceeded or "read rate limit"
        return exceeded

    def headers(self, now: datetime, *, read: bool) -> dict[str, str]:
        """The four headers, each "quarter hour,day". On an upload the read usage is a lone comma."""
        self._roll(now)
        limits = self.limits
        return {
            "X-RateLimit-Limit": f"{limits.quarter},{limits.day}",
            "X-RateLimit-Usage": f"{self.quarter},{self.day}",
            "X-ReadRateLimit-Limit": f"{limits.read_quarter},{limits.read_day}",
            "X-ReadRateLimit-Usage": f"{self.read_quarter},{self.read_day}" if read else ",",
        }

    def _roll(self, now: datetime) -> None:
        seconds = int(now.timestamp())
        windows = (seconds // _QUARTER, seconds // _DAY)
        if windows[0] != self._windows[0]:
            self.quarter = self.read_quarter = 0
        if windows[1] != self._windows[1]:
            self.day = self.read_day = 0
        self._windows = windows
