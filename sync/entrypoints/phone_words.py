"""What a person does on their phone so that it says where they run, and what is said of a phone that does it wrong."""

from collections.abc import Mapping
from types import MappingProxyType

from sync.core.live.phones.told import Trouble

STEPS: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {
        "owntracks": (
            "Install OwnTracks, and allow it to know where you are at all times.",
            "Scan the code with the phone, or open the link on it: OwnTracks sets itself up.",
            "Before a run switch OwnTracks to Move, and back afterwards: the other modes report too seldom.",
        ),
        "overland": (
            "Install Overland, and allow it to know where you are at all times.",
            "Scan the code with the phone, or open the link on it: Overland sets itself up.",
            "Before a run switch its tracker on, with a send interval of 10 seconds, and off afterwards.",
        ),
        "traccar": (
            "Install Traccar Client, and allow it to know where you are at all times.",
            "Paste the address as its server URL; set distance to 0 and the interval to 10 seconds.",
            "Before a run switch its tracking on, and off afterwards.",
        ),
        "gpslogger": (
            "Install GPSLogger, and allow it to know where you are at all times.",
            "Under logging details switch on the custom URL, and paste the address; log every 10 seconds.",
            "Before a run start its logging, and stop it afterwards.",
        ),
    }
)
"""Of each app, in order."""
TROUBLES: Mapping[Trouble, str] = MappingProxyType(
    {
        Trouble.NONE: "",
        Trouble.UNREADABLE: "What it sends cannot be read: set the app up anew.",
        Trouble.ENCRYPTED: "What it sends is encrypted, and cannot be read: remove the encryption key in the app.",
        Trouble.TOO_LARGE: "It sends too much at once: set the app to smaller batches.",
        Trouble.CLOCK: "Its clock is wrong, or what it sends is older than a week: set the phone's time.",
    }
)
