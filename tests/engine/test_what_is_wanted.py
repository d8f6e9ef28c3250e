"""Which activities become uploads and when: types, distance, delay, late arrivals, annotate-only."""

from datetime import timedelta
from pathlib import Path

import pytest

from sync.core.activity import State
from sync.sim.athlete import run
from tests.support.engine.invariants import nothing_lost_nothing_doubled
from tests.support.world import DAY, HOUR, MINUTE, START, World

RUN = 900000001


@pytest.mark.parametrize(
    "type_key",
    [
        "running",
        "street_running",
        "track_running",
        "trail_running",
        "treadmill_running",
        "virtual_run",
        "obstacle_run",
        "indoor_running",
        "ultra_run",
    ],
)
def test_the_whole_running_family_is_wanted_by_default(tmp_path: Path, type_key: str) -> None:
    with World(tmp_path, seconds=10) as world:
        world.garmin.add(run(RUN, world.now - 2 * HOUR, km=2, every=10, type_key=type_key))
        world.ticks(2)
        nothing_lost_nothing_doubled(world, [RUN])


@pytest.mark.parametrize("type_key", ["cycling", "walking", "lap_swimming", "hoverboarding"])
def test_other_and_unknown_types_are_skipped_by_name_and_stop_nothing(tmp_path: Path, type_key: str) -> None:
    with World(tmp_path, seconds=10) as world:
        world.garmin.add(run(RUN, world.now - 2 * HOUR, km=2, every=10))
        world.garmin.add(run(RUN + 1, world.now - HOUR / 2, km=2, every=10, type_key=type_key))
        world.ticks(2)
        assert world.row(RUN + 1).state is State.SKIPPED
        assert world.row(RUN + 1).reason == f"{type_key} is not among the activity types (running)"
        nothing_lost_nothing_doubled(world, [RUN])


def test_the_allow_list_decides(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10, RUNTRACK_ACTIVITY_TYPES="cycling,hoverboarding") as world:
        for number, type_key in enumerate(("running", "cycling", "hoverboarding", "walking")):
            start = world.now - (2 + 3 * number) * HOUR
            world.garmin.add(run(RUN + number, start, km=2, every=10, type_key=type_key))
        world.ticks(2)
        nothing_lost_nothing_doubled(world, [RUN + 1, RUN + 2])
        assert world.row(RUN).reason == "running is not among the activity types (cycling, hoverboarding)"


def test_all_types_are_wanted_when_all_is_said(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10, RUNTRACK_ACTIVITY_TYPES="all") as world:
        for number, type_key in enumerate(("running", "cycling", "hoverboarding", "walking")):
            start = world.now - (2 + 3 * number) * HOUR
            world.garmin.add(run(RUN + number, start, km=2, every=10, type_key=type_key))
        world.ticks(2)
        nothing_lost_nothing_doubled(world, range(RUN, RUN + 4))


def test_an_entry_typed_in_by_hand_is_skipped_without_a_download(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:
        world.garmin.add(run(RUN, world.now - 2 * HOUR, manual=True))
        world.ticks(2)
        assert world.row(RUN).state is State.SKIPPED
        assert world.row(RUN).reason == "typed in by hand on Garmin, so there is no file"
        assert world.garmin.count("download") == 0


def test_a_run_below_the_minimum_distance_is_skipped_with_both_figures(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10, RUNTRACK_MIN_DISTANCE_KM="3") as world:
        world.garmin.add(run(RUN, world.now - 2 * HOUR, km=2.99, every=10))
        world.garmin.add(run(RUN + 1, world.now - 4 * HOUR, km=3, every=10))
        world.ticks(2)
        assert world.row(RUN).reason == "2.99 km is shorter than the minimum of 3.00 km"
        nothing_lost_nothing_doubled(world, [RUN + 1])


def test_nothing_older_than_the_since_date_is_synced(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:
        world.garmin.add(run(RUN, world.now - 7 * DAY + MINUTE, km=2, every=10))
        world.garmin.add(run(RUN + 1, world.now - 7 * DAY - MINUTE, km=2, every=10))
        world.ticks(200)
        assert [int(row.key.id) for row in world.rows()] == [RUN]


def test_the_since_date_is_fixed_at_the_first_start_and_does_not_move_on(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:
        world.tick()
        world.clock.advance(20 * DAY.total_seconds())
        world.garmin.add(run(RUN, START - 5 * DAY, km=2, every=10))
        world.ticks(2)
        nothing_lost_nothing_doubled(world, [RUN])


def test_the_upload_waits_for_the_delay_after_the_runs_end(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10, RUNTRACK_UPLOAD_DELAY_MINUTES="90") as world:
        made = run(RUN, world.now - HOUR, km=2, every=10)
        world.garmin.add(made)
        world.tick()
        row = world.row(RUN)
        assert row.reason == "new on Garmin; waits 90 min after its end (upload delay)"
        assert row.due == made.end + 90 * MINUTE
        world.ticks(41)
        assert world.strava.count() == 0
        world.ticks(3)
        nothing_lost_nothing_doubled(world, [RUN])
        assert world.strava.posts[0].at >= made.end + 90 * MINUTE


def test_a_run_from_a_watch_that_is_synced_days_later_is_found_within_the_hour(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:
        newer = [run(RUN + n, world.now - (n + 1) * HOUR, km=2, every=10) for n in range(6)]
        world.garmin.add(*newer)
        world.ticks(3)
        late = run(RUN + 9, world.now - 5 * DAY, km=2, every=10, listed_at=world.now)
        world.garmin.add(late)
        world.ticks(62)
        nothing_lost_nothing_doubled(world, [*(made.garmin_id for made in newer), RUN + 9])


def test_annotate_only_looks_five_times_in_a_day_and_never_uploads(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10, RUNTRACK_ANNOTATE_ONLY="yes") as world:
        world.garmin.add(run(RUN, world.now - HOUR, km=2, every=10))
        begun = world.now
        world.until_quiet()
        looked = [round((call.at - begun) / MINUTE) for call in world.strava.calls if call.endpoint == "list"]
        assert looked == [2, 10, 60, 360, 1440]
        assert (world.row(RUN).state, world.row(RUN).reason) == (State.SKIPPED, "not on Strava")
        assert (world.garmin.count("download"), world.strava.posts) == (0, [])


def test_annotate_only_follows_a_run_that_arrives_another_way(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10, RUNTRACK_ANNOTATE_ONLY="yes") as world:
        made = run(RUN, world.now - HOUR, km=2, every=10)
        world.garmin.add(made)
        world.ticks(5)
        assert world.row(RUN).reason == "not on Strava yet (annotate-only)"
        there = world.strava.add(made.start, made.elapsed, made.distance, external_id="garmin_ping_7")
        world.ticks(7)
        assert (world.row(RUN).target_id, world.row(RUN).how) == (there, "already there")
        assert world.row(RUN).reason == "Strava has an activity with the same start and length; its route was read"
        assert world.strava.posts == []


def test_the_clock_of_the_run_is_utc_wherever_it_was(tmp_path: Path) -> None:
    """On the other side of the date line the local date is another one; the start that counts is the same."""
    with World(tmp_path, seconds=10) as world:
        start = world.now - 3 * HOUR
        world.garmin.add(run(RUN, start, km=2, every=10, offset=13 * 3600))
        world.ticks(2)
        row = world.row(RUN)
        assert (row.start, row.offset) == (start, 13 * 3600)
        nothing_lost_nothing_doubled(world, [RUN])
        assert world.strava.find(row.target_id or 0).start - start < timedelta(seconds=2)
