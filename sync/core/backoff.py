"""When to try again: the backoff of a failing row, and how long a service that refuses us is left alone.

A machine sleeps and a clock jumps, so no run is given up by the clock alone: what counts is the time in which ticks ran
(`User.uptime`), and how often something was really tried. docs/architecture.md has the table.
"""

import hashlib
from datetime import datetime, timedelta

FIRST, LONGEST, GIVE_UP = timedelta(minutes=1), timedelta(hours=6), timedelta(hours=72)
LEAST_TRIES = 15
"""A row is given up after so many tries at least, over `GIVE_UP` of time in which ticks ran."""
UPTIME_GAP = timedelta(hours=1)
"""The most that the time between two ticks counts: a longer gap is sleep, or a clock that was set."""
DOUBTFUL = timedelta(minutes=10)
"""The longest wait of a row while no other row was served since it fails: it may be the service, not the row."""
BUG_TRIES = 3
COOLING, COOLING_LOGIN = timedelta(minutes=15), timedelta(hours=2)
"""How long a source is left alone when it blocks us without saying for how long: its API, its login hosts."""
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
"""How long to leave an upload to the target before its result is asked for, by how often it was asked already."""

ANNOTATE_ONLY_LOOKS = (
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(minutes=60),
    timedelta(hours=6),
    timedelta(hours=24),
)
"""When, after it was discovered, a run is looked for on the target in annotate-only mode."""

SECOND_LOOKS = (timedelta(minutes=2), timedelta(minutes=10), timedelta(minutes=60), timedelta(hours=24))
"""How long after one look the next is taken before "it is not there" is believed: one odd answer is no verdict."""

PROCESSING_LIMIT, PROCESSING_LOOKS = timedelta(hours=24), 12
"""After this long, and so many looks, an upload that still processes counts as unclear: list, adopt or send the same
bytes again."""

PROBES = tuple(timedelta(minutes=minutes) for minutes in (1, 1, 2, 2))
PROBE, PROBE_SLOWLY, PROBES_OFTEN = timedelta(minutes=3), timedelta(minutes=6), 60
EARLY = timedelta(seconds=10)  # a tick comes a little sooner than a minute after the one before, or a little later


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


def uptime_after(uptime: timedelta, gap: timedelta, *, unnoted: timedelta) -> timedelta:
    """How long ticks have run, `gap` after the last tick that was written down. `unnoted`: for how long ticks that
    learn nothing may come between without being written down."""
    return uptime + max(timedelta(0), min(gap, UPTIME_GAP + unnoted))


def failing_longer(failing_for: timedelta, last_failure: timedelta | None, uptime: timedelta) -> timedelta:
    """How long a row has been failing at its next failure. A gap in which it was not tried, because the service was
    blocked or waited for a login, counts no longer than a backoff."""
    if last_failure is None:
        return failing_for
    return failing_for + max(timedelta(0), min(uptime - last_failure, LONGEST))


def gives_up(failing_for: timedelta, tries: int) -> bool:
    return failing_for >= GIVE_UP and tries >= LEAST_TRIES


def probe_wait(tries: int) -> timedelta:
    """How long the rows leave a service alone that has answered nothing for `tries` probes in a row. One row probes for
    all: at most 20 calls an hour, after some hours 10."""
    if tries <= len(PROBES):
        return PROBES[max(tries, 1) - 1] - EARLY
    return (PROBE if tries <= PROBES_OFTEN else PROBE_SLOWLY) - EARLY


def annotate_only_wait(looks: int) -> timedelta:
    """How long after one look the next is taken: from look to look, so that sleep leaves none out."""
    return ANNOTATE_ONLY_LOOKS[looks] - ANNOTATE_ONLY_LOOKS[looks - 1]


def result_wait(looks: int) -> timedelta:
    return RESULT_WAITS[min(looks, len(RESULT_WAITS) - 1)]


def doubled(until: datetime, now: datetime, hits: int) -> datetime:
    """A wait that grows with every refusal in a row, at most a day."""
    return capped(now + (until - now) * 2 ** min(hits, 8), now)


def capped(until: datetime, now: datetime) -> datetime:
    """A Retry-After is believed up to a day."""
    return min(until, now + DAY)
