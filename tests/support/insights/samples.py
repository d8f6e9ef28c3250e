"""Samples, as the engine makes them, of simulated lives."""

from math import isfinite

import numpy as np

from sync.core.insights.sample import Part, Sample
from sync.core.insights.stretch import Stretch
from sync.sim.songbook import SONGS
from tests.support.insights.worlds import Lived


def of_life(life: Lived, songs: int, *, seed: int = 1) -> Sample:
    """With steps that go as they like."""
    rows, rng = life.rows, np.random.default_rng((5, seed))
    own = 168 + rng.normal(0, 4, int(rows.run.max()) + 1)

    def known(value: float) -> float | None:
        return float(value) if isfinite(value) else None

    parts = []
    for row in range(len(rows)):
        cadence = own[rows.run[row]] + rng.normal(0, 2)
        seconds_at = tuple((float(round(cadence) + step), 40.0) for step in range(-2, 3))
        stretch = Stretch(
            200.0,
            float(rows.minute[row]),
            float(rows.left[row]),
            float(rows.pace[row]),
            float(rows.climb[row]),
            float(rows.descent[row]),
            None,
            known(rows.heart_rate[row]),
            float(cadence),
            seconds_at,
            {"400 m": round(0.4 * float(rows.pace[row]) - 4, 1), "1 km": round(float(rows.pace[row]), 1)},
        )
        tempo, energy = known(rows.tempo[row]), known(rows.energy[row])
        after = known(rows.next_tempo[row]), known(rows.next_energy[row])
        parts.append(Part(int(rows.run[row]), int(rows.song[row]), stretch, tempo, energy, *after, True))
    return Sample(tuple(parts), tuple((one.artist, one.title) for one in SONGS[:songs]))
