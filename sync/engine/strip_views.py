"""When the songs of several runs began and ended: the strips of a list."""

from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sync.app import App
from sync.core.run_list import Summary, Wanted
from sync.core.song_figures import SongFigures
from sync.engine.listed import listed

MOST = 200
"""Runs whose strips are told at once."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """What a strip has of a song (`SongFigure`): aware UTC, both may lie outside the run."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Stretches:
    """What a strip has of a run's songs (`SongFigures`)."""

    songs: tuple[Stretch, ...] = ()


@dataclass(frozen=True, slots=True)
class StripView:
    """A run, and its songs in seconds since its start."""

    run: Summary
    songs: tuple[tuple[float, float], ...]


def strips(app: App, user: str, since: datetime, until: datetime) -> list[StripView]:
    """Of the runs with songs that began from `since` on and before `until`, newest first, `MOST` at most. A run whose
    songs were not laid onto it yet is not among them."""
    with_songs = Wanted(since=since, until=until, with_music=True)
    runs = list(islice(listed(app.store, user, with_songs, at_once=MOST), MOST))
    keys = [(run.key.user, run.key.source, run.key.id, str(run.key.leg)) for run in runs]
    kept = app.store.load_each(SongFigures, keys, Stretches)
    return [StripView(run, _since_start(run, each)) for run, each in zip(runs, kept, strict=True) if each is not None]


def _since_start(run: Summary, kept: Stretches) -> tuple[tuple[float, float], ...]:
    spans = (((each.start - run.start).total_seconds(), (each.end - run.start).total_seconds()) for each in kept.songs)
    return tuple((round(begins, 1), round(ends, 1)) for begins, ends in spans)
