"""A folder as an `ActivitySource`: FIT, GPX and TCX files that are put into it become runs. No account, no call.

Files are only ever read. What each one came to is kept in the user's `FolderIndex`, so that a file is read once; beside
it this process remembers what it saw, so that an idle look asks the system for a few times and nothing else.
"""

import logging
import os
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

from sync.adapters.folder_file import Changed, Unusable, originals_in, read_file, recording_of, refused
from sync.adapters.folder_scan import MOST_FILES, MOST_FOLDERS, Found, Scan, Scanner, closed
from sync.adapters.folder_waiting import Waiting
from sync.core.diff import Listed, Page
from sync.core.errors import Missing, NotThere, Unavailable
from sync.core.folder import (
    STANDS_STILL,
    Fate,
    FolderIndex,
    Recording,
    SeenFile,
    mark_of,
    recording_id,
    runs_of,
    with_copies,
)
from sync.core.folder_names import shown
from sync.core.original import Original
from sync.core.time_left import seconds_left
from sync.ports import Conflict, Store

NAME = "folder"
READING, A_LOOK = 10.0, 500
"""The most seconds of one look that go into reading files, and the most files; the next look goes on."""
LEFT_FOR_SENDING = 40.0
ODD = "it is {}, and only files are read: put the file itself here"
MORE = f"it holds more than {MOST_FILES:,} files or {MOST_FOLDERS:,} folders, which is all that is looked at: divide it"
log = logging.getLogger("runtrack.folder")


class Folder:
    """Every user's folder. `place`: where a user's is, None for who has none."""

    def __init__(self, place: Callable[[str], Path | None], store: Store) -> None:
        self._place, self._store = place, store
        self._known: dict[str, _Known] = {}

    def serves(self, user: str) -> bool:
        return self._place(user) is not None

    def for_user(self, user: str, now: datetime) -> "FolderSource":
        place = self._place(user)
        if place is None:
            raise Unavailable("no folder is set", service=NAME)
        known = self._known.get(user)
        if known is None or known.place != place:
            known = self._known[user] = _Known(user, place, self._store)
        return FolderSource(known, now)


class FolderSource:
    """One user's folder at one moment. See `ports.ActivitySource`."""

    name = NAME

    def __init__(self, known: "_Known", now: datetime) -> None:
        self._known, self._now = known, now

    def recent(self, limit: int, start: int = 0, since: date | None = None) -> Page[Listed]:
        """Of the folder as it is now (`start` 0), or as it was at the last look."""
        known = self._known
        if start == 0 or known.index is None:
            known.look(self._now)
        found = [pair for pair in known.runs if since is None or pair[1].start.date() >= since]
        page = found[start : start + limit]
        items = tuple(_listed(file, recording) for file, recording in page)
        return Page(items, len(items), mark=known.mark, whole=known.whole)

    def original(self, id: str) -> tuple[Original, ...]:
        known = self._known
        if known.index is None:
            known.look(self._now)
        return (known.original(id),)

    def keep_alive(self) -> None:
        """Nothing expires."""


class _Known:
    """What this process knows of one user's folder."""

    def __init__(self, user: str, place: Path, store: Store) -> None:
        self.user, self.place = user, place
        self._store = store
        self._scanner = Scanner(os.fsencode(place) + b"/.")  # the folder itself may be a link
        self.index: FolderIndex | None = None
        self.runs: list[tuple[SeenFile, Recording]] = []
        self.mark = ""
        self.whole = False
        self._waiting = Waiting()

    def look(self, now: datetime) -> None:
        """See what has changed, read what stands still, and keep what it came to. Raises `Unavailable`."""
        index = self.index or self._store.load(FolderIndex, self.user) or FolderIndex(self.user, self._identity())
        scan, anew = self._scan(index)
        if self.index is not None and not anew and not index.waits:
            return
        files, unread = self._seen(index, scan, now)
        fresh = FolderIndex(self.user, self._identity(), with_copies(files), index.version)
        try:
            self._keep(fresh if fresh != index else index, changed=fresh != index)
            self.whole = not unread and not any(self._waiting.holds_up(one, now) for one in fresh.files)
        except Conflict:  # another process has looked at the same moment: the next look begins with what it saw
            self.forget()
            raise Unavailable("another process is looking at the folder", service=NAME) from None

    def forget(self) -> None:
        self.index = None
        self._scanner.forget()

    def original(self, id: str) -> Original:
        """A recording, from the first of its files that still holds it. Raises `Missing`, `NotThere`, `Unavailable`."""
        assert self.index is not None
        self._identity()
        waits, refused = False, ""
        for file in self.index.files:
            if any(each.id == id for each in file.recordings):
                waits |= file.fate is Fate.WAITS
                try:
                    for original in self._originals(file.name):
                        if recording_id(original.data) == id:
                            return Original(original.data, original.kind, original.name or shown(file.name))
                except Changed:
                    continue
                except Unusable as error:
                    refused = refused or (error.why if error.is_refusal else "")
        if refused:
            raise Unavailable(refused, service=NAME)
        if waits:
            raise Unavailable("its file is being written", service=NAME)
        if not any(os.path.lexists(self._scanner.path(file.name)) for file in self.index.files):
            raise NotThere(f"nothing of what was in {self.place} is there", service=NAME)
        raise Missing("its file is no longer in the folder", service=NAME)

    def _originals(self, name: str) -> Iterator[Original]:
        path = self._scanner.path(name)
        try:
            about = os.lstat(path)
        except OSError as error:
            raise refused(error) from error
        return originals_in(read_file(path, about.st_size, about.st_mtime_ns))

    def _identity(self) -> tuple[str, int, int]:
        """The folder as the system knows it. Raises `NotThere`."""
        try:
            about = self.place.stat()
        except OSError as error:
            raise NotThere(f"{self.place} cannot be read: {error.strerror or error}", service=NAME) from error
        return (str(self.place), about.st_dev, about.st_ino)

    def _scan(self, index: FolderIndex) -> tuple[Scan, bool]:
        """Raises `NotThere` also for a folder that is empty all at once: a disk that is not mounted leaves one."""
        try:
            scan, anew = self._scanner.look([one.name for one in index.files if one.fate is Fate.WAITS])
        except OSError as error:
            self._scanner.forget()
            raise NotThere(f"{self.place} cannot be read: {error.strerror or error}", service=NAME) from error
        if index.files and not scan.files and not scan.closed and index.place != self._identity():
            self._scanner.forget()
            raise NotThere(
                f"{self.place} is empty, and another place than the one that held {len(index.files)} files: "
                "is its disk mounted?",
                service=NAME,
            )
        return scan, anew

    def _seen(self, index: FolderIndex, scan: Scan, now: datetime) -> tuple[list[SeenFile], bool]:
        """Every file's fate by now, and whether some are left that this look had no time for. The newest are read
        first."""
        before = {one.name: one for one in index.files}
        until = time.monotonic() + min(READING, max(1.0, seconds_left() - LEFT_FOR_SENDING))
        read, unread = 0, False
        told: list[SeenFile] = []
        refused = {one.name for one in index.files if one.is_refused}  # they must not keep the others from their turn
        for found in sorted(scan.files.values(), key=lambda one: (one.name in refused, -one.changed, one.name)):
            known = before.get(found.name)
            if found.odd:
                told.append(SeenFile(found.name, found.size, found.changed, Fate.UNREADABLE, ODD.format(found.odd)))
            elif known is None or not known.is_like(found.size, found.changed):
                told.append(_waits(found, known))
            elif not self._waiting.may_be_read(known, now):
                told.append(known)
            elif read < A_LOOK and (not read or time.monotonic() < until):
                read += 1
                told.append(self._read(found, known, now))
            else:
                unread |= known.fate is Fate.WAITS
                told.append(known)
        told += closed(scan, before)
        if scan.more:
            told.append(SeenFile("./", 0, 0, Fate.UNREADABLE, MORE))
        self._waiting.note(told, now)
        return told, unread

    def _read(self, found: Found, known: SeenFile, now: datetime) -> SeenFile:
        """A file that stands still. Whatever one is like, the others go on."""
        try:
            originals = originals_in(read_file(self._scanner.path(found.name), found.size, found.changed))
            recordings = tuple(recording_of(original, now) for original in originals)
        except Changed:
            return _waits(found, known)
        except Unusable as error:
            kept = known.recordings if error.is_refusal else ()
            return SeenFile(found.name, found.size, found.changed, error.fate, error.why, kept)
        except Exception as error:
            log.exception("bug", extra={"file": shown(found.name)})
            why = f"a bug in Runtrack ({type(error).__name__}): report it; the others go on"
            return SeenFile(found.name, found.size, found.changed, Fate.UNREADABLE, why)
        return SeenFile(found.name, found.size, found.changed, Fate.RUN, "", recordings)

    def _keep(self, index: FolderIndex, *, changed: bool) -> None:
        self.index = self._store.put(index) if changed else index
        self.runs = runs_of(index.files)
        self.mark = mark_of(self.runs)


def _waits(found: Found, known: SeenFile | None) -> SeenFile:
    """What it held before may still be asked for."""
    recordings = known.recordings if known is not None else ()
    return SeenFile(found.name, found.size, found.changed, Fate.WAITS, STANDS_STILL, recordings)


def _listed(file: SeenFile, recording: Recording) -> Listed:
    where = f"{shown(file.name)} ({recording.member})" if recording.member else shown(file.name)
    return Listed(
        NAME,
        recording.id,
        recording.title,
        recording.sport,
        None,
        None,
        recording.start,
        recording.offset,
        recording.elapsed,
        recording.distance,
        found=f"new in the folder: {where}",
    )
