"""The client module of garminconnect, without curl_cffi and ua_generator until it signs in or refreshes.

The library takes both as optional, tries them where its client module is imported, and reads them there at each use.
With asyncio, which curl_cffi brings along, they were a seventh of a cold tick, and a tick that only asks for the newest
runs needs neither. So they are held back from that one import and put in before the first secret is sent.
"""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sync.adapters.garmin_curl import bound

OPTIONAL = ("curl_cffi", "ua_generator")
LIBRARY_NAMES = ("HAS_CFFI", "cffi_requests", "HAS_UA_GEN", "_generate_ua")
"""What the library reads of its client module, by whether the optional ones are there."""
_lock = threading.Lock()
_held_back = False


def light() -> Any:
    """The client module for calls with tokens in hand."""
    with _lock, _optional_held_back():
        from garminconnect import client
    return client


def complete() -> Any:
    """The client module for signing in and refreshing: with what is installed of the optional ones, and bounds."""
    global _held_back
    library = light()
    with _lock:
        if _held_back:
            _put_in(library)
            _held_back = False
        bound(library)
    return library


@contextmanager
def _optional_held_back() -> Iterator[None]:
    """Only from the library's first import. A module that is None is how Python is told that there is none."""
    global _held_back
    held: list[str] = []
    if "garminconnect.client" not in sys.modules:
        _held_back, held = True, [name for name in OPTIONAL if name not in sys.modules]
    try:
        sys.modules.update(dict.fromkeys(held))  # type: ignore[arg-type]  # typeshed does not know of it
        yield
    finally:
        for name in held:
            del sys.modules[name]


def _put_in(library: Any) -> None:
    try:
        from curl_cffi import requests

        library.cffi_requests, library.HAS_CFFI = requests, True
    except ImportError:
        library.HAS_CFFI = False
    try:
        from ua_generator import generate

        library._generate_ua, library.HAS_UA_GEN = generate, True
    except ImportError:
        library.HAS_UA_GEN = False
