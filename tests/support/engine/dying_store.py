"""A store that dies in the middle of the work, as a process does that is killed."""

from collections.abc import Callable
from typing import Any

from sync.ports import Store


class Killed(BaseException):
    """Stands for SIGKILL: nothing in the product catches it."""


class DyingStore:
    """A store that dies instead of its n-th write."""

    def __init__(self, store: Store) -> None:
        self._store, self.left = store, 10**9

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._store, name)
        return self._dying(found) if name in ("add", "add_plays", "save", "put", "remove") else found

    def _dying(self, write: Callable[..., Any]) -> Callable[..., Any]:
        def attempt(*arguments: Any) -> Any:
            self.left -= 1
            if self.left < 0:
                raise Killed
            return write(*arguments)

        return attempt
