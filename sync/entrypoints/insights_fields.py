"""Insights as a program gets them: from the command line and from the API the same."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from sync.core.insights.experiment import ENOUGH, Experiment
from sync.core.insights.findings import Effect, Feature, FeatureFindings, Findings, Missing
from sync.core.insights.kept import Insights
from sync.core.insights.tops import Tops
from sync.engine.for_cadence import ForCadence
from sync.entrypoints import insights_words as words

NOTHING: dict[str, Any] = {
    "made_at": None,
    "answers": [],
    "coverage": [],
    "runs": 0,
    "parts": 0,
    "known": 0,
    "effects": [],
    "same_effort": [],
    "dots": [],
    "missing": [],
    "in_step": None,
    "spread": 0.0,
    "songs": [],
    "records": [],
    "tops": asdict(Tops()),
}


def fields(kept: Insights | None) -> dict[str, Any]:
    """All of it; `NOTHING` as long as nothing was worked out."""
    if kept is None or (found := kept.findings) is None:
        return NOTHING
    names, step = kept.songs or {}, found.in_step.found
    return {
        "made_at": kept.made_at,
        "answers": [asdict(one) for one in words.chapters(kept)],
        "coverage": list(words.coverage(kept)),
        "runs": found.runs,
        "parts": found.parts,
        "known": found.known,
        "effects": [each for feature in found.features for each in _effects(feature)],
        "same_effort": [one.feature.value for one in found.features if one.same_effort.claimed],
        "dots": [{"feature": one.feature.value, "points": one.dots} for one in found.features if one.dots],
        "missing": list(_missing(found)),
        "in_step": None if step is None else asdict(step) | {"claimed": step.claimed},
        "spread": found.songs.spread,
        "songs": [
            {"artist": artist, "title": title, "parts": one.parts, "estimate": one.estimate}
            | {"low": one.low, "high": one.high, "clear": one.clear}
            for one in found.songs.ranked
            for artist, title in (names.get(one.song, ("", one.song)),)
        ],
        "records": [asdict(one) for one in kept.records],
        "tops": asdict(kept.tops),
    }


def experiment_fields(kept: Experiment | None, found: Insights | None) -> dict[str, Any]:
    """The shuffle experiment, with the list for the next run."""
    findings = None if found is None else found.findings
    effect = None if findings is None else findings.features[0].in_all.effect
    told = {"feature": "tempo", "what": "in all", "per": Feature.TEMPO.step}
    goes_on = kept is not None and kept.ended is None
    return {
        "began": kept.began if kept else None,
        "ended": kept.ended if kept else None,
        "wanted": ENOUGH.runs,
        "ran": [asdict(one) for one in kept.ran] if kept else [],
        "number": kept.next_number if kept and goes_on else None,
        "songs": [asdict(one) for one in kept.order(kept.next_number)] if kept and goes_on else [],
        "answer": asdict(words.of_lists(findings)),
        "effect": None if effect is None else told | asdict(effect) | {"claimed": effect.claimed},
    }


def cadence_fields(seen: ForCadence) -> dict[str, Any]:
    """Songs for a number of steps a minute."""
    songs = [
        {"artist": one.artist, "title": one.title, "tempo": one.tempo, "steps": one.steps, "plays": one.plays}
        for one in seen.songs
    ]
    return {"steps": seen.steps, "usual": seen.usual, "songs": songs}


def _effects(of: FeatureFindings) -> Iterator[dict[str, Any]]:
    told: tuple[tuple[str, Effect | None], ...] = (
        ("in all", of.in_all.effect),
        ("at the same heart rate", of.same_effort.pace),
        ("of heart rate at the same pace", of.same_effort.heart_rate),
        ("of heart rate", of.heart_rate.effect),
        ("of the next song", of.placebo.effect),
    )
    for what, effect in told:
        if effect is not None:
            named = {"feature": of.feature.value, "what": what, "per": of.feature.step}
            yield named | asdict(effect) | {"claimed": effect.claimed}


def _missing(found: Findings) -> Iterator[dict[str, Any]]:
    told: list[tuple[str, tuple[Missing, ...]]] = [(one.feature.value, one.in_all.missing) for one in found.features]
    told += [("songs", found.songs.missing), ("in step", found.in_step.missing)]
    for name, lacks in told:
        for one in lacks:
            yield {"name": name, "lack": one.lack.value, "have": one.have, "need": one.need}
