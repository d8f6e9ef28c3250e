"""Looks through a folder: which files that may be recordings are in it, and whether anything has changed at all.

What a folder holds changes the time of the folder itself, so while the times of all of them stand, nothing was added,
renamed or removed, and no file has to be asked. A file that is written where it lies changes only its own time: those
that wait are asked each time, all of them now and then.
"""

import os
import stat
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from sync.core.folder import ENDINGS, MAY_NOT, REFUSED, Fate, SeenFile
from sync.core.folder_names import raw, stored

MOST_FILES, MOST_FOLDERS, MOST_DEEP = 50_000, 20_000, 32
WHOLE_EVERY = 600.0
"""Seconds after which every file is asked, whatever the folders' times say."""
SETTLED_NS = 2_000_000_000
"""A folder that was changed so short ago may be changed once more without its time showing it."""
_ODD = {stat.S_IFLNK: "a link", stat.S_IFIFO: "a pipe", stat.S_IFSOCK: "a socket", stat.S_IFDIR: "a folder"}
LEFT_OUT = (".", "@", "#", "~")
"""How hidden names begin, and those that storage systems and programs use for themselves."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file as it was met. `odd`: what it is instead of one, such as a link, which is not followed."""

    name: str
    size: int
    changed: int
    odd: str = ""


@dataclass(slots=True)
class Scan:
    """What one look through found. `folders`: by path, when each was changed; `closed`: those that cannot be looked
    into (with a slash at their end) and files that the system tells nothing of, and why; `more`: there are more files
    or folders than are looked at."""

    files: dict[str, Found] = field(default_factory=dict)
    folders: dict[bytes, int] = field(default_factory=dict)
    closed: dict[str, str] = field(default_factory=dict)
    more: bool = False


class Scanner:
    """Looks through one folder again and again. `clock`: seconds that only go on."""

    def __init__(self, root: bytes, clock: Callable[[], float] = time.monotonic) -> None:
        self._root, self._clock = root, clock
        self._last: Scan | None = None
        self._at = 0.0
        self._trusted = False

    def look(self, waiting: Iterable[str]) -> tuple[Scan, bool]:
        """What is in the folder, and whether it was looked through anew. `waiting`: files that may be written where
        they lie. Raises OSError where the folder itself cannot be read."""
        last = self._last
        if last is not None and self._trusted and self._clock() - self._at < WHOLE_EVERY and self._stands(last):
            same = all(self._meet(name) == last.files.get(name) for name in waiting)
            if same:
                return last, False
        scan = self._through()
        self._trusted = last is not None and scan.folders == last.folders and not scan.closed and _settled(scan)
        self._last, self._at = scan, self._clock()
        return scan, True

    def forget(self) -> None:
        """Look through everything next time."""
        self._last = None

    def path(self, name: str) -> bytes:
        """Where a file is."""
        return self._root + b"/" + raw(name)

    def _stands(self, last: Scan) -> bool:
        try:
            return all(os.lstat(path).st_mtime_ns == changed for path, changed in last.folders.items())
        except OSError:
            return False

    def _meet(self, name: str) -> Found | None:
        try:
            return _found(name, os.lstat(self.path(name)))
        except OSError:
            return None

    def _through(self) -> Scan:
        scan = Scan()
        open_folders = [(self._root, b"", 0)]
        while open_folders:
            path, inside, deep = open_folders.pop()
            if len(scan.folders) >= MOST_FOLDERS:
                scan.more = True
                break
            try:
                scan.folders[path] = os.lstat(path).st_mtime_ns
                with os.scandir(path) as entries:
                    for entry in entries:
                        relative = inside + b"/" + entry.name if inside else entry.name
                        try:
                            if self._meets(entry, relative, scan) and deep < MOST_DEEP:
                                open_folders.append((entry.path, relative, deep + 1))
                        except FileNotFoundError:
                            pass  # it is gone again
                        except OSError as error:
                            scan.closed[stored(relative)] = why_closed(error)
            except FileNotFoundError:
                if path == self._root:
                    raise
                scan.folders.pop(path, None)  # it is gone again
            except OSError as error:
                if path == self._root:
                    raise
                scan.closed[stored(inside) + "/"] = why_closed(error)
        return scan

    def _meets(self, entry: os.DirEntry[bytes], relative: bytes, scan: Scan) -> bool:
        """Whether it is a folder to look into; a file is noted. Raises OSError where the system does not tell."""
        name = os.fsdecode(entry.name)
        if name.startswith(LEFT_OUT):
            return False
        if entry.is_dir(follow_symlinks=False):
            return True
        if is_named_so(name):
            about = entry.stat(follow_symlinks=False)
            if len(scan.files) >= MOST_FILES:
                scan.more = True
            else:
                found = _found(stored(relative), about)
                scan.files[found.name] = found
        return False


def is_named_so(name: str) -> bool:
    """Whether a file may be a recording, by its name."""
    return name.lower().endswith(ENDINGS)


def why_closed(error: OSError) -> str:
    """The fate in words, with the way out."""
    if isinstance(error, PermissionError):
        return f"{MAY_NOT}look into this folder: allow it, such as by `chmod a+rx`"
    return f"{REFUSED}({error.strerror or error}): look after its disk"


def closed(scan: Scan, before: Mapping[str, SeenFile]) -> Iterator[SeenFile]:
    """What the system tells nothing of, with what is known of it and of the files in it."""
    folders = tuple(name for name in scan.closed if name.endswith("/"))
    for name, why in scan.closed.items():
        yield SeenFile(name, 0, 0, Fate.UNREADABLE, why, before[name].recordings if name in before else ())
    for name, known in before.items():
        if name.startswith(folders) and name not in scan.files and name not in scan.closed:
            yield known


def _settled(scan: Scan) -> bool:
    now = time.time_ns()
    return all(now - changed > SETTLED_NS for changed in scan.folders.values())


def _found(name: str, about: os.stat_result) -> Found:
    kind = stat.S_IFMT(about.st_mode)
    odd = "" if kind == stat.S_IFREG else _ODD.get(kind, "a device")
    return Found(name, about.st_size, about.st_mtime_ns, odd)
