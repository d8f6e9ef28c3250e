"""Reads the route of a FIT file: our own reader first, then fitparse, then fitdecode for what fitparse refuses.

The libraries are only asked for numbers; what these mean is decided in `fit_points`, so that the same file
gives the same Route whichever read it. Developer fields are left alone: any app may write any unit there.
Source: FIT Protocol and FIT Profile (Garmin FIT SDK).
"""

import io
from collections.abc import Callable, Iterator
from typing import Any

from sync.adapters.fit_columns import NAME, read_columns
from sync.adapters.fit_points import Points
from sync.adapters.fit_skim import ACTIVITY, EVENT, RECORD, SESSION, SPORT, Summary, sports, summary
from sync.adapters.fit_values import Declined
from sync.core.route import NoRoute, Route

__all__ = ["Summary", "read_route", "read_with_libraries", "sports", "summary"]

Message = tuple[int, dict[str, float]]

_LARGEST = 1e10  # times are below 2**32, everything else far below

# By message: the fields taken scaled, and those taken as the file's own integers (times, positions, enums).
_SCALED = {
    RECORD: {
        "distance",
        "altitude",
        "enhanced_altitude",
        "speed",
        "enhanced_speed",
        "heart_rate",
        "cadence",
        "fractional_cadence",
        "power",
        "temperature",
    },
    SESSION: {"total_elapsed_time", "total_timer_time", "total_distance"},
}
_RAW = {
    RECORD: {"timestamp", "position_lat", "position_long"},
    SESSION: {"timestamp", "start_time", "sport", "sub_sport"},
    SPORT: {"sport", "sub_sport"},
    EVENT: {"timestamp", "event", "event_type"},
    ACTIVITY: {"timestamp", "local_timestamp"},
}


def read_route(data: bytes) -> Route:
    """The Route of `data`, by whichever reader takes it. Raises NoRoute: none can read it, or it has no records.

    Not bounded in time: hostile bytes belong into `fit_child`."""
    try:
        return read_columns(data)
    except Declined as declined:
        return read_with_libraries(data, str(declined))


def read_with_libraries(data: bytes, why: str = "") -> Route:
    """What `read_columns` declined, for the reason `why`. Needs roughly 3 s of CPU per MB with fitparse, four times
    that with fitdecode, and is not bounded. Raises NoRoute: neither can read it, or it has no records."""
    readers: tuple[tuple[str, Callable[[bytes, list[str]], Iterator[Message]]], ...] = (
        ("fitparse", _with_fitparse),
        ("fitdecode", _with_fitdecode),
    )
    notes = [f"{NAME}: declined {why}"] if why else []
    for name, reader in readers:
        try:
            points = Points()
            overlooked: list[str] = []
            for message, fields in reader(data, overlooked):
                points.take(message, fields)
            return points.route(name, [*notes, *overlooked])
        except (NoRoute, MemoryError):
            raise
        except Exception as error:  # both leak TypeError, struct.error and others on damaged files
            notes.append(f"{name}: {type(error).__name__} {error}"[:200].rstrip())
    raise NoRoute("; ".join(notes))


# -- the two libraries; each imports slowly (0.2 s), so only when a route is read ----------------------------


def _with_fitparse(data: bytes, overlooked: list[str]) -> Iterator[Message]:
    import fitparse
    from fitparse.records import DEV_TYPES, DevField

    DEV_TYPES.clear()  # fitparse keeps them from one file to the next
    file = fitparse.FitFile(io.BytesIO(data), data_processor=_Unprocessed())
    for message in file.get_messages():
        file._messages.clear()  # it keeps every message: 10 times the memory for a long run
        if message.mesg_num in _RAW:
            known = (f for f in message.fields if f.field is not None and not isinstance(f.field, DevField))
            yield message.mesg_num, _fields(message.mesg_num, known)


def _with_fitdecode(data: bytes, overlooked: list[str]) -> Iterator[Message]:
    import fitdecode

    with fitdecode.FitReader(
        io.BytesIO(data),
        processor=None,
        check_crc=fitdecode.CrcCheck.READONLY,
        error_handling=fitdecode.ErrorHandling.IGNORE,
    ) as file:
        for frame in file:
            if frame.frame_type == fitdecode.FIT_FRAME_CRC and not frame.matched:
                overlooked.append("the checksum is wrong")
            if frame.frame_type == fitdecode.FIT_FRAME_DATA and frame.global_mesg_num in _RAW:
                known = (
                    f for f in frame.fields if f.field is not None and (f.field_def is None or not f.field_def.is_dev)
                )
                yield frame.global_mesg_num, _fields(frame.global_mesg_num, known)


class _Unprocessed:
    """Keeps fitparse from making naive datetimes out of numbers (with a function that Python warns about)."""

    def run_type_processor(self, field: Any) -> None: ...

    run_field_processor = run_unit_processor = run_message_processor = run_type_processor


def _fields(message: int, fields: Any) -> dict[str, float]:
    """The wanted fields that hold one number. A field of its own wins over one implied by another field."""
    scaled, raw = _SCALED.get(message, set()), _RAW[message]
    values: dict[str, float] = {}
    for field in fields:
        name = field.name
        value = field.raw_value if name in raw else field.value if name in scaled else None
        if not isinstance(value, int | float) or not abs(value) <= _LARGEST:  # so written, NaN goes too
            continue
        if field.field_def is not None or name not in values:
            values[name] = value
    return values
