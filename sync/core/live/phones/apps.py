"""The apps, in one table: what each is called, how what it sends is read and answered."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sync.core.live.phones import gpslogger, overland, owntracks, traccar
from sync.core.live.phones.told import Fields, Told

ONE_POINT, BATCH = 65_536, 2_097_152
"""The largest bodies in bytes: OwnTracks's list of waypoints, and 1,000 points of Overland with all that it may add."""


@dataclass(frozen=True, slots=True)
class PhoneApp:
    """`read`: of what stands behind the `?`, and the body. `answer`, `kind`: what it has to be answered, and of which
    media type, so that it sends that no more. `largest`: a body, in bytes. `behind`: what its user's address has behind
    ours. How an app is set up is in `engine/live/setting_up.py`."""

    name: str
    title: str
    systems: str
    read: Callable[[Fields, bytes], Told]
    answer: bytes = b""
    kind: str = "text/plain"
    largest: int = ONE_POINT
    behind: str = ""


APPS: Mapping[str, PhoneApp] = MappingProxyType(
    {
        one.name: one
        for one in (
            PhoneApp(
                "owntracks",
                "OwnTracks",
                "Android, iPhone",
                owntracks.read,
                b"[]",
                "application/json",
            ),
            PhoneApp(
                "overland",
                "Overland",
                "iPhone",
                overland.read,
                b'{"result":"ok"}',
                "application/json",
                BATCH,
            ),
            PhoneApp("traccar", "Traccar Client", "Android, iPhone", traccar.read),
            PhoneApp("gpslogger", "GPSLogger", "Android", gpslogger.read, behind=f"?{gpslogger.FIELDS}"),
        )
    }
)
