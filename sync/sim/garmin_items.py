"""Garmin Connect's JSON for an activity: the list item and the detail, in the shape of 2026 or of 2021.

Keys and types follow recorded answers of the activity list and activity services; the values are invented
from the activity's id, so equal activities give equal JSON. The list item carries every optional key, as a
running watch of today fills them all.
"""

import json
import random
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from sync.sim.athlete import SimActivity
from sync.sim.garmin_measured import measured
from sync.sim.garmin_types import type_info
from sync.sim.year_of_runs import PLACES

PRIVACY = ("public", "private", "subscribers")
ROLES = (
    "SCOPE_ATP_READ",
    "SCOPE_ATP_WRITE",
    "SCOPE_COMMUNITY_COURSE_READ",
    "SCOPE_CONNECT_READ",
    "SCOPE_CONNECT_WRITE",
    "SCOPE_DT_CLIENT_ANALYTICS_WRITE",
    "SCOPE_GARMINPAY_READ",
    "SCOPE_GCOFFER_READ",
    "SCOPE_GHS_SAMD",
    "SCOPE_INSIGHTS_READ",
    "SCOPE_PRODUCT_SEARCH_READ",
    "ROLE_CONNECTUSER",
    "ROLE_FITNESS_USER",
    "ROLE_WELLNESS_USER",
    "ROLE_OUTDOOR_USER",
)
PARIS_ZONE = 124  # Garmin's own number, not an offset
FORMATS = {"gpx": (2, "gpx"), "tcx": (1, "tcx")}


@lru_cache(maxsize=1024)
def list_item(activity: SimActivity, owner_id: int, null_keys: bool = False) -> dict[str, Any]:
    """An element of the list, not to be changed; `null_keys`: 2021's explicit nulls and elapsed milliseconds."""
    item = _facts(activity, owner_id) | measured(activity)
    if null_keys:
        item["elapsedDuration"] = activity.elapsed * 1000
        item["beginTimestamp"] = None if activity.parent else item["beginTimestamp"]
    else:
        item = {key: value for key, value in item.items() if value is not None}
    item = {key: value for key, value in item.items() if key not in activity.omitted}
    return item | dict.fromkeys(activity.nulled)


@lru_cache(maxsize=1024)  # the same five are listed each minute
def list_text(activity: SimActivity, owner_id: int, null_keys: bool = False) -> str:
    """An element of the list as JSON."""
    return json.dumps(list_item(activity, owner_id, null_keys))


def detail(activity: SimActivity, owner_id: int, parent: SimActivity | None = None) -> dict[str, Any]:
    """The answer of the activity service: the only place with the upload date and a parent's children."""
    item = list_item(activity, owner_id)
    uploaded = activity.listed_at or activity.end + timedelta(minutes=4)
    children = activity.children
    format_id, format_key = FORMATS.get(activity.original, (7, "fit"))
    summary = {
        "startTimeLocal": f"{activity.local_start:%Y-%m-%dT%H:%M:%S.0}",
        "startTimeGMT": f"{activity.start.astimezone(UTC):%Y-%m-%dT%H:%M:%S.0}",
        **{key: item[key] for key in _SUMMARY if key in item},
    }
    return {
        "activityId": activity.garmin_id,
        "activityUUID": {"uuid": _uuid(activity)},
        "activityName": activity.title,
        "userProfileId": item.get("ownerId", owner_id),
        "isMultiSportParent": activity.parent,
        "activityTypeDTO": _type(activity),
        "eventTypeDTO": {"typeId": 9, "typeKey": "uncategorized", "sortOrder": 10},
        "accessControlRuleDTO": {"typeId": 2, "typeKey": "private"},
        "timeZoneUnitDTO": {
            "unitId": PARIS_ZONE,
            "unitKey": "Europe/Paris",
            "factor": 0.0,
            "timeZone": "Europe/Paris",
        },
        "metadataDTO": {
            "isOriginal": True,
            "deviceApplicationInstallationId": 900001,
            "fileFormat": {"formatId": format_id, "formatKey": format_key},
            "uploadedDate": _stamp(uploaded),
            "lastUpdateDate": _stamp(uploaded),
            "childIds": [child.garmin_id for child in children],
            "childActivityTypes": [child.type_key for child in children],
            "associatedParentId": parent.garmin_id if parent else None,
            "manualActivity": activity.manual,
            "hasPolyline": item.get("hasPolyline", False),
        },
        "summaryDTO": summary,
    }


_SUMMARY = (
    "startLatitude",
    "startLongitude",
    "endLatitude",
    "endLongitude",
    "distance",
    "duration",
    "movingDuration",
    "elapsedDuration",
    "elevationGain",
    "elevationLoss",
    "averageSpeed",
    "maxSpeed",
    "calories",
    "averageHR",
    "maxHR",
)


def _type(activity: SimActivity) -> dict[str, Any]:
    info = type_info(activity.type_key)
    return {
        "typeId": info.type_id,
        "typeKey": activity.type_key,
        "parentTypeId": info.parent_id,
        "isHidden": False,
        "restricted": False,
        "trimmable": not activity.parent,
    }


def _facts(activity: SimActivity, owner_id: int) -> dict[str, Any]:
    """What every item says: who, what, when. None where this activity has nothing to say."""
    start, foreign = activity.start.astimezone(UTC), activity.owner_id is not None
    owner = activity.owner_id if activity.owner_id is not None else owner_id
    recorded = activity.recording or (activity.legs[0] if activity.legs else None)
    place = recorded.origin if recorded else None
    imported = activity.original in FORMATS
    town = next((name for name in PLACES if activity.title.startswith(name)), "Lyon" if place else None)
    return {
        "activityId": activity.garmin_id,
        "activityUUID": _uuid(activity),
        "activityName": activity.title,
        "description": None,
        "startTimeLocal": f"{activity.local_start:%Y-%m-%d %H:%M:%S}",
        "startTimeGMT": f"{start:%Y-%m-%d %H:%M:%S}",
        "endTimeGMT": f"{activity.end:%Y-%m-%d %H:%M:%S}",
        "activityType": _type(activity),
        "eventType": {"typeId": 9, "typeKey": "uncategorized", "sortOrder": 10},
        "comments": None,
        "parentId": None,
        "distance": round(activity.distance, 2),
        "duration": float(activity.duration),
        "elapsedDuration": float(activity.elapsed),
        "movingDuration": round(activity.duration * 0.995, 3),
        "startLatitude": place[0] if place else None,
        "startLongitude": place[1] if place else None,
        "endLatitude": place[0] if place else None,
        "endLongitude": place[1] if place else None,
        "locationName": town,
        "hasPolyline": place is not None,
        "hasImages": False,
        "hasVideo": False,
        "ownerId": owner,
        "ownerDisplayName": f"athlete-{owner}",
        "ownerFullName": "Robin Sample" if not foreign else "Somebody Else",
        "ownerProfileImageUrlSmall": f"https://images.example.org/profile/{owner}-small.png",
        "ownerProfileImageUrlMedium": f"https://images.example.org/profile/{owner}-medium.png",
        "ownerProfileImageUrlLarge": f"https://images.example.org/profile/{owner}-large.png",
        "userRoles": ["ROLE_SYSTEM"] if foreign else list(ROLES),
        "privacy": {"typeId": PRIVACY.index(activity.privacy) + 1, "typeKey": activity.privacy},
        "userPro": False,
        "courseId": None,
        "workoutId": None if activity.manual else 500_000_000 + activity.garmin_id % 1000,
        "timeZoneId": PARIS_ZONE,
        "beginTimestamp": int(start.timestamp() * 1000),
        "sportTypeId": type_info(activity.type_key).sport,
        "deviceId": None if activity.manual else 0 if imported else 3_000_000_001,
        "manufacturer": "" if imported or activity.manual else "GARMIN",
        "lapCount": max(1, int(activity.distance // 1000) + 1),
        "manualActivity": activity.manual,
        "parent": activity.parent,
        "favorite": False,
        "pr": False,
        "purposeful": False,
        "elevationCorrected": False,
        "autoCalcCalories": False,
        "atpActivity": False,
        "decoDive": False,
        "qualifyingDive": False,
        "hasSplits": not activity.manual,
    }


def _uuid(activity: SimActivity) -> str:
    text = f"{random.Random(f'uuid {activity.garmin_id}').getrandbits(128):032x}"
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


def _stamp(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S.0}"
