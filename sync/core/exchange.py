"""Values that cross a port: what is sent to a service, and what it answered in our words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sync.core.music import Play


@dataclass(frozen=True, slots=True)
class Upload:
    """What is sent to the target."""

    data: bytes
    kind: Literal["fit", "gpx", "tcx"]
    external_id: str
    title: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of an upload. `duplicate` may come with an id, or without one (then it must be looked up);
    `unknown`: the target knows no such upload (not yet, or not any more)."""

    kind: Literal["processing", "ready", "duplicate", "deleted", "error", "unknown"]
    activity_id: int | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """The words of an activity on the target. `description` is "" when there is none. Its start (aware UTC, None when
    it is hidden), elapsed seconds and metres come along, for runs that nobody else knows."""

    title: str
    description: str
    start: datetime | None = None
    elapsed: float = 0.0
    distance: float = 0.0


@dataclass(frozen=True, slots=True)
class Batch:
    """What a music source answered: plays, newest first. `full`: it holds no more than these, or no more were fetched,
    so that there may be older ones that nobody saw."""

    plays: tuple[Play, ...]
    full: bool = False


@dataclass(frozen=True, slots=True)
class FoundFacts:
    """What a catalogue knows of a song; None and "" are unknown. `bpm` in beats a minute, the others 0 to 1."""

    isrc: str = ""
    bpm: float | None = None
    energy: float | None = None
    danceability: float | None = None
    valence: float | None = None
