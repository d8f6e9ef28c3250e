"""Opens the zip of a music export: its JSON files one after the other, counted while they are unpacked.

Nothing is written to disk and no name in the zip is ever used as a path. Source: APPNOTE.TXT 6.3, section 4.4.
"""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, BinaryIO, cast

_CENTRAL = b"PK\x01\x02"  # signature of a central file header
_ENCRYPTED = 0x1 | 0x40 | 0x2000  # general purpose bits: encrypted, strongly, central directory masked
SLACK = 1_000_000
"""Bytes that a file may unpack to whatever its ratio: small files of blanks are no attack."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that is accepted: bytes unpacked in all, unpacked per packed, entries."""

    unpacked: int = 2_000_000_000
    ratio: int = 200
    entries: int = 5_000


LIMITS = Limits()


class _Counted(io.RawIOBase):
    """An entry's bytes; sizes in headers are only claims, so these are counted. Raises ValueError over a limit."""

    def __init__(self, file: IO[bytes], entry: zipfile.ZipInfo, most: int, limits: Limits) -> None:
        super().__init__()
        self._file, self._entry, self._most, self._limits = file, entry, most, limits
        self.size = 0

    def read(self, size: int = -1) -> bytes:
        try:
            piece = self._file.read(size)
        except Exception as error:  # besides BadZipFile, zipfile leaks zlib.error, EOFError and more
            raise ValueError(f"the zip is damaged ({error})") from None
        self.size += len(piece)
        if self.size > self._most:
            raise ValueError(f"unpacks to more than {self._limits.unpacked / 1e9:g} GB")
        if self.size > self._limits.ratio * max(self._entry.compress_size, 1) + SLACK:
            raise ValueError(f"unpacks to more than {self._limits.ratio} times its size")
        return piece


def names_in(data: bytes, limits: Limits = LIMITS) -> list[str]:
    """The names of the files in a zip, for a person to read. Raises ValueError."""
    with _opened(data, limits) as archive:
        return [_shown(entry.filename) for entry in archive.infolist() if not entry.is_dir()]


def json_files(data: bytes, limits: Limits = LIMITS) -> Iterator[tuple[str, BinaryIO]]:
    """(name to show, file) of each `.json` and `.jsonl` in a zip, one at a time. Raises ValueError, also while a file
    is being read: damaged, encrypted, or more of it than is accepted."""
    left = limits.unpacked
    with _opened(data, limits) as archive:
        for entry in archive.infolist():
            if not entry.filename.lower().endswith((".json", ".jsonl")):
                continue
            if entry.flag_bits & _ENCRYPTED:
                raise ValueError("the zip is encrypted: unpack it with its password first")
            if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise ValueError(f"the zip is packed by method {entry.compress_type}, not stored or deflated")
            with _entry(archive, entry) as file:
                counted = _Counted(file, entry, left, limits)
                yield _shown(entry.filename), cast(BinaryIO, counted)
                left -= counted.size


def _opened(data: bytes, limits: Limits) -> zipfile.ZipFile:
    if data.count(_CENTRAL) > 2 * limits.entries:  # before zipfile builds an object for each of them
        raise ValueError(f"the zip has more than {limits.entries} files")
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except Exception as error:  # besides BadZipFile, zipfile leaks struct.error and more
        raise ValueError(f"the zip is damaged ({error})") from None
    if len(archive.infolist()) > limits.entries:
        raise ValueError(f"the zip has more than {limits.entries} files")
    return archive


def _entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> IO[bytes]:
    try:
        return archive.open(entry)
    except Exception as error:
        raise ValueError(f"the zip is damaged ({error})") from None


def _shown(path: str) -> str:
    """The last part of an entry's path, as something to show."""
    name = path.replace("\\", "/").rpartition("/")[2]
    return "".join(sign if sign.isprintable() else " " for sign in name)[:100]
