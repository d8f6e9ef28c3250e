"""The target's rate limits as values: what is used up, what is left for whom, and when it comes back.

docs/services/strava.md#limits: per application; natural quarter hours and UTC days; every call but the upload POST also
counts in the read bucket; refused calls count too; no Retry-After. A new application starts with the limits below.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

QUARTER = timedelta(minutes=15)
STOP_AT = 0.95  # of a limit: nothing but token refreshes goes out beyond it
BACKFILL_AT = 0.80  # of a limit: the rest is the reserve for new runs


@dataclass(frozen=True, slots=True)
class Bucket:
    """Calls used and allowed in the current quarter hour and UTC day."""

    quarter_limit: int
    day_limit: int
    quarter_used: int = 0
    day_used: int = 0

    def left(self, share: float) -> int:
        """Calls left until `share` of the tighter limit is used."""
        return max(
            0, min(int(self.quarter_limit * share) - self.quarter_used, int(self.day_limit * share) - self.day_used)
        )

    def used(self, calls: int = 1) -> "Bucket":
        return replace(self, quarter_used=self.quarter_used + calls, day_used=self.day_used + calls)

    def told(self, limits: tuple[int, int] | None, usage: tuple[int, int] | None) -> "Bucket":
        """What the answer's headers say wins, but a count of ours that is higher stays (answers may arrive late)."""
        bucket = self if limits is None else replace(self, quarter_limit=limits[0], day_limit=limits[1])
        if usage is None:
            return bucket
        return replace(bucket, quarter_used=max(usage[0], self.quarter_used), day_used=max(usage[1], self.day_used))


@dataclass(frozen=True, slots=True)
class Budget:
    """The state of one client id at one service: both buckets, and whether and until when it is blocked.

    `inactive` marks the app-wide circuit (403 Application/Status/Inactive, wrong client secret)."""

    service: str
    client_id: str
    overall: Bucket = Bucket(200, 2000)
    reads: Bucket = Bucket(100, 1000)
    counted_at: datetime | None = None
    blocked_until: datetime | None = None
    blocked_why: str = ""
    inactive: bool = False
    version: int = 0

    def at(self, now: datetime) -> "Budget":
        """The budget as it stands at `now`: windows that have ended are empty again."""
        if self.counted_at is None or self.counted_at > now:
            return replace(self, counted_at=now)
        overall, reads = self.overall, self.reads
        if quarter(now) != quarter(self.counted_at):
            overall, reads = replace(overall, quarter_used=0), replace(reads, quarter_used=0)
        if now.astimezone(UTC).date() != self.counted_at.astimezone(UTC).date():
            overall, reads = replace(overall, day_used=0), replace(reads, day_used=0)
        return replace(self, overall=overall, reads=reads, counted_at=now)

    def spent(self, now: datetime, *, read: bool) -> "Budget":
        """After sending one call."""
        budget = self.at(now)
        return replace(budget, overall=budget.overall.used(), reads=budget.reads.used() if read else budget.reads)

    def wait_until(self, now: datetime, *, read: bool) -> datetime | None:
        """None when one more call may go out, else when the exhausted window ends."""
        budget = self.at(now)
        buckets = (budget.overall, budget.reads) if read else (budget.overall,)
        if all(bucket.left(STOP_AT) > 0 for bucket in buckets):
            return None
        day_gone = any(int(b.day_limit * STOP_AT) - b.day_used <= 0 for b in buckets)
        return next_day(now) if day_gone else next_quarter(now)

    def after_429(self, now: datetime) -> datetime:
        """When to come back after a refusal: the next quarter hour, or midnight UTC when the day is used up."""
        budget = self.at(now)
        day_gone = any(b.day_used >= b.day_limit for b in (budget.overall, budget.reads))
        return next_day(now) if day_gone else next_quarter(now)

    def backfill_calls_left(self, now: datetime) -> tuple[int, int]:
        """(uploads, reads) that a backfill may use now, the reserve for new runs left alone."""
        budget = self.at(now)
        overall = budget.overall.left(BACKFILL_AT)
        return overall, min(overall, budget.reads.left(BACKFILL_AT))

    def is_blocked(self, now: datetime) -> bool:
        return self.blocked_until is not None and now < self.blocked_until


def quarter(at: datetime) -> datetime:
    """The beginning of the natural quarter hour."""
    at = at.astimezone(UTC)
    return at.replace(minute=at.minute - at.minute % 15, second=0, microsecond=0)


def next_quarter(now: datetime) -> datetime:
    return quarter(now) + QUARTER + timedelta(seconds=5)


def next_day(now: datetime) -> datetime:
    return now.astimezone(UTC).replace(hour=0, minute=0, second=5, microsecond=0) + timedelta(days=1)


def parse_pair(header: str | None) -> tuple[int, int] | None:
    """`"100,1000"` -> (100, 1000); None for nothing, nonsense, or the lone comma that uploads bring."""
    first, _, second = (header or "").partition(",")
    try:
        return int(first), int(second)
    except ValueError:
        return None
