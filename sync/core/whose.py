"""Whose the work at hand is. Who begins it says so once; whoever writes a line of the log asks."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from sync.core.user_name import ME

_user: ContextVar[str] = ContextVar("user", default=ME)


@contextmanager
def work_of(user: str) -> Iterator[None]:
    """Until the block ends, in this thread: the work is this person's."""
    before = _user.set(user)
    try:
        yield
    finally:
        _user.reset(before)


def whose() -> str:
    """Whose work is at hand; `ME` where nobody has said."""
    return _user.get()
