"""Strava's answers as values: every wording of a 2xx that we rely on. What a refusal means is in `strava_refusals`.

Source: docs/services/strava.md. Strava API v3: uploads (status and error texts), SummaryActivity. Texts were recorded
by others, none was tried live; both shapes of "duplicate of" are understood, and so is one without an id.
"""

import re
from datetime import UTC, datetime
from typing import Any

from sync.adapters.clean import identifier, text
from sync.core.diff import OnTarget, Page
from sync.core.exchange import ResultKind
from sync.ports import Result

CONTENT_TYPE = "application/octet-stream"
DELETED = "The created activity has been deleted."

SPORTS = {
    "Run": "running",
    "TrailRun": "trail_running",
    "VirtualRun": "virtual_run",
    "Ride": "cycling",
    "VirtualRide": "virtual_ride",
    "MountainBikeRide": "mountain_biking",
    "GravelRide": "gravel_cycling",
    "Walk": "walking",
    "Hike": "hiking",
    "Swim": "swimming",
}

_LINK = re.compile(r"/activities/(\d{1,18})(?!\d)")
_PLAIN = re.compile(r"duplicate of activity (\d{1,18})(?!\d)", re.IGNORECASE)


def result_of(answer: dict[str, Any]) -> Result:
    """What an upload answer says. Never decided on `status` alone, except for a deleted activity."""
    status, error = text(answer.get("status")), answer.get("error")
    if status == DELETED:  # which may still name the activity that is no more
        return Result(ResultKind.DELETED, words=status)
    if isinstance(answer.get("activity_id"), int):
        return Result(ResultKind.READY, answer["activity_id"])
    if not error:
        return Result(ResultKind.PROCESSING, words=status)
    return verdict(str(error))


def verdict(words: str) -> Result:
    """An upload's error text. The link's text is the user's title and may hold digits: only the URL counts."""
    if "duplicate of" in words.lower():
        found = _LINK.search(words) or _PLAIN.search(words)
        return Result(ResultKind.DUPLICATE, int(found[1]) if found else None, text(words))
    return Result(ResultKind.ERROR, words=text(words))


def page_of(items: list[dict[str, Any]]) -> Page[OnTarget]:
    """A page of the list. What cannot be read is named: it may be the very run that is looked for."""
    read = [(item, on_target(item)) for item in items]
    unreadable = tuple(str(item.get("id"))[:20] for item, found in read if found is None)
    return Page(tuple(found for _, found in read if found is not None), len(items), unreadable)


def on_target(item: dict[str, Any]) -> OnTarget | None:
    """A SummaryActivity, reduced to ids and measures. `start_date_local` carries a false Z."""
    try:
        start = datetime.fromisoformat(str(item["start_date"])).astimezone(UTC)
        local = datetime.fromisoformat(str(item.get("start_date_local") or item["start_date"])).replace(tzinfo=None)
        return OnTarget(
            id=identifier(item["id"]),
            external_id=text(item.get("external_id")),
            upload_id=item.get("upload_id"),
            start=start,
            local_start=local,
            elapsed=float(item.get("elapsed_time") or 0),
            distance=float(item.get("distance") or 0),
            sport=sport(text(item.get("sport_type") or item.get("type"))),
            offset=round((local - start.replace(tzinfo=None)).total_seconds()),
            manual=bool(item.get("manual")),
        )
    except (KeyError, TypeError, ValueError):
        return None  # an item that cannot be read cannot be matched either


def sport(sport_type: str) -> str:
    """Strava's SportType in Garmin's words, which the setting of the activity types is written in; where Garmin has
    no such type, the same words with underscores."""
    return SPORTS.get(sport_type) or re.sub(r"(?<=[a-z])(?=[A-Z])", "_", sport_type).lower()
