"""One recording as its device wrote it: the bytes that are forwarded, unread and unchanged."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class FileKind(StrEnum):
    """What a file is, seen from its content."""

    FIT = "fit"
    GPX = "gpx"
    TCX = "tcx"


@dataclass(frozen=True, slots=True)
class Original:
    """The bytes of one file, what they are (seen from the content, not from the name), and a name to show."""

    data: bytes
    kind: FileKind
    name: str

    @property
    def sha256(self) -> str:
        """Hex digest of the bytes: two downloads with the same digest are the same recording."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class Measures:
    """What a recorded file says of itself; what it does not say is None.

    start: aware UTC; offset: seconds east of UTC; elapsed: seconds, pauses included; distance: metres; sports: activity
    type keys of its sessions.
    """

    start: datetime
    offset: int | None
    elapsed: float
    distance: float | None
    sports: tuple[str, ...]
