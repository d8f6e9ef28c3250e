"""What the messages of a FIT file mean together: points in order, pauses, sessions, local time.

Source: FIT Profile (FIT SDK): record, session, event, activity and sport messages.
"""

from bisect import bisect_left
from itertools import pairwise
from math import ceil

from sync.adapters.fit_skim import (
    ACTIVITY,
    EVENT,
    FIRST_DATE,
    FIT_EPOCH,
    RECORD,
    SESSION,
    SPORT,
    offset_of,
    one_sport,
    sport_key,
)
from sync.core.route import CHANNELS, NoRoute, Route, Session

_DEGREES = 180 / 2**31  # positions are semicircles
_MAX_RECORDS = 500_000  # six days at one a second
MOST_POINTS = 120_000
"""A Route has no more, to bound its memory: 33 hours at one a second. Of longer ones every other is kept, or fewer."""

_TIMER, _START, _STOPS = 0, 0, (1, 4, 8, 9)  # event; event_type start; stop, stop_all, stop_disable(_all)
_ON_FOOT = ("running", "run", "walking", "hiking")

# How fine FIT itself is (profile scales), and 1 cm for positions: without it 12.4 m reads 12.399999999999977.
_DIGITS = {"lat": 7, "lon": 7, "distance": 2, "altitude": 1, "speed": 3, "cadence": 2}


class Points:
    """Collects messages and becomes a Route.

    Fields are named as in the FIT profile; positions, times and enums are the file's own integers, the rest is
    scaled to the profile's units.
    """

    def __init__(self) -> None:
        self.time_ms: list[int] = []
        self.columns: dict[str, list[float | None]] = {name: [] for name in CHANNELS}
        self.timer: list[tuple[int, bool]] = []  # (ms, running from here on)
        self.sessions: list[Session] = []
        self.named: list[str] = []  # sports named outside sessions
        self.offset: int | None = None
        self.timeless = 0

    def take(self, message: int, fields: dict[str, float]) -> None:
        """One message, in the order of the file. Raises NoRoute for more records than any run has."""
        if message == RECORD:
            self._record(fields)
        elif message == EVENT:
            at, kind = _ms(fields.get("timestamp")), fields.get("event_type")
            if at is not None and fields.get("event") == _TIMER and kind in (_START, *_STOPS):
                self.timer.append((at, kind == _START))
        elif message == SESSION:
            self._session(fields)
        elif message == SPORT:
            self.named.append(_sport(fields))
        elif message == ACTIVITY and self.offset is None:
            times = fields.get("timestamp"), fields.get("local_timestamp")
            self.offset = offset_of(*(None if t is None else int(t) for t in times))

    def take_columns(self, times: list[int], columns: dict[str, list[float | None]], timeless: int) -> None:
        """All records: FIT times, the channels that occur as a Route has them, how many records had no time."""
        self.time_ms += [(time + FIT_EPOCH) * 1000 for time in times]
        for name, column in self.columns.items():
            column += columns.pop(name, []) or [None] * len(times)
        self.timeless += timeless

    def route(self, reader: str, notes: list[str]) -> Route:
        """What was taken; `notes` is added to. Raises NoRoute when there was no record with a time."""
        if self.timeless:
            notes.append(f"{self.timeless} records without a time left out")
        if not self.time_ms:
            raise NoRoute("no records with a time" if self.timeless else "no records")
        if self.time_ms != sorted(self.time_ms):
            order = sorted(range(len(self.time_ms)), key=self.time_ms.__getitem__)  # stable within a second
            notes.append("records out of order")
            self.time_ms = [self.time_ms[i] for i in order]
            self.columns = {name: [values[i] for i in order] for name, values in self.columns.items()}
        if len(self.time_ms) > MOST_POINTS:
            every = ceil(len(self.time_ms) / MOST_POINTS)
            notes.append(f"{len(self.time_ms):,} records, of which one in {every} was kept")
            self.time_ms = self.time_ms[::every]
            self.columns = {name: values[::every] for name, values in self.columns.items()}
        sessions = tuple(sorted(self.sessions, key=lambda s: s.start_ms))
        self._count_both_feet(sessions)
        return Route(
            tuple(self.time_ms),
            *(tuple(self.columns.pop(name)) for name in CHANNELS),
            pauses=self._pauses(),
            offset=self.offset,
            sport=one_sport([s.sport for s in sessions] or self.named),
            sessions=sessions,
            reader=reader,
            notes=tuple(notes),
        )

    def _record(self, fields: dict[str, float]) -> None:
        at = _ms(fields.get("timestamp"))
        if at is None:
            self.timeless += 1
            return
        if len(self.time_ms) >= _MAX_RECORDS:
            raise NoRoute(f"more than {_MAX_RECORDS:,} records")
        lat, lon = fields.get("position_lat"), fields.get("position_long")
        if lat is not None and lon is not None and abs(lat * _DEGREES) <= 90 and abs(lon * _DEGREES) <= 180:
            fields["lat"], fields["lon"] = lat * _DEGREES, lon * _DEGREES
        for name in ("altitude", "speed"):
            if f"enhanced_{name}" in fields:
                fields[name] = fields[f"enhanced_{name}"]
        if fields.get("heart_rate") == 0:
            del fields["heart_rate"]  # a strap without contact
        if "cadence" in fields:
            fields["cadence"] += fields.get("fractional_cadence", 0)
        self.time_ms.append(at)
        for name, column in self.columns.items():
            value = fields.get(name)
            column.append(round(value, _DIGITS[name]) if value is not None and name in _DIGITS else value)

    def _session(self, fields: dict[str, float]) -> None:
        start, end = _ms(fields.get("start_time")), _ms(fields.get("timestamp"))
        if start is None:
            return
        elapsed = fields.get("total_elapsed_time", fields.get("total_timer_time"))
        if elapsed is None:
            elapsed = max(0.0, ((end or start) - start) / 1000)
        self.sessions.append(Session(start, elapsed, fields.get("total_distance"), _sport(fields)))

    def _count_both_feet(self, sessions: tuple[Session, ...]) -> None:
        """FIT counts the revolutions of one foot; everybody else means steps of both when running."""
        column, whole = self.columns["cadence"], one_sport(self.named) or "other"
        # a point belongs to the last session that has begun, one before them all to the first
        begins = [0, *(bisect_left(self.time_ms, s.start_ms) for s in sessions[1:]), len(column)]
        for (begin, end), sport in zip(pairwise(begins), [s.sport for s in sessions] or [whole], strict=True):
            if sport.endswith(_ON_FOOT):
                part = column[begin:end]
                steps = {value: value if value is None else round(value * 2, 2) for value in set(part)}
                column[begin:end] = map(steps.__getitem__, part)

    def _pauses(self) -> tuple[tuple[int, int], ...]:
        pauses, stopped = [], None
        for at, running in sorted(self.timer, key=lambda event: event[0]):
            if not running:
                stopped = at if stopped is None else stopped
            elif stopped is not None:
                if at > stopped:
                    pauses.append((stopped, at))
                stopped = None
        return tuple(pauses)


def _ms(fit_time: float | None) -> int | None:
    return None if fit_time is None or fit_time < FIRST_DATE else (int(fit_time) + FIT_EPOCH) * 1000


def _sport(fields: dict[str, float]) -> str:
    return sport_key(*(None if v is None else int(v) for v in (fields.get("sport"), fields.get("sub_sport"))))
