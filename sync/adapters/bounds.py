"""What one exchange with a service may cost: seconds in all, and bytes once decoded. One rule for every HTTP library.

A library's own timeouts count from byte to byte, so that an answer that drips never ends. `exchange` says when this
one must be over; `sockets.py` cuts every wait of requests and httpx2 to what is left of it, and curl is told the same
(`garmin_curl.py`). No exchange gets more time than the tick has left (`core/time_left.py`).
"""

import math
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from sync.core.time_left import seconds_left

MEGABYTE = 1_000_000
JSON_BYTES = 8 * MEGABYTE
"""The most of an answer that is data: 200 activities or 1,000 plays are one or two megabytes."""
FILE_BYTES = 32 * MEGABYTE
"""The most of an answer that is a recording; `originals.Limits` says how large one may be that is then opened."""
PIECE = 64 * 1024
CONNECT_SECONDS = 5.0
"""The most of an exchange that connecting may take."""
LEAST_SECONDS = 1.0
"""With less than this left in the tick, no exchange is begun."""
REFRESH_SECONDS = 20.0
"""With less than this left, no refresh token is sent: a rotated one whose answer is lost costs a new login."""

_ends: ContextVar[float] = ContextVar("exchange_ends", default=math.inf)


class NoTimeLeft(TimeoutError):
    """The tick is nearly over: nothing was sent."""


class TooLarge(OSError):
    """The answer is larger, when decoded, than such an answer can be."""

    def __init__(self, most: int) -> None:
        super().__init__(f"the answer is larger than {most / MEGABYTE:g} MB")


@contextmanager
def exchange(patience: float, *, least: float = LEAST_SECONDS) -> Iterator[float]:
    """One exchange, which gets so many seconds (the value given) in all: `patience`, or what the tick has left.

    `least`: how many seconds the tick must have left for the exchange to be begun (but never more than `patience`);
    a write or a refresh wants enough for its answer. One inside of another ends with it. Raises `NoTimeLeft`."""
    left = seconds_left()
    if left < min(least, patience):
        raise NoTimeLeft("this tick has no time left for it")
    seconds = min(patience, left)
    before = _ends.set(min(time.monotonic() + seconds, _ends.get()))
    try:
        yield seconds
    finally:
        _ends.reset(before)


def remaining() -> float:
    """Seconds that the exchange under way has left, infinite outside of one. Raises TimeoutError when it is over."""
    ends = _ends.get()
    if ends == math.inf:
        return ends
    left = ends - time.monotonic()
    if left <= 0:
        raise TimeoutError("timed out")
    return left


def read(pieces: Iterable[bytes], most: int) -> bytes:
    """The whole body, from decoded pieces of a bounded size. Raises `TooLarge` and TimeoutError."""
    kept, size = list[bytes](), 0
    for piece in pieces:
        size += len(piece)
        if size > most:
            raise TooLarge(most)
        kept.append(piece)
        remaining()
    return b"".join(kept)
