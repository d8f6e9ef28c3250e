"""One item of Garmin's activity list as our `Listed`, whatever nonsense a watch or an import left in it."""

from datetime import UTC, datetime
from typing import Any

from sync.adapters.clean import identifier, measure, text
from sync.core.diff import UNNAMED, Listed, Page

YEARS = range(1990, 2100)


def page_of(items: list[dict[str, Any]]) -> Page[Listed]:
    """A page of the list. An item that cannot be read must not stop the others, nor be counted out."""
    read = [(item, listed_of(item)) for item in items]
    unreadable = tuple(_named(item) for item, listed in read if listed is None)
    return Page(tuple(listed for _, listed in read if listed is not None), len(items), unreadable)


def listed_of(item: dict[str, Any]) -> Listed | None:
    """One list item, None when it cannot be read. Keys may be missing or null."""
    try:
        start = _utc(item)
        kind = item.get("activityType") or {}
        return Listed(
            source="garmin",
            id=str(identifier(item["activityId"])),
            title=text(item.get("activityName")),
            type_key=text(kind.get("typeKey")),
            type_id=_number(kind.get("typeId")),
            parent_type_id=_number(kind.get("parentTypeId")),
            start=start,
            offset=_offset(item, start),
            elapsed=_elapsed(item),
            distance=measure(item.get("distance")),
            manual=bool(item.get("manualActivity")),
            owner=_number(item.get("ownerId")),
            privacy=text((item.get("privacy") or {}).get("typeKey")),
            multisport=bool(item.get("parent")) or kind.get("typeKey") == "multi_sport",
        )
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        return None


def _named(item: dict[str, Any]) -> str:
    try:
        return str(identifier(item.get("activityId")))
    except (TypeError, ValueError, OverflowError):
        return UNNAMED


def _number(value: Any) -> int | None:
    """One that a database holds, None for anything else."""
    return value if type(value) is int and abs(value) < 2**63 else None


def _utc(item: dict[str, Any]) -> datetime:
    """The start. Raises ValueError outside the years in which adding and subtracting days is safe."""
    if gmt := item.get("startTimeGMT"):
        start = datetime.fromisoformat(str(gmt)).replace(tzinfo=UTC)
    else:
        start = datetime.fromtimestamp(float(item["beginTimestamp"]) / 1000, UTC)
    if start.year not in YEARS:
        raise ValueError(f"start {start}")
    return start


def _offset(item: dict[str, Any], start: datetime) -> int | None:
    local = item.get("startTimeLocal")
    if not local:
        return None
    return round((datetime.fromisoformat(str(local)).replace(tzinfo=UTC) - start).total_seconds())


def _elapsed(item: dict[str, Any]) -> float:
    """Seconds from start to end. Answers of 2021 carried milliseconds in `elapsedDuration`."""
    duration, elapsed = measure(item.get("duration")), measure(item.get("elapsedDuration"))
    if duration and elapsed > 100 * duration:
        elapsed /= 1000
    return elapsed or duration
