"""What was run to most: in all, by year and month, by the hour of the day, and by the kilometre of a run.

Counts of one's own plays, no statistics: they say what was played, and nothing of what it did.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sync.core.insights.sample import song_name, taken
from sync.core.music import plain
from sync.core.song_figures import SongFigure, SongFigures

LEAST = 30.0
"""Seconds inside a run before a song was played in it."""
FEW, MANY = 3, 10
"""Songs and artists that are named: of a month, an hour, a kilometre; of a year and in all."""
MONTHS, KILOMETRES = 24, 50
"""The newest months, and the first kilometres of runs, that are kept."""


@dataclass(frozen=True, slots=True)
class Top:
    """A song, or an artist (`title` ""): plays, seconds and metres run to it."""

    artist: str
    title: str
    plays: int
    seconds: float
    metres: float


@dataclass(frozen=True, slots=True)
class Played:
    """What was played in one month ("2026-03"), year ("2026"), hour of the runner's day ("7"), kilometre of a run ("1"
    is the first), or in all (""). Of a kilometre: what played in its middle. Most plays first."""

    name: str
    runs: int
    plays: int
    seconds: float
    metres: float
    songs: tuple[Top, ...]
    artists: tuple[Top, ...]


@dataclass(frozen=True, slots=True)
class Tops:
    """Years and months newest first; kilometres and hours in order, those without a play left out."""

    whole: Played = Played("", 0, 0, 0.0, 0.0, (), ())
    years: tuple[Played, ...] = ()
    months: tuple[Played, ...] = ()
    kilometres: tuple[Played, ...] = ()
    hours: tuple[Played, ...] = ()


type Place = tuple[str, str, int]
"""Source, id and leg of a run."""


def tops(runs: Iterable[SongFigures], offsets: Mapping[Place, int], *, streamed: bool) -> Tops:
    """`offsets`: each run's clock, seconds east of UTC; of a run without one UTC is taken. `streamed`: as `taken`."""
    whole, years, months = _Counted(""), dict[str, _Counted](), dict[str, _Counted]()
    kilometres, hours = dict[int, _Counted](), dict[int, _Counted]()
    for run in runs:
        east = timedelta(seconds=offsets.get((run.source, run.id, run.leg), 0))
        began = run.began + east
        for one in run.songs:
            if one.inside < LEAST or not taken(one, streamed=streamed):
                continue
            seconds, metres = one.inside, one.figures.metres or 0.0
            heard: datetime = max(one.start, run.began) + east
            for of in (
                whole,
                _of(years, f"{began:%Y}"),
                _of(months, f"{began:%Y-%m}"),
                _of(hours, heard.hour),
            ):
                of.add(run, one, seconds, metres)
            for number in _middles(one):
                _of(kilometres, number).add(run, one, one.figures.pace or 0.0, 1000.0)
    return Tops(
        whole.told(MANY),
        tuple(years[name].told(MANY) for name in sorted(years, reverse=True)),
        tuple(months[name].told(FEW) for name in sorted(months, reverse=True)[:MONTHS]),
        tuple(kilometres[number].told(FEW) for number in sorted(kilometres)[:KILOMETRES]),
        tuple(hours[number].told(FEW) for number in sorted(hours)),
    )


def _middles(one: SongFigure) -> range:
    """The kilometres in whose middle it played, from 1."""
    begin, metres = one.figures.distance, one.figures.metres
    if begin is None or not metres:
        return range(0)
    return range(_after(begin), _after(begin + metres))


def _after(metres: float) -> int:
    """The first kilometre whose middle is not behind these."""
    return int((metres + 499.999) // 1000) + 1


@dataclass(slots=True)
class _Counted:
    name: str
    runs: set[Place] = field(default_factory=set)
    plays: int = 0
    seconds: float = 0.0
    metres: float = 0.0
    songs: dict[str, Top] = field(default_factory=dict)
    artists: dict[str, Top] = field(default_factory=dict)

    def add(self, run: SongFigures, one: SongFigure, seconds: float, metres: float) -> None:
        self.runs.add((run.source, run.id, run.leg))
        self.plays, self.seconds, self.metres = self.plays + 1, self.seconds + seconds, self.metres + metres
        song, artist = song_name(one.artist, one.title), plain(one.artist)
        for names, name, title in ((self.songs, song, one.title), (self.artists, artist, "")):
            had = names.get(name, Top(one.artist, title, 0, 0.0, 0.0))
            names[name] = Top(had.artist, had.title, had.plays + 1, had.seconds + seconds, had.metres + metres)

    def told(self, most: int) -> Played:
        return Played(
            self.name,
            len(self.runs),
            self.plays,
            round(self.seconds, 1),
            round(self.metres, 1),
            _first(self.songs, most),
            _first(self.artists, most),
        )


def _of[Name: (str, int)](counted: dict[Name, _Counted], name: Name) -> _Counted:
    return counted.setdefault(name, _Counted(str(name)))


def _first(of: dict[str, Top], most: int) -> tuple[Top, ...]:
    found = sorted(of.values(), key=lambda one: (-one.plays, -one.seconds, one.artist, one.title))[:most]
    return tuple(Top(one.artist, one.title, one.plays, round(one.seconds, 1), round(one.metres, 1)) for one in found)
