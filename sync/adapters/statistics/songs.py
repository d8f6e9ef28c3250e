"""Which songs one runs faster to: each song's own effect, drawn towards none by how little is known of it."""

from collections.abc import Sequence
from math import inf, sqrt

import numpy as np

from sync.adapters.statistics.columns import Columns
from sync.adapters.statistics.effects import compared, counts, fitted
from sync.core.insights.findings import Lack, Missing, SongDifference, Songs
from sync.core.insights.least import LEAST, Least

_BAND = 1.96
"""A band of 95 % as computed; `SongDifference` says what it is called."""


def differences(rows: Columns, names: Sequence[str], least: Least = LEAST) -> Songs:
    """`names`: of the songs, by their number in `rows`. A song's tempo is a part of what it is, and needs not be
    known."""
    there = compared(rows, np.isfinite(rows.pace))
    runs, parts, songs = counts(rows, there)
    asked = ((Lack.RUNS, runs, least.runs), (Lack.PARTS, parts, least.parts), (Lack.SONGS, songs, least.songs))
    missing = tuple(Missing(lack, have, need) for lack, have, need in asked if have < need)
    model = None if missing else fitted(rows, there, rows.pace, [])
    if model is None:
        return Songs((), 0.0, missing or (Missing(Lack.PARTS, 0, least.parts),))
    found, kept = model
    if found.ratio == inf:
        return Songs((), 0.0, (Missing(Lack.EQUAL_SONGS, 0, 0),))
    numbers = np.unique(rows.song[kept])
    plays = np.bincount(rows.song[kept])[numbers]
    ranked = []
    for song, played, effect, variance in zip(numbers, plays, found.songs, found.song_variance, strict=True):
        if played >= least.plays_of_a_song:
            band = _BAND * sqrt(max(float(variance), 0.0))
            middle = float(effect)
            ranked.append(SongDifference(names[int(song)], int(played), middle, middle - band, middle + band))
    ranked.sort(key=lambda one: (one.estimate, one.song))
    return Songs(tuple(ranked), sqrt(found.tau2))
