"""What a run is called whose file has no title: the time of day on the runner's clock, and the sport. Pure."""

from datetime import datetime, timedelta

_PARTS = ((4, "Night"), (11, "Morning"), (14, "Lunch"), (18, "Afternoon"), (22, "Evening"), (24, "Night"))
_NOUNS = {"cycling": "Ride", "walking": "Walk", "hiking": "Hike", "swimming": "Swim", "rowing": "Row"}
_RUN = ("running", "_run")


def default_title(sport: str, start: datetime, offset: int | None, lon: float | None = None) -> str:
    """`Morning Run`. `offset`: seconds east of UTC; where nobody knows it, 15 degrees of `lon` are an hour."""
    east = offset if offset is not None else round((lon or 0.0) / 15) * 3600
    hour = (start + timedelta(seconds=east)).hour
    part = next(part for until, part in _PARTS if hour < until)
    return f"{part} {noun(sport)}"


def noun(sport: str) -> str:
    """`Run` for the whole running family, the other sports likewise; `Activity` for the rest."""
    if sport.endswith(_RUN):
        return "Run"
    family = next((family for family in _NOUNS if sport.endswith(family)), None)
    if family is None and (sport.endswith(("_biking", "_ride", "cyclocross"))):
        family = "cycling"
    return _NOUNS[family] if family else "Activity"
