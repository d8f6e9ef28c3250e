"""How one ran while a song played, as the statistics take it: pauses out, with minute and grade; its records."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

from sync.core.figures import running
from sync.core.grade import Profile, cost, profile
from sync.core.insights.least import SECONDS
from sync.core.pacing import Stood, Way, fastest, way_of, without_jumps
from sync.core.play_times import moment
from sync.core.route import Route

RECORDS = {"400 m": 400.0, "1 km": 1000.0}
"""Distances within one song."""
_SLOWEST = 900.0  # s/km: slower is no running
_FOLLOWS, _FOLLOWED_FOR = 0.02, 60.0  # a wrist that counts steps for heart beats, and for how many seconds
_ON_FOOT = ("running", "run")


HILLY = 1.0
"""Metres up, or down, per 100 from which a pace on the flat is worth saying: of flatter ground it says no more than the
altitude's noise."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """One song's part of a run, a minute of running at least.

    seconds: the watch running; minute, left: minutes of running from the run's start, and to its end, at its middle;
    pace: s/km; climb, descent: metres up and down per 100 metres; flat_pace: as `core/grade.py` has it; heart_rate:
    beats/min, without what is the steps'; cadence: steps/min of both feet; seconds_at: for how long which cadence;
    records: distance -> least seconds, inside this part, neither downhill nor over a pause or a jump."""

    seconds: float
    minute: float
    left: float
    pace: float
    climb: float
    descent: float
    flat_pace: float | None = None
    heart_rate: float | None = None
    cadence: float | None = None
    seconds_at: tuple[tuple[float, float], ...] = ()
    records: dict[str, float] = field(default_factory=dict)

    @property
    def hilly_pace(self) -> float | None:
        """The pace on the flat where it is worth saying."""
        return self.flat_pace if max(self.climb, self.descent) >= HILLY else None


class Measured:
    """A route, prepared for its songs."""

    def __init__(self, route: Route) -> None:
        self.route, self._stood = route, Stood(route)
        self.way = way_of(route)
        self.ran = [self._running(at * 1000) for at in self.way.at]
        self._begin, self._end = (self.ran[0], self.ran[-1]) if self.ran else (0.0, 0.0)
        rows = zip(route.distance, route.altitude, strict=True)
        heights = [(far, height) for far, height in rows if far is not None and height is not None]
        rising = all(before[0] <= after[0] for before, after in pairwise(heights))
        self.profile: Profile | None = profile(*zip(*heights, strict=True)) if heights and rising else None
        self._steps_for_beats = _mistaken(route)

    @property
    def is_run(self) -> bool:
        return (self.route.sport or "running").endswith(_ON_FOOT)

    def stretch(self, begin: float, end: float) -> Stretch | None:
        """Between two moments. None: too short, not moving, or nothing known of the way."""
        if not self.way.at or not self.is_run:
            return None
        begin, end = max(begin, self.way.at[0]), min(end, self.way.at[-1])
        if end <= begin:
            return None
        first, last = self._running(begin * 1000), self._running(end * 1000)
        here, there = self._metres(begin), self._metres(end)
        seconds = last - first
        if seconds < SECONDS or there <= here or not 0 < (pace := seconds * 1000 / (there - here)) <= _SLOWEST:
            return None
        middle = (first + last) / 2
        steps = self.profile.steps(here, there) if self.profile is not None else []
        up, down, flat = _grades(steps)
        times = self.route.time_ms
        rows = running(self.route, range(bisect_left(times, begin * 1000), bisect_right(times, end * 1000)))
        beats = [each for row in rows if (each := self.route.heart_rate[row]) and row not in self._steps_for_beats]
        seconds_at = self._seconds_at(rows)
        lasted = sum(each for _, each in seconds_at)
        return Stretch(
            round(seconds, 1),
            round((middle - self._begin) / 60, 2),
            round((self._end - middle) / 60, 2),
            round(pace, 1),
            up,
            down,
            round(pace * flat, 1) if flat is not None else None,
            round(sum(beats) / len(beats), 1) if 2 * len(beats) >= len(rows) and beats else None,
            round(sum(at * each for at, each in seconds_at) / lasted, 1) if lasted > seconds / 2 else None,
            seconds_at if lasted > seconds / 2 else (),
            self._records(begin, end, steps),
        )

    def _running(self, ms: float) -> float:
        """Seconds on the watch's own clock, which stands still in pauses."""
        return (ms - self._stood.until(ms)) / 1000

    def _metres(self, at: float) -> float:
        after = min(bisect_left(self.way.at, at), len(self.way.at) - 1)
        before = max(after - 1, 0)
        seconds = self.way.at[after] - self.way.at[before]
        if seconds <= 0:
            return self.way.metres[after]
        share = min(max((at - self.way.at[before]) / seconds, 0.0), 1.0)
        return self.way.metres[before] + share * (self.way.metres[after] - self.way.metres[before])

    def _seconds_at(self, rows: Sequence[int]) -> tuple[tuple[float, float], ...]:
        found: dict[float, float] = {}
        for row, following in pairwise(rows):
            steps = self.route.cadence[row]
            if steps and following == row + 1:
                lasted = min((self.route.time_ms[following] - self.route.time_ms[row]) / 1000, 10.0)
                found[round(steps)] = found.get(round(steps), 0.0) + lasted
        return tuple((at, round(lasted, 1)) for at, lasted in sorted(found.items()) if lasted > 0)

    def _records(self, begin: float, end: float, steps: list[tuple[float, float]]) -> dict[str, float]:
        downhill = sum(metres * grade for metres, grade in steps) < -0.01 * sum(metres for metres, _ in steps)
        paused = any(stopped < end * 1000 and resumed > begin * 1000 for stopped, resumed in self.route.pauses)
        if downhill or paused:
            return {}
        first, last = bisect_left(self.way.at, begin), bisect_right(self.way.at, end)
        pieces = list(without_jumps(Way(self.way.at[first:last], self.way.metres[first:last])))
        if len(pieces) != 1:
            return {}
        found = {name: fastest(pieces[0], metres) for name, metres in RECORDS.items()}
        return {name: seconds for name, seconds in found.items() if seconds is not None}


def stretches(route: Route, start: datetime, parts: Iterable[tuple[datetime, datetime]]) -> list[Stretch | None]:
    """For each part from its start to its end (aware UTC) of a run that began at `start`."""
    measured, began = Measured(route), moment(start)
    return [measured.stretch(max(moment(begin), began), moment(end)) for begin, end in parts]


def _grades(steps: list[tuple[float, float]]) -> tuple[float, float, float | None]:
    """Metres up and down per 100, and by what a pace on the flat differs; without altitude as on the flat."""
    metres = sum(each for each, _ in steps)
    if not metres:
        return 0.0, 0.0, None
    up = sum(each * grade for each, grade in steps if grade > 0)
    down = -sum(each * grade for each, grade in steps if grade < 0)
    dear = sum(each * cost(grade) for each, grade in steps) / metres
    return round(100 * up / metres, 2), round(100 * down / metres, 2), cost(0.0) / dear


def _mistaken(route: Route) -> frozenset[int]:
    """The rows of a minute and more in which heart rate and cadence are one: the watch counted steps."""
    found: list[int] = []
    together: list[int] = []
    for row, (beats, steps) in enumerate(zip(route.heart_rate, route.cadence, strict=True)):
        if beats and steps and abs(beats - steps) <= _FOLLOWS * steps:
            together.append(row)
            continue
        found += _if_long(route, together)
        together = []
    return frozenset([*found, *_if_long(route, together)])


def _if_long(route: Route, rows: list[int]) -> list[int]:
    return rows if rows and route.time_ms[rows[-1]] - route.time_ms[rows[0]] >= _FOLLOWED_FOR * 1000 else []
