"""The address that a person gives to the app on their phone, and the link that sets the app up where it takes one."""

import json
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import urlencode

from sync.core.live.phones.apps import APPS
from sync.core.live.phones.phone import LivePhone

PLACE = "/ingest/"
EVERY = 10
"""Seconds between two points that a phone is set up to send."""


@dataclass(frozen=True, slots=True)
class Setup:
    """`address`: to be pasted into the app; `link`: opened on the phone sets the app up, "" where there is none."""

    address: str
    link: str

    @property
    def to_scan(self) -> str:
        """What the phone's camera is shown."""
        return self.link or self.address


def setup_of(phone: LivePhone, base: str, word: str) -> Setup:
    """`base`: where this installation is reached; `word`: the secret part of the phone's address."""
    address = f"{base.rstrip('/')}{PLACE}{phone.app}/{word}{APPS[phone.app].behind}"
    link = LINKS.get(phone.app)
    return Setup(address, link(address, phone.name) if link is not None else "")


def _owntracks(address: str, name: str) -> str:
    """owntracks.org/booklet/features/remoteconfig: mode 3 is HTTP. When it reports stays as its user has it."""
    settings = {"_type": "configuration", "mode": 3, "url": address, "deviceId": name, "moveModeLocatorInterval": EVERY}
    packed = b64encode(json.dumps(settings, separators=(",", ":")).encode()).decode()
    return f"owntracks:///config?{urlencode({'inline': packed})}"


def _overland(address: str, name: str) -> str:
    return f"overland://setup?{urlencode({'url': address, 'device_id': name})}"


LINKS: Mapping[str, Callable[[str, str], str]] = MappingProxyType({"owntracks": _owntracks, "overland": _overland})
"""A link of an address and the name of a phone."""
