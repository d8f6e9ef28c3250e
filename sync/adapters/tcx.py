"""Reads TCX: its activities' laps and track points, with the ActivityExtension.

Source: TrainingCenterDatabase v2 and ActivityExtension v2 schemas.
"""

from sync.adapters.xml_points import XmlPoints, moment, number
from sync.adapters.xml_reading import read_xml
from sync.core.sport_names import sport_named

_CHANNELS = {
    ("latitudedegrees", "position"): "lat",
    ("longitudedegrees", "position"): "lon",
    ("altitudemeters", "trackpoint"): "altitude",
    ("distancemeters", "trackpoint"): "distance",
    ("value", "heartratebpm"): "heart_rate",
    ("cadence", "trackpoint"): "cadence",
    ("runcadence", "tpx"): "cadence",
    ("speed", "tpx"): "speed",
    ("watts", "tpx"): "power",
}


class _Tcx:
    def __init__(self) -> None:
        self.points = XmlPoints()
        self._at = ""
        self._values: dict[str, float] | None = None

    def begins(self, name: str, inside: str, attributes: dict[str, str]) -> None:
        if name == "trackpoint":
            self._at, self._values = "", {}
        elif name == "activity":
            self.points.sports.append(sport_named(attributes.get("Sport", "")))
        elif name == "lap" and self.points.begun is None:
            self.points.begun = moment(attributes.get("StartTime", ""))
        elif name == "track":
            self.points.breaks_off()

    def ends(self, name: str, inside: str, text: str) -> None:
        if name == "trackpoint":
            self.points.point(moment(self._at), self._values or {})
            self._values = None
        elif self._values is not None:
            if name == "time" and inside == "trackpoint":
                self._at = text
            elif (channel := _CHANNELS.get((name, inside))) and (value := number(text)) is not None:
                self._values[channel] = value
        elif inside == "lap" and (value := number(text)) is not None and value >= 0:
            if name == "totaltimeseconds":
                self.points.elapsed += value
            elif name == "distancemeters":
                self.points.distance = (self.points.distance or 0.0) + value
        elif name == "notes" and inside == "activity" and text and "\n" not in text:
            self.points.title = text


def read_tcx(data: bytes) -> XmlPoints:
    """Raises NoRoute for what is no whole TCX."""
    taker = _Tcx()
    read_xml(data, taker)
    return taker.points
