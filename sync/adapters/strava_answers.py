"""Strava's answers as values, and its refusals as our errors. Every wording we rely on stands here.

Source: docs/services/strava.md. Strava API v3: uploads (status and error texts), SummaryActivity, authentication
errors. Texts were recorded by others, none was tried live; both shapes of "duplicate of" are understood, and so is
one without an id.
"""

import re
from datetime import UTC, datetime
from typing import Any, Literal

from sync.adapters.clean import identifier, text
from sync.adapters.status_error import StatusError
from sync.core.diff import OnStrava, Page
from sync.core.errors import (
    AppInactive,
    LoginNeeded,
    Missing,
    RateLimited,
    Rejected,
    SyncError,
    Unavailable,
    Unclear,
)
from sync.ports import Result

CONTENT_TYPE = "application/octet-stream"
DELETED = "The created activity has been deleted."
What = Literal["list", "result", "upload", "text", "write"]
WRITES = ("upload", "write")
APPLICATION = "https://www.strava.com/settings/api"
API, OAUTH = "https://www.strava.com/api/v3", "https://www.strava.com/oauth"
SCOPES = {
    "activity:read_all": "View data about your private activities",
    "activity:write": "Upload your activities to Strava",
}
"""What Runtrack cannot do without, and the box on Strava's page that grants it."""
ASKED = ("read", *SCOPES)

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
        return Result("deleted", words=status)
    if isinstance(answer.get("activity_id"), int):
        return Result("ready", answer["activity_id"])
    if not error:
        return Result("processing", words=status)
    return verdict(str(error))


def verdict(words: str) -> Result:
    """An upload's error text. The link's text is the user's title and may hold digits: only the URL counts."""
    if "duplicate of" in words.lower():
        found = _LINK.search(words) or _PLAIN.search(words)
        return Result("duplicate", int(found[1]) if found else None, text(words))
    return Result("error", words=text(words))


def page_of(items: list[dict[str, Any]]) -> Page[OnStrava]:
    """A page of the list. What cannot be read is named: it may be the very run that is looked for."""
    read = [(item, on_strava(item)) for item in items]
    unreadable = tuple(str(item.get("id"))[:20] for item, found in read if found is None)
    return Page(tuple(found for _, found in read if found is not None), len(items), unreadable)


def on_strava(item: dict[str, Any]) -> OnStrava | None:
    """A SummaryActivity, reduced to ids and measures. `start_date_local` carries a false Z."""
    try:
        start = datetime.fromisoformat(str(item["start_date"])).astimezone(UTC)
        local = datetime.fromisoformat(str(item.get("start_date_local") or item["start_date"])).replace(tzinfo=None)
        return OnStrava(
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


def refusal(refused: StatusError, what: What) -> SyncError | None:
    """The error that a refusal stands for; None for a 401 that a refresh may cure."""
    words, body, write = f"strava: {refused}", refused.body, what in WRITES
    match refused.status:
        case 401 if b'"missing"' in body:
            return LoginNeeded("the consent lacks a permission that is needed", service="strava", scopes=tuple(SCOPES))
        case 401 if b'"Application"' in body:
            return AppInactive("Strava does not accept the client id and secret", service="strava")
        case 401:
            return None
        case 402 | 403 if refused.status == 402 or _is_inactive(body):
            return AppInactive("Strava has deactivated this API application", service="strava")
        case 403:
            return Unavailable(words, service="strava")
        case 404 if what in ("result", "text", "write"):
            return Missing("not known to Strava", service="strava")
        case 429:
            return RateLimited(words, datetime.max.replace(tzinfo=UTC), service="strava")
        case status if status >= 500 or status == 408 or status < 400:
            return Unclear(words, service="strava") if write else Unavailable(words, service="strava")
    if not write:
        return Unavailable(words, service="strava")  # a list that is refused says nothing about the run
    what_of = "the file" if what == "upload" else "the text"
    certain = refused.status in (400, 413, 415, 422)  # the others are about something else than what was sent
    return Rejected(f"Strava refused {what_of}: {refused.head}", service="strava", certain=certain)


def _is_inactive(body: bytes) -> bool:
    return b"Application" in body and b"nactive" in body
