"""How long the work at hand may still take. Who begins it says so once; whoever is about to wait for a service asks."""

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_left: ContextVar[Callable[[], float]] = ContextVar("time_left", default=lambda: math.inf)


@contextmanager
def within(time_left: Callable[[], float]) -> Iterator[None]:
    """Until the block ends, in this thread: `time_left()` says how many seconds there are."""
    before = _left.set(time_left)
    try:
        yield
    finally:
        _left.reset(before)


def seconds_left() -> float:
    """Seconds until the work at hand must be over; infinite where nobody has said."""
    return _left.get()()
