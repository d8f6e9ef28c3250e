"""A listener's player as it is second by second, for the services that tell what plays now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sync.sim.songbook import Heard


@dataclass(frozen=True, slots=True)
class OnAir:
    """What is on: `position` in seconds; `playing`: not paused."""

    heard: Heard
    position: float
    playing: bool


class Player:
    """Plays what it is given, each at its time; a pause is in the middle of its song."""

    def __init__(self) -> None:
        self._heard = list[Heard]()

    def plays(self, heard: Iterable[Heard]) -> None:
        self._heard += heard

    def at(self, now: datetime, *, lingers: float = 0.0) -> OnAir | None:
        """The last that has begun, while it is on or has been a few seconds ago."""
        begun = [one for one in self._heard if one.start <= now]
        last = max(begun, key=lambda one: one.start, default=None)
        if last is None:
            return None
        since = (now - last.start).total_seconds()
        if since >= last.seconds + last.paused + lingers:
            return None
        half = last.seconds / 2
        if since < half or not last.paused:
            return OnAir(last, min(since, last.seconds), since < last.seconds)
        position = max(half, since - last.paused)
        return OnAir(last, min(position, last.seconds), half < position < last.seconds)
