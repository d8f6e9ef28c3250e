"""What is missing where there are too few runs for anything: said without computing, as a newcomer's all are."""

from collections import Counter
from collections.abc import Callable

from sync.core.insights.findings import (
    Feature,
    FeatureFindings,
    Finding,
    Findings,
    InStepFinding,
    Lack,
    Missing,
    SameEffort,
    Songs,
)
from sync.core.insights.least import LEAST, Least
from sync.core.insights.sample import Part, Sample


def too_few(sample: Sample, least: Least = LEAST) -> Findings | None:
    """The findings of a sample of which nothing can be computed; None where something may."""
    compared = [part for part in sample.parts if part.compared]
    runs = len({part.run for part in sample.parts})
    if runs >= min(least.runs, least.step_runs):
        return None
    tempo, energy = lambda part: part.tempo, lambda part: part.energy
    features = tuple(
        FeatureFindings(feature, finding, SameEffort(missing=(_beats(compared, known, least),)), finding, finding)
        for feature, known in ((Feature.TEMPO, tempo), (Feature.ENERGY, energy))
        for finding in (Finding(None, _lacks(compared, known, least)),)
    )
    songs = Songs((), 0.0, _lacks(compared, lambda part: part.stretch.pace, least))
    steps = [part for part in sample.parts if part.tempo and part.stretch.seconds_at]
    in_step = _short((Lack.RUNS, len({part.run for part in steps}), least.step_runs))
    in_step += _short((Lack.PARTS, len(steps), least.step_parts))
    known = sum(part.tempo is not None for part in compared)
    return Findings(
        len({part.run for part in compared}), len(compared), known, features, songs, InStepFinding(None, in_step)
    )


type Known = Callable[[Part], float | None]


def _in_company(parts: list[Part], known: Known) -> list[Part]:
    """Those of which it is known, and that have another one in their run: one alone is compared with nothing."""
    there = [part for part in parts if known(part) is not None]
    in_run = Counter(part.run for part in there)
    return [part for part in there if in_run[part.run] > 1]


def _lacks(parts: list[Part], known: Known, least: Least) -> tuple[Missing, ...]:
    there = _in_company(parts, known)
    runs, songs = len({part.run for part in there}), len({part.song for part in there})
    return (
        *_short((Lack.RUNS, runs, least.runs)),
        *_short((Lack.PARTS, len(there), least.parts)),
        *_short((Lack.SONGS, songs, least.songs)),
    )


def _beats(parts: list[Part], known: Known, least: Least) -> Missing:
    there = _in_company([part for part in parts if part.stretch.heart_rate is not None], known)
    return Missing(Lack.RUNS_WITH_HEART_RATE, len({part.run for part in there}), least.runs_with_heart_rate)


def _short(of: tuple[Lack, float, float]) -> tuple[Missing, ...]:
    return (Missing(*of),) if of[1] < of[2] else ()
