"""The apps on phones, as they behave: each keeps what it has not been told to be taken, and sends it again.

OwnTracks (owntracks.org/booklet/tech/http), Overland (github.com/aaronpk/Overland-iOS), Traccar Client
(traccar.org/osmand) before and from version 9 on, GPSLogger (github.com/mendhak/gpslogger).
"""

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from urllib.parse import urlencode

KNOT, KM_PER_HOUR = 1852 / 3600, 1 / 3.6
"""m/s."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a phone sends: `body` None for a GET."""

    url: str
    body: bytes | None = None

    @property
    def method(self) -> str:
        return "GET" if self.body is None else "POST"


@dataclass(frozen=True, slots=True)
class Fix:
    """Where the phone is: degrees, metres, m/s. `at` by its own clock."""

    at: datetime
    lat: float
    lon: float
    speed: float = 0.0
    altitude: float = 500.0
    accuracy: float = 5.0

    @property
    def iso(self) -> str:
        return self.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


type Network = Callable[[Request], tuple[int, bytes] | None]
"""Carries a request: status and body of the answer, None where none came back."""


class Phone(ABC):
    """One phone with one app, which is given an address. `clock`: how far its clock is ahead."""

    batch = 1
    """Places in one request."""

    def __init__(self, address: str, network: Network, *, clock: timedelta = timedelta(0)) -> None:
        self.address, self.clock, self._network = address, clock, network
        self.online, self.queue = True, list[Fix]()

    def is_at(self, at: datetime, lat: float, lon: float, speed: float) -> None:
        """The phone finds out where it is; it is sent with the next `sends`."""
        self.queue.append(Fix(at + self.clock, lat, lon, speed))

    def sends(self, *, most: int = 10_000, shuffle: Random | None = None) -> None:
        """All that waits, until an answer is not the one that is wanted; in another order where `shuffle` says so."""
        if shuffle is not None:
            shuffle.shuffle(self.queue)
        for _ in range(most):
            if not self.online or not self.queue:
                return
            some = self.queue[: self.batch]
            if not self._is_taken(self._network(self.request(some))):
                return
            del self.queue[: len(some)]

    def _is_taken(self, answer: tuple[int, bytes] | None) -> bool:
        return answer is not None and self.takes(*answer)

    @abstractmethod
    def request(self, fixes: Sequence[Fix]) -> Request:
        """These places, as the app writes them."""

    def takes(self, status: int, body: bytes) -> bool:
        """Whether this answer is a yes to the app."""
        return 200 <= status < 300


class Owntracks(Phone):
    """Zero-valued fields are left out; speeds in whole km/h. A yes is a list that may hold messages for the app."""

    def request(self, fixes: Sequence[Fix]) -> Request:
        (fix,) = fixes
        told = {"alt": round(fix.altitude), "acc": round(fix.accuracy), "vel": round(fix.speed / KM_PER_HOUR)}
        place = {"_type": "location", "lat": fix.lat, "lon": fix.lon, "tst": int(fix.at.timestamp()), "t": "t"}
        return self.says(place | {name: value for name, value in told.items() if value})

    def says(self, message: object) -> Request:
        return Request(self.address, b"" if message is None else json.dumps(message).encode())

    def takes(self, status: int, body: bytes) -> bool:
        return super().takes(status, body) and isinstance(json.loads(body or b"[]"), list)


class Overland(Phone):
    """A batch stays whole until it is answered with `{"result":"ok"}`."""

    batch = 200

    def request(self, fixes: Sequence[Fix]) -> Request:
        return Request(self.address, json.dumps({"locations": [self._feature(fix) for fix in fixes]}).encode())

    def _feature(self, fix: Fix) -> dict[str, object]:
        told = {"timestamp": fix.iso, "altitude": fix.altitude, "speed": fix.speed, "battery_level": 0.8}
        told |= {"horizontal_accuracy": fix.accuracy, "motion": ["running"], "wifi": "", "device_id": "phone"}
        place = {"type": "Point", "coordinates": [fix.lon, fix.lat]}
        return {"type": "Feature", "geometry": place, "properties": told}

    def takes(self, status: int, body: bytes) -> bool:
        return status == 200 and b'"result":"ok"' in body.replace(b" ", b"")


class Traccar9(Phone):
    """JSON, speeds in m/s; anything but 200 is tried again."""

    def request(self, fixes: Sequence[Fix]) -> Request:
        (fix,) = fixes
        coords = {"latitude": fix.lat, "longitude": fix.lon, "accuracy": fix.accuracy, "speed": fix.speed}
        place = {"timestamp": fix.iso, "coords": coords | {"heading": 0, "altitude": fix.altitude}, "is_moving": True}
        told = {"location": place | {"activity": {"type": "running"}, "extras": {}}, "device_id": "123456"}
        return Request(self.address, json.dumps(told).encode())

    def takes(self, status: int, body: bytes) -> bool:
        return status == 200


class Traccar8(Traccar9):
    """A line of fields behind the address, speeds in knots, an empty POST."""

    def request(self, fixes: Sequence[Fix]) -> Request:
        (fix,) = fixes
        told = {"id": "123456", "timestamp": int(fix.at.timestamp()), "lat": fix.lat, "lon": fix.lon}
        told |= {"speed": fix.speed / KNOT, "altitude": fix.altitude, "accuracy": fix.accuracy, "batt": 80}
        return Request(f"{self.address}?{urlencode(told)}", b"")


class GpsLogger(Phone):
    """What its user pasted, with each word filled in; a request is tried three times, and again later."""

    tries = 3

    def request(self, fixes: Sequence[Fix]) -> Request:
        (fix,) = fixes
        words = {"%LAT": fix.lat, "%LON": fix.lon, "%TIMESTAMP": int(fix.at.timestamp()), "%ALT": fix.altitude}
        line = self.address
        for word, value in (words | {"%SPD": fix.speed, "%ACC": fix.accuracy}).items():
            line = line.replace(word, str(value))
        return Request(line)

    def _is_taken(self, answer: tuple[int, bytes] | None) -> bool:
        for _ in range(self.tries - 1):
            if super()._is_taken(answer):
                return True
            answer = self._network(self.request(self.queue[:1]))
        return super()._is_taken(answer)


PHONES: dict[str, tuple[str, type[Phone]]] = {
    "OwnTracks": ("owntracks", Owntracks),
    "Overland": ("overland", Overland),
    "Traccar Client 9": ("traccar", Traccar9),
    "Traccar Client 8": ("traccar", Traccar8),
    "GPSLogger": ("gpslogger", GpsLogger),
}
"""The app's name in an address, and who behaves as it does."""
