"""Reading routes: both libraries, what the numbers mean, and damaged bytes."""

import struct
import warnings
from collections.abc import Iterator, Mapping

import pytest

from sync.adapters.fit import read_route, read_with_libraries
from sync.adapters.fit_points import MOST_POINTS, Points
from sync.core.route import NoRoute, Route
from sync.sim.fit_encoding import semicircles
from sync.sim.fit_writer import bad_crc, not_an_activity, truncated, unfinished, without_time, write_fit
from sync.sim.recording import Recording, samples
from tests.support.adapters.fit_messages import (
    ENUM,
    FLOAT32,
    RUN,
    SINT32,
    START,
    START_MS,
    T0,
    UINT8,
    UINT16,
    UINT32,
    described,
    file_of,
    message,
    record,
    session,
    timer,
)


@pytest.fixture(autouse=True)
def no_warnings() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def by_all(data: bytes, first: str = "columns") -> Route:
    """The Route as the reader that has to be the first to take it reads it, having checked that both libraries read
    the same."""
    route, *others = read_route(data), read_with_libraries(data), read_with_libraries(bad_crc(data))
    assert [one.reader for one in (route, *others)] == [first, "fitparse", "fitdecode"]
    unnamed = {"reader": "", "notes": ()}
    assert all(_with(route, unnamed) == _with(other, unnamed) for other in others)
    return route


def _with(route: Route, changes: Mapping[str, object]) -> dict[str, object]:
    return {name: getattr(route, name) for name in Route.__dataclass_fields__} | dict(changes)


# -- the route ----------------------------------------------------------------------------------------------


def test_a_run_is_read_as_it_was_recorded() -> None:
    route, expected = by_all(write_fit(RUN)), samples(RUN)
    assert route.time_ms == tuple(START_MS + int(sample.after) * 1000 for sample in expected)
    assert (route.offset, route.sport, route.absent, route.notes) == (7200, "running", (), ())
    assert route.pauses == ((START_MS + 100_000, START_MS + 160_000),)
    (leg,) = route.sessions
    assert (leg.start_ms, leg.elapsed, leg.distance, leg.sport) == (START_MS, 600, 2000, "running")
    for point, sample in zip(route.points(), expected, strict=True):
        assert point.lat == pytest.approx(sample.latitude, abs=1e-6)
        assert point.lon == pytest.approx(sample.longitude, abs=1e-6)
        assert point.distance == pytest.approx(sample.distance, abs=0.01)
        assert point.altitude == pytest.approx(sample.altitude, abs=0.2)
        assert point.speed == pytest.approx(sample.speed, abs=0.001)
        assert point.cadence == pytest.approx(2 * sample.cadence, abs=0.03)
        assert (point.heart_rate, point.power) == (sample.heart_rate, sample.power)
        assert point.temperature == sample.temperature


def test_a_treadmill_run_has_a_route_without_positions() -> None:
    route = by_all(write_fit(Recording(START, sport="treadmill_running", elapsed=60, distance=200, origin=None)))
    assert {"lat", "lon", "altitude"} <= set(route.absent)
    assert (route.sport, len(route)) == ("treadmill_running", 61)


def test_records_of_the_same_second_are_all_kept_in_order() -> None:
    route = by_all(write_fit(Recording(START, elapsed=30, distance=100, every=0.5)))
    assert len(route) == 61
    assert route.time_ms[:4] == (START_MS, START_MS, START_MS + 1000, START_MS + 1000)
    assert list(route.distance) == sorted(value for value in route.distance if value is not None)


def test_an_enhanced_field_wins_wherever_it_stands() -> None:
    speed, finer = (6, UINT16, 3000), (73, UINT32, 3141)
    low, high = (2, UINT16, 3000), (78, UINT32, 48_000)
    route = by_all(
        file_of(record(0, speed, finer, high, low), record(1, finer, speed, low, high), record(2, speed, low))
    )
    assert route.speed == (3.141, 3.141, 3.0)
    assert route.altitude == (9100.0, 9100.0, 100.0)


def test_an_invalid_enhanced_field_leaves_the_plain_one() -> None:
    route = by_all(file_of(record(0, (6, UINT16, 3000), (73, UINT32, 0xFFFFFFFF))))
    assert route.speed == (3.0,)


def test_developer_fields_are_ignored_even_under_the_name_of_a_channel() -> None:
    route = by_all(file_of(*described(b"power"), record(0, (3, UINT8, 140), developer=b"\x63")))
    assert route.heart_rate == (140,)
    assert "power" in route.absent


def test_both_byte_orders_are_read() -> None:
    place = (0, SINT32, semicircles(45.5)), (1, SINT32, semicircles(-120.25))
    route = by_all(file_of(record(0, *place, order=">"), record(1, *place)))
    assert route.lat == (45.5, 45.5)
    assert route.lon == (-120.25, -120.25)


def test_times_of_compressed_headers_count_from_the_last_full_one() -> None:
    layout = bytes((0x40, 0, 0)) + struct.pack("<HB", 20, 1) + bytes((3, 1, UINT8))
    short = bytes((0x80 | ((T0 + 1) & 31), 141, 0x80 | ((T0 + 3) & 31), 143))
    route = by_all(file_of(record(0, (3, UINT8, 140)), layout, short))
    assert route.time_ms == (START_MS, START_MS + 1000, START_MS + 3000)
    assert route.heart_rate == (140, 141, 143)


def test_impossible_values_are_absent() -> None:
    beyond = (0, SINT32, semicircles(95)), (1, SINT32, semicircles(10))
    half = (0, SINT32, semicircles(45))
    route = by_all(
        file_of(
            record(0, *beyond, (3, UINT8, 0)),
            record(1, half),
            record(2, (5, FLOAT32, 3e38), (4, UINT8, 0xFF)),
        ),
        first="fitparse",
    )
    assert set(route.absent) == {
        "lat",
        "lon",
        "distance",
        "altitude",
        "speed",
        "heart_rate",
        "cadence",
        "power",
        "temperature",
    }


def test_records_without_a_time_are_left_out_and_counted() -> None:
    since_power_on = message(20, (253, UINT32, 1000), (3, UINT8, 99))
    route = by_all(file_of(message(20, (3, UINT8, 98)), since_power_on, record(0, (3, UINT8, 100))))
    assert route.heart_rate == (100,)
    assert route.notes == ("2 records without a time left out",)


def test_records_out_of_order_are_put_in_order() -> None:
    route = by_all(file_of(*(record(after, (3, UINT8, 100 + after)) for after in (2, 0, 1))))
    assert route.heart_rate == (100, 101, 102)
    assert route.notes == ("records out of order",)


def test_chained_files_make_one_route() -> None:
    swim, run = file_of(record(0), session(0, 5, 18)), file_of(record(60), session(60, 1, 3))
    route = read_route(swim + run)
    assert (route.reader, route.sport, len(route)) == ("columns", "multi_sport", 2)
    assert by_all(swim + run) == route
    assert [leg.sport for leg in route.sessions] == ["open_water_swimming", "trail_running"]


def test_cadence_is_in_steps_on_foot_and_in_turns_on_a_bike() -> None:
    legs = session(0, 2), session(10, 1)
    route = by_all(file_of(*legs, *(record(after, (4, UINT8, 80), (53, UINT8, 64)) for after in (0, 9, 10, 15))))
    assert route.cadence == (80.5, 80.5, 161.0, 161.0)
    assert by_all(file_of(message(12, (0, ENUM, 1)), record(0, (4, UINT8, 80)))).cadence == (160,)


def test_only_time_between_a_stop_and_the_next_start_is_a_pause() -> None:
    events = timer(0, 0), timer(5, 4), timer(6, 1), timer(9, 0), timer(12, 8), timer(12, 0), timer(20, 9)
    assert by_all(file_of(*events, record(0))).pauses == ((START_MS + 5000, START_MS + 9000),)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "not a FIT file"),
        (b"<gpx/>", "not a FIT file"),
        (not_an_activity(), "no records"),
        (without_time(RUN), "no records with a time"),
        (file_of(record(0))[:25], "no records; the file breaks off: a message cut short"),
    ],
)
def test_bytes_without_a_readable_route_say_why(data: bytes, reason: str) -> None:
    with pytest.raises(NoRoute, match=rf"^{reason}"):
        read_route(data)


@pytest.mark.parametrize(
    ("data", "points", "note"),
    [
        (truncated(write_fit(RUN)), 270, "the file breaks off: a message cut short"),
        (write_fit(RUN)[:-2], 542, "the file breaks off: its end is missing"),
        (unfinished(write_fit(RUN)[:-2]), 542, "the file breaks off: its end is missing"),
        (file_of(record(0), b"\x07abc"), 1, "the file breaks off: a message of an unknown kind"),
        (file_of(record(0), b"\x40\0\0\x14\0\x02"), 1, "the file breaks off: a definition cut short"),
        (file_of(record(0)) + b"\x0c trailing bytes", 1, "16 bytes behind its end left out"),
        (bad_crc(write_fit(RUN)), 542, "the checksum is wrong"),
    ],
)
def test_a_damaged_file_keeps_what_came_before_the_break(data: bytes, points: int, note: str) -> None:
    route, whole = read_route(data), read_route(write_fit(RUN))
    assert route.notes == (note,)
    assert abs(len(route) - points) <= 9
    if points > 1:
        assert route.time_ms == whole.time_ms[: len(route)]
        assert (route.lat, route.heart_rate) == (whole.lat[: len(route)], whole.heart_rate[: len(route)])


def test_what_fitparse_refuses_is_read_by_fitdecode_and_noted() -> None:
    odd = bytes((0x40, 0, 0)) + struct.pack("<HB", 20, 2) + bytes((253, 4, UINT32, 5, 3, UINT32))
    data = file_of(odd + b"\x00" + struct.pack("<I", T0) + b"abc")
    ours, route = read_route(data), read_with_libraries(data)
    assert (route.reader, len(route), route.distance) == ("fitdecode", 1, (None,))
    assert route.notes[0].startswith("fitparse: FitParseError Invalid field size 3")
    assert read_with_libraries(bad_crc(write_fit(RUN))).notes[-1] == "the checksum is wrong"
    assert _with(ours, {"reader": "", "notes": ()}) == _with(route, {"reader": "", "notes": ()})


def test_one_file_leaves_no_developer_types_behind_for_the_next() -> None:
    assert read_with_libraries(file_of(*described(b"power"), record(0, developer=b"\x01"))).reader == "fitparse"
    assert read_with_libraries(file_of(record(0, developer=b"\x01"))).reader == "fitdecode"


def test_a_very_long_recording_keeps_every_second_point() -> None:
    points = Points()
    points.take_columns(list(range(T0, T0 + MOST_POINTS + 1)), {"power": [*range(MOST_POINTS + 1)]}, 0)
    route = points.route("test", [])
    assert route.power[:3] == (0, 2, 4)
    assert (len(route), route.notes) == (60_001, ("120,001 records, of which one in 2 was kept",))
