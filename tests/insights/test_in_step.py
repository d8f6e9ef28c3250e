"""Steps and beats: what is chance is called chance, also where songs are chosen by the cadence."""

import numpy as np
import pytest

from sync.adapters.statistics.in_step import Steps, in_step
from sync.core.insights.findings import Lack


def walked(runs: int, seed: int, *, pulls: float = 0.0, chosen: bool = False, tempo: float = 0.0) -> Steps:
    """Ten songs a run. `pulls`: half of the near songs draw the steps so much of the way to the beat; `chosen`: songs
    are near the cadence by choice; `tempo`: all songs have that one."""
    rng = np.random.default_rng((9, seed))
    run = np.repeat(np.arange(runs), 10)
    own = 168 + rng.normal(0, 4, runs)
    beats = rng.uniform(90, 180, len(run))
    if chosen:
        beats = own[run] + rng.normal(0, 5, len(run))
    if tempo:
        beats = tempo + rng.normal(0, 3, len(run))
    cadence = own[run] + rng.normal(0, 1.5, len(run))
    for multiple in (0.5, 1.0, 2.0):
        near = (np.abs(multiple * beats - cadence) < 0.05 * cadence) & (rng.random(len(run)) < 0.5)
        cadence = np.where(near, cadence + pulls * (multiple * beats - cadence), cadence)
    at = tuple(tuple((float(round(one + step)), 40.0) for step in (-1.5, -0.5, 0.5, 1.5)) for one in cadence)
    return Steps(run.astype(np.int64), beats, cadence, at)


@pytest.mark.parametrize("world", [{}, {"chosen": True}, {"tempo": 168.0}], ids=["as they come", "chosen", "one tempo"])
def test_no_pull_is_rarely_taken_for_one(world: dict[str, float]) -> None:
    said = [in_step(walked(60, seed, **world)).found for seed in range(20)]  # type: ignore[arg-type]  # by name
    assert sum(one is not None and one.claimed for one in said) <= 2


def test_a_pull_is_seen() -> None:
    said = [in_step(walked(60, seed, pulls=0.8)).found for seed in range(6)]
    assert sum(one is not None and one.claimed for one in said) >= 5
    first = said[0]
    assert first is not None
    assert first.share > first.chance
    assert first.pull is not None
    assert 0.1 < first.pull < 0.8  # reads about half of what is there


def test_a_tenth_that_songs_chosen_by_cadence_are_in_step_is_no_wonder() -> None:
    found = in_step(walked(60, 1, chosen=True)).found
    assert found is not None
    assert found.share == pytest.approx(found.chance, abs=0.06)


def test_songs_of_one_tempo_cannot_be_exchanged() -> None:
    steps = walked(30, 1)
    same = Steps(steps.run, np.full(len(steps.run), 168.0), steps.cadence, steps.seconds_at)
    assert [each.lack for each in in_step(same).missing] == [Lack.SHUFFLES]


def test_few_runs_say_how_many() -> None:
    missing = in_step(walked(12, 1)).missing
    assert [(each.lack, each.have, each.need) for each in missing] == [(Lack.RUNS, 12, 20), (Lack.PARTS, 120, 150)]


def test_the_same_steps_always_say_the_same() -> None:
    assert in_step(walked(30, 3)) == in_step(walked(30, 3))


def test_the_songs_of_long_and_short_runs_are_dealt_among_their_own() -> None:
    """Half of each run's songs have the steps' beat: whatever is dealt, half of the time is in step."""
    sizes = [2, 4, 12] * 12
    run = np.repeat(np.arange(len(sizes)), sizes)
    beats = np.concatenate([np.tile([170.0, 140.0], size // 2) for size in sizes])
    steps = Steps(run.astype(np.int64), beats, np.full(len(run), 170.0), [((170.0, 60.0),)] * len(run))
    found = in_step(steps).found
    assert found is not None
    assert found.share == pytest.approx(0.5)
    assert found.chance == pytest.approx(0.5, abs=0.02)
