"""What Garmin hands out as the original and what becomes of it: sent untouched, kept, read, or refused."""

import hashlib
import json
from pathlib import Path

import pytest

from sync.core.activity import Key, State
from sync.core.route_packing import unpacked
from sync.engine.routes import route_of
from sync.sim.athlete import fit_bytes, run, triathlon
from sync.sim.fit_writer import Recording, bad_crc, not_an_activity
from sync.sim.garmin_files import gpx, tcx
from sync.wiring import ME
from tests.support.engine.invariants import nothing_lost_nothing_doubled
from tests.support.engine.matrix import strava_that
from tests.support.world import HOUR, World

RUN = 900000001
GOOD = 900000050


def recording_of(world: World, garmin_id: int) -> Recording:
    found = next(activity.recording for activity in world.garmin.activities if activity.garmin_id == garmin_id)
    assert found is not None
    return found


def test_the_bytes_that_strava_gets_are_garmins_to_the_last_one_and_are_kept(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:
        world.garmin.add(run(RUN, world.now - 2 * HOUR))
        world.until_quiet()
        data = fit_bytes(recording_of(world, RUN))
        digest = hashlib.sha256(data).hexdigest()
        assert [post.sha256 for post in world.strava.posts] == [digest]
        assert (world.row(RUN).sha256, world.row(RUN).original) == (digest, "fit")
        assert world.wired.app.files.get(f"originals/me/{RUN}") == data
        on_disk = (world.wired.settings.files_dir / "originals" / ME / f"{RUN}.z").stat().st_size
        assert on_disk < 0.8 * len(data)


def test_strava_is_told_garmins_title_and_our_external_id(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:
        title = "Côte d'Azur {0} & 100 % <b> 🏃"
        world.garmin.add(run(RUN, world.now - 2 * HOUR, km=2, every=10, title=title))
        world.until_quiet()
        (made,) = world.strava.alive()
        assert (made.name, made.external_id, made.sport_type) == (title, "garmin-900000001.fit", "Run")


def test_the_route_is_read_after_the_upload_and_kept_compressed(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:
        world.garmin.add(run(RUN, world.now - 2 * HOUR, km=4))
        world.tick()
        assert (world.row(RUN).state, world.row(RUN).route) == (State.SUBMITTED, "")
        world.until_quiet()
        assert world.row(RUN).route == "read"
        kept = world.wired.app.files.get(f"routes/me/{RUN}.json.gz")
        assert kept is not None
        route = unpacked(kept)
        assert len(route) == 1361  # one point a second
        assert route.absent == ("power", "temperature")
        assert (route.sport, route.offset) == ("running", 3600)
        on_disk = (world.wired.settings.files_dir / "routes" / ME / f"{RUN}.json.gz.z").stat().st_size
        assert on_disk < len(kept) + 20 < len(json.dumps(route.to_document())) / 10


def test_a_route_kept_by_an_older_version_is_still_found(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:
        world.garmin.add(run(RUN, world.now - 2 * HOUR, km=2))
        world.until_quiet()
        row, files = world.row(RUN), world.wired.app.files
        route = route_of(world.wired.app, row)
        assert route is not None
        files.delete(f"routes/me/{RUN}.json.gz")
        assert route_of(world.wired.app, row) is None
        files.put(f"routes/me/{RUN}.json", json.dumps(route.to_document()).encode())
        assert route_of(world.wired.app, row) == route


@pytest.mark.parametrize("kind", ["gpx", "tcx"])
def test_an_imported_activity_goes_out_as_the_gpx_or_tcx_it_came_as(tmp_path: Path, kind: str) -> None:
    with World(tmp_path, seconds=10) as world:
        world.garmin.add(run(RUN, world.now - 2 * HOUR, km=2, original=kind, title="An import"))
        world.until_quiet()
        recording = recording_of(world, RUN)
        data = gpx(recording, "An import") if kind == "gpx" else tcx(recording)
        assert [post.sha256 for post in world.strava.posts] == [hashlib.sha256(data).hexdigest()]
        (made,) = world.strava.alive()
        assert (made.name, made.external_id) == ("An import", f"garmin-{RUN}.{kind}")
        assert (world.row(RUN).original, world.row(RUN).route) == (kind, "read")
        nothing_lost_nothing_doubled(world, [RUN])


# -- multisport ---------------------------------------------------------------------------------------


def test_only_the_wanted_legs_of_a_multisport_are_sent_each_under_its_own_external_id(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:
        whole = triathlon(RUN, world.now - 4 * HOUR)
        world.garmin.add(whole)
        world.until_quiet()
        (made,) = world.strava.alive()
        assert (made.external_id, made.sport_type, made.distance) == (f"garmin-{RUN}-2.fit", "Run", 5000.0)
        assert made.start == whole.legs[2].start
        assert [post.sha256 for post in world.strava.posts] == [hashlib.sha256(fit_bytes(whole.legs[2])).hexdigest()]
        assert world.row(RUN, 0).state is State.SKIPPED
        assert world.row(RUN, 0).reason == (
            "leg 1 of 3 is open_water_swimming: not among the activity types, or too short"
        )
        assert world.row(RUN, 1).state is State.SKIPPED
        assert world.row(RUN, 2).route == "read"
        assert world.garmin.downloads == {RUN: 1}
        nothing_lost_nothing_doubled(world, [(RUN, 2)])


def test_every_leg_is_sent_when_all_types_are_wanted(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10, RUNTRACK_ACTIVITY_TYPES="all") as world:
        whole = triathlon(RUN, world.now - 4 * HOUR)
        world.garmin.add(whole)
        world.until_quiet()
        assert sorted(made.external_id or "" for made in world.strava.alive()) == [
            f"garmin-{RUN}-1.fit",
            f"garmin-{RUN}-2.fit",
            f"garmin-{RUN}.fit",
        ]
        assert {post.sha256 for post in world.strava.posts} == {
            hashlib.sha256(fit_bytes(leg)).hexdigest() for leg in whole.legs
        }
        nothing_lost_nothing_doubled(world, [(RUN, 0), (RUN, 1), (RUN, 2)])


@pytest.mark.parametrize("leg", [0, 1, 2])
def test_a_leg_that_strava_has_already_is_adopted_and_the_others_are_sent(tmp_path: Path, leg: int) -> None:
    """The first one is looked for again once its file has told its own length: the list tells only of the whole."""
    with World(tmp_path, seconds=10, RUNTRACK_ACTIVITY_TYPES="all") as world:
        whole = triathlon(RUN, world.now - 4 * HOUR)
        world.garmin.add(whole)
        part, kind = whole.legs[leg], ("Swim", "Ride", "Run")[leg]
        there = world.strava.add(part.start, part.elapsed, part.distance, kind, external_id="garmin_ping_3")
        world.until_quiet()
        row = world.row(RUN, leg)
        assert (row.target_id, row.how) == (there, "already there")
        assert row.reason.startswith("Strava has an activity with the same start and length")
        assert len(world.strava.posts) == 2
        nothing_lost_nothing_doubled(world, [(RUN, 0), (RUN, 1), (RUN, 2)])


@pytest.mark.parametrize(
    "fault", [pytest.param("timeout after the effect", marks=pytest.mark.long), "500", "refused", "401"]
)
def test_a_fault_on_a_leg_loses_and_doubles_none(tmp_path: Path, fault: str) -> None:
    with World(tmp_path, seconds=10, RUNTRACK_ACTIVITY_TYPES="all", strava=strava_that(False)) as world:
        world.garmin.add(triathlon(RUN, world.now - 4 * HOUR))
        world.strava.inject("upload", fault)
        world.until_quiet()
        assert world.strava.armed() == 0
        nothing_lost_nothing_doubled(world, [(RUN, 0), (RUN, 1), (RUN, 2)])


# -- everything that a download can be ----------------------------------------------------------------

OUTCOMES = {
    "404": (State.SKIPPED, "no file: Garmin has no file of it"),
    "204": (State.SKIPPED, "no file"),
    "empty": (State.SKIPPED, "no file"),
    "empty zip": (State.SKIPPED, "no file"),
    "403": (
        State.FAILED,
        "Garmin does not hand out this file (Only owner of activity allowed to download the original file.)",
    ),
    "bomb": (State.FAILED, "the zip unpacks to more than 200 times its size"),
    "500": (State.FAILED, "gave up after 72 hours; the last answer: garmin: HTTP 500: "),
    "html": (State.FAILED, "gave up after 72 hours; the last answer: a web page instead of a file"),
    "json": (State.FAILED, "gave up after 72 hours; the last answer: JSON instead of a file: "),
    "truncated": (State.FAILED, "gave up after 72 hours; the last answer: the zip is damaged: "),
    "bad zip": (State.FAILED, "gave up after 72 hours; the last answer: the zip is damaged: "),
    "bad crc": (State.FAILED, "Strava could not use the file: The file is malformed."),
    "not activity": (State.FAILED, "Strava could not use the file: "),
}


@pytest.mark.parametrize("original", OUTCOMES)
def test_a_download_without_a_usable_file_ends_with_a_reason_and_stops_no_other(tmp_path: Path, original: str) -> None:
    state, words = OUTCOMES[original]
    with World(tmp_path, seconds=10) as world:
        world.garmin.add(run(RUN, world.now - 2 * HOUR, km=2, every=10, original=original))
        world.garmin.add(run(GOOD, world.now - 4 * HOUR, km=2, every=10))
        world.until_quiet()
        row = world.row(RUN)
        assert row.state is state
        assert words in row.reason
        nothing_lost_nothing_doubled(world, [GOOD])


def test_a_name_that_points_out_of_the_zip_is_never_used_as_a_path(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:
        world.garmin.add(run(RUN, world.now - 2 * HOUR, km=2, every=10, original="zip slip"))
        world.until_quiet()
        nothing_lost_nothing_doubled(world, [RUN])
        assert not Path(f"/tmp/{RUN}_ACTIVITY.fit").exists()
        assert world.store.activity(Key(ME, "garmin", str(RUN), 1)) is None


@pytest.mark.parametrize("original", ["bad crc", "not activity"])
def test_a_broken_fit_is_sent_all_the_same_because_strava_is_the_judge(tmp_path: Path, original: str) -> None:
    with World(tmp_path, seconds=10) as world:
        world.garmin.add(run(RUN, world.now - 2 * HOUR, km=2, every=10, original=original))
        world.until_quiet()
        data = not_an_activity() if original == "not activity" else bad_crc(fit_bytes(recording_of(world, RUN)))
        assert [post.sha256 for post in world.strava.posts] == [hashlib.sha256(data).hexdigest()]
        assert world.row(RUN).reason.startswith("Strava could not use the file: ")


def test_a_download_that_is_a_web_page_for_a_while_is_asked_for_again(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:
        start = world.now - 2 * HOUR
        world.garmin.add(run(RUN, start, km=2, every=10, original="html"))
        world.ticks(3)
        assert "a web page instead of a file" in world.row(RUN).reason
        world.garmin.add(run(RUN, start, km=2, every=10))
        world.until_quiet()
        nothing_lost_nothing_doubled(world, [RUN])
