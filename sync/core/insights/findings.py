"""What the statistics of one runner found, as values: effects with their bands, and what is missing where none is.

An effect is never a number alone: without the least of data (`Least`) there is a `Missing` in its place, and never NaN.
The method, and why it is this one: docs/insights.md.
"""

from dataclasses import dataclass
from enum import StrEnum

MOST_DOTS = 400
"""More say nothing more in a picture."""


class Feature(StrEnum):
    """What of a song is compared with how one ran to it."""

    TEMPO = "tempo"  # per 10 beats a minute
    ENERGY = "energy"  # per 0.1 of a catalogue's scale from 0 to 1

    @property
    def step(self) -> float:
        """By how much more of it an effect is said."""
        return 10.0 if self is Feature.TEMPO else 0.1


class Lack(StrEnum):
    """Why something cannot be told."""

    RUNS = "runs"
    RUNS_WITH_HEART_RATE = "runs with heart rate"
    PARTS = "parts"
    SONGS = "songs"
    EFFECTIVE_SONGS = "effective songs"  # a few songs make up nearly all that is played
    ALIKE = "alike"  # the songs of a run hardly differ in it
    WIDE = "wide"  # the band is too wide to say anything
    EQUAL_SONGS = "equal songs"  # songs do not differ beyond chance
    SHUFFLES = "shuffles"  # the songs of a run cannot be exchanged: one a run, or all of one tempo


@dataclass(frozen=True, slots=True)
class Missing:
    """There is `have` of it and `need` is the least (of `WIDE`: the most)."""

    lack: Lack
    have: float
    need: float


@dataclass(frozen=True, slots=True)
class Effect:
    """An estimate with its bands: drawn at 95 % (`low`, `high`), claimed at 98 % (`sure_low`, `sure_high`).

    For pace in s/km, less is faster; for heart rate in beats/min. `effective_runs`, `effective_songs`: how many equally
    weighty ones the estimate rests on; few songs that are played often make the second far fewer than `songs`."""

    estimate: float
    low: float
    high: float
    sure_low: float
    sure_high: float
    parts: int
    runs: int
    songs: int
    effective_runs: float
    effective_songs: float

    @property
    def claimed(self) -> bool:
        """Whether it may be said that there is one."""
        return self.sure_low > 0 or self.sure_high < 0

    @property
    def half_width(self) -> float:
        return (self.high - self.low) / 2


@dataclass(frozen=True, slots=True)
class Finding:
    """An effect, or everything that is missing for one, the most important first."""

    effect: Effect | None = None
    missing: tuple[Missing, ...] = ()


@dataclass(frozen=True, slots=True)
class SameEffort:
    """Both ways round: pace by the feature at the same heart rate, and heart rate by the feature at the same pace.
    Heart rate is a result of running and stands in for how one felt, so each way alone is misled; `claimed` when
    both exclude 0 with the same sign."""

    pace: Effect | None = None
    heart_rate: Effect | None = None
    missing: tuple[Missing, ...] = ()

    @property
    def claimed(self) -> bool:
        pace, beats = self.pace, self.heart_rate
        if pace is None or beats is None:
            return False
        return pace.claimed and beats.claimed and (pace.estimate < 0) == (beats.estimate < 0)


@dataclass(frozen=True, slots=True)
class FeatureFindings:
    """What was found of one feature. `placebo`: the same for the next song's, which was not heard yet: an effect there
    shows that songs were chosen by how one ran; none proves nothing. `heart_rate`: of pulse, whatever the pace. `dots`:
    of parts that `in_all` rests on, at most `MOST_DOTS`, by how much the feature and the pace (s/km) were above those
    of the run, minute and grade taken out of the pace."""

    feature: Feature
    in_all: Finding
    same_effort: SameEffort
    placebo: Finding
    heart_rate: Finding
    dots: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class SongDifference:
    """How much faster (below 0) or slower one runs to a song than to others in the same run, s/km, drawn towards 0 by
    how little is known. The band is called one of 90 %: of those computed at 95 %, 88 to 92 hold the truth."""

    song: str
    parts: int
    estimate: float
    low: float
    high: float

    @property
    def clear(self) -> bool:
        """Whether it is beyond chance that one runs faster, or slower, to it."""
        return self.parts >= 4 and (self.high < 0 or self.low > 0)


@dataclass(frozen=True, slots=True)
class Songs:
    """The songs that were heard often enough to be compared, fastest first; `spread`: by how much songs differ (s/km,
    one standard deviation). Where they do not differ beyond chance nothing is ranked."""

    ranked: tuple[SongDifference, ...] = ()
    spread: float = 0.0
    missing: tuple[Missing, ...] = ()


@dataclass(frozen=True, slots=True)
class InStep:
    """The share (0 to 1) of a part's time in which the steps went with the beat, its half or its double, as the mean
    over parts: as it was, and as it is when the songs of each run are exchanged among themselves (`chance`).

    p: of how many exchanges, this one counted, are at least as much in step. pull: by how much of the way to the beat
    the steps moved towards it; reads about half of what is there. None: too few parts near a beat."""

    share: float
    chance: float
    p: float
    parts: int
    runs: int
    pull: float | None = None

    @property
    def claimed(self) -> bool:
        return self.p <= 0.02


@dataclass(frozen=True, slots=True)
class InStepFinding:
    found: InStep | None = None
    missing: tuple[Missing, ...] = ()


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything that one analysis found. Coverage: `parts` of so many runs could be used, `known` of them have a
    tempo."""

    runs: int
    parts: int
    known: int
    features: tuple[FeatureFindings, ...]
    songs: Songs
    in_step: InStepFinding
