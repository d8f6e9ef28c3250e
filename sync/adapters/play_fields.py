"""The fields of a play as services and exports write them, checked: times, ids and web addresses.

Others sent in what a service tells us: an id that later becomes part of an address is taken only when it looks like
what it is said to be. Everything that is none is "".
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sync.adapters.clean import text
from sync.core.errors import Unavailable

UNREADABLE = "entries that could not be read"
"""Why something is left out, where it is counted."""
YEARS = range(2000, 2100)
_ISRC = re.compile(r"[A-Z]{2}[A-Z0-9]{3}[0-9]{7}")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def readable(items: Sequence[Any], plays: Sequence[object | None], service: str) -> None:
    """Raise `Unavailable` for an answer of which nothing could be read although it holds `items` (those that are no
    plays at all not among them): the service has changed its words, and "nothing was played" would be wrong."""
    if items and not any(plays):
        what = "its one play" if len(items) == 1 else f"none of its {len(items)} plays"
        can = "cannot" if len(items) == 1 else "can"
        raise Unavailable(f"{service}: {what} {can} be read", service=service)


def moment(seconds: Any) -> datetime:
    """Seconds since 1970 as aware UTC. Raises ValueError, TypeError or OverflowError for what no play can have."""
    return plausible(datetime.fromtimestamp(int(seconds), UTC))


def plausible(at: datetime) -> datetime:
    """A time at which music was recorded by a service; anything else raises ValueError."""
    if at.year not in YEARS:
        raise ValueError(f"played at {at}")
    return at


def isrc_of(value: Any) -> str:
    """An ISRC without hyphens, in capitals."""
    code = text(value).replace("-", "").upper()
    return code if _ISRC.fullmatch(code) else ""


def mbid_of(value: Any) -> str:
    """A MusicBrainz id."""
    ident = text(value).lower()
    return ident if _UUID.fullmatch(ident) else ""


def link_of(value: Any) -> str:
    """A web address, not any other text, which might be a script."""
    address = text(value)
    return address if re.match(r"https?://[^\s/]", address) else ""
