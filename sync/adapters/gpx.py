"""Reads GPX 1.0 and 1.1: its tracks, with the extensions that others have added.

Source: GPX 1.1 schema (topografix.com), TrackPointExtension v1 and v2.
"""

from sync.adapters.xml_points import XmlPoints, moment, number
from sync.adapters.xml_reading import read_xml
from sync.core.sport_names import sport_named

_CHANNELS = {
    "ele": "altitude",
    "hr": "heart_rate",
    "heartrate": "heart_rate",
    "cad": "cadence",
    "cadence": "cadence",
    "atemp": "temperature",
    "temp": "temperature",
    "power": "power",
    "watts": "power",
    "speed": "speed",
}


class _Gpx:
    def __init__(self) -> None:
        self.points = XmlPoints()
        self._at = ""
        self._values: dict[str, float] | None = None

    def begins(self, name: str, inside: str, attributes: dict[str, str]) -> None:
        if name == "trkpt":
            self._at, self._values = "", {}
            for attribute in ("lat", "lon"):
                if (value := number(attributes.get(attribute, ""))) is not None:
                    self._values[attribute] = value
        elif name == "trkseg":
            self.points.breaks_off()

    def ends(self, name: str, inside: str, text: str) -> None:
        if name == "trkpt":
            self.points.point(moment(self._at), self._values or {})
            self._values = None
        elif self._values is not None:
            if name == "time" and inside == "trkpt":
                self._at = text
            elif (channel := _CHANNELS.get(name)) and (value := number(text)) is not None:
                self._values[channel] = value
        elif name == "name" and text and (inside == "trk" or (inside == "metadata" and not self.points.title)):
            self.points.title = text
        elif name == "type" and inside == "trk" and text:
            self.points.sports.append(sport_named(text))


def read_gpx(data: bytes) -> XmlPoints:
    """Raises NoRoute for what is no whole GPX."""
    taker = _Gpx()
    read_xml(data, taker)
    return taker.points
