"""A tolerant look into a FIT file: what is needed to list it, and nothing else.

It checks no checksum and keeps what it has seen when the bytes break off.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sync.sim.fit_bytes import TIMESTAMP, readable
from sync.sim.fit_encoding import EPOCH

_OLDEST = 100_000_000  # FIT seconds: smaller values count from when a watch was switched on


@dataclass(frozen=True)
class Skim:
    """What a FIT file says of its activity; None where it is silent. Seconds, metres, FIT sport numbers."""

    start: datetime | None = None
    sport: int | None = None
    sub_sport: int | None = None
    elapsed: float | None = None
    timer: float | None = None
    distance: float | None = None
    offset: int | None = None  # seconds, local time minus UTC
    sessions: int = 0


def skim(data: bytes) -> Skim:
    """What could be read. Never raises: bytes that are no FIT give an empty `Skim`."""
    seen = readable(data)
    session = seen.sessions[0] if seen.sessions else {}
    times = [t for t in (record.get(TIMESTAMP) for record in seen.records) if t is not None and t > _OLDEST]
    begin = session.get(2) or (times[0] if times else None)
    if begin is None or begin < _OLDEST:
        return Skim(sport=session.get(5), sub_sport=session.get(6), sessions=len(seen.sessions))
    elapsed = session[7] / 1000 if 7 in session else float(times[-1] - begin) if times else None
    ways = [record[5] for record in seen.records if 5 in record]
    local = [end[5] - end[TIMESTAMP] for end in seen.activities if 5 in end and TIMESTAMP in end]
    return Skim(
        start=EPOCH + timedelta(seconds=begin),
        sport=session.get(5),
        sub_sport=session.get(6),
        elapsed=elapsed,
        timer=session[8] / 1000 if 8 in session else elapsed,
        distance=session[9] / 100 if 9 in session else ways[-1] / 100 if ways else None,
        offset=local[0] if local and abs(local[0]) <= 15 * 3600 else None,
        sessions=len(seen.sessions),
    )
