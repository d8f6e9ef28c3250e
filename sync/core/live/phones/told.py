"""What one request of a phone says, whatever the app: points, or why there are none."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sync.core.live.point import LivePoint


class Trouble(StrEnum):
    """Why nothing can be made of what a phone sends. It is answered as if all were well, else the phone would send it
    for ever and nothing after it; its owner is told in the pages."""

    NONE = ""
    UNREADABLE = "unreadable"
    ENCRYPTED = "encrypted"
    TOO_LARGE = "too large"
    CLOCK = "clock"


type Fields = Mapping[str, str]
"""What stands behind the `?` of a request, or in a body that is such a line itself."""


@dataclass(frozen=True, slots=True)
class Told:
    """`points` as they came: in any order, some of them twice, with times and places that may be wrong. None, without a
    trouble: a message that is no place, such as one that the phone has been switched on."""

    points: tuple[LivePoint, ...] = ()
    trouble: Trouble = Trouble.NONE


UNREADABLE = Told(trouble=Trouble.UNREADABLE)
NOTHING = Told()
