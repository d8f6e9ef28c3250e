"""Which files of a folder wait, since when, and when they may be read: this process's memory of its looks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sync.core.folder import Fate, SeenFile

STILL, HOPE = timedelta(seconds=10), timedelta(minutes=30)
"""How far apart the two looks are at least between which a file stood still, and how long what goes on without one that
does not is held up for it."""


@dataclass(frozen=True, slots=True)
class _Met:
    """A file that waits: its size and time, since when they are these, and since when it waits at all."""

    like: tuple[int, int]
    at: datetime
    since: datetime


class Waiting:
    """See the module."""

    def __init__(self) -> None:
        self._met: dict[str, _Met] = {}

    def note(self, files: Iterable[SeenFile], now: datetime) -> None:
        """What a look at `now` came to."""
        noted = {}
        for one in files:
            if one.fate is Fate.WAITS:
                met, like = self._met.get(one.name), (one.size, one.changed)
                if met is None or met.like != like:
                    met = _Met(like, now, now if met is None else met.since)
                noted[one.name] = met
        self._met = noted

    def may_be_read(self, known: SeenFile, now: datetime) -> bool:
        """Whether a file that is as it was stands still, or may be read by now. The look that met it so must not be
        this very one's neighbour; that of an earlier process was not, and with a clock that was set back two looks are
        two looks."""
        if known.fate is not Fate.WAITS:
            return known.is_refused or known.is_ahead
        met = self._met.get(known.name)
        return met is None or not timedelta(0) <= now - met.at < STILL

    def holds_up(self, one: SeenFile, now: datetime) -> bool:
        """Whether it may soon be a run that is not known yet. One that never stands still is not waited for."""
        return one.fate is Fate.WAITS and not one.recordings and now - self._met[one.name].since < HOPE
