"""A disk that fails at one kind of call: the system module as the folder's adapter sees it."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

ERRORS = (
    errno.EIO,
    errno.EACCES,
    errno.EPERM,
    errno.ENOENT,
    errno.ESTALE,
    errno.EMFILE,
    errno.ENOMEM,
    errno.ENODEV,
    errno.ELOOP,
    errno.ETIMEDOUT,
    errno.ENOTCONN,
    errno.EBUSY,
    errno.ENOTDIR,
)
CALLS = ("open", "read", "fstat", "lstat", "scandir", "next entry", "stat of an entry")
SEEN_BY = ("sync.adapters.folder.os", "sync.adapters.folder_scan.os", "sync.adapters.folder_file.os")


class BrokenDisk:
    """Stands for `os`. Each call of the kind fails whose path or file is about `name` ("": anything). `hits`: how often
    one did."""

    def __init__(self, call: str, error: int, name: str = "") -> None:
        self._call, self._error, self._name, self.hits = call, error, name.encode(), 0

    def __getattr__(self, name: str) -> Any:
        return getattr(os, name)

    @contextmanager
    def broken(self) -> Iterator[None]:
        """As long as it lasts."""
        with mock.patch(SEEN_BY[0], self), mock.patch(SEEN_BY[1], self), mock.patch(SEEN_BY[2], self):
            yield

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """The same, and a call has to fail."""
        with self.broken():
            yield
        assert self.hits, f"no {self._call} failed"

    def _fails(self, call: str, path: bytes) -> None:
        if call == self._call and self._name in path:
            self.hits += 1
            raise OSError(self._error, os.strerror(self._error), path)

    def open(self, path: bytes, flags: int) -> int:
        self._fails("open", path)
        return os.open(path, flags)

    def lstat(self, path: bytes) -> os.stat_result:
        self._fails("lstat", path)
        return os.lstat(path)

    def fstat(self, file: int) -> os.stat_result:
        self._fails("fstat", _path(file))
        return os.fstat(file)

    def fdopen(self, file: int, mode: str) -> Any:
        return _File(os.fdopen(file, mode), self)

    def scandir(self, path: bytes) -> Any:
        self._fails("scandir", path)
        return _Entries(os.scandir(path), self)


def _path(file: int) -> bytes:
    return os.fsencode(Path(f"/proc/self/fd/{file}").readlink())


class _Through:
    """Whatever is not broken goes through to the real one."""

    def __init__(self, real: Any, disk: BrokenDisk) -> None:
        self._real, self._disk = real, disk

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def __enter__(self) -> Any:
        self._real.__enter__()
        return self

    def __exit__(self, *how: object) -> Any:
        return self._real.__exit__(*how)


class _File(_Through):
    def read(self, size: int) -> Any:
        self._disk._fails("read", _path(self._real.fileno()))
        return self._real.read(size)


class _Entries(_Through):
    def __iter__(self) -> Iterator[Any]:
        for entry in self._real:
            self._disk._fails("next entry", entry.path)
            yield _Entry(entry, self._disk)


class _Entry(_Through):
    def stat(self, *, follow_symlinks: bool) -> Any:
        self._disk._fails("stat of an entry", self._real.path)
        return self._real.stat(follow_symlinks=follow_symlinks)
