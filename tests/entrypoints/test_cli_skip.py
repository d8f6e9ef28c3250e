"""`runtrack skip`: a run that is never to be uploaded, and how that is said."""

from pathlib import Path

import pytest

from sync.core.activity import State
from sync.engine.asks.refusals import Why
from sync.entrypoints.cli.text.refusal_text import IN_THE_WAY
from sync.sim.athlete import run
from tests.support.entrypoints.commands import runtrack
from tests.support.world import HOUR, World

FIRST = 900000001


def test_a_skipped_run_stays_out_says_so_and_comes_back_by_retry(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0, RUNTRACK_UPLOAD_DELAY_MINUTES="90") as world:
        world.garmin.add(run(FIRST, world.now - HOUR, title="Tempo", km=2.0, every=60))
        world.tick()
        said = runtrack(world, "skip", str(FIRST))
        assert (said.code, said.err) == (0, "")
        assert said.lines == [
            "900000001 (Tempo) was discovered: new on Garmin; waits 90 min after its end (upload delay)",
            "It is never uploaded. `runtrack retry 900000001` takes it up again.",
        ]
        world.ticks(60)
        assert world.strava.posts == []
        told = runtrack(world, "why", str(FIRST)).out
        assert "skipped    you never want it uploaded" in told
        assert "next: nothing by itself; `runtrack retry 900000001` starts it over" in told
        assert runtrack(world, "retry", str(FIRST)).code == 0
        world.ticks(3)
        assert world.row(FIRST).state is State.UPLOADED


def test_what_is_on_strava_or_under_way_is_not_skipped_and_it_is_said_why(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        world.garmin.add(run(FIRST, world.now - HOUR, title="Tempo", km=2.0, every=60))
        world.strava.inject("upload", "500 after the effect")
        world.tick()
        said = runtrack(world, "skip", str(FIRST))
        assert (said.code, said.out) == (1, "")
        assert said.err == (
            "900000001: it was sent and the answer was lost: whether it is on Strava is looked up first "
            "(its turn is in 10 min)\n"
        )
        world.clock.advance(660)
        world.tick()
        assert runtrack(world, "skip", str(FIRST)).err == (
            "900000001: it is on Strava already: https://www.strava.com/activities/12000000001; "
            "delete it there, and it stays deleted\n"
        )
        assert (runtrack(world, "skip", "77").code, runtrack(world, "skip", "my run").code) == (2, 2)


@pytest.mark.parametrize("why", [why for why in Why if why is not Why.TEXT_HAS_LEFT])
def test_everything_that_can_be_in_the_way_has_words(why: Why) -> None:
    assert IN_THE_WAY[why]
