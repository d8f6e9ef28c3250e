"""Answers without an end: bodies that drip, and bodies that are small on the wire and huge when decoded."""

import threading
import time
import zlib
from collections.abc import Iterator
from functools import cache

_MEGABYTE = 1_000_000


def drip(beginning: bytes, every: float, seconds: float) -> Iterator[bytes]:
    """`beginning` a byte at a time, then blanks, one `every` so many seconds, for at most `seconds`."""
    end, pause = time.monotonic() + seconds, threading.Event()
    yield beginning[:1]
    for place in range(1, int(seconds / every)):
        pause.wait(every)
        if time.monotonic() > end:
            return
        yield beginning[place : place + 1] or b" "


def bomb(megabytes: int, ending: bytes) -> Iterator[bytes]:
    """A gzip body, valid to its last byte, that decodes to so many megabytes of blanks and then `ending`: a thousandth
    on the wire. Nothing of it is held."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    last = packer.compress(ending) + packer.flush()
    total = zlib.crc32(ending, _checksum(megabytes)), (megabytes * _MEGABYTE + len(ending)) & 0xFFFFFFFF
    yield b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
    for _ in range(megabytes):
        yield _megabyte()
    yield last + b"".join(number.to_bytes(4, "little") for number in total)


@cache
def _megabyte() -> bytes:
    """A million blanks as a piece of a deflate stream that stands for itself, and so can be repeated."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(b" " * _MEGABYTE) + packer.flush(zlib.Z_FULL_FLUSH)


@cache
def _checksum(megabytes: int) -> int:
    checksum, blanks = 0, b" " * _MEGABYTE
    for _ in range(megabytes):
        checksum = zlib.crc32(blanks, checksum)
    return checksum
