"""The head facts of a FIT file without decoding its points: which sports, when, how long, how far.

A skimmer of our own because a full reader needs seconds of CPU for what stands in two or three messages, and
this is asked before an upload, in this process. It steps over every message whose kind does not matter, takes
unsigned integers only and never looks at a checksum: real devices get that, and much else, wrong.
Source: FIT Protocol and FIT Profile (Garmin FIT SDK), message and field numbers as named below.
"""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sync.adapters.fit_layout import Broken, Definition, Steps, TooManySteps, files, runs
from sync.core.route import NoRoute

SPORT, SESSION, RECORD, EVENT, ACTIVITY = 12, 18, 20, 21, 34
"""Numbers of the FIT messages that are read (mesg_num)."""

FIT_EPOCH = 631_065_600
"""1989-12-31 00:00 UTC, the zero of FIT times, in seconds since 1970-01-01 UTC."""

FIRST_DATE = 0x10000000
"""Smaller FIT times count seconds since the device was switched on (date_time, min)."""

_MOST_STEPS = 600_000  # a day of records with a message of another kind between any two has 200,000

_SPORTS = {
    1: "running",
    2: "cycling",
    3: "transition",
    4: "fitness_equipment",
    5: "swimming",
    11: "walking",
    15: "rowing",
    16: "mountaineering",
    17: "hiking",
    18: "multi_sport",
    30: "inline_skating",
}

_SUB_SPORTS = {
    (1, 1): "treadmill_running",
    (1, 2): "street_running",
    (1, 3): "trail_running",
    (1, 4): "track_running",
    (1, 45): "indoor_running",
    (1, 58): "virtual_run",
    (1, 59): "obstacle_run",
    (1, 67): "ultra_run",
    (2, 5): "indoor_cycling",
    (2, 6): "indoor_cycling",
    (2, 7): "road_biking",
    (2, 8): "mountain_biking",
    (2, 9): "downhill_biking",
    (2, 10): "recumbent_cycling",
    (2, 11): "cyclocross",
    (2, 13): "track_cycling",
    (2, 29): "bmx",
    (2, 46): "gravel_cycling",
    (2, 58): "virtual_ride",
    (4, 14): "indoor_rowing",
    (4, 15): "elliptical",
    (4, 16): "stair_climbing",
    (4, 20): "strength_training",
    (4, 26): "indoor_cardio",
    (5, 17): "lap_swimming",
    (5, 18): "open_water_swimming",
    (10, 20): "strength_training",
    (10, 26): "indoor_cardio",
    (10, 43): "yoga",
    (10, 44): "pilates",
    (11, 27): "indoor_walking",
    (11, 30): "casual_walking",
    (11, 31): "speed_walking",
    (15, 14): "indoor_rowing",
}


def sport_key(sport: int | None, sub_sport: int | None) -> str:
    """Garmin Connect's type key ("trail_running") for FIT's sport and sub_sport; "other" for the rest."""
    if sport is None:
        return "other"
    return _SUB_SPORTS.get((sport, sub_sport or 0)) or _SPORTS.get(sport, "other")


def offset_of(utc: int | None, local: int | None) -> int | None:
    """Local time minus UTC in seconds, from the two times of the activity message (same epoch).

    Zones are whole quarters of an hour from -12 h to +14 h; a difference that is not (the device wrote its
    two times apart, or never knew its zone) says nothing and gives None.
    """
    if utc is None or local is None:
        return None
    quarter = round((local - utc) / 900) * 900
    near = abs(local - utc - quarter) <= 60 and -12 * 3600 <= quarter <= 14 * 3600
    return quarter if near else None


@dataclass(frozen=True, slots=True)
class Summary:
    """One file in short.

    start: aware UTC; offset: local time minus UTC in seconds; elapsed: seconds, pauses included;
    distance: metres; sport: activity type key, "multi_sport" when the sessions differ; sports: theirs, in order.
    """

    start: datetime
    offset: int | None
    elapsed: float
    distance: float | None
    sport: str
    sports: tuple[str, ...]


def sports(data: bytes) -> tuple[str, ...]:
    """The sessions' sports as activity type keys, in the file's order. Raises NoRoute when there is none."""
    found = tuple(sport_key(f.get(5), f.get(6)) for _, f in _messages(data, {SESSION}))
    if not found:
        raise NoRoute("no session")
    return found


def summary(data: bytes) -> Summary:
    """What the sessions of `data` say together. Raises NoRoute when none says when it started."""
    offset: int | None = None
    kinds: list[str] = []
    spans: list[tuple[int, float]] = []
    distances: list[float] = []
    for kind, fields in _messages(data, {SESSION, ACTIVITY}):
        if kind == ACTIVITY:
            offset = offset_of(fields.get(253), fields.get(5)) if offset is None else offset
            continue
        kinds.append(sport_key(fields.get(5), fields.get(6)))
        if 9 in fields:
            distances.append(fields[9] / 100)
        start = fields.get(2, 0)
        if start >= FIRST_DATE:
            elapsed = fields.get(7, fields.get(8))
            wrote = fields.get(253, start) - start
            spans.append((start, elapsed / 1000 if elapsed is not None else max(0.0, float(wrote))))
    if not kinds:
        raise NoRoute("no session")
    if not spans:
        raise NoRoute("no session with a start")
    first = min(start for start, _ in spans)
    return Summary(
        start=datetime.fromtimestamp(0, UTC) + timedelta(seconds=FIT_EPOCH + first),
        offset=offset,
        elapsed=max(start - first + elapsed for start, elapsed in spans),
        distance=round(sum(distances), 2) if distances else None,
        sport=one_sport(kinds) or "other",
        sports=tuple(kinds),
    )


def one_sport(kinds: list[str]) -> str | None:
    """The sport of a whole recording from those of its sessions."""
    return "multi_sport" if len(set(kinds)) > 1 else next(iter(kinds), None)


def _messages(data: bytes, wanted: Container[int]) -> Iterator[tuple[int, dict[int, int]]]:
    """(message number, {field number: unsigned value}) of the wanted messages; chained files in a row.

    Raises NoRoute for bytes that are no FIT, or with more changes between messages than any recording has; a file
    that breaks off simply ends there.
    """
    if data[8:12] != b".FIT":
        raise NoRoute("not a FIT file")
    steps = Steps(_MOST_STEPS)
    try:
        for span in files(data):
            steps.take(5)
            for run in runs(data, span, steps):
                if run.definition.number in wanted:
                    steps.take(run.messages)
                    for at in range(run.at + 1, run.at + run.length, run.definition.size + 1):
                        yield run.definition.number, _fields(run.definition, data, at)
    except Broken:
        return
    except TooManySteps:
        raise NoRoute(f"more than {_MOST_STEPS:,} changes between messages") from None


def _fields(definition: Definition, data: bytes, at: int) -> dict[int, int]:
    """Fields of 1, 2 or 4 bytes that are not FIT's "invalid" (all bits set)."""
    values: dict[int, int] = {}
    for number, begin, size, _ in definition.fields:
        raw = data[at + begin : at + begin + size]
        if size in (1, 2, 4) and raw != b"\xff" * size:
            values[number] = int.from_bytes(raw, "big" if definition.big_endian else "little")
    return values
