"""What is known of the files in a folder that runs come from: the fate of each, kept so that none is read twice. Pure.

A run is known by the fingerprint of its recording, not by its file's name: a copy, a move or another packing of the
same bytes is the same run.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sync.core.original import FileKind

ENDINGS = (".fit", ".gpx", ".tcx", ".fit.gz", ".gpx.gz", ".tcx.gz", ".zip")
"""Of the files that are looked at; a folder may hold anything besides."""


class Fate(StrEnum):
    """What became of a file."""

    WAITS = "waits"
    RUN = "run"
    COPY = "copy"
    NO_RUN = "no run"
    UNREADABLE = "unreadable"


STANDS_STILL = "waits until it stands still: it is read when two looks find it unchanged"
MAY_NOT = "this user may not "
REFUSED = "the system does not hand it out "
AHEAD = "it says that it began at "
"""How the words begin where nothing of the file need change for it to be read after all: it is tried again."""


@dataclass(frozen=True, slots=True)
class Recording:
    """A run that stands in a file. Units as of `core.diff.Listed`; `kind`: what its bytes are; `member`: its name in a
    zip, "" where the file is the recording."""

    id: str
    kind: FileKind
    title: str
    sport: str
    start: datetime
    offset: int | None
    elapsed: float
    distance: float
    member: str = ""


@dataclass(frozen=True, slots=True)
class SeenFile:
    """A file as the last look left it. `name`: its path in the folder, with slashes (`core.folder_names`); `size` in
    bytes, `changed` in nanoseconds as its file system tells it; `why`: the fate in words, with the way out."""

    name: str
    size: int
    changed: int
    fate: Fate
    why: str = ""
    recordings: tuple[Recording, ...] = ()

    def is_like(self, size: int, changed: int) -> bool:
        """Whether it still is the file that was seen."""
        return (self.size, self.changed) == (size, changed)

    @property
    def is_refused(self) -> bool:
        """Whether the system did not let it be read: what it held before may still be in it."""
        return self.fate is Fate.UNREADABLE and self.why.startswith((MAY_NOT, REFUSED))

    @property
    def is_ahead(self) -> bool:
        """Whether it began in the future, which it no longer does when the machine's clock was wrong."""
        return self.fate is Fate.UNREADABLE and self.why.startswith(AHEAD)


@dataclass(frozen=True, slots=True)
class FolderIndex:
    """What is known of one user's folder. `place`: the folder, and the file system and entry that it was."""

    user: str
    place: tuple[str, int, int]
    files: tuple[SeenFile, ...] = ()
    version: int = 0

    @property
    def waits(self) -> bool:
        """Whether a file is not read yet that may be before long."""
        return any(one.fate is Fate.WAITS or one.is_refused for one in self.files)


def recording_id(data: bytes) -> str:
    """The fingerprint of a recording: the first 16 digits of its SHA-256."""
    return hashlib.sha256(data).hexdigest()[:16]


def with_copies(files: Iterable[SeenFile]) -> tuple[SeenFile, ...]:
    """The files by name, those that hold nothing of their own as copies of the first that does."""
    first: dict[str, str] = {}
    told = []
    for one in sorted(files, key=lambda one: one.name):
        if one.fate in (Fate.RUN, Fate.COPY):
            of = {first[each.id] for each in one.recordings if each.id in first}
            if of and all(each.id in first for each in one.recordings):
                one = replace(one, fate=Fate.COPY, why=min(of))
            else:
                one = replace(one, fate=Fate.RUN, why="")
            for each in one.recordings:
                first.setdefault(each.id, one.name)
        told.append(one)
    return tuple(told)


def runs_of(files: Iterable[SeenFile]) -> list[tuple[SeenFile, Recording]]:
    """Every recording once, the newest start first; none that cannot be had at the moment."""
    found: dict[str, tuple[SeenFile, Recording]] = {}
    for one in files:
        for each in () if one.is_refused else one.recordings:
            found.setdefault(each.id, (one, each))
    return sorted(found.values(), key=lambda pair: (pair[1].start, pair[1].id), reverse=True)


def mark_of(runs: Sequence[tuple[SeenFile, Recording]]) -> str:
    """Short, and another one whenever a run is there that was not, or is gone."""
    ids = "".join(sorted(each.id for _, each in runs))
    return "folder:" + hashlib.sha256(ids.encode()).hexdigest()[:16]
