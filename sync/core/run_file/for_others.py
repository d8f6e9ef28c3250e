"""A run as a file to give away: what lies in its runner's privacy zones is cut out of it, as it is of a shared view.

Times and distances go on behind a hole where they stopped before it (`core/cut_route.py` says why), from the run's own
start; a song that played within one alone is not in it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sync.core.cut_route import CutRoute, cut
from sync.core.privacy import Zone
from sync.core.route import Route
from sync.core.run_file.whole import SongAt, WholeRun


def for_others(run: WholeRun, zones: Sequence[Zone]) -> WholeRun | None:
    """The run as it is where no zone is touched; None where nothing is left of it."""
    made = cut(run.route, zones)
    if made.whole:
        return run
    if not made.stretches:
        return None
    start = int(run.start.timestamp() * 1000)
    far = next((value for value in reversed(made.route.distance) if value is not None), 0.0)
    seconds = sum(one.last_ms - one.first_ms for one in made.stretches) / 1000
    songs = tuple(_left(run.songs, made, start))
    return replace(run, route=_from(start, made.route), songs=songs, elapsed=seconds, distance=far)


def _from(start: int, route: Route) -> Route:
    """Times that begin at 0, as times of the day of the run."""
    pauses = tuple((begin + start, end + start) for begin, end in route.pauses)
    return replace(route, time_ms=tuple(ms + start for ms in route.time_ms), pauses=pauses)


def _left(songs: Sequence[SongAt], made: CutRoute, start: int) -> Iterator[SongAt]:
    for song in songs:
        spans = [span for one in made.stretches if (span := one.shown(song.begins, song.ends)) is not None]
        if spans:
            yield replace(song, begins=round(spans[0][0]) + start, ends=round(spans[-1][1]) + start)
