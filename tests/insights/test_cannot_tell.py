"""Worlds in which nothing can be told: a reason with its figures, never NaN, never a number that means nothing."""

from dataclasses import asdict, replace
from math import isfinite

import numpy as np
import pytest

from sync.adapters.statistics.columns import Columns
from sync.adapters.statistics.effects import of_feature
from sync.adapters.statistics.songs import differences
from sync.core.insights.findings import Effect, Feature, Lack
from tests.support.insights.coverage import SILENT, numbers, silence, without_heart_rate
from tests.support.insights.worlds import World, live


@pytest.mark.parametrize(("world", "lack"), SILENT.values(), ids=SILENT)
@pytest.mark.parametrize("seed", [1, 2])
def test_it_says_what_is_missing(world: World, lack: Lack, seed: int) -> None:
    said = of_feature(live(world, seed).rows, Feature.TEMPO)
    assert said.in_all.effect is None
    assert lack in {each.lack for each in said.in_all.missing}
    assert not said.same_effort.claimed
    assert all(map(isfinite, numbers(asdict(said))))


def test_without_heart_rate_effort_cannot_be_told_and_the_rest_can() -> None:
    rows = live(World(100, heart_rate=False), 1).rows
    said = of_feature(rows, Feature.TEMPO)
    assert said.in_all.effect is not None
    assert [(each.lack, each.have, each.need) for each in said.same_effort.missing] == [
        (Lack.RUNS_WITH_HEART_RATE, 0, 80)
    ]
    assert said.heart_rate.effect is None


def test_eighteen_runs_are_counted() -> None:
    rows = live(World(40), 3).rows
    few = rows.where(rows.run < 18)
    missing = of_feature(few, Feature.TEMPO).in_all.missing
    assert (missing[0].lack, missing[0].need) == (Lack.RUNS, 30)
    assert 10 <= missing[0].have <= 18


def test_nothing_at_all_is_no_error() -> None:
    rows = live(World(2), 1).rows
    none: Columns = rows.where(rows.run < 0)
    said = of_feature(none, Feature.ENERGY)
    assert [each.lack for each in said.in_all.missing] == [Lack.RUNS, Lack.PARTS, Lack.SONGS]
    assert [each.lack for each in differences(none, []).missing] == [Lack.RUNS, Lack.PARTS, Lack.SONGS]


def test_a_song_alone_in_its_run_is_compared_with_nothing() -> None:
    rows = live(World(60), 1).rows
    first = np.concatenate(([True], rows.run[1:] != rows.run[:-1]))
    alone = replace(rows, tempo=np.where(first, rows.tempo, np.nan))
    missing = of_feature(alone, Feature.TEMPO).in_all.missing
    assert [(one.lack, one.have) for one in missing] == [(Lack.RUNS, 0), (Lack.PARTS, 0), (Lack.SONGS, 0)]


def test_what_the_drawn_band_leaves_out_is_not_claimed_yet() -> None:
    """0 outside the 95 % band and inside the one of 98 %."""
    near = Effect(-2.0, -3.9, -0.1, -4.3, 0.3, 400, 60, 80, 50.0, 22.0)
    assert not near.claimed
    assert replace(near, sure_high=-0.01).claimed
    assert replace(near, sure_low=0.01, sure_high=4.0).claimed


@pytest.mark.long
@pytest.mark.parametrize("name", SILENT)
def test_in_no_life_there_is_an_answer(name: str) -> None:
    found = silence(name, *SILENT[name], range(200))
    assert (found.answered, found.named, found.odd) == (0, 200, 0)


@pytest.mark.long
def test_in_no_life_without_heart_rate_effort_is_told() -> None:
    found = without_heart_rate(range(200))
    assert (found.answered, found.named, found.odd) == (0, 200, 0)
