"""Which run is shown where several tell of one: a watch and a phone, or two phones."""

from collections.abc import Iterable
from datetime import datetime

from sync.core.live.run import LiveRun

WATCHES = ("livetrack",)
"""The sources that tell a heart rate as well: shown rather than a phone's, while they say where the runner is."""


def shown(runs: Iterable[LiveRun], now: datetime) -> LiveRun | None:
    """The run that goes on, one that is not stale first; else the one that ended last and is kept still. A choice that
    does not change with each point: the watch's first, then the one that began first."""
    known = list(runs)
    going = [one for one in known if not one.is_over(now)]
    if going:
        return min(going, key=lambda one: (one.is_stale(now), one.source not in WATCHES, one.begun, one.source, one.id))
    return max(known, key=lambda one: (one.last, one.source, one.id), default=None)
