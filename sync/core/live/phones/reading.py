"""Numbers, times and objects out of what a stranger may have written: each is what it should be, or None."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from math import isfinite
from typing import Any

MOST_POINTS = 2_000
"""Of one request; the largest batch of any app has 1,000."""
WORST_ACCURACY = 50.0
"""Metres. A place that is known no better comes of cells and wireless networks: it jumps between houses."""
MILLISECONDS_FROM = 1e11
"""As seconds that would be the year 5138: numbers beyond it are milliseconds (of 1973 and later)."""
LONGEST_NUMBER = 40


def number(value: object) -> float | None:
    """A finite number, also where it is written as text."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    if isinstance(value, str) and len(value) > LONGEST_NUMBER:
        return None
    try:
        read = float(value)
    except (ValueError, OverflowError):
        return None
    return read if isfinite(read) else None


def speed(value: object, unit: float = 1.0) -> float | None:
    """In m/s, of a number of `unit`s of m/s; below 0 is how iOS says that it does not know."""
    read = number(value)
    return None if read is None or read < 0 else read * unit


def time(value: object) -> datetime | None:
    """A moment in UTC: seconds or milliseconds since 1970, or ISO 8601, which without a zone is in UTC."""
    read = number(value)
    try:
        if read is not None:
            return datetime.fromtimestamp(read / 1000 if read >= MILLISECONDS_FROM else read, UTC)
        if not isinstance(value, str) or len(value) > LONGEST_NUMBER:
            return None
        told = datetime.fromisoformat(value)
        return told.replace(tzinfo=UTC) if told.tzinfo is None else told.astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return None


def is_vague(accuracy: object) -> bool:
    """Whether a place is not known well enough to say how somebody runs; unknown is not vague."""
    read = number(accuracy)
    return read is not None and read > WORST_ACCURACY


def json_of(body: bytes) -> Any:
    """What is in the body. Raises `ValueError` for what is no JSON, and for what is nested without end."""
    try:
        return json.loads(body)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def object_in(value: object, name: str = "") -> Mapping[str, Any]:
    """The object itself, or the one in a field of it; an empty one where there is none."""
    found = value.get(name) if name and isinstance(value, Mapping) else value
    return found if isinstance(found, Mapping) else {}
