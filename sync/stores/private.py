"""Files and folders that only their owner can read, whatever the umask, and replacements that survive a power cut.

Where somebody ran is in the originals and the routes, and sealed tokens are in the database: nothing of it is for the
other users of the machine. Folders are the lock: once one is 0700, nobody else reaches what is below it.
"""

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

FILE, FOLDER = 0o600, 0o700
OTHERS = 0o077


def make_folder(path: Path) -> None:
    """The folder and those above it that are missing, each for its owner only. Raises `OSError`."""
    if path.is_dir():
        return
    if path.exists() and not path.is_dir():  # asked again: another thread may just have made it
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(path))
    make_folder(path.parent)
    path.mkdir(FOLDER, exist_ok=True)
    path.chmod(FOLDER)  # a umask may have taken even the owner's rights
    sync_folder(path.parent)


def make_file(path: Path) -> None:
    """An empty file, unless there is one already. Raises `OSError`."""
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE))
        path.chmod(FILE)
        sync_folder(path.parent)


def write(path: Path, data: bytes) -> None:
    """Write all of a file that nobody reads yet, down to the disk. Raises `OSError`."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, FILE), "wb") as file:
        os.fchmod(file.fileno(), FILE)
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def held(path: Path) -> Iterator[bool]:
    """Hold a file as a lock, made when it is missing; False: somebody else holds it. The kernel lets go of it with the
    process, however that ends; the file stays. Raises `OSError` where there can be no such file, or no lock on it."""
    opened = os.open(path, os.O_RDWR | os.O_CREAT, FILE)
    try:
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
            taken = False
        except BlockingIOError:
            taken = True
        yield not taken
    finally:
        os.close(opened)


def replace(source: Path, target: Path) -> None:
    """Rename a file that is on the disk already, and make the new name last: without the second step a power cut can
    bring the old name back. Raises `OSError`."""
    source.replace(target)
    sync_folder(target.parent)


def sync_folder(path: Path) -> None:
    """Make the names in a folder last. A file system that cannot (some of FUSE) is left to itself."""
    opened = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        with suppress(OSError):
            os.fsync(opened)
    finally:
        os.close(opened)


def tighten_tree(folder: Path) -> None:
    """A folder of ours from before: what is in it first, so that a kill in between leaves the rest to the next start.
    What cannot be changed (another owner, a file system without permissions) is left: `loose` names it."""
    if not folder.is_dir() or not _open_to_others(folder):
        return
    for path in sorted(folder.rglob("*"), reverse=True):
        _tighten(path)
    _tighten(folder)


def tighten_beside(path: Path, *also: str) -> None:
    """A file of ours and those that begin with its name (`-wal`, `.lock`, copies). Their folder too, where nothing
    else but `also` lies in it: another one is not ours to close."""
    try:
        others = list(path.parent.iterdir())
    except OSError:
        return
    ours = [other for other in others if other.name.startswith(path.name)]
    for other in ours:
        _tighten(other)
    if ours and all(other in ours or other.name in also for other in others):
        _tighten(path.parent)


def loose(*paths: Path) -> list[Path]:
    """Those of these files and folders, and of the files in these folders, that others can read; a folder that is
    closed hides what is in it."""
    return [found for path in paths for found in _loose(path)]


def _loose(path: Path) -> Iterator[Path]:
    try:
        if path.exists() and _open_to_others(path):
            yield path
            if path.is_dir():
                yield from (below for below in sorted(path.rglob("*")) if _open_to_others(below))
    except OSError:
        return  # not ours to look into


def _tighten(path: Path) -> None:
    try:
        if not path.is_symlink() and _open_to_others(path):
            path.chmod(FOLDER if path.is_dir() else FILE)
    except OSError:
        pass  # gone meanwhile, or not ours


def _open_to_others(path: Path) -> bool:
    return bool(path.lstat().st_mode & OTHERS) and not path.is_symlink()
