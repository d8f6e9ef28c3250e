"""What is not sent yet follows Garmin's list; what was skipped for its type is judged again when that is corrected."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sync.core.activity import State
from sync.core.user import Notice
from sync.ports import Store
from sync.sim.athlete import SimActivity, run
from sync.wiring import ME
from tests.support.engine.invariants import nothing_lost_nothing_doubled
from tests.support.entrypoints.commands import runtrack
from tests.support.world import DAY, HOUR, MINUTE, World

RUN, NEW = 900000001, 900000100


def edited(world: World, made: SimActivity, **changes: Any) -> None:
    """As its owner edits it on Garmin Connect."""
    world.garmin.add(replace(made, **changes))


def newer(world: World, count: int = 6) -> None:
    """So many newer ones that the newest five do not show the run."""
    world.garmin.add(*(run(NEW + n, world.now - (n + 1) * HOUR / 2, type_key="cycling") for n in range(count)))


@pytest.mark.parametrize("hidden", [False, True], ids=["among the newest", "behind newer ones"])
def test_a_type_corrected_on_garmin_is_judged_again(tmp_path: Path, hidden: bool) -> None:
    with World(tmp_path, seconds=30.0) as world:
        made = run(RUN, world.now - 5 * DAY, km=2.0, every=60, type_key="cycling")
        world.garmin.add(made)
        if hidden:
            newer(world)
        world.ticks(2)
        assert world.row(RUN).state is State.SKIPPED
        edited(world, made, type_key="running")
        world.ticks(4, every=40 * MINUTE)
        world.until_quiet()
        nothing_lost_nothing_doubled(world, [RUN])
        assert "corrected on Garmin: its type" in runtrack(world, "why", str(RUN)).out


def test_a_distance_corrected_on_garmin_is_judged_again(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0, RUNTRACK_MIN_DISTANCE_KM="3") as world:
        made = run(RUN, world.now - HOUR, km=2.0, every=60)
        world.garmin.add(made)
        world.ticks(2)
        assert world.row(RUN).state is State.SKIPPED
        edited(world, made, distance=3100.0)
        world.ticks(3)
        nothing_lost_nothing_doubled(world, [RUN])


def test_title_and_type_of_a_run_that_still_waits_follow_garmin(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0, RUNTRACK_UPLOAD_DELAY_MINUTES="120") as world:
        made = run(RUN, world.now - HOUR, km=2.0, every=60, title="Morning Run")
        world.garmin.add(made)
        world.ticks(2)
        edited(world, made, title="Easy before work", type_key="trail_running")
        world.ticks(2)
        row = world.row(RUN)
        assert (row.title, row.sport, row.state) == ("Easy before work", "trail_running", State.DISCOVERED)
        assert "corrected on Garmin: its title and type" in runtrack(world, "why", str(RUN)).out
        world.until_quiet()
        assert [there.name for there in world.strava.alive()] == ["Easy before work"]


def test_a_run_that_still_waits_and_is_no_run_any_more_is_skipped(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0, RUNTRACK_UPLOAD_DELAY_MINUTES="120") as world:
        made = run(RUN, world.now - HOUR, km=2.0, every=60)
        world.garmin.add(made)
        world.ticks(2)
        edited(world, made, type_key="walking")
        world.ticks(2)
        assert (world.row(RUN).state, world.row(RUN).reason) == (
            State.SKIPPED,
            "walking is not among the activity types (running)",
        )
        edited(world, made, type_key="running")
        world.ticks(2)
        assert world.row(RUN).state is State.DISCOVERED
        assert world.row(RUN).due is not None
        assert world.row(RUN).due >= made.end + 120 * MINUTE  # type: ignore[operator]  # it waits, so it is due sometime


def test_a_setting_that_is_changed_brings_back_nothing_and_takes_no_retry_away(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        ride, other = (
            run(RUN, world.now - HOUR, type_key="cycling"),
            run(RUN + 1, world.now - 9 * HOUR, type_key="cycling"),
        )
        world.garmin.add(ride, other)
        world.ticks(2)
        assert runtrack(world, "retry", str(RUN)).code == 0
        edited(world, ride, title="Commute", type_key="gravel_cycling")
        world.ticks(3)
        nothing_lost_nothing_doubled(world, [RUN])
        world.restart(RUNTRACK_ACTIVITY_TYPES="running,cycling")
        world.ticks(4, every=HOUR)
        assert world.row(RUN + 1).state is State.SKIPPED


def test_nothing_is_read_or_written_for_it_while_the_list_stays_the_same(tmp_path: Path) -> None:
    counted: list[str] = []

    class Counting:
        def __init__(self, store: Store) -> None:
            self._store = store

        def __getattr__(self, name: str) -> Any:
            if name in ("activities", "save"):
                counted.append(name)
            return getattr(self._store, name)

    with World(tmp_path, seconds=30.0, RUNTRACK_UPLOAD_DELAY_MINUTES="600", wrap=Counting) as world:
        world.garmin.add(run(RUN, world.now - HOUR, km=2.0), run(RUN + 1, world.now - 4 * HOUR, type_key="cycling"))
        world.ticks(2)
        counted.clear()
        world.forget_calls()
        world.ticks(30)
        assert counted == []
        assert world.calls() == {"garmin list": 30}


# -- a duplicate of what the list lacks -----------------------------------------------------------


def duplicate_of(world: World, target_id: int) -> None:
    """From now on Strava calls every upload a duplicate of this activity."""

    def named(upload: Any) -> None:
        upload.error = f"garmin.fit duplicate of <a href='/activities/{target_id}' target='_blank'>Run 7</a>"

    world.strava._process = named  # type: ignore[method-assign]  # a stand-in on this one object


def test_a_duplicate_of_an_activity_that_is_not_there_is_asked_again_and_then_told(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        world.ticks(1)
        gone = world.strava.add(world.now - HOUR, 680.0, 2000.0)
        world.strava.delete(gone)
        duplicate_of(world, gone)
        world.garmin.add(run(RUN, world.now - HOUR, km=2.0, every=60))
        world.ticks(2)
        assert world.row(RUN).state is State.SUBMITTED
        assert world.row(RUN).reason == (
            f"Strava calls it a duplicate of activity {gone}, but does not show that one: it is asked again"
        )
        world.until_quiet()
        row = world.row(RUN)
        assert (row.state, row.target_id, len(world.strava.posts)) == (State.FAILED, None, 1)
        assert "it was deleted, or is hidden from Runtrack" in row.reason
        (notice,) = world.store.all(Notice, ME)
        assert f"duplicate of activity {gone}" in notice.text


def test_a_duplicate_of_what_strava_shows_a_moment_later_is_already_there(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        world.ticks(1)
        made = run(RUN, world.now - HOUR, km=2.0, every=60)
        there = world.strava.add(made.start, 2 * made.elapsed, made.distance)
        world.strava.find(there).deleted = True
        duplicate_of(world, there)
        world.garmin.add(made)
        world.ticks(2)
        world.strava.find(there).deleted = False
        world.ticks(4)
        assert (world.row(RUN).target_id, world.row(RUN).how) == (there, "already there")


def test_a_duplicate_of_another_athletes_activity_is_not_already_there(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        world.ticks(1)
        made = run(RUN, world.now - HOUR, km=2.0, every=60)
        theirs = world.strava.add(made.start, 2 * made.elapsed, made.distance)
        world.strava.find(theirs).athlete_id = 7
        duplicate_of(world, theirs)
        honest = world.strava.alive
        world.strava.alive = lambda: [a for a in honest() if a.athlete_id != 7]  # type: ignore[method-assign]  # a stand-in on this one object
        world.garmin.add(made)
        world.ticks(3)
        assert (world.row(RUN).state, world.row(RUN).target_id) == (State.FAILED, None)
        assert "which is another athlete's" in world.row(RUN).reason


@pytest.mark.parametrize("owner", [None, 7], ids=["shown to nobody", "another athlete's"])
def test_a_duplicate_of_what_is_not_there_is_adopted_where_the_list_shows_our_own(
    tmp_path: Path, owner: int | None
) -> None:
    with World(tmp_path, seconds=30.0) as world:
        world.ticks(1)
        other = world.strava.add(world.now - 30 * DAY, 680.0, 2000.0)
        if owner is None:
            world.strava.delete(other)
        else:
            world.strava.find(other).athlete_id = owner
        duplicate_of(world, other)
        world.garmin.add(run(RUN, world.now - HOUR, km=2.0, every=60))
        world.tick()
        ours = world.strava.add(world.now - 2 * HOUR, 680.0, 2000.0, external_id=f"garmin-{RUN}.fit")
        world.until_quiet()
        row = world.row(RUN)
        assert (row.state, row.target_id, row.how) == (State.UPLOADED, ours, "adopted")
        assert f"a duplicate of activity {other}, which is not on your Strava; Strava lists it with our" in row.reason
        assert len(world.strava.posts) == 1
