"""Whether the steps go with the beat: as it was, against the songs of each run exchanged among themselves.

Only inside a run: who chooses songs by the cadence is in step by choice, and lists of one tempo are so by chance.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sync.adapters.statistics.columns import Floats, Ints, numbered
from sync.core.insights.findings import InStep, InStepFinding, Lack, Missing
from sync.core.insights.least import LEAST, Least

EXCHANGES = 199
_NEAR, _FELT = 0.02, 0.03
_MULTIPLES = (0.5, 1.0, 2.0)
_SEED = 20


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """A row is one song's part of one run: its run, its tempo as the catalogue has it, its mean cadence (steps/min of
    both feet), and for how many seconds it had which cadence. Rows of a run stand together, in order of time."""

    run: Ints
    tempo: Floats
    cadence: Floats
    seconds_at: Sequence[Sequence[tuple[float, float]]]


def in_step(steps: Steps, least: Least = LEAST) -> InStepFinding:
    """The share of time in step, and whether chance gives as much."""
    good = np.array([bool(each) for each in steps.seconds_at], bool) & np.isfinite(steps.tempo) & (steps.tempo > 0)
    numbers = np.flatnonzero(good)
    runs = len(np.unique(steps.run[numbers]))
    asked = ((Lack.RUNS, runs, least.step_runs), (Lack.PARTS, len(numbers), least.step_parts))
    missing = tuple(Missing(lack, have, need) for lack, have, need in asked if have < need)
    if missing:
        return InStepFinding(None, missing)
    run, _ = numbered(steps.run[numbers])
    tempo = steps.tempo[numbers]
    shares, first, size = _shares(run, tempo, [steps.seconds_at[int(each)] for each in numbers])
    if not np.any(np.ptp(shares, axis=1) > 0):
        return InStepFinding(None, (Missing(Lack.SHUFFLES, 0, 1),))
    place = np.arange(len(run)) - first[run]
    seen = float(shares[np.arange(len(run)), place].mean())
    chance = [_exchanged(shares, run, place, size, number) for number in range(EXCHANGES)]
    p = (1 + sum(each >= seen - 1e-12 for each in chance)) / (EXCHANGES + 1)
    pulled = _pull(run, tempo, steps.cadence[numbers])
    return InStepFinding(InStep(seen, float(np.mean(chance)), p, len(run), runs, pulled))


def _shares(run: Ints, tempo: Floats, seconds_at: list[Sequence[tuple[float, float]]]) -> tuple[Floats, Ints, Ints]:
    """For each part the share in step with every song of its run, by the song's place in it; and each run's first row
    and size. Unused places stay 0."""
    size = np.bincount(run)
    first = np.concatenate(([0], np.cumsum(size)[:-1]))
    most = max(map(len, seconds_at))
    cadence, seconds = np.zeros((len(run), most)), np.zeros((len(run), most))
    for number, each in enumerate(seconds_at):
        cadence[number, : len(each)] = [one for one, _ in each]
        seconds[number, : len(each)] = [lasted for _, lasted in each]
    total = np.maximum(seconds.sum(axis=1), 1e-9)
    shares = np.zeros((len(run), int(size.max())))
    for place in range(int(size.max())):
        there = size[run] > place
        beat = tempo[first[run[there]] + place][:, None]
        near = np.zeros((int(there.sum()), most), bool)
        for multiple in _MULTIPLES:
            near |= np.abs(cadence[there] - multiple * beat) <= _NEAR * multiple * beat
        shares[there, place] = (near * seconds[there]).sum(axis=1) / total[there]
    return shares, first.astype(np.int64), size.astype(np.int64)


def _exchanged(shares: Floats, run: Ints, place: Ints, size: Ints, number: int) -> float:
    """The mean share when each run's songs are dealt anew; the same `number` deals the same."""
    keys = np.random.default_rng((_SEED, number)).random((len(size), int(size.max())))
    keys[np.arange(keys.shape[1])[None, :] >= size[:, None]] = 2.0  # places that a run does not have, to the end
    dealt = np.argsort(keys, axis=1)
    return float(shares[np.arange(len(run)), dealt[run, place]].mean())


def _pull(run: Ints, tempo: Floats, cadence: Floats) -> float | None:
    """The slope of (cadence - its neighbours' mean) on how far the beat is from that mean, near beats only."""
    before, after = np.roll(np.arange(len(run)), 1), np.roll(np.arange(len(run)), -1)
    inner = (
        (run[before] == run) & (run[after] == run) & (np.arange(len(run)) > 0) & (np.arange(len(run)) < len(run) - 1)
    )
    around = (cadence[before] + cadence[after]) / 2
    ways = np.column_stack([multiple * tempo - around for multiple in _MULTIPLES])
    nearest = ways[np.arange(len(run)), np.argmin(np.abs(np.where(np.isfinite(ways), ways, 1e9)), axis=1)]
    near = inner & np.isfinite(around) & np.isfinite(cadence) & (np.abs(nearest) <= _FELT * around)
    if int(near.sum()) < 20:
        return None
    away, moved = nearest[near] - nearest[near].mean(), (cadence - around)[near]
    square = float(away @ away)
    return float(away @ (moved - moved.mean())) / square if square > 0 else None
