"""Does one run faster to faster (livelier) songs: in all, at the same effort, and to the next song, not heard yet."""

from math import isfinite, sqrt

import numpy as np

from sync.adapters.statistics.columns import (
    Columns,
    Floats,
    Ints,
    Mask,
    independent,
    numbered,
    spread_inside,
    terms,
    without_means,
)
from sync.adapters.statistics.song_model import Fit, fit
from sync.adapters.statistics.student import quantile
from sync.core.insights.findings import (
    MOST_DOTS,
    Effect,
    Feature,
    FeatureFindings,
    Finding,
    Lack,
    Missing,
    SameEffort,
)
from sync.core.insights.least import LEAST, Least

_FAR = 4 * 1.4826
"""Residuals that lie further out than so many median absolute deviations are taken out, twice."""


def of_feature(rows: Columns, feature: Feature, least: Least = LEAST) -> FeatureFindings:
    """Everything about one feature."""
    tempo = feature is Feature.TEMPO
    own = (rows.tempo if tempo else rows.energy) / feature.step
    following = (rows.next_tempo if tempo else rows.next_energy) / feature.step
    spread = (least.tempo_spread if tempo else least.energy_spread) / feature.step
    in_all = effect(rows, rows.pace, own, [], spread, least)
    return FeatureFindings(
        feature,
        in_all,
        _same_effort(rows, own, spread, least),
        effect(rows, rows.pace, following, [own], spread, least),
        effect(rows, rows.heart_rate, own, [], spread, least, bounded=False),
        () if in_all.effect is None else dots(rows, own, feature.step),
    )


def effect(
    rows: Columns,
    outcome: Floats,
    feature: Floats,
    beside: list[Floats],
    spread: float,
    least: Least = LEAST,
    *,
    bounded: bool = True,
) -> Finding:
    """Of one `feature` on one `outcome`, `beside` being held. spread: the least of it inside runs; bounded: whether a
    band that is too wide for pace says nothing."""
    known: Mask = np.isfinite(outcome) & np.isfinite(feature)
    for each in beside:
        known &= np.isfinite(each)
    there = compared(rows, known)
    missing = lacks(rows, there, feature, spread, least)
    if missing:
        return Finding(None, missing)
    model = fitted(rows, there, outcome, [*beside, feature])
    if model is None:
        return Finding(None, (Missing(Lack.ALIKE, 0, spread),))  # nothing but what the minutes and the grade say too
    found, kept = model
    said = _said(found, rows, kept)
    if said is None or said.effective_songs < least.effective_songs:
        have = round(found.effective_songs, 1) if isfinite(found.effective_songs) else 0.0
        return Finding(None, (Missing(Lack.EFFECTIVE_SONGS, have, least.effective_songs),))
    if bounded and said.half_width > least.half_width:
        return Finding(None, (Missing(Lack.WIDE, round(said.half_width, 1), least.half_width),))
    return Finding(said)


def dots(rows: Columns, feature: Floats, step: float) -> tuple[tuple[float, float], ...]:
    """The picture of an effect on pace: each part's feature and pace less those of its run, what minute and grade did
    taken out of the pace; evenly taken from all where there are many. `step`: of the feature's unit here."""
    model = fitted(rows, compared(rows, np.isfinite(rows.pace) & np.isfinite(feature)), rows.pace, [feature])
    chosen = None if model is None else design(rows, model[1], [feature])
    if model is None or chosen is None:
        return ()
    found, kept = model
    x, run, _ = chosen
    across = without_means(feature[kept], run)
    up = without_means(rows.pace[kept], run) - x[:, :-1] @ found.coefficients[:-1]
    few = np.unique(np.linspace(0, len(up) - 1, min(len(up), MOST_DOTS)).astype(int))
    return tuple((round(float(across[each]) * step, 3), round(float(up[each]), 1)) for each in few)


def _same_effort(rows: Columns, own: Floats, spread: float, least: Least) -> SameEffort:
    known = np.isfinite(rows.heart_rate) & np.isfinite(own)
    measured = len(np.unique(rows.run[compared(rows, known)]))
    if measured < least.runs_with_heart_rate:
        return SameEffort(missing=(Missing(Lack.RUNS_WITH_HEART_RATE, measured, least.runs_with_heart_rate),))
    pace = effect(rows, rows.pace, own, [rows.heart_rate], spread, least)
    beats = effect(rows, rows.heart_rate, own, [rows.pace], spread, least, bounded=False)
    return SameEffort(pace.effect, beats.effect, pace.missing or beats.missing)


def compared(rows: Columns, known: Mask) -> Mask:
    """Those that have another one in their run: one alone is compared with nothing."""
    if not len(rows):
        return known
    return known & (np.bincount(rows.run[known], minlength=int(rows.run.max()) + 1)[rows.run] > 1)


def counts(rows: Columns, there: Mask) -> tuple[int, int, int]:
    return len(np.unique(rows.run[there])), int(there.sum()), len(np.unique(rows.song[there]))


def lacks(rows: Columns, there: Mask, feature: Floats, spread: float, least: Least) -> tuple[Missing, ...]:
    """What is missing before anything is computed. Of the runs that count, each has two parts at least."""
    runs, parts, songs = counts(rows, there)
    found = [
        Missing(lack, have, need)
        for lack, have, need in (
            (Lack.RUNS, runs, least.runs),
            (Lack.PARTS, parts, least.parts),
            (Lack.SONGS, songs, least.songs),
        )
        if have < need
    ]
    inside = spread_inside(feature[there], rows.run[there]) if parts else 0.0
    if parts and inside < spread:
        found.append(Missing(Lack.ALIKE, round(inside, 3), spread))
    return tuple(found)


def fitted(rows: Columns, there: Mask, outcome: Floats, asked: list[Floats]) -> tuple[Fit, Mask] | None:
    """The model of these rows, what lies far out being taken out twice; with the rows that were used."""
    kept = there.copy()
    for _ in range(2):
        chosen = design(rows, kept, asked)
        if chosen is None:
            return None
        x, run, _ = chosen
        y = without_means(outcome[kept], run)
        rest = y - x @ np.linalg.lstsq(x, y, rcond=None)[0]
        middle = float(np.median(np.abs(rest - np.median(rest))))
        if middle > 0:
            kept[np.flatnonzero(kept)[np.abs(rest) > _FAR * middle]] = False
        kept = compared(rows, kept)
    chosen = design(rows, kept, asked)
    if chosen is None:
        return None
    x, run, song = chosen
    found = fit(outcome[kept], x, run, song)
    return None if found is None else (found, kept)


def design(rows: Columns, kept: Mask, asked: list[Floats]) -> tuple[Floats, Ints, Ints] | None:
    """The columns less their runs' means, those that add nothing left out; runs and songs numbered anew. None where the
    one asked for, the last of `asked`, says nothing that the others do not."""
    if not kept.any():
        return None
    few = rows.where(kept)
    run, _ = numbered(few.run)
    song, _ = numbered(few.song)
    columns = np.column_stack([terms(few), *(each[kept] for each in asked)])
    inside = without_means(columns, run)
    good = independent(inside)
    if not good or (asked and good[-1] != columns.shape[1] - 1):
        return None
    return inside[:, good], run, song


def _said(found: Fit, rows: Columns, kept: Mask) -> Effect | None:
    error = sqrt(found.variance) if found.variance > 0 else 0.0
    free = min(found.effective_runs, found.effective_songs) - 1
    if not (isfinite(found.estimate) and isfinite(error) and error > 0 and free >= 1):
        return None
    drawn, sure = quantile(0.975, free) * error, quantile(0.99, free) * error
    runs, parts, songs = counts(rows, kept)
    return Effect(
        found.estimate,
        found.estimate - drawn,
        found.estimate + drawn,
        found.estimate - sure,
        found.estimate + sure,
        parts,
        runs,
        songs,
        found.effective_runs,
        found.effective_songs,
    )
