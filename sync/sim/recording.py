"""A pretend recording: where the athlete was and how hard it was, sample by sample, made from a few numbers.

Everything follows from the fields and the seed, so equal recordings give equal samples. The place is a closed
smooth loop (several rounds for long distances) whose length is the distance that was run.
"""

import math
import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from sync.sim.garmin_types import TYPES

LYON = (45.7640, 4.8357)
METRES_PER_DEGREE = 111_320.0  # of latitude
_ROUND = 9000.0  # metres: longer distances repeat the loop
_STEPS = 360  # straight pieces that a loop consists of


@dataclass(frozen=True)
class Recording:
    """What a watch was set to record.

    Times are seconds, distances metres, positions degrees (WGS 84). `elapsed` is the whole time from start
    to end, pauses included; each pause is (seconds after the start, length in seconds), in order and
    without overlap. `every` below 1 makes several records share one second, as 2 Hz watches do. Raises
    `ValueError` for times that do not fit together.
    """

    start: datetime
    offset: int = 3600  # of local time, east positive
    sport: str = "running"  # a Garmin typeKey
    elapsed: float = 2720.0
    pauses: tuple[tuple[float, float], ...] = ()
    distance: float = 8000.0
    origin: tuple[float, float] | None = LYON  # (latitude, longitude); None: no GPS
    every: float = 1
    heart_rate: bool = True
    cadence: bool = True
    power: bool = False
    temperature: bool = False
    seed: int = 1
    device: str = "fr955"

    def __post_init__(self) -> None:
        if self.start.tzinfo is None:
            raise ValueError("a recording's start needs a time zone")
        free_from = 0.0
        for after, length in self.pauses:
            if after < free_from or length <= 0 or after + length > self.elapsed:
                raise ValueError(f"the pause {(after, length)} does not fit into {self.elapsed} s")
            free_from = after + length
        if self.every <= 0 or self.moving <= 0 or self.distance < 0:
            raise ValueError("a recording needs some moving time, an interval above 0 and no negative distance")

    @property
    def moving(self) -> float:
        """Seconds without the pauses."""
        return self.elapsed - sum(length for _, length in self.pauses)

    @property
    def end(self) -> datetime:
        return self.start.astimezone(UTC) + timedelta(seconds=self.elapsed)


class Sample(NamedTuple):
    """One moment. Latitude and longitude in degrees, altitude in metres: None without GPS."""

    after: float  # seconds since the start
    moving: float  # seconds without pauses
    distance: float  # metres
    speed: float  # m/s
    latitude: float | None
    longitude: float | None
    altitude: float | None
    heart_rate: int  # beats per minute
    cadence: float  # turns per minute of one leg
    power: int  # watts
    temperature: int  # degrees Celsius


def moments(recording: Recording) -> list[tuple[float, float]]:
    """(seconds since the start, moving seconds) of every sample: none inside a pause, one at the end."""
    found: list[tuple[float, float]] = []
    paused = 0.0
    step = 0
    for after, length in (*recording.pauses, (recording.elapsed, 0.0)):
        while (at := step * recording.every) < after:
            found.append((at, at - paused))
            step += 1
        found.append((after, after - paused))
        paused += length
        step = math.ceil((after + length) / recording.every)
    return found


def samples(recording: Recording) -> list[Sample]:
    """All samples in order. One hour at one a second takes about 20 ms."""
    dice = random.Random(f"samples {recording.seed}")
    sport = TYPES.get(recording.sport, TYPES["other"]).sport
    turns, watts, plateau = {1: (84.0, 265, 152), 2: (82.0, 190, 138)}.get(sport, (55.0, 80, 104))
    waves = ((dice.randint(3, 7), dice.uniform(0.05, 0.09)), (dice.randint(11, 19), dice.uniform(0.02, 0.05)))
    shifts = (dice.uniform(0, math.tau), dice.uniform(0, math.tau))
    resting, warm, turns = dice.randint(82, 96), dice.randint(8, 21), turns + dice.uniform(-3, 3)
    total, time = recording.distance, recording.moving
    mean = total / time
    loop = _loop(recording.seed, total, recording.origin) if recording.origin is not None else None
    rounds = max(1, round(total / _ROUND))
    (k1, a1), (k2, a2) = waves
    p1, p2 = shifts
    w1, w2 = math.tau * k1, math.tau * k2
    q1, q2 = a1 / w1, a2 / w2
    s1, s2 = math.sin(p1) * q1, math.sin(p2) * q2
    sin, cos, exp = math.sin, math.cos, math.exp
    latitude = longitude = altitude = None
    found: list[Sample] = []
    for after, moving in moments(recording):
        u = moving / time
        x1, x2 = w1 * u + p1, w2 * u + p2
        covered = u + sin(x1) * q1 - s1 + sin(x2) * q2 - s2  # 0 at the start, 1 at the end
        pace = 1 + a1 * cos(x1) + a2 * cos(x2)  # its derivative: never below 0.8
        if loop is not None:
            place = covered * rounds % 1.0 * _STEPS
            step = int(place)
            part = place - step
            here, there = loop[step], loop[step + 1]
            latitude = here[0] + (there[0] - here[0]) * part
            longitude = here[1] + (there[1] - here[1]) * part
            altitude = here[2] + (there[2] - here[2]) * part
        pulse = resting + (plateau - resting) * (1 - exp(-moving / 80)) + 60 * (pace - 1) + 9 * u
        found.append(
            Sample(
                after,
                moving,
                total * covered,
                mean * pace,
                latitude,
                longitude,
                altitude,
                int(pulse),
                turns * (0.8 + 0.2 * pace),
                int(watts * pace),
                warm + int(3 * u),
            )
        )
    return found


@lru_cache(maxsize=64)  # the same run is asked for as a list item, as a file and again after an edit
def _loop(seed: int, distance: float, origin: tuple[float, float]) -> list[tuple[float, float, float]]:
    """Latitude, longitude, altitude of a closed line of `_STEPS` equal pieces, starting at the origin."""
    dice = random.Random(f"loop {seed}")
    bumps = [(k, dice.uniform(0.08, 0.3) / k, dice.uniform(0, math.tau)) for k in (2, 3, 5)]
    hills = [(k, dice.uniform(3, 14) / k, dice.uniform(0, math.tau)) for k in (1, 2, 4)]
    base = dice.uniform(120, 420)
    turn = dice.uniform(0, math.tau)
    outline: list[tuple[float, float]] = []
    for i in range(4 * _STEPS + 1):
        angle = math.tau * i / (4 * _STEPS)
        radius = 1 + sum([size * math.cos(k * angle + shift) for k, size, shift in bumps])
        outline.append((radius * math.sin(angle + turn), radius * math.cos(angle + turn)))
    lengths = [0.0]
    for (x0, y0), (x1, y1) in pairwise(outline):
        lengths.append(lengths[-1] + math.hypot(x1 - x0, y1 - y0))
    scale = distance / max(1, round(distance / _ROUND)) / lengths[-1]
    north = scale / METRES_PER_DEGREE
    east = north / math.cos(math.radians(origin[0]))
    points: list[tuple[float, float, float]] = []
    at = 0
    for i in range(_STEPS + 1):
        while at < len(lengths) - 2 and lengths[at + 1] < lengths[-1] * i / _STEPS:
            at += 1
        x, y = outline[at]
        height = base + sum([size * math.sin(k * math.tau * i / _STEPS + shift) for k, size, shift in hills])
        points.append(
            (
                origin[0] + (y - outline[0][1]) * north,
                origin[1] + (x - outline[0][0]) * east,
                height,
            )
        )
    points.append(points[1])  # a rounding step beyond the end is the beginning of the next round
    points[_STEPS] = points[0]
    return points
