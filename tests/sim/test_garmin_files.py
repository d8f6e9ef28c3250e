"""The simulated Garmin's original files: good zips, spoiled ones, and refusals."""

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace

import pytest
from garminconnect import (
    GarminConnectConnectionError,
    GarminConnectNotFoundError,
)

from sync.sim.athlete import ORIGINALS, fit_bytes, run, triathlon
from sync.sim.fit_writer import Recording
from sync.sim.garmin_files import BOMB_MIB, NEED_RECORDING, archive, gpx, tcx, zip_of
from tests.support.sim.garmin_world import NOON, ORIGINAL, World, open_world


@pytest.fixture
def world() -> Iterator[World]:
    with open_world() as opened:
        yield opened


def test_an_original_is_a_zip_of_one_fit_as_garmin_packs_it(world: World) -> None:
    activity = run(900000001, NOON, km=1)
    world.sim.add(activity)
    raw = world.garmin().download_activity("900000001", ORIGINAL)
    token = json.loads(world.sim.tokens())["di_token"]
    answer = world.call("/download-service/files/activity/900000001", token)
    assert answer.headers["Content-Type"] == "application/x-zip-compressed"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="900000001.zip"'
    assert answer.content == raw
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        (entry,) = packed.infolist()
        assert (entry.filename, entry.flag_bits) == ("900000001_ACTIVITY.fit", 0x808)
        assert activity.recording is not None
        assert packed.read(entry) == fit_bytes(activity.recording)
    assert raw[14:26] == bytes(12)  # sizes and checksum stand behind the data, not in front
    assert world.sim.downloads == {900000001: 2}


def test_a_parent_has_one_fit_per_leg_and_each_leg_its_own(world: World) -> None:
    parent = triathlon(50, NOON)
    world.sim.add(parent)
    garmin = world.garmin()
    with zipfile.ZipFile(io.BytesIO(garmin.download_activity("50", ORIGINAL))) as packed:
        assert packed.namelist() == ["51_ACTIVITY.fit", "52_ACTIVITY.fit", "53_ACTIVITY.fit"]
        assert packed.read("53_ACTIVITY.fit") == fit_bytes(parent.legs[2])
    with zipfile.ZipFile(io.BytesIO(garmin.download_activity("53", ORIGINAL))) as packed:
        assert packed.read("53_ACTIVITY.fit") == fit_bytes(parent.legs[2])


def test_given_bytes_travel_untouched(world: World) -> None:
    files = (("1_ACTIVITY.fit", b"noise \x00\xff"), ("readme.txt", b""))
    world.sim.add(run(1, NOON, original="bytes", files=files))
    with zipfile.ZipFile(io.BytesIO(world.garmin().download_activity("1", ORIGINAL))) as packed:
        assert tuple((name, packed.read(name)) for name in packed.namelist()) == files


@pytest.mark.parametrize(
    ("kind", "raised", "words"),
    [
        ("404", GarminConnectNotFoundError, "404"),
        ("403", GarminConnectConnectionError, "Only owner of activity allowed"),
        ("500", GarminConnectConnectionError, "NullPointerException"),
    ],
)
def test_refused_originals_say_why(world: World, kind: str, raised: type[Exception], words: str) -> None:
    world.sim.add(run(1, NOON, original=kind))
    with pytest.raises(raised, match=words):
        world.garmin().download_activity("1", ORIGINAL)


@pytest.mark.parametrize(
    ("kind", "begins"),
    [
        ("204", b""),
        ("empty", b""),
        ("html", b"<!DOCTYPE html>"),
        ("json", b'{"message"'),
        ("truncated", b"PK\3\4"),
    ],
)
def test_originals_that_are_no_zip_arrive_with_a_good_status(world: World, kind: str, begins: bytes) -> None:
    world.sim.add(run(1, NOON, original=kind))
    raw = world.garmin().download_activity("1", ORIGINAL)
    assert raw == begins if not begins else raw.startswith(begins)
    assert not zipfile.is_zipfile(io.BytesIO(raw))


def test_spoiled_zips_are_spoiled_in_the_way_their_name_says() -> None:
    def opened(kind: str) -> zipfile.ZipFile:
        return zipfile.ZipFile(io.BytesIO(archive(run(1, NOON, km=1, original=kind))))

    assert opened("empty zip").namelist() == []
    assert opened("zip slip").namelist() == ["../../../../tmp/1_ACTIVITY.fit"]
    assert len(opened("several fits").namelist()) == 2
    assert opened("gpx").read("1_ACTIVITY.gpx").count(b"<trkpt") == 35
    assert b"<TrainingCenterDatabase" in opened("tcx").read("1_ACTIVITY.tcx")
    assert opened("not activity").read("1_ACTIVITY.fit")[8:12] == b".FIT"
    assert opened("bad crc").testzip() is None
    with pytest.raises(Exception, match=r"CRC|decompress"):
        opened("bad zip").testzip()
    bomb = opened("bomb").getinfo("1_ACTIVITY.fit")
    assert bomb.file_size == BOMB_MIB * 2**20 > 900 * bomb.compress_size


def test_every_kind_of_original_is_answered_even_without_a_recording(world: World) -> None:
    garmin = world.garmin()
    token = json.loads(garmin.client.dumps())["di_token"]
    for number, kind in enumerate(sorted(ORIGINALS)):
        world.sim.add(replace(run(number, NOON, original=kind), recording=None))
        status = world.call(f"/download-service/files/activity/{number}", token).status_code
        assert status == 404 or kind not in NEED_RECORDING, kind


def test_gpx_and_tcx_have_the_time_and_the_place() -> None:
    recording = Recording(NOON, elapsed=60, distance=160)
    assert b"<time>2096-03-14T12:01:00.000Z</time>" in gpx(recording, "Run & <walk>")
    assert b"<name>Run &amp; &lt;walk></name>" in gpx(recording, "Run & <walk>")
    assert b"<DistanceMeters>160.0</DistanceMeters>" in tcx(recording)
    assert zip_of()[:4] == b"PK\5\6"
