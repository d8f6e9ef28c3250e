"""The FIT writer: two independent readers must read back every value, and spoiled files must be spoiled."""

import io
import math
import time
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import fitdecode
import fitparse
import pytest

from sync.sim.fit_encoding import crc
from sync.sim.fit_skim import skim
from sync.sim.fit_writer import Recording, bad_crc, not_an_activity, truncated, without_time, write_fit
from sync.sim.garmin_types import TYPES
from sync.sim.recording import samples

pytestmark = pytest.mark.filterwarnings("ignore:.*utcfromtimestamp:DeprecationWarning")  # fitparse's own

START = datetime(2026, 3, 14, 7, 0, tzinfo=UTC)
FULL = Recording(
    START, elapsed=1500, distance=4321, pauses=((300, 30.5), (900, 120)), power=True, temperature=True, seed=7
)
SHORT = Recording(START, elapsed=60, distance=160, seed=7)
DEGREE = 2**31 / 180


def with_fitparse(data: bytes) -> list[tuple[str, dict[str, Any]]]:
    found = []
    for message in fitparse.FitFile(io.BytesIO(data)).get_messages():
        values = message.get_values()
        for name, value in values.items():
            if isinstance(value, datetime):
                values[name] = value.replace(tzinfo=UTC)  # fitparse's datetimes are UTC without saying so
        found.append((message.name, values))
    return found


def with_fitdecode(data: bytes) -> list[tuple[str, dict[str, Any]]]:
    strict = {"check_crc": fitdecode.CrcCheck.RAISE, "error_handling": fitdecode.ErrorHandling.RAISE}
    with fitdecode.FitReader(io.BytesIO(data), **strict) as reader:
        return [
            (frame.name, {field.name: field.value for field in frame.fields if field.value is not None})
            for frame in reader
            if isinstance(frame, fitdecode.FitDataMessage)
        ]


READERS = pytest.mark.parametrize("read", [with_fitparse, with_fitdecode])


def named(messages: list[tuple[str, dict[str, Any]]], name: str) -> list[dict[str, Any]]:
    return [values for found, values in messages if found == name]


@READERS
def test_every_record_is_read_back_as_the_athlete_moved(read: Any) -> None:
    records, expected = named(read(write_fit(FULL)), "record"), samples(FULL)
    assert len(records) == len(expected) > 1300
    for record, sample in zip(records, expected, strict=True):
        assert record["timestamp"] == START + timedelta(seconds=int(sample.after))
        assert record["position_lat"] == pytest.approx((sample.latitude or 0) * DEGREE, abs=1)
        assert record["position_long"] == pytest.approx((sample.longitude or 0) * DEGREE, abs=1)
        assert record["distance"] == pytest.approx(sample.distance, abs=0.01)
        assert record["enhanced_speed"] == pytest.approx(sample.speed, abs=0.001)
        assert record["enhanced_altitude"] == pytest.approx(sample.altitude, abs=0.2)
        assert record["heart_rate"] == sample.heart_rate
        assert record["cadence"] + record["fractional_cadence"] == pytest.approx(sample.cadence, abs=1 / 128)
        assert record["power"] == sample.power
        assert record["temperature"] == sample.temperature


@READERS
def test_session_activity_and_file_id_say_what_was_recorded(read: Any) -> None:
    messages = read(write_fit(FULL))
    (file_id,), (session,) = named(messages, "file_id"), named(messages, "session")
    assert (file_id["type"], file_id["manufacturer"], file_id["time_created"]) == (
        "activity",
        "garmin",
        START,
    )
    assert file_id["serial_number"] == 3_000_000_007
    assert session["start_time"] == START
    assert session["timestamp"] == START + timedelta(seconds=1500)
    assert (session["sport"], session["sub_sport"]) == ("running", "generic")
    assert session["total_elapsed_time"] == 1500
    assert session["total_timer_time"] == 1500 - 150.5
    assert session["total_distance"] == 4321
    assert session["enhanced_avg_speed"] == pytest.approx(4321 / 1349.5, abs=0.001)
    assert 120 < session["avg_heart_rate"] < session["max_heart_rate"] < 190
    assert session["total_ascent"] == session["total_descent"] > 0
    (activity,) = named(messages, "activity")
    assert activity["total_timer_time"] == 1349.5
    assert activity["local_timestamp"].replace(tzinfo=UTC) - activity["timestamp"] == timedelta(hours=1)
    assert named(messages, "device_info")[0]["software_version"] == 20.29
    assert messages[0][0] == "file_id"
    assert messages[-1][0] == "activity"


@READERS
def test_the_timer_stops_and_starts_at_every_pause(read: Any) -> None:
    events = [(event["timestamp"] - START, event["event_type"]) for event in named(read(write_fit(FULL)), "event")]
    assert [(int(at.total_seconds()), kind) for at, kind in events] == [
        (0, "start"),
        (300, "stop_all"),
        (330, "start"),
        (900, "stop_all"),
        (1020, "start"),
        (1500, "stop_all"),
    ]
    quiet = [sample for sample in samples(FULL) if 300 < sample.after < 330.5 or 900 < sample.after < 1020]
    assert quiet == []


@READERS
def test_a_lap_ends_with_each_kilometre_and_the_laps_add_up(read: Any) -> None:
    messages = read(write_fit(FULL))
    laps, (session,) = named(messages, "lap"), named(messages, "session")
    assert session["num_laps"] == len(laps) == 5
    assert [lap["lap_trigger"] for lap in laps] == ["distance"] * 4 + ["session_end"]
    assert [lap["message_index"] for lap in laps] == [0, 1, 2, 3, 4]
    assert all(999 <= lap["total_distance"] <= 1005 for lap in laps[:4])
    for total in ("total_elapsed_time", "total_timer_time", "total_distance"):
        assert sum(lap[total] for lap in laps) == pytest.approx(session[total], abs=0.05)
    for lap, following in pairwise(laps):
        assert lap["timestamp"] == following["start_time"]
        assert lap["end_position_lat"] == following["start_position_lat"]


@pytest.mark.parametrize("type_key", sorted(TYPES))
def test_the_sport_of_every_activity_type_survives(type_key: str) -> None:
    data = write_fit(Recording(START, sport=type_key, elapsed=20, distance=50, seed=3))
    info, seen = TYPES[type_key], skim(data)
    assert (seen.sport, seen.sub_sport) == (info.sport, info.sub_sport)
    assert named(with_fitdecode(data), "session") != []
    assert named(with_fitparse(data), "session") != []


def test_without_gps_and_sensors_only_time_distance_and_speed_are_recorded() -> None:
    bare = Recording(
        START, sport="treadmill_running", origin=None, elapsed=30, distance=80, heart_rate=False, cadence=False
    )
    for record in named(with_fitdecode(write_fit(bare)), "record"):
        assert set(record) == {"timestamp", "distance", "enhanced_speed"}


def test_two_records_a_second_share_their_time_stamp() -> None:
    records = named(with_fitdecode(write_fit(Recording(START, elapsed=10, distance=30, every=0.5))), "record")
    assert len(records) == 21
    assert len({record["timestamp"] for record in records}) == 11


@pytest.mark.parametrize("seed", range(8))
def test_the_route_is_a_smooth_loop_of_the_length_that_was_run(seed: int) -> None:
    recording = Recording(START, elapsed=3400, distance=10_000, seed=seed)
    points = samples(recording)
    steps = []
    for one, two in pairwise(points):
        north = ((two.latitude or 0) - (one.latitude or 0)) * 111_320
        east = ((two.longitude or 0) - (one.longitude or 0)) * 111_320 * math.cos(math.radians(one.latitude or 0))
        steps.append(math.hypot(north, east))
    assert sum(steps) == pytest.approx(10_000, rel=0.01), f"seed {seed}"
    assert max(steps) < 5, f"seed {seed}: a jump"
    assert points[0].latitude == pytest.approx(points[-1].latitude, abs=1e-4)
    assert points[0].longitude == pytest.approx(points[-1].longitude, abs=1e-4)
    assert all(40 <= point.heart_rate <= 200 for point in points)
    assert all(later.distance > earlier.distance for earlier, later in pairwise(points))
    assert points[-1].distance == pytest.approx(10_000)


def test_equal_recordings_give_equal_bytes_and_another_seed_gives_others() -> None:
    again = Recording(START, elapsed=60, distance=160, seed=7)
    assert write_fit(SHORT) == write_fit(again)
    assert write_fit(SHORT) != write_fit(Recording(START, elapsed=60, distance=160, seed=8))


@pytest.mark.parametrize(
    "wrong",
    [
        {"pauses": ((10, 0),)},
        {"pauses": ((50, 20),)},
        {"pauses": ((20, 10), (25, 5))},
        {"pauses": ((0, 60),)},
        {"start": datetime(2026, 3, 14, 7, 0)},
        {"every": 0},
        {"distance": -1},
    ],
)
def test_times_that_do_not_fit_together_are_refused(wrong: dict[str, Any]) -> None:
    fields: dict[str, Any] = {"start": START, "elapsed": 60, "distance": 160}
    with pytest.raises(ValueError, match=r"needs|pause"):
        Recording(**(fields | wrong))


def test_an_unknown_device_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="sundial"):
        write_fit(Recording(START, elapsed=60, distance=160, device="sundial"))


def test_the_checksum_is_the_standard_one_for_odd_and_even_lengths() -> None:
    assert crc(b"123456789") == 0xBB3D  # the check value that CRC-16/ARC is published with
    assert crc(b"1234567890") == 0xC57A
    assert crc(write_fit(SHORT)) == 0  # a file with its checksum checks to zero


@READERS
def test_a_bad_checksum_is_noticed(read: Any) -> None:
    data = bad_crc(write_fit(SHORT))
    with pytest.raises((fitparse.utils.FitCRCError, fitdecode.FitCRCError)):
        read(data)
    assert len(data) == len(write_fit(SHORT))


@READERS
def test_a_truncated_file_breaks_off(read: Any) -> None:
    with pytest.raises((fitparse.FitParseError, fitdecode.FitEOFError)):
        read(truncated(write_fit(SHORT)))


@READERS
def test_a_settings_file_is_valid_fit_but_no_activity(read: Any) -> None:
    messages = read(not_an_activity())
    assert named(messages, "file_id")[0]["type"] == "settings"
    assert named(messages, "record") == named(messages, "session") == []


@READERS
def test_a_file_without_time_has_records_and_a_session_but_not_one_time_stamp(read: Any) -> None:
    messages = read(without_time(SHORT))
    assert len(named(messages, "record")) == 61
    assert named(messages, "session")[0]["total_distance"] == 160
    assert not any(isinstance(value, datetime) for _, values in messages for value in values.values())


def test_a_skim_sees_what_the_whole_file_says() -> None:
    seen = skim(write_fit(FULL))
    assert (seen.start, seen.sport, seen.sub_sport, seen.sessions) == (START, 1, 0, 1)
    assert (seen.elapsed, seen.timer, seen.distance, seen.offset) == (1500, 1349.5, 4321, 3600)


@pytest.mark.parametrize("data", [b"", b"no fit at all", b"\x0e" * 40, not_an_activity()])
def test_a_skim_of_no_activity_is_empty(data: bytes) -> None:
    assert skim(data).start is None


def test_a_skim_keeps_what_a_broken_file_still_says() -> None:
    seen = skim(truncated(write_fit(FULL)))
    assert seen.start == START
    assert 0 < (seen.distance or 0) < 4321


def test_an_hour_is_written_in_a_fraction_of_a_second() -> None:
    hour = Recording(START, elapsed=3600, distance=11_000)
    spent = []
    for _ in range(3):
        before = time.process_time()
        write_fit(hour)
        spent.append(time.process_time() - before)
    assert min(spent) < 0.4  # usually 0.05: the bound leaves room for a loaded machine
