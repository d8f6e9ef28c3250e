"""Values to documents and back: the one place that knows how a dataclass becomes JSON (ISO-8601 UTC for times)."""

import re
from datetime import UTC, datetime
from functools import cache
from typing import Any

import msgspec

from sync.core.activity import Activity
from sync.core.document_kinds import kind_of
from sync.core.key import FIRST_SOURCE, NEGATIVE_SOURCE
from sync.ports import Document

STORED = (
    ("target_id", "strava_id"),
    ("target_looked_at", "strava_looked_at"),
    ("source_owner", "garmin_owner"),
)
"""Fields that documents know by another name: that of before roles, which a function of the version before reads."""


def encode(value: Any) -> str:
    """A dataclass as compact JSON. Times are written in UTC with microseconds kept."""
    text = _ENCODER.encode(value)
    if _OFFSET.search(text):  # no time of ours has one; a text may look like it
        text = _ENCODER.encode(_in_utc(msgspec.to_builtins(value, builtin_types=(datetime,))))
    stored = text.decode()
    for ours, theirs in STORED:  # a quote inside a text is escaped: what is found is a name
        stored = stored.replace(f'"{ours}":', f'"{theirs}":')
    return stored


def decode[T](text: str, kind: type[T]) -> T:
    """The dataclass back; unknown keys are ignored and missing ones take their defaults, so that code N reads what
    code N-1 wrote. Raises ValueError when the text is no such document."""
    for theirs, ours in _known_otherwise(kind):  # type: ignore[arg-type]  # a class can be hashed, also a generic one
        text = text.replace(theirs, ours)
    try:
        return msgspec.json.decode(text, type=kind)
    except (msgspec.ValidationError, msgspec.DecodeError) as error:
        raise ValueError(f"not a {kind.__name__}: {error}") from None


@cache
def _known_otherwise(kind: type[Any]) -> tuple[tuple[str, str], ...]:
    """The names in a document's text that are others in values of this kind, and those: most kinds have none."""
    fields = getattr(kind, "__dataclass_fields__", None) or getattr(kind, "__struct_fields__", None)
    return tuple((f'"{theirs}":', f'"{ours}":') for ours, theirs in STORED if fields is None or ours in fields)


def decode_run(text: str) -> Activity:
    """A run, also one whose key still has the one number of before sources: an id of the first, or a negative one."""
    try:
        return decode(text, Activity)
    except ValueError:
        raw = decode(text, dict[str, Any])
        key: Any = raw.get("key")
        number = key.pop("garmin_id", None) if isinstance(key, dict) else None
        if type(number) is not int or "source" in key:
            raise
        key |= {"source": NEGATIVE_SOURCE if number < 0 else FIRST_SOURCE, "id": str(abs(number))}
        return decode(encode(raw | {"forgotten": number < 0 and raw.get("elapsed") == 0}), Activity)


def due_of(document: Document) -> int | None:
    """When a document is due, in microseconds; None when it never is."""
    due = kind_of(type(document)).due(document)
    return None if due is None else micros(due)


def micros(at: datetime) -> int:
    """Microseconds since 1970 UTC: sorts and compares exactly, unlike a float."""
    delta = at.astimezone(UTC) - datetime(1970, 1, 1, tzinfo=UTC)
    return (delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds


def _in_utc(value: Any) -> Any:
    match value:
        case datetime():
            return value.astimezone(UTC)
        case dict():
            return {name: _in_utc(each) for name, each in value.items()}
        case list() | tuple():
            return [_in_utc(each) for each in value]
    return value


_ENCODER = msgspec.json.Encoder()
_OFFSET = re.compile(rb'T\d\d:\d\d:\d\d(?:\.\d+)?[+-]\d\d:\d\d"')
