"""Everything that is found of one sample."""

import numpy as np

from sync.adapters.statistics.columns import Columns, Floats
from sync.adapters.statistics.effects import of_feature
from sync.adapters.statistics.folding import folded
from sync.adapters.statistics.in_step import Steps, in_step
from sync.adapters.statistics.songs import differences
from sync.core.insights.findings import Feature, Findings
from sync.core.insights.least import LEAST, Least
from sync.core.insights.sample import Part, Sample


def analysed(sample: Sample, least: Least = LEAST) -> Findings:
    """The findings; of an empty sample what is missing. The same sample always gives the same."""
    rows = columns([part for part in sample.parts if part.compared])
    names = [str(number) for number in range(len(sample.songs))]
    return Findings(
        len(np.unique(rows.run)),
        len(rows),
        int(np.isfinite(rows.tempo).sum()),
        tuple(of_feature(rows, feature, least) for feature in Feature),
        differences(rows, names, least),
        in_step(_steps(sample.parts), least),
    )


def columns(parts: list[Part]) -> Columns:
    """Parts as columns; tempos folded by one rule."""

    def column(values: list[float | None]) -> Floats:
        return np.array([np.nan if value is None else value for value in values], float)

    ran = [part.stretch for part in parts]
    return Columns(
        np.array([part.run for part in parts], np.int64),
        np.array([part.song for part in parts], np.int64),
        column([one.minute for one in ran]),
        column([one.left for one in ran]),
        column([one.pace for one in ran]),
        column([one.climb for one in ran]),
        column([one.descent for one in ran]),
        column([one.heart_rate for one in ran]),
        folded(column([part.tempo for part in parts])),
        column([part.energy for part in parts]),
        folded(column([part.next_tempo for part in parts])),
        column([part.next_energy for part in parts]),
    )


def _steps(parts: tuple[Part, ...]) -> Steps:
    """Also of intervals and of warming up: steps go with a beat there as well."""
    return Steps(
        np.array([part.run for part in parts], np.int64),
        np.array([np.nan if not part.tempo else part.tempo for part in parts], float),
        np.array([np.nan if part.stretch.cadence is None else part.stretch.cadence for part in parts], float),
        [part.stretch.seconds_at for part in parts],
    )
