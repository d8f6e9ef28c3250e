"""Original files and routes in a folder: zlib-compressed, written whole or not at all."""

import errno
import glob
import os
import shutil
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sync.ports import StoreBroken
from sync.stores import private


class FolderFiles:
    """See `ports.Files`. A name such as `originals/me/900000001.fit` becomes that path below `folder`, plus `.z`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        private.tighten_tree(folder)

    def put(self, name: str, data: bytes) -> None:
        """Write to a temporary file, sync it, then rename: a crash leaves the old content or the new, never a part."""
        path = self._path(name)
        temporary = path.with_name(f"{path.name}.{os.getpid()}-{threading.get_ident()}.part")
        with _explained("write", path):
            private.make_folder(path.parent)
            try:
                private.write(temporary, zlib.compress(data, 6))
                private.replace(temporary, path)
            except OSError:
                temporary.unlink(missing_ok=True)
                raise

    def get(self, name: str) -> bytes | None:
        path = self._path(name)
        with _explained("read", path):
            try:
                return zlib.decompress(path.read_bytes())
            except (FileNotFoundError, zlib.error):
                return None  # damaged counts as absent: its source still has it

    def delete(self, name: str) -> None:
        path = self._path(name)
        with _explained("delete", path):
            path.unlink(missing_ok=True)

    def older_than(self, prefix: str, before: datetime) -> Iterator[str]:
        for path in sorted((self._folder / prefix).rglob("*.z")):
            with _explained("read", path):
                try:
                    changed = datetime.fromtimestamp(path.stat().st_mtime, UTC)
                except FileNotFoundError:
                    continue  # deleted meanwhile
            if changed < before:
                yield str(path.relative_to(self._folder)).removesuffix(".z")

    def erase(self, name: str) -> int:
        """With what a crash has left half written, and the folder itself."""
        path, folder = self._path(name), self._folder / name
        found = [*path.parent.glob(f"{glob.escape(path.name)}*"), *folder.rglob("*")]
        with _explained("delete", path):
            for each in found:
                if not each.is_dir():
                    each.unlink(missing_ok=True)
            shutil.rmtree(folder, ignore_errors=True)
        return sum(each.suffix == ".z" for each in found)

    def _path(self, name: str) -> Path:
        if ".." in name.split("/") or name.startswith("/"):
            raise ValueError(f"not a file name of ours: {name!r}")
        return self._folder / f"{name}.z"


@contextmanager
def _explained(what: str, path: Path) -> Iterator[None]:
    """The system's refusal in words that name the file and the way out."""
    try:
        yield
    except OSError as error:
        advice = "free some space or make the folder writable; the run is sent at the next tick"
        if error.errno == errno.EIO:
            advice = "look at the disk and its cable (`dmesg`), and copy what it holds elsewhere"
        raise StoreBroken(f"cannot {what} {path}: {error.strerror or error}", advice) from error
