"""An archive as a zip: written to a stream as it is made, read back as a stranger's bytes, neither ever as a whole.

No name in it is used as a path here. Sizes in headers are only claims: they can refuse an archive, and every reader
counts for itself. Source: APPNOTE.TXT 6.3 (ZIP File Format), sections 4.3.6 and 4.4.
"""

import io
import re
import stat
import zipfile
from collections.abc import Buffer, Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from sync.core.archive.unusable import Unusable
from sync.engine.asks.export import Entry

PIECE = 64 * 1024
MEGABYTE = 1_000_000
LINE_BYTES, FILE_BYTES = 256 * 1024, 50 * MEGABYTE
"""The longest line, which an item of DynamoDB still holds, and the largest file, as of a download."""
DIRECTORY_BYTES = 20 * MEGABYTE
"""Of the list of entries, which is read into memory: some 200,000 of them."""
RATIO, SMALL = 250, 4 * MEGABYTE
"""Unpacked bytes for each packed one: lines of JSON come to 30. Small entries may be as dense as they like."""
ENCRYPTED = 0x1 | 0x40 | 0x2000
END, WIDE_END, TAIL = b"PK\x05\x06", b"PK\x06\x06", 66_000
"""Signatures of the records that say how large the list of entries is, and how far from the end they may be."""
IN_WIDE_END = 0xFFFFFFFF
LONG = (".jsonl", ".csv", ".parquet", ".ics")
"""How entries end that may become larger than 4 GB: they are written before their size is known."""
LEVEL = 6


def write(
    entries: Iterable[Entry], stream: BinaryIO, made_at: datetime, told: Callable[[str], None] = lambda name: None
) -> None:
    """To a stream that need not be able to go back. `told` hears of each entry as it begins. Raises `OSError` as the
    stream does."""
    for _ in _written(entries, stream, made_at, told):
        pass


def packed(
    entries: Iterable[Entry], made_at: datetime, told: Callable[[str], None] = lambda name: None
) -> Iterator[bytes]:
    """The same as bytes in order, made as they are taken, some `PIECE` at a time; its list of entries comes last: what
    ends before that is no archive."""
    kept = _Kept()
    for _ in _written(entries, kept, made_at, told):
        if kept.size >= PIECE:
            yield kept.taken()
    yield kept.taken()


class _Kept(io.RawIOBase):
    """A stream whose bytes are taken away as they come; there is no going back in it."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces, self.size = list[bytes](), 0

    def writable(self) -> bool:
        return True

    def write(self, data: Buffer, /) -> int:
        piece = bytes(data)
        self._pieces.append(piece)
        self.size += len(piece)
        return len(piece)

    def taken(self) -> bytes:
        whole = b"".join(self._pieces)
        self._pieces.clear()
        self.size = 0
        return whole


def _written(
    entries: Iterable[Entry], stream: BinaryIO | _Kept, made_at: datetime, told: Callable[[str], None]
) -> Iterator[None]:
    """A step a piece."""
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as archive:
        for entry in entries:
            told(entry.name)
            info = zipfile.ZipInfo(entry.name, made_at.timetuple()[:6])
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, (stat.S_IFREG | 0o600) << 16
            with archive.open(info, "w", force_zip64=entry.name.endswith(LONG)) as file:
                for piece in entry.pieces:
                    file.write(piece)
                    yield


class ArchiveFile:
    """An archive on disk, to be read entry by entry; a context manager. Everything raises `Unusable`, and `OSError`
    where the file cannot be opened."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        try:
            with _damage("its list of entries"):
                _look_at_the_end(self._file)
                self._zip = zipfile.ZipFile(self._file)
                self._entries = {info.filename: info for info in self._zip.infolist()}
                _check(self._zip)
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._zip.close()
        self._file.close()

    @property
    def names(self) -> list[str]:
        """In the order of the zip's own list."""
        return list(self._entries)

    def lines(self, name: str) -> Iterator[bytes]:
        """The lines of an entry, as they are taken."""
        rest, number = b"", 0
        for piece in self._pieces(name):
            *whole, rest = (rest + piece).split(b"\n")
            if len(max(whole, default=b"", key=len)) > LINE_BYTES or len(rest) > LINE_BYTES:
                raise Unusable(f"{name} has a line of more than {LINE_BYTES // 1024} KB behind line {number}")
            number += len(whole)
            yield from whole
        if rest:
            yield rest

    def read(self, name: str) -> bytes:
        """A whole entry of at most `FILE_BYTES`."""
        kept, size = list[bytes](), 0
        for piece in self._pieces(name):
            size += len(piece)
            if size > FILE_BYTES:
                raise Unusable(f"{name} is larger than {FILE_BYTES // MEGABYTE} MB")
            kept.append(piece)
        return b"".join(kept)

    def _pieces(self, name: str) -> Iterator[bytes]:
        info, size = self._entries[name], 0
        with _damage(name), self._zip.open(info) as file:
            while piece := file.read(PIECE):
                size += len(piece)
                if size > max(SMALL, RATIO * info.compress_size):
                    raise Unusable(f"{name} unpacks to more than {RATIO} times its size")
                yield piece
        if size != info.file_size:
            raise Unusable(f"{name} is damaged: {size} bytes instead of {info.file_size}")


@contextmanager
def _damage(what: str) -> Iterator[None]:
    try:
        yield
    except Unusable:
        raise
    except Exception as error:  # besides BadZipFile, zipfile leaks struct.error, zlib.error and more
        told = " ".join(f"{type(error).__name__} {error}".split())[:120]
        raise Unusable(f"{what} cannot be read: it is no zip, or damaged ({told})") from error


def _look_at_the_end(file: BinaryIO) -> None:
    """Refuse a list of entries that would fill the memory, before zipfile makes an object of each. Whatever may be the
    record of its size is believed."""
    file.seek(max(0, file.seek(0, 2) - TAIL))
    tail = file.read()
    if END not in tail:
        raise Unusable("it is no zip, or was cut off")
    told = [_number(tail, at.start() + 12, 4) for at in re.finditer(re.escape(END), tail)]
    told += [_number(tail, at.start() + 40, 8) for at in re.finditer(re.escape(WIDE_END), tail)]
    if max((size for size in told if size != IN_WIDE_END), default=0) > DIRECTORY_BYTES:
        raise Unusable(f"its list of entries is larger than {DIRECTORY_BYTES // MEGABYTE} MB")
    file.seek(0)


def _number(data: bytes, at: int, size: int) -> int:
    return int.from_bytes(data[at : at + size], "little")


def _check(archive: zipfile.ZipFile) -> None:
    """Refuse what no archive of ours looks like, before a byte is unpacked."""
    entries = archive.infolist()
    seen = set[str]()
    for entry in entries:
        kind = stat.S_IFMT(entry.external_attr >> 16)
        if entry.filename in seen:
            raise Unusable(f"{entry.filename!r} is in it twice")
        if kind not in (0, stat.S_IFREG):
            raise Unusable(f"{entry.filename!r} is no file")
        if entry.flag_bits & ENCRYPTED:
            raise Unusable(f"{entry.filename!r} is encrypted")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Unusable(f"{entry.filename!r} is packed by method {entry.compress_type}, not stored or deflated")
        if entry.file_size > max(SMALL, RATIO * entry.compress_size):
            raise Unusable(f"{entry.filename!r} unpacks to more than {RATIO} times its size")
        seen.add(entry.filename)
    spans = sorted((entry.header_offset, entry.header_offset + 30 + entry.compress_size) for entry in entries)
    if any(begin < end for (_, end), (begin, _) in pairwise(spans)):
        raise Unusable("its entries overlap")
