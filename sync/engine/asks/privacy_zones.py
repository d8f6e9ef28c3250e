"""A person's privacy zones: see them, replace them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import cos, pi, sin, sqrt

from sync.core.privacy import MOST_ZONES, PrivacyZones, Zone, wrong_zone
from sync.core.signing_in import LONGEST_NAME
from sync.engine import saving
from sync.engine.asks.refusals import Refused
from sync.ports import Store, StoreBroken


class NoGoodZone(Refused):
    """One of the zones cannot be one; `why` says what is wrong with it. Nothing was changed."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Circle:
    """As a person draws it: degrees, metres, and what they call it."""

    lat: float
    lon: float
    radius: float
    name: str = ""


def zones_of(store: Store, user: str) -> tuple[Zone, ...]:
    """Whatever is shown to others has to be cut by these."""
    known = store.load(PrivacyZones, user)
    return known.zones if known is not None else ()


def set_zones(store: Store, user: str, circles: Sequence[Circle], chance: Callable[[], float]) -> tuple[Zone, ...]:
    """All zones of a person from now on; also links that were given out earlier are cut by them. A circle that was
    there stays cut as it was: chance anew each time would show its middle to who compares. `chance`: from 0 to 1, of a
    generator that nobody can foresee. Raises `NoGoodZone`."""
    if len(circles) > MOST_ZONES:
        raise NoGoodZone(f"there can be {MOST_ZONES} of them")
    for _ in range(saving.TRIES):
        known = store.load(PrivacyZones, user) or PrivacyZones(user)
        was = {_place(zone): zone for zone in known.zones}
        zones = tuple(_zone(one, was, chance) for one in circles)
        for zone in zones:
            if why := wrong_zone(zone):
                raise NoGoodZone(why)
        if zones == known.zones or saving.put(store, replace(known, zones=zones)) is not None:
            return zones
    raise StoreBroken("the privacy zones keep being changed by another program", "try again")


def _zone(circle: Circle, was: dict[tuple[float, float], Zone], chance: Callable[[], float]) -> Zone:
    if len(circle.name) > LONGEST_NAME or not (circle.name.isprintable() or not circle.name):
        raise NoGoodZone(f"its name must be at most {LONGEST_NAME} signs that can be seen")
    known = was.get((circle.lat, circle.lon))
    if known is not None:
        return replace(known, radius=circle.radius, name=circle.name)
    far, way = sqrt(chance()), 2 * pi * chance()  # every place in the disc is as likely
    return Zone(circle.lat, circle.lon, circle.radius, far * cos(way), far * sin(way), circle.name)


def _place(zone: Zone) -> tuple[float, float]:
    return zone.lat, zone.lon
