"""A random history as a list of events, drawn from a seed: what happens does not depend on what the product does.

So any part of a story can be told again without the rest, which is how a failing one is made short.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sync.sim.http import FAULTS
from tests.support.engine.acts import EDITS
from tests.support.engine.music_history import WORDS

KINDS = ("plain", "unchecked", "music", "dynamo", "dynamo unchecked", "dynamo music")
SHARES = {3: "music", 8: "dynamo", 13: "dynamo unchecked"}
"""Of each twenty stories these are told in such a world, the others in a plain one, with Strava's check on and off."""
MINUTES = {"music": 300, "dynamo": 150, "dynamo unchecked": 150, "dynamo music": 100}
USUAL_MINUTES = 560
"""The minutes of one story, about: moto takes five times as long over one, and plays take their time."""
LOST = tuple(name for name, fault in FAULTS.items() if fault.effect)  # it was carried out, and nobody is told
LIDS = (1800, 3 * 3600, 9 * 3600, 26 * 3600, 75 * 3600)  # seconds that a laptop sleeps
PROCESSING = (0.0, 2.0, 45.0, 400.0, 400.0, 7200.0)  # while it is slow, its list does not show what it has


@dataclass(frozen=True)
class Event:
    """One act, by its name in `telling.Teller`, and what it is told."""

    act: str
    told: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.act}({', '.join(f'{name}={value!r}' for name, value in self.told.items())})"


def kind_of(number: int) -> str:
    """In which kind of world the story of this number is told."""
    return SHARES.get(number % 20, KINDS[number % 2])


def story(seed: str, kind: str) -> list[Event]:
    """The same seed, the same story."""
    return list(_drawn(random.Random(seed), MINUTES.get(kind, USUAL_MINUTES), "music" in kind))


def minutes_of(events: list[Event]) -> int:
    """How many minutes are ticked in it, the few that its end needs not counted."""
    return sum(event.told.get("count", 0) + event.told.get("ticks", 0) for event in events)


def _drawn(rng: random.Random, most: int, music: bool) -> Iterator[Event]:
    acts = PLAIN | MUSIC if music else PLAIN
    yield Event("begin", {"processing": rng.choice(PROCESSING), "words": rng.randrange(3)})
    minutes = 0
    while minutes < most:
        name = rng.choices(list(acts), [often for often, _ in acts.values()])[0]
        event = Event(name, acts[name][1](rng))
        count = 1 + min(120, int(rng.expovariate(1 / 20)))
        minutes += count + event.told.get("ticks", 0)
        yield event
        yield Event("tick_each_minute", {"count": count})


def _at(rng: random.Random, most: int = 130) -> dict[str, Any]:
    return {"at": rng.randint(1, most), "after_a_run": rng.random() < 0.6}


def _fault(rng: random.Random) -> dict[str, Any]:
    times = rng.choice((1, 1, 1, 2, 5))
    return {"endpoint": rng.randrange(1000), "pick": rng.randrange(1000), "times": times, "ticks": rng.randint(1, 3)}


def _lost(rng: random.Random) -> dict[str, Any]:
    return {"fault": rng.choice(LOST), "ticks": rng.randint(2, 6)}


def _outage(rng: random.Random) -> dict[str, Any]:
    """Ten minutes to ten hours; a service, both, or the whole network."""
    return {
        "which": rng.choice(("garmin", "strava", "both", "network", "network")),
        "how": rng.choice(("refused", "name", "reset", "hang")),
        "minutes": int(10 * 60 ** rng.random()),
    }


Told = Callable[[random.Random], dict[str, Any]]
PLAIN: dict[str, tuple[int, Told]] = {
    "go_for_a_run": (6, lambda rng: {"ticks": rng.randint(0, 4)}),
    "sync_an_old_run_late": (2, lambda rng: {"wait": rng.choice((0, 180, 1900, 6 * 3600, 20 * 3600))}),
    "edit": (5, lambda rng: {"kind": rng.choice(sorted(EDITS)), "pick": rng.randrange(31)}),
    "fail": (14, _fault),
    "lose_an_upload": (4, _lost),
    "crash": (6, _at),
    "crash_while_sending": (3, lambda rng: {"points": rng.randint(1, 4)}),
    "tick_twice_at_once": (4, _at),
    "refuse_to_store": (3, _at),
    "stop_for_a_while": (3, lambda rng: {**_at(rng), "seconds": rng.choice((40, 90, *LIDS))}),
    "sleep": (3, lambda rng: {"seconds": rng.choice(LIDS)}),
    "go_out": (4, _outage),
    "delete_before_we_ask": (2, lambda rng: {}),
    "expire_logins": (3, lambda rng: {"service": rng.choice(("garmin", "strava"))}),
    "log_out_or_in": (2, lambda rng: {"service": rng.choice(("garmin", "strava", "", "", ""))}),
}
MUSIC: dict[str, tuple[int, Told]] = {
    "write_into_a_description": (
        4,
        lambda rng: {"pick": rng.randrange(31), "new": rng.choice(WORDS), "behind": rng.random() < 0.5},
    ),
    "lose_a_text": (6, _lost),
    "take_over_a_block": (3, lambda rng: {"pick": rng.randrange(31), "out": rng.random() < 0.5}),
    "log_in_to_the_music_again": (3, lambda rng: {"wait": rng.choice((0, 60, 1900))}),
}
"""Each act: how often, and what it is told."""
