"""`runtrack live`: follow a run by its link, see what is on, stop; from the command line and from the tick of cron."""

import json
from pathlib import Path

from sync.core.live.followed import Over
from sync.engine.asks.preferences import change_preferences
from sync.entrypoints.daemon.one_tick import run_once
from sync.wiring import ME
from tests.support.entrypoints.commands import runtrack
from tests.support.live_runs import LiveWorld
from tests.support.world import MINUTE


def test_a_run_is_followed_shown_and_stopped_and_its_link_is_told_nowhere(tmp_path: Path) -> None:
    with LiveWorld(tmp_path) as world:
        run = world.begins()
        said = [runtrack(world, "live"), runtrack(world, "live", "follow", f"look: {run.link}")]
        assert said[0].out == "No run is in progress, as far as is known.\n"
        assert (said[1].code, said[1].out) == (0, "Followed from the next look on, until it is over.\n")
        world.clock.advance(60)
        run_once(world.wired.settings, world.now)
        said += [runtrack(world, "live", columns=100), runtrack(world, "live", "--json")]
        assert said[2].lines[1].split()[:3] == ["Garmin", "LiveTrack", "Ana"]
        assert said[2].lines[1].split()[-1] == "live"
        assert json.loads(said[3].out)["followed"]["name"] == "Ana"
        world.clock.advance(95)
        said.append(runtrack(world, "live", columns=100))
        assert said[4].lines[1].split()[-1] == "stale"
        said += [runtrack(world, "live", "stop"), runtrack(world, "live")]
        assert said[5].out == "Followed no longer. Its link is forgotten.\n"
        assert said[6].lines[-1] == "The run that was followed last is over: you have stopped it."
        assert world.followed.over is Over.STOPPED
        for secret in (run.token, run.id):
            assert not any(secret in one.out + one.err for one in said)


def test_what_cannot_be_followed_is_said_with_the_way_out(tmp_path: Path) -> None:
    with LiveWorld(tmp_path, LIVETRACK="no") as world:
        link = world.begins().link
        for arguments, said in (
            (("follow", link), "Following runs in progress is off: set livetrack to yes first."),
            (("follow", "https://example.org"), "There is no link to a run in progress in it."),
            (("stop",), "No run is followed."),
        ):
            done = runtrack(world, "live", *arguments)
            assert (done.code > 0, done.err.strip()) == (True, said)
        change_preferences(world.wired.app, ME, {"livetrack": "yes"}, world.now)
        assert runtrack(world, "live", "follow", link).code == 0
        world.livetrack.inject("short", "500")
        assert runtrack(world, "live", "follow", "gar.mn/aBc").err.strip() == "livetrack: HTTP 500 for a short link."


def test_a_person_alone_may_have_it_switched_on(tmp_path: Path) -> None:
    with LiveWorld(tmp_path, LIVETRACK="no") as world:
        change_preferences(world.wired.app, ME, {"livetrack": "yes"}, world.now)
        world.follow(world.begins())
        assert world.looks(3 * MINUTE) == 3
        assert world.live is not None


def test_a_new_key_seals_the_link_as_well(tmp_path: Path) -> None:
    with LiveWorld(tmp_path, seconds=30.0) as world:
        world.follow(world.begins())
        before = world.followed.sealed
        world.wired.close()
        assert runtrack(world, "rotate-key").code == 0
        world.wired = world.build()
        assert world.followed.sealed != before
        world.looks(2 * MINUTE)
        assert (world.live is None, world.followed.why) == (False, "")
