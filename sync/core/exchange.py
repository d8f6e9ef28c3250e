"""Values that cross a port: what is sent to a service, and what it answered in our words."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from sync.core.music import Play, Song
from sync.core.original import FileKind


@dataclass(frozen=True, slots=True)
class Upload:
    """What is sent to the target."""

    data: bytes
    kind: FileKind
    external_id: str
    title: str
    description: str = ""


class ResultKind(Enum):
    PROCESSING = auto()
    READY = auto()
    DUPLICATE = auto()  # with an id, or without one: then it must be looked up
    DELETED = auto()
    ERROR = auto()
    UNKNOWN = auto()  # the target knows no such upload: not yet, or not any more


@dataclass(frozen=True, slots=True)
class Result:
    """What became of an upload, with the activity's id where it is told, and the target's words."""

    kind: ResultKind
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
class OnNow:
    """What a music source says of this moment. `song`: None where nothing plays, or no song (an advertisement, an
    episode). `position`: seconds into it, None where the source does not say; `playing`: it is not paused."""

    song: Song | None = None
    position: float | None = None
    playing: bool = False


@dataclass(frozen=True, slots=True)
class FoundFacts:
    """What a catalogue knows of a song; None and "" are unknown. Units: `core.song_facts.Facts`."""

    isrc: str = ""
    bpm: float | None = None
    energy: float | None = None
    danceability: float | None = None
    valence: float | None = None
    acousticness: float | None = None
    instrumentalness: float | None = None
    liveness: float | None = None
    speechiness: float | None = None
    loudness: float | None = None
    key: int | None = None
    mode: int | None = None
