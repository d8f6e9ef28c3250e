"""A year of running to music, looked back on: counts and firsts of one's own recordings, no statistics.

Days and months are those of the runner's own clock.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sync.core.insights.kept import Record
from sync.core.insights.records import records
from sync.core.insights.sample import song_name, taken
from sync.core.insights.tops import LEAST, Place, Played, Top, tops
from sync.core.privacy import Place as Spot
from sync.core.privacy import Zone
from sync.core.song_figures import SongFigures

FASTEST = "1 km"
"""The distance of the year's fastest song."""


@dataclass(frozen=True, slots=True)
class YearRun:
    """A run as the review takes it. `began`: by the runner's own clock; seconds, metres of the whole; `climb`: metres,
    None where nobody knows; `line`: places on the way, in order of time; `songs`: as they are kept."""

    name: str
    began: datetime
    seconds: float
    metres: float
    climb: float | None
    line: tuple[Spot, ...]
    songs: SongFigures | None


@dataclass(frozen=True, slots=True)
class Drawn:
    """A run's line for a poster, privacy zones cut out: pieces, each with its song's place in the run, None: none."""

    pieces: tuple[tuple[int | None, tuple[Spot, ...]], ...]


@dataclass(frozen=True, slots=True)
class Review:
    """`played`: of songs that may be analysed, as `tops` has it; `songs`, `artists`: how many different ones;
    `with_music`: runs; farthest: the song with the most metres; `faithful`: the one heard in the most months, and in
    how many; longest: a run's name and metres; streak: days in a row with a run; eddington: so many days of as many
    kilometres at least; months: metres of each, January first."""

    year: int
    runs: int
    metres: float
    seconds: float
    climb: float
    months: tuple[float, ...]
    played: Played
    with_music: int
    songs: int
    artists: int
    farthest: Top | None
    faithful: tuple[Top, int] | None
    fastest: Record | None
    first: tuple[str, str] | None
    last: tuple[str, str] | None
    longest: tuple[str, float]
    streak: int
    eddington: int
    drawn: tuple[Drawn, ...]


def review(year: int, runs: Iterable[YearRun], zones: Sequence[Zone], *, streamed: bool) -> Review:
    """Of the runs that began in this year, one at least. `streamed`: as `taken`."""
    mine = sorted((one for one in runs if one.began.year == year), key=lambda one: (one.began, one.name))
    kept = [one.songs for one in mine if one.songs is not None]
    offsets: dict[Place, int] = {}
    for one in mine:
        if one.songs is not None:
            east = one.began.replace(tzinfo=one.songs.began.tzinfo) - one.songs.began
            offsets[one.songs.source, one.songs.id, one.songs.leg] = round(east.total_seconds())
    counted = tops(kept, offsets, streamed=streamed)
    heard, months = dict[str, Top](), dict[str, set[int]]()
    in_order = list[tuple[str, str]]()
    for one in mine:
        for song in one.songs.songs if one.songs is not None else ():
            if song.inside < LEAST or not taken(song, streamed=streamed):
                continue
            name = song_name(song.artist, song.title)
            had = heard.get(name, Top(song.artist, song.title, 0, 0.0, 0.0))
            metres = had.metres + (song.figures.metres or 0.0)
            heard[name] = Top(had.artist, had.title, had.plays + 1, had.seconds + song.inside, metres)
            months.setdefault(name, set()).add(one.began.month)
            in_order.append((song.artist, song.title))
    best = [one for one in records(kept, streamed=streamed) if one.distance == FASTEST]
    days = Counter[date]()
    for one in mine:
        days[one.began.date()] += round(one.metres)
    most = max(heard, key=lambda name: (len(months[name]), heard[name].plays, name), default=None)
    return Review(
        year,
        len(mine),
        sum(one.metres for one in mine),
        sum(one.seconds for one in mine),
        sum(one.climb or 0.0 for one in mine),
        tuple(sum(one.metres for one in mine if one.began.month == month) for month in range(1, 13)),
        counted.whole,
        counted.whole.runs,
        len(heard),
        len({artist.casefold() for artist, _ in in_order}),
        max(heard.values(), key=lambda one: (one.metres, one.title), default=None),
        None if most is None else (heard[most], len(months[most])),
        min(best, key=lambda one: one.seconds, default=None),
        in_order[0] if in_order else None,
        in_order[-1] if in_order else None,
        max(((one.name, one.metres) for one in mine), key=lambda one: one[1]),
        _streak(days),
        _eddington(days),
        tuple(each for one in mine if (each := _drawn(one, zones, streamed)).pieces),
    )


def _streak(days: Iterable[date]) -> int:
    longest, length, before = 0, 0, None
    for day in sorted(days):
        length = length + 1 if before is not None and day - before == timedelta(days=1) else 1
        longest, before = max(longest, length), day
    return longest


def _eddington(days: Counter[date]) -> int:
    """The most E so that on E days at least E kilometres were run."""
    far = sorted(days.values(), reverse=True)
    return sum(metres >= 1000 * place for place, metres in enumerate(far, 1))


def _drawn(run: YearRun, zones: Sequence[Zone], streamed: bool) -> Drawn:
    pieces, spots, now, before = list[tuple[int | None, tuple[Spot, ...]]](), list[Spot](), None, None
    for number, spot in enumerate(run.line):
        song = _song_at(run, number / max(len(run.line) - 1, 1), streamed)
        cut = any(zone.hides(spot) or (before is not None and zone.crossed(before, spot)) for zone in zones)
        if spots and (cut or song != now):
            pieces.append((now, tuple(spots if cut else [*spots, spot])))
            spots = []
        before, now = spot, song
        if not any(zone.hides(spot) for zone in zones):
            spots.append(spot)
    pieces.append((now, tuple(spots)))
    return Drawn(tuple(piece for piece in pieces if len(piece[1]) > 1))


def _song_at(run: YearRun, share: float, streamed: bool) -> int | None:
    """Which song played after this share of the run, by its place: 64 places of a line are nearly as far apart in
    time."""
    songs = run.songs
    if songs is None:
        return None
    at = songs.began + timedelta(seconds=share * run.seconds)
    for place, one in enumerate(songs.songs):
        if one.start <= at < one.end and taken(one, streamed=streamed):
            return place
    return None
