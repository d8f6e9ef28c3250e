"""The FIT judge reads what devices write and refuses the rest in Strava's words."""

import gzip
import random
import struct
from datetime import UTC, datetime, timedelta

import pytest

from sync.sim.fit_bytes import crc16
from sync.sim.fit_judge import MALFORMED, NO_TIME, NOT_ACTIVITY, NotAcceptable, judge
from tests.support.sim.fit_files import (
    ENUM,
    START,
    UINT32,
    file_id,
    fit,
    fit_time,
    local_time,
    message,
    record,
    run_fit,
    session,
)

T = fit_time(START)


def refusal(data: bytes) -> str:
    with pytest.raises(NotAcceptable) as refused:
        judge(data)
    return refused.value.words


def test_the_checksum_is_the_published_one() -> None:
    assert crc16(b"123456789") == 0xBB3D  # CRC-16/ARC's check value


def test_a_run_is_read_from_its_session() -> None:
    judged = judge(run_fit(offset=-18000))
    assert (judged.format, judged.file_type, judged.sport_type) == ("fit", 4, "Run")
    assert judged.start == START
    assert (judged.elapsed, judged.moving, judged.distance, judged.records) == (2461.0, 2461.0, 8000.0, 10)
    assert judged.position == (45.0, 22.5)
    assert judged.utc_offset == -18000


def test_without_a_session_the_records_tell() -> None:
    judged = judge(fit(file_id() + record(T, 0) + record(T + 60, 180)))
    assert (judged.start, judged.elapsed, judged.distance) == (START, 60.0, 180.0)
    assert judged.utc_offset is None


@pytest.mark.parametrize(
    ("sport", "sub_sport", "expected"),
    [
        (1, 0, "Run"),
        (1, 1, "Run"),
        (1, 3, "TrailRun"),
        (1, 58, "VirtualRun"),
        (2, 0, "Ride"),
        (2, 6, "Ride"),
        (5, 17, "Swim"),
        (11, 0, "Walk"),
        (17, 0, "Hike"),
        (10, 26, "Workout"),
        (10, 43, "Yoga"),
        (0, 0, "Workout"),
        (200, 3, "Workout"),
    ],
)
def test_sport_and_sub_sport_become_a_sport_type(sport: int, sub_sport: int, expected: str) -> None:
    assert judge(run_fit(sport=sport, sub_sport=sub_sport)).sport_type == expected


@pytest.mark.parametrize("header", [12, 14])
@pytest.mark.parametrize("big", [False, True])
def test_both_header_sizes_and_byte_orders_are_read(header: int, big: bool) -> None:
    messages = file_id() + record(T, 0, big=big) + record(T + 10, 50, big=big) + session(T, 11.5, 51, big=big)
    judged = judge(fit(messages, header=header))
    assert (judged.start, judged.elapsed, judged.distance) == (START, 11.5, 51.0)


def test_developer_fields_are_stepped_over() -> None:
    judged = judge(fit(file_id() + record(T, 0, developer=b"abc") + record(T + 9, 30, developer=b"xyz")))
    assert (judged.elapsed, judged.records) == (9.0, 2)


def test_compressed_timestamps_roll_over() -> None:
    first = record(T, 0)
    bare = bytes((0x40 | 1, 0, 0)) + struct.pack("<HB", 20, 1) + bytes((5, 4, UINT32))

    def compressed(moment: int) -> bytes:
        return bytes((0x80 | 1 << 5 | moment & 0x1F,)) + struct.pack("<I", (moment - T) * 300)

    later = b"".join(compressed(T + seconds) for seconds in range(20, 121, 20))
    judged = judge(fit(file_id() + first + bare + later))
    assert (judged.elapsed, judged.distance, judged.records) == (120.0, 360.0, 7)


def test_several_sessions_are_one_activity_with_the_sport_of_the_longest() -> None:
    parts = session(T, 600, 1000, sport=5) + session(T + 660, 3600, 9000, sport=1, sub_sport=3)
    judged = judge(fit(file_id() + record(T, 0) + record(T + 4260, 10) + parts))
    assert (judged.start, judged.elapsed, judged.moving) == (START, 4260.0, 4200.0)
    assert (judged.distance, judged.sport_type) == (10000.0, "TrailRun")


def test_the_first_activity_of_a_chain_counts() -> None:
    settings = fit(file_id(2))
    second = run_fit(START + timedelta(hours=3))
    assert judge(settings + run_fit() + second).start == START


@pytest.mark.parametrize("tail", [b"\0", b"\0" * 64, b"garbage behind the file"])
def test_trailing_bytes_are_tolerated(tail: bytes) -> None:
    assert judge(run_fit() + tail).start == START


def test_a_zero_crc_is_tolerated() -> None:
    assert judge(fit(file_id() + record(T, 0) + record(T + 5, 9), zero_crc=True)).elapsed == 5.0


def test_a_bad_crc_is_refused_in_stravas_words() -> None:
    data = bytearray(run_fit())
    data[-1] ^= 0x55
    assert refusal(bytes(data)) == MALFORMED
    data = bytearray(run_fit())
    data[13] ^= 0x55
    assert refusal(bytes(data)) == MALFORMED


def test_every_truncation_is_refused() -> None:
    data = fit(file_id() + record(T, 0) + session(T, 60))
    assert judge(data).records == 1
    for length in range(len(data)):
        assert refusal(data[:length]) == MALFORMED, length


@pytest.mark.parametrize("data", [b"", b"hello", b"PK\x03\x04" + b"x" * 50, b"\x1f\x8bbroken", b"{}" * 20])
def test_what_is_no_activity_format_is_refused(data: bytes) -> None:
    assert refusal(data) == MALFORMED


def test_a_file_without_record_times_lacks_time_information() -> None:
    assert refusal(fit(file_id() + session(T, 60))) == NO_TIME
    assert refusal(fit(file_id() + message(20, [(5, UINT32, 100)]))) == NO_TIME
    assert NO_TIME == "Time information is missing from file."


def test_a_file_without_file_id_lacks_time_information() -> None:
    assert refusal(fit(record(T, 0) + session(T, 60))) == NO_TIME


def test_a_settings_file_is_no_activity() -> None:
    assert refusal(fit(file_id(2) + record(T, 0))) == NOT_ACTIVITY


def test_a_data_message_without_definition_is_refused() -> None:
    assert refusal(fit(file_id() + bytes((3, 1, 2, 3)))) == MALFORMED


def test_an_absurd_local_time_is_left_out() -> None:
    assert judge(fit(file_id() + record(T, 0) + local_time(T, 86400 * 40))).utc_offset is None


def test_a_field_of_an_odd_size_is_stepped_over() -> None:
    odd = bytes((0x40, 0, 0)) + struct.pack("<HB", 20, 2) + bytes((253, 4, UINT32, 6, 3, 0x84))
    judged = judge(fit(file_id() + odd + bytes((0,)) + struct.pack("<I", T) + b"abc"))
    assert judged.start == START


def test_gzip_is_unpacked_and_a_cut_one_refused() -> None:
    packed = gzip.compress(run_fit())
    assert judge(packed).start == START
    assert refusal(packed[:-9]) == MALFORMED


GPX = """<?xml version="1.0"?><gpx xmlns="http://www.topografix.com/GPX/1/1">
<metadata><time>2020-01-01T00:00:00Z</time>
</metadata><trk><type>running</type><trkseg>
<trkpt lat="45.0" lon="7.0"><time>2026-03-14T07:00:00Z</time></trkpt>
<trkpt lat="45.001" lon="7.0"><time>2026-03-14T08:01:00+01:00</time></trkpt></trkseg></trk></gpx>"""
TCX = """<TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2">
<Activities><Activity Sport="Running"><Id>2026-03-14T07:00:00Z</Id><Lap StartTime="2026-03-14T07:00:00Z">
<TotalTimeSeconds>90</TotalTimeSeconds><DistanceMeters>250.5</DistanceMeters><Track>
<Trackpoint><Time>2026-03-14T07:00:00Z</Time><Position><LatitudeDegrees>45</LatitudeDegrees>
<LongitudeDegrees>7</LongitudeDegrees></Position></Trackpoint>
<Trackpoint><Time>2026-03-14T07:01:30Z</Time></Trackpoint></Track></Lap></Activity></Activities>
</TrainingCenterDatabase>"""


def test_gpx_is_read_from_its_points() -> None:
    judged = judge(GPX.encode())
    assert (judged.format, judged.start, judged.elapsed, judged.sport_type) == ("gpx", START, 60.0, "Run")
    assert judged.distance == pytest.approx(111.2, abs=0.1)
    assert judged.position == (45.0, 7.0)


def test_tcx_is_read_from_its_laps_and_points() -> None:
    judged = judge(b"\xef\xbb\xbf" + TCX.encode())
    assert (judged.format, judged.start, judged.elapsed, judged.sport_type) == ("tcx", START, 90.0, "Run")
    assert (judged.distance, judged.position) == (250.5, (45.0, 7.0))


def test_xml_without_times_lacks_time_information() -> None:
    assert refusal(GPX.replace("time>", "tome>").encode()) == NO_TIME


@pytest.mark.parametrize(
    "data",
    [
        b"<html></html>",
        b"<gpx><trk>",
        b'<!DOCTYPE gpx [<!ENTITY a "b">]><gpx/>',
        b'<!doctype gpx SYSTEM "file:///etc/passwd"><gpx/>',
        '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE gpx><gpx/>'.encode("utf-16"),
    ],
)
def test_hostile_or_foreign_xml_is_refused(data: bytes) -> None:
    assert refusal(data) == MALFORMED


def test_mangled_files_raise_nothing_but_a_refusal() -> None:
    seed = 20260314
    print("seed", seed)
    chance = random.Random(seed)
    models = [run_fit(), GPX.encode(), TCX.encode(), gzip.compress(run_fit())]
    for _ in range(3000):
        data = bytearray(chance.choice(models))
        for _ in range(chance.randint(1, 8)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        if data[:1] == b"\x0e":  # with checksums switched off the mangled messages themselves are read
            data[12:14] = data[-2:] = b"\0\0"
        try:
            judge(bytes(data))
        except NotAcceptable:
            continue


def test_an_unknown_start_time_falls_back_to_the_first_record() -> None:
    no_start = message(18, [(253, UINT32, T + 70), (7, UINT32, 70_000), (5, ENUM, 1)])
    judged = judge(fit(file_id() + record(T, 0) + record(T + 60, 100) + no_start))
    assert (judged.start, judged.elapsed) == (datetime(2026, 3, 14, 7, tzinfo=UTC), 70.0)
