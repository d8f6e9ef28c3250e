"""What the findings say in words: the answer first, then its doubt, as neutral English sentences (German by table).

Both are the product: "no effect seen" and "18 of 30 runs" are said as plainly as an effect is.
"""

from dataclasses import dataclass

from sync.core.insights.findings import (
    Effect,
    Feature,
    FeatureFindings,
    Finding,
    Findings,
    InStepFinding,
    Lack,
    Missing,
    Songs,
)
from sync.core.insights.kept import Insights
from sync.engine.asks.experiment import NoLists, UnderWay

NOTHING_YET = "Nothing was worked out yet: it begins with your first run to music."
NOT_HERE = "Nothing can be worked out here: numpy is not installed with this Runtrack."
UNDER_WAY = "It is being worked out anew."
SHUFFLE = (
    "Only a shuffled list tells cause from choice: run twenty times to one in random order, without skipping a song."
)
CHOSEN = "You chose the songs: perhaps fast ones when you feel strong."
CHOSEN_LIVELY = "You chose the songs: perhaps lively ones when you feel strong."
PUSH = "Faster, with a higher pulse: a push, not an easier run, may explain it."
UNTOLD = "At the same effort it cannot be told."
PLACEBO = "The next song shows an effect too, before it is heard: you seem to choose songs by how you run."
NO_PLACEBO = "The next song, not heard yet, shows no effect; that alone proves nothing."
BY_CHANCE = "Chance chose the order: it was the tempo, or what goes with it in these songs."
OF_LISTS = (
    "Of each list the songs in its order count, up to the first other one. It holds for these songs and this runner."
)
NO_RANKING = "Your songs do not differ beyond chance: there is no ranking."


@dataclass(frozen=True, slots=True)
class Chapter:
    """One question with what is said to it, the answer first; `known`: there is an answer at all."""

    name: str
    question: str
    sentences: tuple[str, ...]
    known: bool


def chapters(kept: Insights) -> tuple[Chapter, ...]:
    """All that is said of findings; () as long as there are none."""
    found = kept.findings
    if found is None:
        return ()
    return (*map(_feature, found.features), _songs(found.songs), _in_step(found.in_step))


def coverage(kept: Insights) -> tuple[str, ...]:
    """What it rests on."""
    found = kept.findings
    if found is None:
        return ()
    said = [f"Of {found.parts} parts of {found.runs} runs {found.known} have a known tempo."]
    if kept.left_out:
        said.append(f"Left out: {kept.left_out} that only a service told of whose terms forbid statistics.")
    if kept.failed:
        said.append(f"The last time it came to nothing: {kept.failed}.")
    return tuple(said)


def _feature(found: FeatureFindings) -> Chapter:
    tempo = found.feature is Feature.TEMPO
    question = f"Do you run faster to {'faster' if tempo else 'livelier'} songs?"
    name = found.feature.value
    effect = found.in_all.effect
    if effect is None:
        return Chapter(name, question, tuple(missing(each, tempo=tempo) for each in found.in_all.missing), False)
    per = "10 bpm" if tempo else "0.1 energy"
    if not effect.claimed:
        return Chapter(name, question, (_none(effect, per), *_placebo(found.placebo)), True)
    said = [_effect(effect, per), CHOSEN if tempo else CHOSEN_LIVELY, _effort(found, per), *_placebo(found.placebo)]
    return Chapter(name, question, (*said, SHUFFLE), True)


def of_lists(found: Findings | None) -> Chapter:
    """What the shuffle experiment says; its one question is of tempo in all."""
    question = "What does the tempo do, when chance chooses the songs?"
    if found is None:
        return Chapter("shuffle", question, (), False)
    finding = found.features[0].in_all
    if finding.effect is None:
        return Chapter("shuffle", question, tuple(map(missing, finding.missing)), False)
    if not finding.effect.claimed:
        return Chapter("shuffle", question, (_none(finding.effect, "10 bpm"), OF_LISTS), True)
    return Chapter("shuffle", question, (_effect(finding.effect, "10 bpm"), BY_CHANCE, OF_LISTS), True)


def refused(refusal: UnderWay | NoLists) -> str:
    """Why no experiment was begun."""
    if isinstance(refusal, UnderWay):
        return "An experiment is under way already: end it first."
    one = refusal.missing[0]
    if one.lack is Lack.SONGS:
        return f"{_count(one.have)} of {_count(one.need)} songs with a known tempo: run to more of them first."
    return "Your songs are all about equally fast: no order of them would show anything."


def _effect(effect: Effect, per: str) -> str:
    way = "faster" if effect.estimate < 0 else "slower"
    low, high = sorted((abs(effect.low), abs(effect.high)))
    return (
        f"Within the same run you ran about {_size(effect.estimate)} s/km {way} per {per} (95 %: {_size(low)} to "
        f"{_size(high)}; {effect.parts} parts, {effect.runs} runs, {effect.songs} songs)."
    )


def _none(effect: Effect, per: str) -> str:
    return f"No effect seen. More than ±{_size(showing(effect))} s/km per {per} would probably have shown."


def showing(effect: Effect) -> float:
    """How large an effect would have been claimed four times in five."""
    return (effect.sure_high - effect.sure_low) / 2 + 0.84 * effect.half_width / 1.96


def _effort(found: FeatureFindings, per: str) -> str:
    same, pulse = found.same_effort, found.heart_rate.effect
    if same.claimed and same.pace is not None:
        way = "easier" if same.pace.estimate < 0 else "harder"
        return (
            f"At the same pulse it is {_size(same.pace.estimate)} s/km per {per}, and at the same pace the pulse "
            f"agrees: it was {way}."
        )
    faster = found.in_all.effect is not None and found.in_all.effect.estimate < 0
    if faster and pulse is not None and pulse.claimed and pulse.estimate > 0:
        return PUSH
    if same.missing and same.missing[0].lack is Lack.RUNS_WITH_HEART_RATE:
        return f"At the same effort: {missing(same.missing[0])}"
    return UNTOLD


def _placebo(found: Finding) -> tuple[str, ...]:
    if found.effect is None:
        return ()
    return (PLACEBO if found.effect.claimed else NO_PLACEBO,)


def _songs(found: Songs) -> Chapter:
    question = "Which songs do you run faster to?"
    if found.missing:
        return Chapter("songs", question, tuple(missing(each) for each in found.missing), _equal(found.missing))
    clear = [one for one in found.ranked if one.clear]
    said = [f"Songs differ by about {_size(found.spread)} s/km for you; {len(clear)} of them beyond chance."]
    return Chapter("songs", question, tuple(said), True)


def _equal(found: tuple[Missing, ...]) -> bool:
    return found[0].lack is Lack.EQUAL_SONGS


def _in_step(found: InStepFinding) -> Chapter:
    question = "Do your steps go with the beat?"
    one = found.found
    if one is None:
        return Chapter("in step", question, tuple(missing(each) for each in found.missing), False)
    said = (
        f"In step {_percent(one.share)} of the time; with the songs of each run exchanged {_percent(one.chance)} "
        f"({one.parts} parts, {one.runs} runs)."
    )
    return Chapter("in step", question, (said, "More than chance." if one.claimed else "No more than chance."), True)


def missing(of: Missing, *, tempo: bool = True) -> str:
    """What is missing, as a sentence."""
    have, need = _count(of.have), _count(of.need)
    match of.lack:
        case Lack.RUNS:
            return f"{have} of {need} runs."
        case Lack.RUNS_WITH_HEART_RATE:
            return f"{have} of {need} runs with heart rate."
        case Lack.PARTS:
            return f"{have} of {need} parts of runs with a known song."
        case Lack.SONGS:
            return f"{have} of {need} songs."
        case Lack.EFFECTIVE_SONGS:
            return f"A few songs are most of what you run to: they count as {have} of {need}."
        case Lack.ALIKE:
            return "All your songs are equally fast." if tempo else "All your songs are equally lively."
        case Lack.WIDE:
            return f"Too uncertain so far: ±{have} s/km, and at most ±{need} says something."
        case Lack.EQUAL_SONGS:
            return NO_RANKING
        case Lack.SHUFFLES:
            return "The songs of a run cannot be exchanged: each run has one, or all are equally fast."


def _size(value: float) -> str:
    """One figure behind the point below ten, none above."""
    size = abs(value)
    return f"{size:.0f}" if size >= 9.95 else f"{size:.1f}".removesuffix(".0")


def _count(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
