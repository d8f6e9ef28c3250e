"""Findings to show: one of each kind of answer."""

from dataclasses import replace
from datetime import timedelta

from sync.core.insights.findings import (
    Effect,
    Feature,
    FeatureFindings,
    Finding,
    Findings,
    InStep,
    InStepFinding,
    Lack,
    Missing,
    SameEffort,
    SongDifference,
    Songs,
)
from sync.core.insights.kept import Insights, Record
from sync.core.insights.tops import Played, Top, Tops
from tests.support.contract.values import NOON

FASTER = Effect(-2.0, -3.0, -1.0, -3.2, -0.8, 412, 61, 80, 50.5, 22.5)
NONE = Effect(0.2, -0.6, 1.0, -0.75, 1.15, 400, 61, 78, 50.5, 22.5)
HIGHER = Effect(0.5, 0.2, 0.8, 0.1, 0.9, 400, 60, 80, 50.5, 22.5)
FEW_BEATS = SameEffort(missing=(Missing(Lack.RUNS_WITH_HEART_RATE, 12, 80),))
DOTS = ((-21.5, 6.5), (-8.0, -1.5), (0.5, 3.0), (11.0, -4.5), (18.0, -3.5))
FINDINGS = Findings(
    61,
    520,
    412,
    (
        FeatureFindings(Feature.TEMPO, Finding(FASTER), FEW_BEATS, Finding(NONE), Finding(None, ()), DOTS),
        FeatureFindings(Feature.ENERGY, Finding(NONE), FEW_BEATS, Finding(NONE), Finding(None, ())),
    ),
    Songs((SongDifference("0", 12, -3.5, -5.75, -1.25), SongDifference("1", 5, 0.5, -2.0, 3.0)), 2.25),
    InStepFinding(InStep(0.121, 0.083, 0.01, 500, 60, 0.4)),
)
SONGS = {"0": ("Hill Repeats", "Early Train"), "1": ("Björk Ø Vest", "Final Hour")}
RECORDS = (
    Record("Hill Repeats", "Early Train", "1 km", 251.5, NOON - timedelta(days=9), "900000001", 12),
    Record("Björk Ø Vest", "Final Hour", "400 m", 88.0, NOON - timedelta(days=2), "900000002", 1),
)
_TRAIN, _HOUR = (
    Top("Hill Repeats", "Early Train", 12, 2700.0, 9100.0),
    Top("Björk Ø Vest", "Final Hour", 5, 1200.0, 4000.0),
)
_BOTH = ((_TRAIN, _HOUR), tuple(replace(one, title="") for one in (_TRAIN, _HOUR)))
TOPS = Tops(
    Played("", 9, 17, 3900.0, 13100.0, *_BOTH),
    (Played("2026", 9, 17, 3900.0, 13100.0, *_BOTH),),
    (
        Played("2026-03", 2, 5, 1200.0, 4000.0, *((each[1],) for each in _BOTH)),
        Played("2026-02", 7, 12, 2700.0, 9100.0, *((each[0],) for each in _BOTH)),
    ),
    (Played("1", 9, 9, 2700.0, 9000.0, *_BOTH), Played("2", 4, 4, 1200.0, 4000.0, *_BOTH)),
    (Played("7", 9, 17, 3900.0, 13100.0, *_BOTH),),
)
INSIGHTS = Insights("me", 1, "f2", NOON, FINDINGS, SONGS, RECORDS, 3, tops=TOPS)


def of_many(songs: int, dots: int) -> Insights:
    """What is kept of a runner with so many songs that differ, so many of them on the page's picture, and a record of
    each."""
    differ = tuple(SongDifference(str(each), 9, -1.0 + each / 500, -2.0, 0.5) for each in range(songs))
    names = {str(each): (f"Artist {each % 70}", f"Song {each}") for each in range(songs)}
    points = tuple((each * 37 % 80 - 40.0, each * 53 % 60 - 30.0) for each in range(dots))
    tempo = replace(FINDINGS.features[0], dots=points)
    found = replace(FINDINGS, features=(tempo, FINDINGS.features[1]), songs=replace(FINDINGS.songs, ranked=differ))
    records = tuple(
        Record(*names[str(each)], distance, 240.0 + each, NOON - timedelta(days=each), f"9{each:08}", 9)
        for each in range(50)
        for distance in ("400 m", "1 km")
    )
    return replace(INSIGHTS, findings=found, songs=names, records=records)
