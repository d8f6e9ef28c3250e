"""A run in progress as it is shown: to its runner whole, to others as their link says, cut by the privacy zones.

What is hidden must not be told by what is beside it: times and distances of a cut run begin at 0 where it is shown
first and stand still in a hole, its start is not told, and whether it is over is told half an hour after it was seen
last, as where the signal was lost: how long somebody took from the edge of a zone to their door is how far that is.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from math import inf

from sync.core.cut_route import CutRoute, Stretch, cut
from sync.core.live.figures import LiveFigures, distances, now_of
from sync.core.live.point import LivePoint
from sync.core.live.run import SILENCE, STALE
from sync.core.privacy import Zone
from sync.core.route import Route
from sync.core.shared_run import EVERYTHING, Shown
from sync.engine.live.view import LiveSong, LiveView

type Row = tuple[float, float | None, float | None, float | None, float | None]
"""Seconds since the first point that is shown, latitude, longitude, metres, beats/min."""


@dataclass(frozen=True, slots=True)
class ShownLive:
    """`id`: another one for another run. `begun`: when, None where the start is hidden; `last`: when it was seen last.
    `line`: its points; `hidden`: some are hidden. `position`: of the song that plays, in seconds, at `position_at`."""

    id: str
    source: str
    begun: datetime | None
    last: datetime
    every: float | None
    stale: bool
    over: bool
    hidden: bool
    figures: LiveFigures
    line: tuple[Row, ...]
    songs: tuple[LiveSong, ...]
    position: float | None = None
    position_at: datetime | None = None


def shown(
    view: LiveView, now: datetime, *, zones: Sequence[Zone] = (), shows: Sequence[Shown] = EVERYTHING
) -> ShownLive | None:
    """None where nothing of it is to be seen yet."""
    figures, places = Shown.FIGURES in shows, Shown.MAP in shows
    if not view.points:
        return None
    made = cut(_route(view), zones, places=places, figures=figures, goes_on=not view.over)
    if not made.stretches:
        return None
    last = datetime.fromtimestamp(made.stretches[-1].last_ms / 1000, UTC)
    seen = view.points if made.whole else _seen(view.points, made.stretches[-1])
    songs = tuple(_songs(view, made, figures)) if Shown.SONGS in shows else ()
    plays = bool(songs) and songs[-1].ends is None
    return ShownLive(
        f"{view.run.source} {view.run.id}",
        view.run.source,
        view.run.begun if made.whole else None,
        last,
        view.run.every,
        view.stale if made.whole else now - last > STALE,
        view.over if made.whole else now - last > SILENCE,
        not made.whole,
        _figures(view, made, seen) if figures else LiveFigures(),
        tuple(_rows(made.route, places=places)),
        songs,
        view.position if plays else None,
        view.position_at if plays else None,
    )


def _route(view: LiveView) -> Route:
    told = view.points
    nothing = (None,) * len(told)
    return Route(
        tuple(round(one.at.timestamp() * 1000) for one in told),
        tuple(one.lat for one in told),
        tuple(one.lon for one in told),
        view.far,
        nothing,
        nothing,
        tuple(one.heart_rate for one in told),
        tuple(one.cadence for one in told),
        nothing,
        nothing,
    )


def _seen(points: Sequence[LivePoint], stretch: Stretch) -> list[LivePoint]:
    """Those of the last stretch: of now nothing else is told."""
    return [one for one in points if stretch.first_ms <= round(one.at.timestamp() * 1000) <= stretch.last_ms]


def _figures(view: LiveView, made: CutRoute, seen: Sequence[LivePoint]) -> LiveFigures:
    if made.whole:
        return view.figures
    now, shown_seconds = now_of(seen, distances(seen)), (made.route.time_ms[-1] - made.route.time_ms[0]) / 1000
    far = next((value for value in reversed(made.route.distance) if value is not None), None)
    return LiveFigures(far, shown_seconds, now.pace, now.heart_rate, now.cadence)


def _rows(route: Route, *, places: bool) -> list[Row]:
    first = route.time_ms[0] if route.time_ms else 0
    columns = (route.time_ms, route.lat, route.lon, route.distance, route.heart_rate)
    return [
        (
            round((at - first) / 1000, 1),
            _rounded(lat, 5) if places else None,
            _rounded(lon, 5) if places else None,
            _rounded(far, 1),
            heart_rate,
        )
        for at, lat, lon, far, heart_rate in zip(*columns, strict=True)
    ]


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)


def _songs(view: LiveView, made: CutRoute, figures: bool) -> Iterator[LiveSong]:
    """In the time that is shown; one that was played in a hole alone is not among them."""
    for one in view.songs:
        if made.whole:
            yield one if figures else replace(one, figures=LiveFigures())
            continue
        spans = _spans(view, made, one)
        begins = spans[0][0] if spans else float(made.route.time_ms[-1])
        if one.ends is None:
            yield LiveSong(one.song, round(begins / 1000, 1), None)
        elif spans:
            yield LiveSong(one.song, round(begins / 1000, 1), round(spans[-1][1] / 1000, 1))


def _spans(view: LiveView, made: CutRoute, one: LiveSong) -> list[tuple[float, float]]:
    """Where it was played in what is shown, in the time that is shown, in ms."""
    start = view.run.begun.timestamp() * 1000
    ends = inf if one.ends is None else start + one.ends * 1000
    spans = (stretch.shown(start + one.begins * 1000, ends) for stretch in made.stretches)
    return [span for span in spans if span is not None]
