"""A FIT writer of our own: the file a Garmin watch would have made of a `Recording`, and spoiled ones.

An hour at one record a second (about 115 KB) takes about 50 ms of CPU time (a loaded, slow core: 65 ms).
Layout and numbers: FIT Protocol 2.0 and profile 21 of Garmin's FIT SDK. Message order is a watch's own:
file_id, device_info, timer start, records with laps and pauses in between, timer stop, session, activity.
"""

import struct
from datetime import UTC

from sync.sim.fit_encoding import (
    ENUM,
    SINT8,
    SINT32,
    TIME,
    UINT8,
    UINT16,
    UINT32,
    UINT32Z,
    Base,
    Body,
    Field,
    seconds,
    semicircles,
)
from sync.sim.fit_summary import Summary
from sync.sim.garmin_types import type_info
from sync.sim.recording import Recording, Sample, samples

__all__ = ["DEVICES", "Recording", "bad_crc", "not_an_activity", "truncated", "unfinished", "without_time", "write_fit"]

# Garmin's product numbers: FIT profile 21, type garmin_product.
DEVICES = {"fr245": 3076, "fr945": 3113, "fr955": 4024, "fenix7": 3906, "edge530": 3121}
SOFTWARE = 2029  # version 20.29
LAP = 1000.0  # metres


def write_fit(recording: Recording) -> bytes:
    """The activity file of a recording. Start and end fall on whole seconds, as FIT time stamps do.

    Raises `ValueError` for a device that `DEVICES` does not know.
    """
    return _Writer(recording, timed=True).file()


def without_time(recording: Recording) -> bytes:
    """The same file without a single time stamp: valid FIT that no service can place in time."""
    return _Writer(recording, timed=False).file()


def bad_crc(data: bytes) -> bytes:
    """The same file with a wrong file checksum."""
    return data[:-2] + struct.pack("<H", int.from_bytes(data[-2:], "little") ^ 0xFFFF)


def truncated(data: bytes) -> bytes:
    """The first half: the header promises more than there is, as after an empty battery."""
    return data[: len(data) // 2]


def unfinished(data: bytes) -> bytes:
    """As a watch leaves it that dies while it records: the header does not yet say how much there is."""
    return data[:4] + bytes(4) + data[8:]


def not_an_activity() -> bytes:
    """A valid FIT file of another type: device settings (file type 2)."""
    body = Body()
    body.add(0, 0, [(0, ENUM, 2), (1, UINT16, 1), (2, UINT16, DEVICES["fr955"]), (3, UINT32Z, 3000000001)])
    # user_profile: gender, age, height (cm), weight (0.1 kg)
    body.add(1, 3, [(1, ENUM, 1), (2, UINT8, 35), (3, UINT8, 172), (4, UINT16, 655)])
    return body.file()


class _Writer:
    """One file in the making."""

    def __init__(self, recording: Recording, timed: bool) -> None:
        if recording.device not in DEVICES:
            raise ValueError(f"unknown device {recording.device!r}: one of {', '.join(sorted(DEVICES))}")
        self.recording = recording
        self.timed = timed
        self.body = Body()
        self.begin = seconds(recording.start.astimezone(UTC))
        self.type = type_info(recording.sport)
        self.samples = samples(recording)

    def file(self) -> bytes:
        self._head()
        laps = self._records()
        self._tail(laps)
        return self.body.file()

    def _add(self, local: int, message: int, fields: list[Field]) -> None:
        self.body.add(local, message, [f for f in fields if self.timed or f[1] is not TIME])

    def _at(self, after: float) -> int:
        return self.begin + int(after)

    def _head(self) -> None:
        product, serial = DEVICES[self.recording.device], 3_000_000_000 + self.recording.seed % 1_000_000
        self._add(
            0,
            0,
            [(0, ENUM, 4), (1, UINT16, 1), (2, UINT16, product), (3, UINT32Z, serial), (4, TIME, self.begin)],
        )
        fields: list[Field] = [
            (253, TIME, self.begin),
            (0, UINT8, 0),
            (2, UINT16, 1),
            (3, UINT32Z, serial),
            (4, UINT16, product),
            (5, UINT16, SOFTWARE),
            (25, ENUM, 5),
        ]
        self._add(1, 23, fields)
        self._timer(0.0, 0)

    def _timer(self, after: float, event_type: int) -> None:
        """A timer event: 0 start, 4 stop_all."""
        self._add(2, 21, [(253, TIME, self._at(after)), (0, ENUM, 0), (1, ENUM, event_type), (4, UINT8, 0)])

    def _records(self) -> int:
        """All records, with the timer events and laps that fall between them. Returns the number of laps."""
        layout = self._layout()
        pack = self.body.define(3, 20, layout).pack
        data = self.body.data
        gps, beats = self.recording.origin is not None, self.recording.heart_rate
        turns, watts, warmth = self.recording.cadence, self.recording.power, self.recording.temperature
        timed, begin, degree = self.timed, self.begin, 2**31 / 180
        resumes = {after: after + length for after, length in self.recording.pauses}
        lap_from, laps, lap_at = 0, 0, LAP
        for index, sample in enumerate(self.samples):
            after, _, distance, speed, latitude, longitude, altitude, pulse, cadence, power, temperature = sample
            values = [begin + int(after)] if timed else []
            values += (int(distance * 100 + 0.5), int(speed * 1000 + 0.5))
            if gps:
                assert latitude is not None
                assert longitude is not None
                assert altitude is not None
                values += (round(latitude * degree), round(longitude * degree), int((altitude + 500) * 5))
            if beats:
                values.append(pulse)
            if turns:
                values += (int(cadence), int(cadence % 1 * 128))
            if watts:
                values.append(power)
            if warmth:
                values.append(temperature)
            data += pack(3, *values)
            if distance >= lap_at and index < len(self.samples) - 1:
                self._lap(laps, self.samples[lap_from : index + 1], trigger=2)
                lap_from, laps, lap_at = index, laps + 1, lap_at + LAP
            if after in resumes:
                self._timer(after, 4)
                self._timer(resumes[after], 0)
        self._lap(laps, self.samples[lap_from:], trigger=7)
        return laps + 1

    def _layout(self) -> list[tuple[int, Base]]:
        recording = self.recording
        layout: list[tuple[int, Base]] = [(253, TIME)] if self.timed else []
        layout += [(5, UINT32), (73, UINT32)]
        layout += [(0, SINT32), (1, SINT32), (78, UINT32)] if recording.origin is not None else []
        layout += [(3, UINT8)] if recording.heart_rate else []
        layout += [(4, UINT8), (53, UINT8)] if recording.cadence else []
        layout += [(7, UINT16)] if recording.power else []
        layout += [(13, SINT8)] if recording.temperature else []
        return layout

    def _lap(self, number: int, part: list[Sample], trigger: int) -> None:
        """A lap; trigger 2: its distance is full, 7: the session ended."""
        first, last = part[0], part[-1]
        summary = Summary(part, self.recording)
        place: list[Field] = []
        if self.recording.origin is not None:
            place = [(3 + i, SINT32, value) for i, value in enumerate(_position(first) + _position(last))]
        fields: list[Field] = [
            (254, UINT16, number),
            (253, TIME, self._at(last.after)),
            (0, ENUM, 9),
            (1, ENUM, 1),
            (2, TIME, self._at(first.after)),
            *place,
            (7, UINT32, round(summary.elapsed * 1000)),
            (8, UINT32, round(summary.moving * 1000)),
            (9, UINT32, round(summary.distance * 100)),
            (11, UINT16, summary.calories),
            (15, UINT8, summary.pulse),
            (16, UINT8, summary.top_pulse),
            (17, UINT8, summary.cadence),
            (19, UINT16, summary.power),
            (24, ENUM, trigger),
            (25, ENUM, self.type.sport),
            (39, ENUM, self.type.sub_sport),
            (110, UINT32, summary.speed),
            (111, UINT32, summary.top_speed),
        ]
        self._add(4, 19, fields)

    def _tail(self, laps: int) -> None:
        elapsed, first = self.recording.elapsed, self.samples[0]
        summary = Summary(self.samples, self.recording)
        end = self._at(elapsed)
        self._timer(elapsed, 4)
        place: list[Field] = []
        if self.recording.origin is not None:
            place = [(3 + i, SINT32, value) for i, value in enumerate(_position(first))]
        fields: list[Field] = [
            (254, UINT16, 0),
            (253, TIME, end),
            (0, ENUM, 8),
            (1, ENUM, 1),
            (2, TIME, self.begin),
            *place,
            (5, ENUM, self.type.sport),
            (6, ENUM, self.type.sub_sport),
            (7, UINT32, round(elapsed * 1000)),
            (8, UINT32, round(self.recording.moving * 1000)),
            (9, UINT32, round(self.recording.distance * 100)),
            (11, UINT16, summary.calories),
            (16, UINT8, summary.pulse),
            (17, UINT8, summary.top_pulse),
            (18, UINT8, summary.cadence),
            (20, UINT16, summary.power),
            (22, UINT16, summary.climb),
            (23, UINT16, summary.descent),
            (25, UINT16, 0),
            (26, UINT16, laps),
            (28, ENUM, 0),
            (124, UINT32, summary.speed),
            (125, UINT32, summary.top_speed),
        ]
        self._add(5, 18, fields)
        fields = [
            (253, TIME, end),
            (0, UINT32, round(self.recording.moving * 1000)),
            (1, UINT16, 1),
            (2, ENUM, 0),
            (3, ENUM, 26),
            (4, ENUM, 1),
            (5, TIME, end + self.recording.offset),
        ]
        self._add(6, 34, fields)


def _position(sample: Sample) -> tuple[int, int]:
    assert sample.latitude is not None
    assert sample.longitude is not None
    return semicircles(sample.latitude), semicircles(sample.longitude)
