"""The words that GPX and TCX files use for a sport, as type keys. Pure."""

_WORDS = {
    "run": "running",
    "running": "running",
    "jogging": "running",
    "9": "running",  # numbers of older exports
    "trailrun": "trail_running",
    "trailrunning": "trail_running",
    "treadmill": "treadmill_running",
    "treadmillrunning": "treadmill_running",
    "indoorrunning": "indoor_running",
    "outdoorrunning": "running",
    "trackrunning": "track_running",
    "streetrunning": "street_running",
    "virtualrun": "virtual_run",
    "ultrarun": "ultra_run",
    "bike": "cycling",
    "biking": "cycling",
    "cycling": "cycling",
    "ride": "cycling",
    "1": "cycling",
    "roadbiking": "road_biking",
    "mountainbiking": "mountain_biking",
    "mountainbikeride": "mountain_biking",
    "gravelride": "gravel_cycling",
    "gravelcycling": "gravel_cycling",
    "indoorcycling": "indoor_cycling",
    "virtualride": "virtual_ride",
    "walk": "walking",
    "walking": "walking",
    "10": "walking",
    "hike": "hiking",
    "hiking": "hiking",
    "4": "hiking",
    "swim": "swimming",
    "swimming": "swimming",
    "openwaterswimming": "open_water_swimming",
    "rowing": "rowing",
    "multisport": "multi_sport",
}


def sport_named(text: str) -> str:
    """The type key; "other" for a word that says nothing."""
    return _WORDS.get("".join(sign for sign in text.casefold() if sign.isalnum()), "other")
