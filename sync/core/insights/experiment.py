"""The shuffle experiment: lists of one's own songs in an order that chance made, run to without skipping.

Only this tells cause from choice: nobody picked a fast song for a strong minute. What is to be counted is fixed before
the first run: of each list the songs in its order, from its beginning to the first that is another one; a list counts
once. A run is known by its songs, so that nothing has to be said before or after it.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from statistics import pstdev

from sync.core.insights.findings import Lack, Missing
from sync.core.insights.least import LEAST, SLOWEST
from sync.core.insights.sample import facts_name, song_name, taken
from sync.core.song_figures import SongFigure, SongFigures

SHUFFLE = "shuffle"
"""What the findings of it are kept as (`Insights.of`)."""
ENOUGH = replace(LEAST, runs=20, parts=120, songs=12, effective_songs=8.0, step_runs=20)
"""What is needed before anything is said of it: 20 simulated runs gave a band of some ±1.3 s/km per 10 beats/min."""
FEWEST, MOST = 12, 40
"""Songs of a list: some 40 fill two hours."""
BEGINNING = 3
"""So many of a list's songs in its order, from the first on, and a run is one of the experiment."""
LISTS = 60


@dataclass(frozen=True, slots=True)
class Planned:
    """A song of the lists; tempo: beats/min, as a catalogue has it."""

    artist: str
    title: str
    tempo: float


@dataclass(frozen=True, slots=True)
class Ran:
    """A run to the list of this `number`; `songs`: how many of it in its order. `run`: its short key."""

    number: int
    run: str
    began: datetime
    songs: int


@dataclass(frozen=True, slots=True)
class Experiment:
    """`seed`: what the orders are made of. `ended`: it takes in no more runs."""

    user: str
    began: datetime
    seed: int
    songs: tuple[Planned, ...]
    ran: tuple[Ran, ...] = ()
    ended: datetime | None = None
    version: int = 0

    def order(self, number: int) -> tuple[Planned, ...]:
        """The list with this number, from 1: the same on every machine, and nobody's choice."""

        def drawn(place: int) -> bytes:
            return hashlib.sha256(f"{self.seed}:{number}:{place}".encode()).digest()

        return tuple(self.songs[place] for place in sorted(range(len(self.songs)), key=drawn))

    @property
    def next_number(self) -> int:
        """Of the list for the next run."""
        used = {one.number for one in self.ran}
        return next(number for number in range(1, LISTS + 2) if number not in used)


def chosen(
    runs: Iterable[SongFigures], known: Mapping[str, tuple[float | None, float | None]], *, streamed: bool
) -> tuple[tuple[Planned, ...], tuple[Missing, ...]]:
    """The songs for its lists: one's own that were run to most, of which the tempo is known; or what is missing."""
    plays, songs = dict[str, int](), dict[str, Planned]()
    for run in runs:
        for one in run.songs:
            tempo = known.get(facts_name(one), (None, None))[0]
            if tempo and tempo > 0 and taken(one, streamed=streamed):
                name = song_name(one.artist, one.title)
                plays[name] = plays.get(name, 0) + 1
                songs.setdefault(name, Planned(one.artist, one.title, tempo))
    first = sorted(songs, key=lambda name: (-plays[name], name))[:MOST]
    found = tuple(songs[name] for name in first)
    if len(found) < FEWEST:
        return (), (Missing(Lack.SONGS, len(found), FEWEST),)
    spread = pstdev(_folded(one.tempo) for one in found)
    if spread < LEAST.tempo_spread:
        return (), (Missing(Lack.ALIKE, round(spread, 1), LEAST.tempo_spread),)
    return found, ()


def followed(experiment: Experiment, runs: Iterable[SongFigures]) -> Iterator[tuple[Ran, SongFigures]]:
    """The runs of it, each with the songs that count and no others; in order of time."""
    lists = {number: _names(experiment.order(number)) for number in range(1, LISTS + 1)}
    for run in sorted(runs, key=lambda one: (one.began, one.source, one.id, one.leg)):
        if run.began < experiment.began or (experiment.ended is not None and run.began >= experiment.ended):
            continue
        heard = _names(run.songs)
        for number, wanted in lists.items():
            begin, length = _along(heard, wanted)
            if length >= BEGINNING:
                del lists[number]
                songs = run.songs[begin : begin + length]
                yield Ran(number, run.key.short, run.began, length), replace(run, songs=songs)
                break


def _along(heard: Sequence[str], wanted: Sequence[str]) -> tuple[int, int]:
    """Where in what was heard the list begins, and how far it was followed."""
    if not wanted or wanted[0] not in heard:
        return 0, 0
    begin = heard.index(wanted[0])
    length = 0
    for was, planned in zip(heard[begin:], wanted, strict=False):
        if was != planned:
            break
        length += 1
    return begin, length


def _names(songs: "Iterable[Planned | SongFigure]") -> list[str]:
    return [song_name(one.artist, one.title) for one in songs]


def _folded(tempo: float) -> float:
    """As the statistics have it: doubled or halved from `SLOWEST` up to twice that."""
    while tempo < SLOWEST:
        tempo *= 2
    while tempo >= 2 * SLOWEST:
        tempo /= 2
    return tempo
