"""A whole sample, in this process and in a child's: the same findings; a newcomer's are said without computing."""

from dataclasses import astuple, replace

import numpy as np
import pytest

from sync.adapters.statistics.analysis import analysed
from sync.adapters.statistics_child import ChildStatistics
from sync.core.insights.findings import MOST_DOTS, Feature, Lack
from sync.core.insights.sample import Sample
from sync.core.insights.too_few import too_few
from sync.ports import NotComputed
from tests.support.insights.samples import of_life
from tests.support.insights.worlds import World, kit, live


@pytest.fixture(scope="module")
def whole() -> Sample:
    return of_life(live(kit(90, -2.0), 4), 140)


def test_a_child_finds_the_same(whole: Sample) -> None:
    here = analysed(whole)
    there = ChildStatistics().findings(whole, 60.0)
    assert (there.parts, there.known, there.in_step) == (here.parts, here.known, here.in_step)
    ours, theirs = (one.features[0].in_all.effect for one in (here, there))
    assert ours is not None
    assert theirs is not None
    assert astuple(theirs) == pytest.approx(astuple(ours), rel=1e-6)  # one thread there, several here
    assert [one.feature for one in here.features] == [Feature.TEMPO, Feature.ENERGY]
    tempo = here.features[0].in_all.effect
    assert tempo is not None
    assert tempo.claimed
    assert tempo.low <= -2.0 <= tempo.high
    assert here.features[1].in_all.effect is not None
    assert not here.features[1].in_all.effect.claimed
    assert here.in_step.found is not None
    assert not here.in_step.found.claimed


def test_what_takes_too_long_says_so(whole: Sample) -> None:
    with pytest.raises(NotComputed, match=r"^took longer than 0 s$"):
        ChildStatistics().findings(whole, 0.01)


def test_what_cannot_be_computed_says_so(whole: Sample) -> None:
    odd = replace(whole, parts=tuple(replace(part, run=-5) for part in whole.parts))
    with pytest.raises(NotComputed, match=r"^broke off \(code 1\)$"):
        ChildStatistics().findings(odd, 60.0)


@pytest.mark.parametrize("runs", [1, 5, 12])
def test_a_newcomer_is_told_the_same_without_computing(runs: int) -> None:
    sample = of_life(live(World(runs), 2), 140)
    said, computed = too_few(sample), analysed(sample)
    assert said is not None
    assert (said.runs, said.parts, said.known) == (computed.runs, computed.parts, computed.known)
    assert (said.songs, said.in_step) == (computed.songs, computed.in_step)
    for one, other in zip(said.features, computed.features, strict=True):
        assert one.in_all.missing == tuple(each for each in other.in_all.missing if each.lack is not Lack.ALIKE)
        assert one.same_effort == other.same_effort


def test_nothing_is_too_few() -> None:
    nothing = Sample((), ())
    assert too_few(nothing) == analysed(nothing)
    assert [(one.lack, one.have, one.need) for one in analysed(nothing).features[0].in_all.missing] == [
        (Lack.RUNS, 0, 30),
        (Lack.PARTS, 0, 250),
        (Lack.SONGS, 0, 15),
    ]


def test_enough_runs_are_computed(whole: Sample) -> None:
    assert too_few(whole) is None


def test_the_dots_of_the_picture_lie_around_their_line(whole: Sample) -> None:
    tempo = analysed(whole).features[0]
    effect = tempo.in_all.effect
    assert effect is not None
    assert len(tempo.dots) == MOST_DOTS
    across, up = np.array(tempo.dots).T
    slope = 10 * float(across @ up) / float(across @ across)  # s/km per 10 beats a minute
    assert abs(slope - effect.estimate) < 2 * effect.half_width
    assert abs(float(across.mean())) < 5
    assert abs(float(up.mean())) < 2


def test_without_an_answer_there_is_no_picture() -> None:
    alike = of_life(live(World(60, tempos=(170.0, 170.0)), 1), 140)
    assert analysed(alike).features[0].dots == ()
