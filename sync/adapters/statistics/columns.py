"""The parts of all runs as columns, what is known beside each (minute, grade), and taking a run's mean out."""

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """A row is one song's part of one run; rows of a run stand together, in order of time. NaN: not known.

    run, song: numbers from 0; minute, left: minutes from the run's start, and to its end, at the part's middle; pace:
    s/km; climb, descent: metres up and down per 100 metres; heart_rate: beats/min; tempo, next_tempo: beats/min, folded
    (`folded`); energy, next_energy: 0 to 1."""

    run: Ints
    song: Ints
    minute: Floats
    left: Floats
    pace: Floats
    climb: Floats
    descent: Floats
    heart_rate: Floats
    tempo: Floats
    energy: Floats
    next_tempo: Floats
    next_energy: Floats

    def __len__(self) -> int:
        return len(self.run)

    def where(self, kept: Mask) -> "Columns":
        return Columns(**{each.name: getattr(self, each.name)[kept] for each in fields(self)})


def terms(rows: Columns) -> Floats:
    """What changes pace inside a run whatever is played: warming up, tiring, the end in sight, and the grade."""
    m, left, grade = rows.minute, rows.left, rows.climb - rows.descent
    minutes = [m / 10, np.exp(-m / 6), np.maximum(m - 30, 0) / 10, np.exp(-left / 4), np.maximum(8 - left, 0) / 8]
    return np.column_stack([*minutes, rows.climb, rows.descent, grade**2])


def numbered(labels: NDArray[Any]) -> tuple[Ints, int]:
    """The same labels as numbers from 0 without holes, and how many there are."""
    there, numbers = np.unique(labels, return_inverse=True)
    return numbers.astype(np.int64), len(there)


def without_means(values: Floats, run: Ints) -> Floats:
    """Each column less its run's mean; `run` numbered without holes."""
    count = np.maximum(np.bincount(run), 1)
    if values.ndim == 1:
        return values - (np.bincount(run, values) / count)[run]
    return np.column_stack([without_means(values[:, each], run) for each in range(values.shape[1])])


def independent(columns: Floats) -> list[int]:
    """The columns that add something to those before them, by their numbers: a flat country has no climb."""
    kept: list[int] = []
    basis: list[Floats] = []
    for number in range(columns.shape[1]):
        left = columns[:, number]
        length = float(np.sqrt(left @ left))
        if length <= 1e-9:
            continue
        left = left / length
        for _ in range(2):  # once more: what rounding left over
            for before in basis:
                left = left - before * (before @ left)
        rest = float(np.sqrt(left @ left))
        if rest > 1e-6:
            basis.append(left / rest)
            kept.append(number)
    return kept


def spread_inside(values: Floats, run: Ints) -> float:
    """The standard deviation inside runs."""
    numbers, runs = numbered(run)
    free = len(values) - runs
    if free <= 0:
        return 0.0
    inside = without_means(values, numbers)
    return float(np.sqrt(inside @ inside / free))
