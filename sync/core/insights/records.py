"""Records within songs: the best time over a distance while a song played, with date and plays."""

from collections.abc import Iterable

from sync.core.insights.kept import Record
from sync.core.insights.sample import song_name, taken
from sync.core.song_figures import SongFigure, SongFigures

MOST = 100


def records(runs: Iterable[SongFigures], *, streamed: bool) -> tuple[Record, ...]:
    """The best of each song and distance, those of the songs that were played most first."""
    best: dict[tuple[str, str], tuple[float, SongFigures, SongFigure]] = {}
    plays: dict[str, int] = {}
    for run in runs:
        for one in run.songs:
            if one.stretch is None or not taken(one, streamed=streamed):
                continue
            name = song_name(one.artist, one.title)
            plays[name] = plays.get(name, 0) + 1
            for distance, seconds in one.stretch.records.items():
                known = best.get((name, distance))
                if known is None or seconds < known[0]:
                    best[name, distance] = (seconds, run, one)
    found = [
        Record(one.artist, one.title, distance, seconds, run.began, run.key.short, plays[name])
        for (name, distance), (seconds, run, one) in best.items()
    ]
    found.sort(key=lambda each: (-each.plays, each.artist, each.title, each.distance))
    return tuple(found[:MOST])
