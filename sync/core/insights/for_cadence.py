"""One's own songs for so many steps a minute: those to which one would be in step, those run to most first.

A step on each beat, on each half of one, or on every second: as `in step` is counted, and by the catalogue's own tempo.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import median

from sync.core.insights.sample import facts_name, song_name, taken
from sync.core.song_figures import SongFigure, SongFigures

NEAR = 0.02
"""Of the tempo: within this one is in step."""
SLOWEST, FASTEST = 120, 220
"""Steps a minute: what runners have, and more."""
MOST = 60
"""Songs of a list: some three hours."""
STEPS_A_BEAT = (1.0, 2.0, 0.5)


@dataclass(frozen=True, slots=True)
class Fitting:
    """A song that fits. `tempo`: beats/min, as a catalogue has it; `steps`: on one beat (1, 2 or a half); `plays`: on
    runs. `song`: what it was heard as, by the newest source's own id; `facts`: the name under which its facts are
    kept."""

    artist: str
    title: str
    tempo: float
    steps: float
    plays: int
    song: str
    facts: str


def fitting(
    runs: Iterable[SongFigures],
    known: Mapping[str, tuple[float | None, float | None]],
    cadence: float,
    *,
    streamed: bool,
) -> tuple[Fitting, ...]:
    """At most `MOST`. `known`: tempo and energy by `facts_name`; cadence: steps a minute; `streamed`: as `taken`."""
    found = dict[str, Fitting]()
    for run in runs:
        for one in run.songs:
            tempo = known.get(facts_name(one), (None, None))[0]
            if not tempo or tempo <= 0 or not taken(one, streamed=streamed):
                continue
            steps = steps_a_beat(tempo, cadence)
            if steps is None:
                continue
            name = song_name(one.artist, one.title)
            had = found.get(name)
            plays = had.plays + 1 if had else 1
            first = had or Fitting(one.artist, one.title, tempo, steps, 0, one.song, facts_name(one))
            found[name] = Fitting(
                first.artist, first.title, first.tempo, first.steps, plays, id_of(first.song, one), first.facts
            )
    return tuple(sorted(found.values(), key=lambda one: (-one.plays, one.artist, one.title))[:MOST])


def steps_a_beat(tempo: float, cadence: float) -> float | None:
    """How many steps would go on a beat; None where one would not be in step."""
    for steps in STEPS_A_BEAT:
        if abs(cadence - steps * tempo) <= NEAR * steps * tempo:
            return steps
    return None


def id_of(had: str, one: SongFigure) -> str:
    """What a song is known as: a service's own id of it, where it was heard by one; else by its names."""
    return one.song if _is_named(had) and not _is_named(one.song) else had


def usual_cadence(runs: Iterable[SongFigures]) -> int | None:
    """Steps a minute with which this person usually runs to music; None where nobody counted them."""
    seen = [
        one.figures.cadence
        for run in runs
        for one in run.songs
        if one.figures.cadence is not None and SLOWEST <= one.figures.cadence <= FASTEST
    ]
    return round(median(seen)) if seen else None


def _is_named(song: str) -> bool:
    """Whether it is told by its names, for want of an id (`Song.key`)."""
    return "|" in song
