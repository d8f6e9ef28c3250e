"""What a file judge says of an upload: the values it found, or a refusal in Strava's words.

Source: Strava API v3, uploads. Of the refusals only `NO_TIME` is Strava's published text; the wording of the
others is not known and made up here.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

NO_TIME = "Time information is missing from file."
MALFORMED = "The file is malformed."
NOT_ACTIVITY = "The file is not an activity file."


class NotAcceptable(Exception):
    """Strava refuses the file; `words` is what it says (English)."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


@dataclass(frozen=True)
class Judged:
    """A file as Strava understands it. Times are aware UTC, durations seconds, distance metres."""

    format: Literal["fit", "tcx", "gpx"]
    start: datetime
    elapsed: float
    moving: float
    distance: float
    sport_type: str
    records: int
    position: tuple[float, float] | None = None  # latitude, longitude in degrees
    utc_offset: int | None = None  # seconds east of UTC, when the file tells
    file_type: int | None = None  # FIT only


_BY_SUB_SPORT = {
    (1, 3): "TrailRun",
    (1, 58): "VirtualRun",
    (2, 8): "MountainBikeRide",
    (2, 28): "EBikeRide",
    (2, 46): "GravelRide",
    (2, 47): "EMountainBikeRide",
    (2, 58): "VirtualRide",
    (4, 14): "Rowing",
    (4, 15): "Elliptical",
    (4, 16): "StairStepper",
    (10, 20): "WeightTraining",
    (10, 43): "Yoga",
    (13, 37): "BackcountrySki",
}
_BY_SPORT = {
    1: "Run",
    2: "Ride",
    5: "Swim",
    7: "Soccer",
    8: "Tennis",
    11: "Walk",
    12: "NordicSki",
    13: "AlpineSki",
    14: "Snowboard",
    15: "Rowing",
    17: "Hike",
    19: "Kayaking",
    21: "EBikeRide",
    25: "Golf",
    30: "InlineSkate",
    31: "RockClimbing",
    32: "Sail",
    33: "IceSkate",
    35: "Snowshoe",
    37: "StandUpPaddling",
    38: "Surfing",
    41: "Kayaking",
    43: "Windsurf",
    44: "Kitesurf",
}


def sport_of(sport: int | None, sub_sport: int | None) -> str:
    """Strava's sport_type for FIT's sport and sub_sport; what Strava has no word for is a "Workout"."""
    return _BY_SUB_SPORT.get((sport or 0, sub_sport or 0)) or _BY_SPORT.get(sport or 0, "Workout")
