"""Reads the route of a FIT file column by column: many times faster than message by message.

Equal records are found together (`fit_layout`), and one field of all of them is read at once. What is rare or odd is
declined, and left to the libraries (`fit.py`). Bounded in bytes and steps, so that it needs no process of its own.
"""

from collections.abc import Iterator

from sync.adapters.fit_checksum import checksum
from sync.adapters.fit_layout import TIMESTAMP, Broken, Field, Run, Steps, TooManySteps, files, runs
from sync.adapters.fit_points import Points
from sync.adapters.fit_records import Records
from sync.adapters.fit_skim import ACTIVITY, EVENT, RECORD, SESSION, SPORT
from sync.adapters.fit_values import UINT32, Declined, column, known, unknown
from sync.core.route import NoRoute, Route

NAME = "columns"
"""The `Route.reader` of what is read here."""

MOST_BYTES = 16_000_000  # a day at a record a second has 4
MOST_STEPS = 400_000  # about half a second of CPU
_OF_A_FILE = 20  # steps that opening a file of a chain takes as long as

_NAMES = {
    SESSION: {
        2: "start_time",
        5: "sport",
        6: "sub_sport",
        7: "total_elapsed_time",
        8: "total_timer_time",
        9: "total_distance",
        TIMESTAMP: "timestamp",
    },
    SPORT: {0: "sport", 1: "sub_sport"},
    EVENT: {0: "event", 1: "event_type", TIMESTAMP: "timestamp"},
    ACTIVITY: {5: "local_timestamp", TIMESTAMP: "timestamp"},
}
_SCALES = {"total_elapsed_time": 1000, "total_timer_time": 1000, "total_distance": 100}


def read_columns(data: bytes) -> Route:
    """The Route of `data`; of a file that breaks off, what came before. Raises NoRoute, and Declined for what a
    library has to read."""
    if data[8:12] != b".FIT":
        raise NoRoute("not a FIT file")
    if len(data) > MOST_BYTES:
        raise Declined(f"more than {MOST_BYTES / 1e6:g} MB")
    points, records, notes = Points(), Records(), list[str]()
    try:
        _read(data, points, records, notes)
    except TooManySteps:
        raise Declined("so many changes between messages") from None
    points.take_columns(*records.columns())
    try:
        return points.route(NAME, notes)
    except NoRoute as none:
        raise NoRoute("; ".join((none.reason, *notes))) from None


def _read(data: bytes, points: Points, records: Records, notes: list[str]) -> None:
    steps, behind = Steps(MOST_STEPS), 0
    for span in files(data):
        steps.take(_OF_A_FILE)
        try:
            for run, times in _timed(data, runs(data, span, steps)):
                if run.definition.number == RECORD:
                    records.take(data, run, times)
                elif run.definition.number in _NAMES:
                    steps.take(run.messages)
                    for fields in _messages(data, run, times):
                        points.take(run.definition.number, fields)
        except Broken as broken:
            notes.append(f"the file breaks off: {broken}")
            return
        if not span.whole:
            notes.append("the file breaks off: its end is missing")
            return
        if checksum(data, span.start, span.end) != int.from_bytes(data[span.end : span.end + 2], "little"):
            notes.append("the checksum is wrong")
        behind = span.end + 2
    if behind < len(data):
        notes.append(f"{len(data) - behind} bytes behind its end left out")


def _timed(data: bytes, found: Iterator[Run]) -> Iterator[tuple[Run, list[int]]]:
    """Each run, with the times that its headers hold: five bits, counted on from the last time that was written."""
    clock, stamped = 0, None
    for run in found:
        if not run.compressed:
            stamped = run if run.definition.has_time else stamped
            yield run, []
            continue
        if run.definition.has_time:
            raise Declined("times in the headers and in the messages")
        clock = clock if stamped is None else _last_time(data, stamped)
        stamped, times = None, list[int]()
        for head in data[run.at : run.at + run.length : run.definition.size + 1]:
            clock += (head - clock) & 31
            times.append(clock)
        yield run, times


def _last_time(data: bytes, run: Run) -> int:
    """FIT seconds."""
    field = known(run.definition, frozenset((TIMESTAMP,))).get(TIMESTAMP)
    if field is not None and field.base == UINT32:
        for time in reversed(_column(data, run, field)):
            if time != unknown(field):
                return time
    raise Declined("times counted on from one that is not known")


def _messages(data: bytes, run: Run, times: list[int]) -> Iterator[dict[str, float]]:
    """The fields of each message by their names in the profile: times and enums as they are, the rest scaled."""
    names = _NAMES[run.definition.number]
    fields = known(run.definition, frozenset(names))
    columns = [(names[number], unknown(field), _column(data, run, field)) for number, field in fields.items()]
    for row in range(run.messages):
        message: dict[str, float] = {"timestamp": times[row]} if times else {}
        for name, never, values in columns:
            if values[row] != never:
                message[name] = values[row] / _SCALES[name] if name in _SCALES else values[row]
        yield message


def _column(data: bytes, run: Run, field: Field) -> list[int]:
    return column(data[run.at : run.at + run.length], run.definition, field)
