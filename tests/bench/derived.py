"""What is derived of 1,000 runs: their digests and the figures of their songs, from kept routes and plays."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sync.adapters.fit_columns import read_columns
from sync.core.digest import digest
from sync.core.key import Key
from sync.core.music import Play, Song
from sync.core.route import CHANNELS, Route
from sync.core.route_packing import packed, unpacked
from sync.core.song_figures import song_figures
from sync.core.soundtrack import Part, soundtrack
from sync.engine.soundtrack import NEIGHBOURS
from sync.sim.fit_writer import Recording, write_fit
from sync.sim.songbook import SONGS
from sync.stores.codec import encode
from sync.stores.sqlite import SqliteStore
from tests.bench.figures import Figure

PART = "derived"
START = datetime(2026, 3, 14, 8, 0, tzinfo=UTC)
HOUR = 3600.0
KEY, LAST = Key("me", "garmin", "1"), "the figures of its songs"


def measure(folder: Path, *, quick: bool) -> list[Figure]:
    """CPU of a run of an hour with its songs from two sources, in the mean; what each piece of it takes; and how much
    less a look takes that finds everything as it was."""
    runs = 10 if quick else 1000
    kept = packed(read_columns(write_fit(Recording(START, elapsed=HOUR, distance=10_500.0))))
    route, store = unpacked(kept), SqliteStore(folder / "derived.sqlite", sleep=lambda _: None)
    store.add_plays(_plays())

    def laid() -> tuple[Part, ...]:
        return soundtrack(START, HOUR, store.plays("me", START - NEIGHBOURS, START + NEIGHBOURS))

    parts = laid()
    made = song_figures(KEY, START, parts, route)
    took = {
        "its songs laid onto it": _each(laid, runs),
        "its route unpacked and digested": _each(lambda: digest(KEY, unpacked(kept)), runs),
        LAST: _each(lambda: song_figures(KEY, START, parts, route), runs),
    }
    looked_at = _each(lambda: made.is_of(laid()), runs)
    store.close()
    whole, about = sum(took.values()), f"each of an hour with {len(parts)} songs of two sources, from what is kept"
    return [
        Figure(PART, "digests and songs of 1,000 runs", whole, "s CPU", samples=runs, about=about),
        *(Figure(PART, f"of a run: {name}", ms, "ms CPU", samples=runs) for name, ms in took.items()),
        Figure(PART, "made anew, against found as they were", whole / looked_at, "times", samples=runs),
        Figure(PART, "the songs of a run as kept", len(encode(made).encode()) / 1000, "KB", limit=16.0),
        Figure(PART, "24 h with 480 songs, against an hour with its own", _of_a_day() / took[LAST], "times"),
    ]


def _plays() -> list[Play]:
    """Three days of music, some five hours a day, told by two services."""
    found = []
    for day in (-1, 0, 1):
        at = START + timedelta(days=day, minutes=-5)
        for number in range(80):
            made = SONGS[(7 * number + day) % len(SONGS)]
            song, end = Song(made.title, made.artist, made.seconds), at + timedelta(seconds=made.seconds)
            found += [Play("me", "spotify", end, song), Play("me", "lastfm", at, song)]
            at = end
    return found


def _of_a_day() -> float:
    """ms CPU of the figures of the most songs that a run has, a point each second."""
    seconds = 24 * 3600
    begin = round(START.timestamp() * 1000)
    columns = {"distance": [2.5 * at for at in range(seconds)], "heart_rate": [150.0] * seconds}
    nothing = (None,) * seconds
    route = Route(
        tuple(begin + 1000 * at for at in range(seconds)),
        *(tuple(columns[name]) if name in columns else nothing for name in CHANNELS),
    )
    song, length = Song("A Song", "Somebody", 180.0), timedelta(seconds=180)
    starts = [START + number * length for number in range(480)]
    parts = [Part(song, at, at + length, 180.0, ("spotify",), at) for at in starts]
    return _each(lambda: song_figures(KEY, START, parts, route), 3)


def _each(work: Callable[[], object], times: int) -> float:
    """ms of CPU of one, in the mean."""
    before = time.process_time()
    for _ in range(times):
        work()
    return (time.process_time() - before) * 1000 / times
