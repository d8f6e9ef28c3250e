"""What the catalogues of songs have in common: what a refusal of theirs means, and which fields can be believed."""

import math
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sync.adapters.status_error import StatusError, is_html
from sync.core.errors import RateLimited, Rejected, Unavailable

PAUSE = timedelta(minutes=5)
"""How long a catalogue is left alone that refuses us without saying for how long; doubled each time."""
HIGHEST_BPM = 400.0
QUIETEST = 100.0  # decibels below full scale

_ISRC = re.compile(r"[A-Z]{2}[A-Z0-9]{3}[0-9]{7}")


def asked(name: str, now: datetime, call: Callable[[], Any]) -> Any:
    """The answer of one call; None when the catalogue does not know what was asked for (404).

    Raises `RateLimited` (429, 503), `Unavailable` (network, 5xx, a web page) or `Rejected` (any other 4xx)."""
    try:
        return call()
    except StatusError as error:
        words = f"{name}: HTTP {error.status}, {error.head or 'no words'}"
        if error.status == 404 and not is_html(error.body):
            return None
        if error.status in (429, 503):
            until = error.retry_after(now)
            raise RateLimited(words, until or now + PAUSE, service=name, doubling=until is None) from None
        if error.status >= 500 or is_html(error.body) or error.status < 400:
            raise Unavailable(words, service=name) from None
        raise Rejected(words, service=name) from None


def strange(name: str) -> Unavailable:
    """JSON, and not what the catalogue promises."""
    return Unavailable(f"{name}: the answer is not what was asked for", service=name)


def isrc_of(value: object) -> str:
    """An ISRC as it is written in a URL (QZTST2600005), or ""."""
    text = value.replace("-", "").strip().upper() if isinstance(value, str) else ""
    return text if _ISRC.fullmatch(text) else ""


def bpm_of(value: object) -> float | None:
    """Beats a minute; 0 means that the catalogue does not know."""
    return _number(value, HIGHEST_BPM)


def share_of(value: object) -> float | None:
    """Energy and its like, from 0 to 1; 0 means that the catalogue does not know."""
    return _number(value, 1.0)


def decibels_of(value: object) -> float | None:
    """Loudness below full scale; 0 means that the catalogue does not know."""
    found = _number(-value if isinstance(value, int | float) else None, QUIETEST)
    return None if found is None else -found


def step_of(value: object, most: int) -> int | None:
    """A whole number from 0 to `most`: a key, a mode. -1 means that the catalogue does not know."""
    whole = isinstance(value, int | float) and not isinstance(value, bool) and value in range(most + 1)
    return int(value) if whole else None  # type: ignore[call-overload]  # `whole` says that it is a number


def _number(value: object, most: float) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if math.isfinite(value) and 0 < value <= most else None
