"""Makes a failing story short: leaves out events, and ticks, for as long as it still fails in the same way."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from tests.histories.story import Event

SECONDS = 60.0


def shortest(
    events: Sequence[Event], fails: Callable[[Sequence[Event]], bool], seconds: float = SECONDS
) -> list[Event]:
    """The shortest story found in `seconds` for which `fails` is true, as it is for `events`."""
    end, best = time.monotonic() + seconds, list(events)
    while time.monotonic() < end:
        for shorter in _shorter(best):
            if time.monotonic() > end:
                return best
            if fails(shorter):
                best = shorter
                break
        else:
            return best
    return best


def _shorter(events: list[Event]) -> Iterator[list[Event]]:
    """Stories with less in them, those that leave out most first. The beginning stays."""
    size = len(events) // 2
    while size:
        for start in range(len(events) - size, 0, -size):
            yield events[:start] + events[start + size :]
        size //= 2
    for place, event in enumerate(events):
        for name in ("count", "ticks", "times", "minutes", "seconds"):
            if (much := event.told.get(name, 0)) > 1:
                less = replace(event, told=event.told | {name: much // 2})
                yield [*events[:place], less, *events[place + 1 :]]
