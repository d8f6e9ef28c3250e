"""Opens an ORIGINAL download: the recordings in the zip, checked as a stranger's bytes.

Nothing is written to disk and no name in the zip is ever used as a path. What an entry is, is seen from its
content. Source: APPNOTE.TXT 6.3 (ZIP File Format), sections 4.3 and 4.4.
"""

import io
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from sync.core.errors import Missing, Rejected, Unavailable
from sync.core.original import FileKind, Original

_PIECE = 64 * 1024
_MEGABYTE = 1_000_000
_CENTRAL, _LOCAL = b"PK\x01\x02", b"PK\x03\x04"  # signatures of a central and of a local file header
_ENCRYPTED = 0x1 | 0x40 | 0x2000  # general purpose bits: encrypted, strongly, central directory masked


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that is accepted: bytes downloaded, bytes unpacked in all, those of one entry, unpacked per packed,
    entries."""

    packed: int = 25 * _MEGABYTE
    unpacked: int = 50 * _MEGABYTE
    one: int = 50 * _MEGABYTE
    ratio: int = 200
    entries: int = 10


LIMITS = Limits()
Seen = FileKind | Literal["zip", "gzip", "html", "json", ""]

_ROOTS: dict[bytes, FileKind | Literal["html"]] = {
    b"gpx": FileKind.GPX,
    b"trainingcenterdatabase": FileKind.TCX,
    b"html": "html",
}


def open_original(body: bytes, *, limits: Limits = LIMITS) -> tuple[Original, ...]:
    """The recordings of a download, in the order of the zip's central directory, equal ones once.

    A download that is not zipped is accepted as it is. Raises Missing (empty, or nothing in it that can be
    forwarded), Rejected (over a limit, or built like an attack) and Unavailable (a web page, a JSON error,
    damaged: asking again may help).
    """
    if not body:
        raise Missing("Garmin's answer holds no file")
    if len(body) > limits.packed:
        raise Rejected(f"the download is larger than {limits.packed / _MEGABYTE:g} MB")
    seen = sniff(body)
    if seen == "zip":
        originals: dict[str, Original] = {}
        for name, data, kind in unzipped(body, limits):
            if isinstance(kind, FileKind):
                original = Original(data, kind, _name(name, kind))
                originals.setdefault(original.sha256, original)
        if not originals:
            raise Missing("Garmin's zip holds no recording")
        return tuple(originals.values())
    if isinstance(seen, FileKind):
        return (Original(body, seen, f"activity.{seen}"),)
    if seen == "html":
        raise Unavailable("a web page instead of a file")
    head = _printable(body[:80].decode("utf-8", "replace"))
    raise Unavailable(f"{'JSON' if seen == 'json' else 'something else'} instead of a file: {head}")


def sniff(head: bytes) -> Seen:
    """What these bytes are; "" for none of them."""
    if head[8:12] == b".FIT" and head[0] in (12, 14):
        return FileKind.FIT
    if head[:2] == b"PK":
        return "zip"
    if head[:2] == b"\x1f\x8b":
        return "gzip"
    text = head[:_PIECE].removeprefix(b"\xef\xbb\xbf").lstrip()
    if text[:1] in (b"{", b"["):
        return "json"
    return _ROOTS.get(_root(text), "")


def _root(text: bytes) -> bytes:
    """The lower-case name of the first element of an XML or HTML text, without prefix; b"" for none."""
    while text[:1] == b"<":
        if text[:9].lower() == b"<!doctype":
            name = text[9:].split(None, 1)[:1]
            if name and name[0].lower().startswith(b"html"):
                return b"html"
        ends = b"-->" if text[:4] == b"<!--" else b"?>" if text[:2] == b"<?" else b">"
        if text[1:2] not in (b"!", b"?"):
            name = text[1:].replace(b">", b" ").replace(b"/", b" ").split(None, 1)[:1]
            return name[0].rpartition(b":")[2].lower() if name else b""
        text = text.partition(ends)[2].lstrip()
    return b""


def unzipped(body: bytes, limits: Limits) -> Iterator[tuple[str, bytes, Seen]]:
    """Of each entry of a zip its path there, its bytes and what they are; of one that is nothing known its head alone.
    One after the other, so that no more than one is in memory. Raises as `open_original`."""
    if body.count(_CENTRAL) > 100 * limits.entries:  # before zipfile builds an object for each of them
        raise Rejected(f"the zip has more than {limits.entries} entries")
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            entries = archive.infolist()
            _check(archive, entries, body, limits)
            total = 0
            for entry in entries:
                if entry.is_dir():
                    continue
                data, kind, size = _read(archive, entry, limits, total)
                total += size
                if kind == "zip":
                    raise Rejected("the zip has another zip in it")
                yield entry.filename, data, kind
                del data
    except (Rejected, Unavailable):
        raise
    except Exception as error:  # besides BadZipFile, zipfile leaks struct.error, zlib.error and more
        raise Unavailable(f"the zip is damaged: {type(error).__name__} {error}"[:200]) from error


def _check(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], body: bytes, limits: Limits) -> None:
    """Refuse what no export of one activity looks like, before a byte is unpacked.

    Sizes in headers are only claims: they can refuse a zip here, and `_read` counts for itself.
    """
    if len(entries) > limits.entries:
        raise Rejected(f"the zip has more than {limits.entries} entries")
    spans = []
    for entry in entries:
        kind = stat.S_IFMT(entry.external_attr >> 16)
        if kind == stat.S_IFLNK:
            raise Rejected("the zip has a symbolic link in it")
        if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
            raise Rejected("the zip has something in it that is no file")
        if entry.flag_bits & _ENCRYPTED:
            raise Rejected("the zip is encrypted")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Rejected(f"the zip is packed by method {entry.compress_type}, not stored or deflated")
        if entry.file_size > limits.ratio * max(entry.compress_size, 1):
            raise Rejected(f"the zip unpacks to more than {limits.ratio} times its size")
        spans.append(_span(entry, body))
    if sum(entry.file_size for entry in entries) > limits.unpacked:
        raise Rejected(f"the zip unpacks to more than {limits.unpacked / _MEGABYTE:g} MB")
    # Python's own overlap check is missing in 3.12.1; one block read many times is how bombs multiply.
    spans.sort()
    if any(begin < end for (_, end), (begin, _) in pairwise(spans)) or any(end > archive.start_dir for _, end in spans):
        raise Rejected("the entries of the zip overlap")


def _span(entry: zipfile.ZipInfo, body: bytes) -> tuple[int, int]:
    """From where to where an entry lies in the zip, its local header included."""
    begin = entry.header_offset
    if begin < 0 or body[begin : begin + 4] != _LOCAL:
        raise Unavailable("the zip is damaged: an entry without its header")
    name, extra = (int.from_bytes(body[begin + at : begin + at + 2], "little") for at in (26, 28))
    return begin, begin + 30 + name + extra + entry.compress_size


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limits: Limits, before: int) -> tuple[bytes, Seen, int]:
    """The entry's bytes, what they are, and how many were unpacked; of one that is nothing known its head alone."""
    kept = io.BytesIO()  # its value is no second copy
    kind: Seen = ""
    size = 0
    with archive.open(entry) as file:
        while piece := file.read(_PIECE):
            size += len(piece)
            if before + size > limits.unpacked:
                raise Rejected(f"the zip unpacks to more than {limits.unpacked / _MEGABYTE:g} MB")
            if size > limits.ratio * max(entry.compress_size, 1):
                raise Rejected(f"the zip unpacks to more than {limits.ratio} times its size")
            if size == len(piece):
                kind = sniff(piece)
                kept.write(piece)
            elif kind:
                if size > limits.one:
                    raise Rejected(f"a file in the zip is larger than {limits.one / _MEGABYTE:g} MB")
                kept.write(piece)
    if size != entry.file_size:
        raise Unavailable(f"the zip is damaged: {size} bytes instead of {entry.file_size}")
    return kept.getvalue(), kind, size


def _name(path: str, kind: FileKind) -> str:
    """The last part of an entry's path, as something to show."""
    return _printable(path.replace("\\", "/").rpartition("/")[2])[:100] or f"activity.{kind}"


def _printable(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
