"""A random history as a list of events, drawn from a seed: what happens does not depend on what the product does.

So any part of a story can be told again without the rest, which is how a failing one is made short.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sync.sim.http import FAULTS
from tests.support.adapters.broken_disk import CALLS, ERRORS
from tests.support.engine.acts import EDITS
from tests.support.engine.music_history import WORDS

KINDS = (
    *("plain", "unchecked", "music", "folder", "folder unchecked", "leaving", "keeping", "songs"),
    *("dynamo", "dynamo unchecked", "dynamo music", "dynamo leaving"),
)
SHARES = {
    1: "folder unchecked",
    3: "music",
    6: "leaving",
    8: "dynamo",
    11: "keeping",
    13: "dynamo unchecked",
    16: "folder",
    18: "songs",
}
"""Of each twenty stories these are told in such a world, the others in a plain one, with Strava's check on and off."""
RARE = {31: "dynamo leaving"}
"""Of each forty: none of the twenty that are told with each commit."""
MINUTES = {"music": 300, "dynamo": 150, "dynamo unchecked": 150, "dynamo music": 100, "dynamo leaving": 100}
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
    return RARE.get(number % 40) or SHARES.get(number % 20, KINDS[number % 2])


def story(seed: str, kind: str) -> list[Event]:
    """The same seed, the same story."""
    more = (acts for name, acts in BESIDES.items() if name in kind)
    acts = PLAIN | {name: act for acts in more for name, act in acts.items()}
    return list(_drawn(random.Random(seed), MINUTES.get(kind, USUAL_MINUTES), acts))


def minutes_of(events: list[Event]) -> int:
    """How many minutes are ticked in it, the few that its end needs not counted."""
    return sum(event.told.get("count", 0) + event.told.get("ticks", 0) for event in events)


def _drawn(rng: random.Random, most: int, acts: "dict[str, tuple[int, Told]]") -> Iterator[Event]:
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
    "sync_an_old_run_that_is_there": (2, lambda rng: {"wait": rng.choice((0, 180, 1900, 6 * 3600))}),
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
FOLDER: dict[str, tuple[int, Told]] = {
    "drop_half": (4, lambda rng: {"share": rng.choice((0.0, 0.1, 0.5, 0.97)), "ticks": rng.randint(0, 4)}),
    "write_anew": (3, lambda rng: {"pick": rng.randrange(99), "share": rng.random(), "ticks": rng.randint(0, 4)}),
    "move_file": (4, lambda rng: {"pick": rng.randrange(99), "to": rng.choice(("x{}.fit", "2026/y{}.fit"))}),
    "copy_file": (4, lambda rng: {"pick": rng.randrange(99), "packed": rng.random() < 0.5}),
    "record_in_the_folder_too": (5, lambda rng: {"pick": rng.randrange(99)}),
    "remove_for_a_while": (
        3,
        lambda rng: {"pick": rng.randrange(99), "hours": rng.choice((0, 1, 40, 40)), "on_its_way": rng.random() < 0.5},
    ),
    "unmount": (3, lambda rng: {"hours": rng.choice((0, 1, 12, 100)), "left": rng.choice(("", "empty", "emptied"))}),
    "touch": (2, lambda rng: {"pick": rng.randrange(99), "at": rng.choice((0, 1_800_000_000, 2**32))}),
    "break_disk": (
        4,
        lambda rng: {"call": rng.choice(CALLS), "error": rng.choice(ERRORS), "ticks": rng.randint(1, 5)},
    ),
    "set_clock": (2, lambda rng: {"seconds": rng.choice((600, 3600, 86400)), "ticks": rng.randint(1, 4)}),
}
LEAVING: dict[str, tuple[int, Told]] = {
    "anna_runs": (12, lambda rng: {"ticks": rng.randint(0, 4)}),
    "begin_to_delete": (
        14,
        lambda rng: {
            "at": rng.randint(1, 50),
            "how": rng.choice(("", "killed", "killed", "refused")),
            "fault": rng.choice(("", "", *FAULTS)),
            "ticks": rng.randint(0, 4),
        },
    ),
    "begin_to_delete_while_she_is_ticked": (10, lambda rng: {"at": rng.randint(1, 90), "ticks": rng.randint(0, 4)}),
    "end_the_deletion": (16, lambda rng: {"at": rng.randint(1, 50), "how": rng.choice(("", "killed", "refused"))}),
}
KEEPING: dict[str, tuple[int, Told]] = {
    "keep_only": (20, lambda rng: {"on": rng.random() < 0.6, "ticks": rng.randint(0, 4)}),
    "ask_for_what_was_kept": (5, lambda rng: {"ticks": rng.randint(0, 4)}),
}
SONGS: dict[str, tuple[int, Told]] = {
    "a_song_comes": (12, lambda rng: {"ticks": rng.randint(0, 4)}),
    "a_song_is_played": (12, lambda rng: {"pick": rng.randrange(99), "ticks": rng.randint(0, 20)}),
    "another_recording_is_played": (8, lambda rng: {"pick": rng.randrange(99), "ticks": rng.randint(0, 20)}),
    "lose_a_message": (4, _lost),
}
BESIDES = {"music": MUSIC, "folder": FOLDER, "leaving": LEAVING, "keeping": KEEPING, "songs": SONGS}
"""Each act: how often, and what it is told."""
