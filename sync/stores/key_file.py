"""The sealing key in its file: read, made once, and replaced in steps that may be cut short.

While a key is being replaced the coming one lies beside it (`sealing.key.new`): tokens are sealed with either then, so
both are read, until the coming one takes the other's place in one rename.
"""

import errno
import os
from pathlib import Path

from sync.ports import StoreBroken
from sync.stores import private

ADVICE = "make its folder writable, or set RUNTRACK_KEY_FILE"


class KeyFile:
    """Texts of keys, not their meaning. Every method raises `StoreBroken` with the way out."""

    def __init__(self, path: Path) -> None:
        self.path = path.expanduser()
        self.coming = self.path.with_name(self.path.name + ".new")

    def read(self) -> tuple[str, ...]:
        """The key, and the coming one when one is being put in its place; empty when there is no key."""
        if self._closed(self.path):
            private.tighten_beside(self.path)
        present = self._text(self.path)
        if present is None:
            return ()
        coming = self._text(self.coming)
        return (present,) if coming is None else (present, coming)

    def make(self, text: str) -> None:
        """Write the first key; one that another process has made meanwhile stays. It is whole or not there, and lasts
        before anything is sealed with it."""
        self._write(text, self.path)

    def prepare(self, text: str) -> None:
        """Write the coming key; one that is there from a replacement that was cut short stays."""
        self._write(text, self.coming)

    def finish(self) -> None:
        """Put the coming key in the place of the present one, for good."""
        try:
            if self.coming.exists():
                private.replace(self.coming, self.path)
            for unfinished in self.path.parent.glob(f"{self.coming.name}.*.part"):
                unfinished.unlink(missing_ok=True)  # of a replacement that was killed: a copy of a key
        except OSError as error:
            raise _refused(self.path, error) from error

    def _write(self, text: str, path: Path) -> None:
        unfinished = path.with_name(f"{path.name}.{os.getpid()}.part")
        try:
            private.make_folder(path.parent)
            try:
                private.write(unfinished, text.encode() + b"\n")
                _link(unfinished, path)
                private.sync_folder(path.parent)
            finally:
                unfinished.unlink(missing_ok=True)
        except OSError as error:
            raise _refused(path, error) from error

    def _text(self, path: Path) -> str | None:
        try:
            if path.stat().st_mode & private.OTHERS:
                raise StoreBroken(f"{path} can be read by others", f"run `chmod 600 {path}`")
            return path.read_text(encoding="ascii", errors="replace").strip()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise _refused(path, error) from error

    @staticmethod
    def _closed(path: Path) -> bool:
        """Whether the file itself is closed to others: one that was open may have been read, which is to be said."""
        try:
            return not path.stat().st_mode & private.OTHERS
        except OSError:
            return False


def _link(unfinished: Path, path: Path) -> None:
    """Give the file its name: unlike a rename a link never replaces another's key."""
    try:
        os.link(unfinished, path)
    except FileExistsError:
        pass
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.ENOTSUP, errno.ENOSYS) or path.exists():
            raise
        unfinished.replace(path)  # a file system without links


def _refused(path: Path, error: OSError) -> StoreBroken:
    from sync.stores.sqlite_words import no_room  # with SQLite, which a Lambda never needs

    advice = "free some space, and try again" if no_room(error) else ADVICE
    return StoreBroken(f"cannot use the key file {path}: {error.strerror or error}", advice)
