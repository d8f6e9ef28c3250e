"""Privacy zones: circles that nothing drawn for others ever enters.

Where a route enters the circle that its owner drew, over several runs, would tell the middle of it. So a wider circle
is cut, around a middle that chance has moved once and for all (`Zone.north`, `east`): it covers the drawn one, and its
own middle is where nobody lives. Source of the attack: W. U. Hassan, S. Hussain, A. Bates, "Analysis of Privacy
Protections in Fitness Tracking Social Networks -or- You can run, but can you hide?", USENIX Security 2018.
"""

from dataclasses import dataclass
from math import cos, hypot, isfinite, radians

LEAST, MOST = 100.0, 2000.0
"""Metres: the radius that may be drawn."""
MOST_ZONES = 20
MOVED, WIDER = 0.5, 1.6
"""Of the radius: how far the middle is moved at most, and how wide the cut is. Wider than 1 + `MOVED`, for the ground
is measured as if it were flat."""
METRES = 111_195.0  # of one degree of latitude, on a sphere of 6,371 km

type Place = tuple[float, float]
"""Latitude and longitude in degrees."""


@dataclass(frozen=True, slots=True)
class Zone:
    """A circle: its middle in degrees, its radius in metres. `north`, `east`: where to the cut is moved, as shares of
    the most it may be (a point in the unit disc, drawn by chance when the zone is made)."""

    lat: float
    lon: float
    radius: float
    north: float
    east: float
    name: str = ""

    def hides(self, place: Place) -> bool:
        """Whether this place lies in the cut."""
        return hypot(*self._from_middle(place)) <= self.radius * WIDER

    def crossed(self, begin: Place, end: Place) -> bool:
        """Whether the straight line between two places comes into the cut."""
        (x, y), (to_x, to_y) = self._from_middle(begin), self._from_middle(end)
        across, up = to_x - x, to_y - y
        length = across * across + up * up
        share = 0.0 if length == 0 else min(1.0, max(0.0, -(x * across + y * up) / length))
        return hypot(x + share * across, y + share * up) <= self.radius * WIDER

    def _from_middle(self, place: Place) -> tuple[float, float]:
        """Metres (east, north) from the middle of the cut."""
        lat, lon = place
        wide = METRES * cos(radians(self.lat))
        around = (lon - self.lon + 180.0) % 360.0 - 180.0  # the shorter way, also across the date line
        move = self.radius * MOVED
        return around * wide - self.east * move, (lat - self.lat) * METRES - self.north * move


@dataclass(frozen=True, slots=True)
class PrivacyZones:
    """The zones of one person."""

    user: str
    zones: tuple[Zone, ...] = ()
    version: int = 0


def wrong_zone(zone: Zone) -> str:
    """What is wrong with a zone, "" when it will do."""
    if not all(map(isfinite, (zone.lat, zone.lon, zone.radius, zone.north, zone.east))):
        return "its numbers must be numbers"
    if not (-85.0 <= zone.lat <= 85.0 and -180.0 <= zone.lon <= 180.0):
        return "its middle must be between 85° south and 85° north, 180° west and 180° east"
    if not LEAST <= zone.radius <= MOST:
        return f"its radius must be {LEAST:.0f} to {MOST:.0f} metres"
    if hypot(zone.north, zone.east) > 1.0:
        return "its cut must cover it"
    return ""
