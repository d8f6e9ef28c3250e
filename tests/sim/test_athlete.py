"""The pretend athlete: single activities, a year of history, folders of FIT files."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from sync.sim.athlete import SimActivity, fit_bytes, from_fit_folder, run, triathlon
from sync.sim.fit_skim import skim
from sync.sim.fit_writer import Recording, bad_crc, truncated, write_fit
from sync.sim.garmin_types import TYPES, from_fit, type_info, within
from sync.sim.year_of_runs import year_of_runs

UNTIL = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)


def test_a_run_is_complete_with_an_id_and_a_start() -> None:
    activity = run(900000001, UNTIL)
    assert (activity.type_key, activity.distance, activity.elapsed) == ("running", 8000, 2720)
    assert activity.recording is not None
    assert activity.recording.start == UNTIL
    assert activity.original == "fit"
    assert activity.local_start == datetime(2026, 3, 14, 13, 0)


def test_changes_reach_the_activity_or_its_recording() -> None:
    activity = run(
        1,
        UNTIL,
        km=5,
        elapsed=1800,
        pauses=((600, 60),),
        power=True,
        offset=-18000,
        listed_at=UNTIL + timedelta(days=2),
    )
    assert activity.duration == 1740
    assert activity.recording == Recording(UNTIL, -18000, "running", 1800, ((600, 60),), 5000, power=True, seed=1)
    assert activity.local_start == datetime(2026, 3, 14, 7, 0)
    assert activity.listed_at == UNTIL + timedelta(days=2)


def test_indoors_there_is_no_gps_and_a_manual_entry_has_no_file() -> None:
    indoors, manual = run(1, UNTIL, type_key="treadmill_running"), run(2, UNTIL, manual=True)
    assert indoors.recording is not None
    assert indoors.recording.origin is None
    assert (manual.recording, manual.original) == (None, "404")


def test_misspelt_fields_and_originals_are_refused() -> None:
    with pytest.raises(TypeError, match="hart_rate"):
        run(1, UNTIL, hart_rate=False)
    with pytest.raises(ValueError, match="several fit"):
        run(1, UNTIL, original="several fit")
    with pytest.raises(ValueError, match="time zone"):
        SimActivity(1, "", "running", datetime(2026, 3, 14), 0, 1, 1, 1)


def test_fit_bytes_are_made_once_for_a_recording() -> None:
    activity, simulated = run(1, UNTIL, km=0.1), run(1, UNTIL, km=0.1)
    assert activity.recording is not None
    assert simulated.recording is not None
    assert fit_bytes(activity.recording) is fit_bytes(simulated.recording)


def test_a_triathlon_has_three_legs_that_follow_each_other() -> None:
    parent = triathlon(910000000, UNTIL)
    assert parent.parent
    assert [child.type_key for child in parent.children] == ["open_water_swimming", "cycling", "running"]
    assert [child.garmin_id for child in parent.children] == [910000001, 910000002, 910000003]
    assert all(later.start > earlier.end for earlier, later in pairwise(parent.children))
    assert parent.end == parent.children[-1].end


@pytest.mark.parametrize("seed", range(5))
def test_a_year_is_plausible_and_the_same_every_time(seed: int) -> None:
    year = year_of_runs(seed, UNTIL)
    assert year == year_of_runs(seed, UNTIL), f"seed {seed}"
    counted = Counter(activity.type_key for activity in year)
    runs = sum(number for key, number in counted.items() if within(key, "running"))
    assert 150 <= runs <= 215, f"seed {seed}: {counted}"
    assert counted["running"] > 4 * counted["trail_running"] > 0, f"seed {seed}: {counted}"
    assert min(counted["treadmill_running"], counted["walking"], counted["cycling"]) > 0, f"seed {seed}: {counted}"
    assert [activity.original for activity in year if activity.manual] == ["404"], f"seed {seed}"


@pytest.mark.parametrize("seed", range(5))
def test_a_year_lies_before_its_end_and_its_ids_grow_with_time(seed: int) -> None:
    year = year_of_runs(seed, UNTIL)
    assert all(UNTIL - timedelta(days=365) <= activity.start for activity in year)
    assert all(activity.end < UNTIL for activity in year)
    for earlier, later in pairwise(year):
        assert earlier.garmin_id < later.garmin_id, f"seed {seed}"
        assert earlier.end < later.start, f"seed {seed}: two activities at once"


def test_a_year_keeps_summer_and_winter_time() -> None:
    offsets = {activity.start.date(): activity.offset for activity in year_of_runs(1, UNTIL, weekly=7)}
    assert {offset for day, offset in offsets.items() if date(2025, 4, 1) <= day <= date(2025, 10, 25)} == {7200}
    assert {offset for day, offset in offsets.items() if day >= date(2025, 10, 27)} == {3600}
    changes = [later for (_, one), (later, two) in pairwise(offsets.items()) if one != two]
    assert changes[-1] in (date(2025, 10, 26), date(2025, 10, 27))


def test_weekly_sets_how_much_is_run_and_seeds_differ() -> None:
    assert len(year_of_runs(1, UNTIL, weekly=1)) < 0.6 * len(year_of_runs(1, UNTIL, weekly=3.5))
    assert year_of_runs(1, UNTIL) != year_of_runs(2, UNTIL)


def test_a_folder_lists_every_fit_file_with_its_own_facts(tmp_path: Path) -> None:
    trail = write_fit(Recording(UNTIL, 7200, "trail_running", 1200, ((60, 30),), 3000))
    (tmp_path / "b-trail.fit").write_bytes(trail)
    (tmp_path / "a-ride.FIT").write_bytes(write_fit(Recording(UNTIL, sport="cycling", elapsed=60, distance=500)))
    (tmp_path / "notes.txt").write_text("not listed")
    ride, run_ = from_fit_folder(tmp_path, UNTIL)
    assert (ride.title, ride.type_key) == ("a-ride", "cycling")
    assert (run_.type_key, run_.start, run_.offset) == ("trail_running", UNTIL, 7200)
    assert (run_.elapsed, run_.duration, run_.distance) == (1200, 1170, 3000)
    assert (run_.original, run_.files) == ("bytes", ((f"{run_.garmin_id}_ACTIVITY.fit", trail),))


def test_damaged_files_of_a_folder_are_listed_too_with_invented_starts(tmp_path: Path) -> None:
    whole = write_fit(Recording(UNTIL, elapsed=600, distance=1500))
    (tmp_path / "1-crc-BAD.fit").write_bytes(bad_crc(whole))
    (tmp_path / "2-eof-BAD.fit").write_bytes(truncated(whole))
    (tmp_path / "3-noise-BAD.fit").write_bytes(b"noise")
    (tmp_path / "4-empty-BAD.fit").write_bytes(b"")
    found = from_fit_folder(tmp_path, UNTIL)
    assert len(found) == 4
    assert found == from_fit_folder(tmp_path, UNTIL)
    assert [activity.start == UNTIL for activity in found] == [True, True, False, False]
    assert all(UNTIL - timedelta(days=30) < activity.start < UNTIL for activity in found[2:])
    assert {activity.type_key for activity in found} == {"running"}
    assert found[2].files[0][1] == b"noise"


def test_every_type_is_found_again_by_its_fit_numbers() -> None:
    for key, info in TYPES.items():
        assert from_fit(info.sport, info.sub_sport) == key
    assert from_fit(1, 99) == "running"
    assert from_fit(99, 0) == "other"


def test_an_unknown_type_has_a_number_of_its_own_and_is_no_run() -> None:
    assert type_info("moon_hopping").type_id >= 1000
    assert not within("moon_hopping", "running")
    assert within("trail_running", "running")
    assert not within("running", "trail_running")


def test_a_skim_agrees_with_the_year_it_was_written_from() -> None:
    for activity in year_of_runs(3, UNTIL)[-3:]:
        assert activity.recording is not None
        seen = skim(fit_bytes(activity.recording))
        assert (seen.start, seen.offset) == (activity.start, activity.offset)
        assert (seen.elapsed, seen.timer) == (activity.elapsed, activity.duration)
        assert seen.distance == pytest.approx(activity.distance, abs=0.01)
