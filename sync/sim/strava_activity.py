"""An activity on the simulated Strava, and the JSON in which the API shows it.

Source: Strava API v3, SummaryActivity and DetailedActivity, with the nulls of real answers. Distances in
metres, durations in seconds.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

_ZONES = {
    -18000: "America/New_York",
    -14400: "America/Halifax",
    0: "Europe/London",
    3600: "Europe/Paris",
    7200: "Europe/Athens",
    19800: "Asia/Kolkata",
    32400: "Asia/Tokyo",
}
_OLD_TYPES = {
    "TrailRun": "Run",
    "MountainBikeRide": "Ride",
    "GravelRide": "Ride",
    "EMountainBikeRide": "EBikeRide",
}
_PARTS_OF_DAY = (
    (4, "Night"),
    (11, "Morning"),
    (14, "Lunch"),
    (17, "Afternoon"),
    (21, "Evening"),
    (24, "Night"),
)


SPORT_TYPES = frozenset(
    (
        "AlpineSki",
        "BackcountrySki",
        "Badminton",
        "Basketball",
        "Canoeing",
        "Cricket",
        "Crossfit",
        "Dance",
        "EBikeRide",
        "Elliptical",
        "EMountainBikeRide",
        "Golf",
        "GravelRide",
        "Handcycle",
        "HighIntensityIntervalTraining",
        "Hike",
        "IceSkate",
        "InlineSkate",
        "Kayaking",
        "Kitesurf",
        "MountainBikeRide",
        "NordicSki",
        "Padel",
        "PhysicalTherapy",
        "Pickleball",
        "Pilates",
        "Racquetball",
        "Ride",
        "RockClimbing",
        "RollerSki",
        "Rowing",
        "Run",
        "Sail",
        "Skateboard",
        "Snowboard",
        "Snowshoe",
        "Soccer",
        "Squash",
        "StairStepper",
        "StandUpPaddling",
        "Surfing",
        "Swim",
        "TableTennis",
        "Tennis",
        "TrailRun",
        "Velomobile",
        "VirtualRide",
        "VirtualRow",
        "VirtualRun",
        "Volleyball",
        "Walk",
        "WeightTraining",
        "Wheelchair",
        "Windsurf",
        "Workout",
        "Yoga",
    )
)


@dataclass
class SimStravaActivity:
    """What Strava knows of one activity. `start` is the true start in UTC even when the athlete hides it."""

    id: int
    athlete_id: int
    start: datetime
    elapsed: float
    moving: float
    distance: float
    sport_type: str
    name: str
    description: str | None = None
    external_id: str | None = None
    upload_id: int | None = None
    sha256: str | None = None  # of the uploaded bytes
    offset: int = 0  # seconds east of UTC
    position: tuple[float, float] | None = None
    device_name: str | None = None
    private: bool = False
    hidden_start: bool = False
    trainer: bool = False
    commute: bool = False
    hide_from_home: bool = False
    gear_id: str | None = None
    deleted: bool = False

    def shown_start(self) -> tuple[datetime, datetime]:
        """The start as the API tells it, (UTC, local); a hidden one is one second past local midnight."""
        local = self.start + timedelta(seconds=self.offset)
        if self.hidden_start:
            local = local.replace(hour=0, minute=0, second=1, microsecond=0)
        return local - timedelta(seconds=self.offset), local

    def summary(self) -> dict[str, Any]:
        """As in a listing: without the description."""
        start, local = self.shown_start()
        spot = [round(degrees, 2) for degrees in self.position] if self.position else []
        speed = round(self.distance / self.moving, 3) if self.moving else 0.0
        return {
            "resource_state": 2,
            "athlete": {"id": self.athlete_id, "resource_state": 1},
            "id": self.id,
            "name": self.name,
            "distance": round(self.distance, 1),
            "moving_time": round(self.moving),
            "elapsed_time": round(self.elapsed),
            "total_elevation_gain": 0.0,
            "type": _OLD_TYPES.get(self.sport_type, self.sport_type),
            "sport_type": self.sport_type,
            "workout_type": None,
            "device_name": self.device_name,
            "start_date": f"{start:%Y-%m-%dT%H:%M:%SZ}",
            "start_date_local": f"{local:%Y-%m-%dT%H:%M:%SZ}",  # Strava's Z is false
            "timezone": timezone_text(self.offset),
            "utc_offset": float(self.offset),
            "location_city": None,
            "location_state": None,
            "location_country": None,
            "achievement_count": 0,
            "kudos_count": 0,
            "comment_count": 0,
            "athlete_count": 1,
            "photo_count": 0,
            "map": {"id": f"a{self.id}", "summary_polyline": "", "resource_state": 2},
            "trainer": self.trainer,
            "commute": self.commute,
            "manual": self.upload_id is None and self.external_id is None,
            "private": self.private,
            "visibility": "only_me" if self.private else "everyone",
            "flagged": False,
            "gear_id": self.gear_id,
            "start_latlng": spot,
            "end_latlng": spot,
            "average_speed": speed,
            "max_speed": speed,
            "has_heartrate": False,
            "upload_id": self.upload_id,
            "upload_id_str": None if self.upload_id is None else str(self.upload_id),
            "external_id": self.external_id,
            "from_accepted_tag": False,
            "pr_count": 0,
            "total_photo_count": 0,
            "has_kudoed": False,
        }

    def detail(self) -> dict[str, Any]:
        """As the activity's own page tells it."""
        return self.summary() | {
            "resource_state": 3,
            "description": self.description,
            "calories": 0.0,
            "hide_from_home": self.hide_from_home,
            "laps": [],
            "segment_efforts": [],
            "photos": {"primary": None, "count": 0},
            "available_zones": [],
        }


def default_name(sport_type: str, start: datetime, offset: int) -> str:
    """What Strava calls an activity that nobody named: "Morning Run", "Evening Trail Run"."""
    hour = (start + timedelta(seconds=offset)).hour
    part = next(name for until, name in _PARTS_OF_DAY if hour < until)
    return f"{part} {re.sub(r'(?<=[a-z])(?=[A-Z])', ' ', sport_type)}"


def timezone_text(offset: int) -> str:
    """Strava's "(GMT+01:00) Europe/Paris"; an offset without a city here gets a nautical zone's name."""
    hours, minutes = divmod(abs(offset) // 60, 60)
    city = _ZONES.get(offset, f"Etc/GMT{-offset // 3600:+d}")
    return f"(GMT{'-' if offset < 0 else '+'}{hours:02}:{minutes:02}) {city}"
