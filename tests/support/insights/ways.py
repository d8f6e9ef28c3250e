"""The runs of a simulated life with a way each, as the engine keeps them once their routes were read."""

from math import cos, pi, sin

import numpy as np

from sync.core.activity import Activity, Key, State
from sync.core.digest import Digest
from sync.core.recipes import DIGEST
from sync.core.song_figures import SongFigures
from sync.ports import Store
from sync.wiring import ME

PLACES = 64


def give_ways(store: Store) -> None:
    """Each run of which songs are kept: a lap, an out and back, or something between, somewhere at sea."""
    for number, kept in enumerate(sorted(store.all(SongFigures, ME), key=lambda one: one.began)):
        metres = max((one.figures.distance or 0) + (one.figures.metres or 0) for one in kept.songs)
        seconds = max((one.end - kept.began).total_seconds() for one in kept.songs) + 60
        key = Key(ME, kept.source, kept.id, kept.leg)
        row = Activity(key, State.UPLOADED, "Run", "running", kept.began, 0, seconds, metres, None)
        store.add([row])
        line = _way(number)
        store.put(
            Digest(ME, kept.source, kept.id, kept.leg, DIGEST, seconds, metres, 80.0, None, None, None, line=line)
        )


def _way(number: int) -> tuple[tuple[float, float], ...]:
    rng = np.random.default_rng((23, number))
    waves = [(rng.normal(0, 0.5 / each), rng.uniform(0, 2 * pi), each) for each in range(2, 6)]
    flat, turned, open_ = rng.uniform(0.25, 1.0), rng.uniform(0, pi), rng.uniform(0.5, 1.0)
    found = []
    for place in range(PLACES):
        angle = 2 * pi * open_ * place / (PLACES - 1)
        far = 1 + sum(high * sin(each * angle + shift) for high, shift, each in waves)
        x, y = far * cos(angle), far * sin(angle) * flat
        across, up = x * cos(turned) - y * sin(turned), x * sin(turned) + y * cos(turned)
        found.append((round(10 + up / 60, 5), round(-30 + across / 60, 5)))
    return tuple(found)
