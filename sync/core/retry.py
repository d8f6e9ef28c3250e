"""When to try again: the backoff of a failing row, and how long a service that refuses us is left alone."""

import hashlib
from datetime import datetime, timedelta

FIRST, LONGEST, GIVE_UP = timedelta(minutes=1), timedelta(hours=6), timedelta(hours=72)
BUG_TRIES = 3
COOLING, COOLING_LOGIN = timedelta(minutes=15), timedelta(hours=2)
"""How long Garmin is left alone when it blocks us without saying for how long: its API, its login hosts."""
DAY = timedelta(days=1)

RESULT_WAITS = (
    timedelta(seconds=2),
    timedelta(minutes=1),
    timedelta(minutes=2),
    timedelta(minutes=5),
    timedelta(minutes=10),
    timedelta(minutes=30),
    timedelta(hours=1),
)
"""How long to leave an upload to Strava before its result is asked for, by how often it was asked already."""

ANNOTATE_ONLY_LOOKS = (
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(minutes=60),
    timedelta(hours=6),
    timedelta(hours=24),
)
"""When, after it was discovered, a run is looked for on Strava in annotate-only mode (DESIGN section 1)."""

PROCESSING_LIMIT = timedelta(hours=24)
"""After this long an upload that still processes counts as unclear: list, adopt or send the same bytes again."""


def backoff(seed: str, tries: int) -> timedelta:
    """Full-jitter exponential backoff from `FIRST` to `LONGEST`. The jitter comes from `seed` and `tries`, so that
    a decision can be repeated and still a thousand rows do not come back in the same minute."""
    ceiling = min(FIRST * 2 ** min(tries, 12), LONGEST)
    wait: timedelta = FIRST + (ceiling - FIRST) * _spread(f"{seed}/{tries}")
    return wait


def jittered(every: timedelta, seed: str) -> timedelta:
    """A period less up to a tenth of it, so that a thousand users do not ask in the same second."""
    return every - every * _spread(seed) / 10


def _spread(seed: str) -> float:
    """From 0 to 1, always the same for the same seed."""
    return int.from_bytes(hashlib.sha256(seed.encode()).digest()[:4], "big") / 2**32


def gives_up(failing_since: datetime | None, now: datetime) -> bool:
    return failing_since is not None and now - failing_since >= GIVE_UP


def result_wait(looks: int) -> timedelta:
    return RESULT_WAITS[min(looks, len(RESULT_WAITS) - 1)]


def doubled(until: datetime, now: datetime, hits: int) -> datetime:
    """A wait that grows with every refusal in a row, at most a day."""
    return capped(now + (until - now) * 2 ** min(hits, 8), now)


def capped(until: datetime, now: datetime) -> datetime:
    """A Retry-After is believed up to a day."""
    return min(until, now + DAY)
