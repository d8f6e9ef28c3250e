"""Runs to the lists of a shuffle experiment, as the engine keeps them, by a runner whose truth is known."""

from datetime import timedelta

import numpy as np

from sync.core.insights.experiment import Experiment
from sync.core.insights.stretch import Stretch
from sync.core.recipes import SONG_FIGURES
from sync.core.song_figures import SongFigure, SongFigures
from sync.ports import Store

PART = 210.0
"""Seconds of each song."""


def follow(store: Store, experiment: Experiment, runs: int, *, effect: float, seed: int = 1) -> None:
    """A run a day to ten songs of each list, `effect` s/km per 10 beats/min; the songs' facts are kept already."""
    rng = np.random.default_rng((11, seed))
    for number in range(1, runs + 1):
        began, level = experiment.began + timedelta(days=number), 330 + rng.normal(0, 15)
        songs = []
        for place, one in enumerate(experiment.order(number)[:10]):
            start = began + timedelta(seconds=PART * place)
            minute = PART * (place + 0.5) / 60
            pace = level + effect * (one.tempo - 140) / 10 + rng.normal(0, 4)
            ran = Stretch(PART, round(minute, 2), round(PART * 10 / 60 - minute, 2), round(float(pace), 1), 0.0, 0.0)
            end, name = start + timedelta(seconds=PART), f"uri:{one.title}"
            songs.append(SongFigure(name, one.artist, one.title, start, end, PART, ("lastfm",), stretch=ran))
        made = SongFigures(experiment.user, "garmin", f"9{number:03}", 0, SONG_FIGURES, "", began, tuple(songs))
        store.put(made)
