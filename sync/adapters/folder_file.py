"""One file of a folder opened: the recordings in it, plain, packed by gzip or in a zip, checked as a stranger's bytes.

Nothing is written, and no name in a zip is ever used as a path. Each refusal says the way out.
"""

import errno
import io
import logging
import os
import stat
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sync.adapters.measures import measured, sport_of
from sync.adapters.originals import Limits, sniff, unzipped
from sync.core.errors import Rejected, Unavailable
from sync.core.folder import AHEAD, MAY_NOT, REFUSED, Fate, Recording, recording_id
from sync.core.folder_names import shown_text
from sync.core.original import FileKind, Original
from sync.core.route import NoRoute

LIMITS = Limits(one=25_000_000, entries=100)
_PIECE = 64 * 1024
_GZIP = b"\x1f\x8b"
COPY_ANEW = "copy it here anew; it is looked at again when it changes"
UNPACK = "unpack it into the folder"
SOON, LONGEST = timedelta(days=2), timedelta(days=14)
"""A start further ahead than this was written by a device whose clock was wrong; what lasts longer is no one run."""
_ANOTHER = (errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.ELOOP, errno.ENXIO)
"""What the system says where something else is in a file's place by now, or nothing."""
log = logging.getLogger("runtrack.folder")


class Changed(Exception):
    """It is not the file that the look saw: it is being written, or another one has taken its place."""


@dataclass(frozen=True, slots=True)
class Unusable(Exception):
    """What becomes of a file without a recording that can be used, and the words for it."""

    fate: Fate
    why: str

    @property
    def is_refusal(self) -> bool:
        """Whether it is the system's, which says nothing of what is in the file."""
        return self.why.startswith((MAY_NOT, REFUSED))


def read_file(path: bytes, size: int, changed: int) -> bytes:
    """The bytes of a file that is `size` long and was changed then (ns). Raises `Changed`, `Unusable`."""
    if size > LIMITS.packed:
        raise Unusable(Fate.UNREADABLE, f"it is larger than {LIMITS.packed / 1e6:g} MB, which no recording is")
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        with os.fdopen(os.open(path, flags), "rb") as file:
            about = os.fstat(file.fileno())
            if not stat.S_ISREG(about.st_mode) or (about.st_size, about.st_mtime_ns) != (size, changed):
                raise Changed
            data = file.read(size + 1)
            about = os.fstat(file.fileno())
    except OSError as error:
        raise refused(error) from error
    if len(data) != size or (about.st_size, about.st_mtime_ns) != (size, changed):
        raise Changed
    return data


def refused(error: OSError) -> Changed | Unusable:
    """What it means that the system does not hand out a file."""
    if isinstance(error, PermissionError):
        return Unusable(Fate.UNREADABLE, f"{MAY_NOT}read it: allow it, such as by `chmod a+r`")
    if error.errno in _ANOTHER:
        return Changed()
    return Unusable(Fate.UNREADABLE, f"{REFUSED}({error.strerror or error}): it is tried again at each look")


def originals_in(data: bytes) -> Iterator[Original]:
    """The recordings in a file's bytes, each once, one after the other. Raises `Unusable`."""
    try:
        if data[:2] == _GZIP:
            data = _unpacked(data)
        if not data:
            raise Unusable(Fate.UNREADABLE, f"it is empty: {COPY_ANEW}")
        kind = sniff(data)
        if kind == "zip":
            yield from _in_zip(data)
            return
        if isinstance(kind, FileKind):
            yield Original(data, kind, "")
            return
    except Rejected as error:
        raise Unusable(Fate.UNREADABLE, f"{error.reason}: {UNPACK}") from None
    except Unavailable as error:
        raise Unusable(Fate.UNREADABLE, f"{error.reason}: {COPY_ANEW}") from None
    raise Unusable(Fate.UNREADABLE, f"it is no FIT, GPX or TCX file, whatever its name says: {COPY_ANEW}")


def recording_of(original: Original, now: datetime) -> Recording:
    """What is kept of a recording. Raises `Unusable` for one that is not whole, or is no run."""
    if original.kind is FileKind.FIT and (there := _cut_off(original.data)):
        raise Unusable(Fate.UNREADABLE, f"it breaks off ({there}): {COPY_ANEW}")
    try:
        told, title = measured(original)
    except NoRoute as error:
        if error.reason.startswith("no whole XML"):
            raise Unusable(Fate.UNREADABLE, f"{error.reason}: {COPY_ANEW}") from None
        raise Unusable(Fate.NO_RUN, f"it is no recording of a workout ({error.reason})") from None
    if told.start > now + SOON:
        raise Unusable(Fate.UNREADABLE, f"{AHEAD}{told.start:%Y-%m-%d %H:%M} UTC, which is to come: correct it")
    if told.elapsed > LONGEST.total_seconds():
        days = round(told.elapsed / 86400)
        raise Unusable(Fate.NO_RUN, f"it lasts {days:,} days: put each run into a file of its own")
    return Recording(
        recording_id(original.data),
        original.kind,
        title,
        sport_of(told),
        told.start.astimezone(UTC),
        told.offset,
        told.elapsed,
        told.distance or 0.0,
        original.name,
    )


def _cut_off(data: bytes) -> str:
    """How much of a FIT file is there, by what its headers say; "" when it is all there."""
    at = 0
    while data[at + 8 : at + 12] == b".FIT":
        end = at + data[at] + int.from_bytes(data[at + 4 : at + 8], "little") + 2
        if end > len(data):
            return f"{len(data):,} of {end:,} bytes"
        at = end
    return ""


def _in_zip(data: bytes) -> Iterator[Original]:
    """Those in a zip, also where each is packed once more by gzip. Raises `Rejected`, `Unavailable`, `Unusable`."""
    found = set[str]()
    total = 0
    for name, each, kind in unzipped(data, LIMITS):
        if kind == "gzip":
            each = _unpacked(each)
            kind = sniff(each)
        total += len(each)
        if total > LIMITS.unpacked:
            raise Rejected(f"the zip unpacks to more than {LIMITS.unpacked / 1e6:g} MB")
        if isinstance(kind, FileKind) and (id := recording_id(each)) not in found:
            found.add(id)
            yield Original(each, kind, shown_text(name.replace("\\", "/").rpartition("/")[2]))
    if not found:
        raise Unusable(Fate.NO_RUN, "no FIT, GPX or TCX file is in it")


def _unpacked(data: bytes) -> bytes:
    """What gzip packed, in one piece or several, as far as the limits go. Raises `Rejected`, `Unavailable`."""
    kept, pieces = io.BytesIO(), 1  # its value is no second copy
    unpacker = zlib.decompressobj(wbits=31)
    try:
        for at in range(0, len(data), _PIECE):
            rest = data[at : at + _PIECE]
            while rest:
                if unpacker.eof:
                    pieces += 1
                    if pieces > LIMITS.entries:
                        raise Rejected(f"it is packed in more than {LIMITS.entries} pieces")
                    if not rest.startswith(_GZIP[:1]):  # what some programs leave behind the end
                        return kept.getvalue()
                    unpacker = zlib.decompressobj(wbits=31)
                kept.write(unpacker.decompress(rest, _PIECE))
                rest = unpacker.unused_data or unpacker.unconsumed_tail
                if kept.tell() > LIMITS.ratio * len(data) + _PIECE:
                    raise Rejected(f"it unpacks to more than {LIMITS.ratio} times its size")
                if kept.tell() > LIMITS.one:
                    raise Rejected(f"it unpacks to more than {LIMITS.one / 1e6:g} MB")
    except zlib.error as error:
        raise Unavailable(f"its gzip is damaged ({error})") from None
    if not unpacker.eof:
        raise Unavailable("its gzip breaks off")
    return kept.getvalue()
