"""Garmin's activity types: typeKey, its numbers in Garmin Connect, and its sport and sub-sport in a FIT file.

Numbers: Garmin Connect's activity types as its list endpoint shows them (2021 and later); FIT profile 21,
types `sport` and `sub_sport`.
"""

from typing import NamedTuple


class TypeInfo(NamedTuple):
    """What belongs to one typeKey."""

    type_id: int
    parent_id: int  # 1 for every kind of running, 17 ("all") for a main type
    sport: int  # FIT
    sub_sport: int  # FIT
    label: str  # what Garmin appends to the place when it names an activity


TYPES: dict[str, TypeInfo] = {
    "running": TypeInfo(1, 17, 1, 0, "Running"),
    "street_running": TypeInfo(7, 1, 1, 2, "Street Running"),
    "track_running": TypeInfo(8, 1, 1, 4, "Track Running"),
    "trail_running": TypeInfo(6, 1, 1, 3, "Trail Running"),
    "treadmill_running": TypeInfo(18, 1, 1, 1, "Treadmill Running"),
    "virtual_run": TypeInfo(153, 1, 1, 58, "Virtual Running"),
    "obstacle_run": TypeInfo(154, 1, 1, 59, "Obstacle Running"),
    "indoor_running": TypeInfo(156, 1, 1, 45, "Indoor Running"),
    "ultra_run": TypeInfo(181, 1, 1, 67, "Ultra Running"),
    "cycling": TypeInfo(2, 17, 2, 0, "Cycling"),
    "mountain_biking": TypeInfo(5, 2, 2, 8, "Mountain Biking"),
    "road_biking": TypeInfo(10, 2, 2, 7, "Road Cycling"),
    "indoor_cycling": TypeInfo(25, 2, 2, 6, "Indoor Cycling"),
    "gravel_cycling": TypeInfo(143, 2, 2, 46, "Gravel Cycling"),
    "walking": TypeInfo(9, 17, 11, 0, "Walking"),
    "hiking": TypeInfo(3, 17, 17, 0, "Hiking"),
    "swimming": TypeInfo(26, 17, 5, 0, "Swimming"),
    "lap_swimming": TypeInfo(27, 26, 5, 17, "Pool Swim"),
    "open_water_swimming": TypeInfo(28, 26, 5, 18, "Open Water Swim"),
    "fitness_equipment": TypeInfo(29, 17, 4, 0, "Fitness Equipment"),
    "strength_training": TypeInfo(13, 29, 10, 20, "Strength"),
    "multi_sport": TypeInfo(89, 17, 18, 0, "Multisport"),
    "transition": TypeInfo(83, 89, 3, 0, "Transition"),
    "other": TypeInfo(4, 17, 0, 0, "Other"),
}
INDOORS = frozenset({"treadmill_running", "indoor_running", "indoor_cycling", "lap_swimming", "strength_training"})
_KEYS = {info.type_id: key for key, info in TYPES.items()}


def type_info(key: str) -> TypeInfo:
    """The type of this key; an unknown key gets a number that no known one has, as a new type would."""
    known = TYPES.get(key)
    return known or TypeInfo(1000 + sum(key.encode()) % 1000, 17, 0, 0, key.replace("_", " ").title())


def within(key: str, wanted: str) -> bool:
    """Does an `activityType=wanted` filter let this typeKey through: the type itself or a child of it?"""
    info = type_info(key)
    return key == wanted or _KEYS.get(info.parent_id) == wanted


def from_fit(sport: int | None, sub_sport: int | None) -> str:
    """The typeKey of a FIT sport and sub-sport; for unknown ones the sport's main type, or "other"."""
    main = "other"
    for key, info in TYPES.items():
        if info.sport == sport and info.sub_sport == sub_sport:
            return key
        if info.sport == sport and info.sub_sport == 0:
            main = key
    return main
