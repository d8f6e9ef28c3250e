"""Files in one place, with a second copy near at hand of the few that must not be lost before they arrive there.

For a function on AWS: a token that was rotated, and that neither its table nor S3 will take just now, is kept sealed
under /tmp, where the same warm copy of the function finds it with the next event. That copy may be out of date, or
gone with the function: whoever reads such a file checks what it replaces (`adapters/tokens.py`).
"""

from collections.abc import Iterable
from datetime import datetime

from sync.ports import Files, StoreBroken


class NearFiles:
    """See `ports.Files`. `folder`: the first part of the names of which `near` holds a copy too."""

    def __init__(self, far: Files, near: Files, folder: str) -> None:
        self._far, self._near, self._folder = far, near, folder

    def put(self, name: str, data: bytes) -> None:
        """Raises `StoreBroken` when neither place takes it."""
        if not self._doubled(name):
            self._far.put(name, data)
            return
        refused = [error for place in (self._near, self._far) if (error := _tried(place, name, data)) is not None]
        if len(refused) == 2:
            raise refused[1]

    def get(self, name: str) -> bytes | None:
        """What is far away, else what is near; near too while the other place does not answer."""
        if not self._doubled(name):
            return self._far.get(name)
        near = self._near.get(name)
        try:
            far = self._far.get(name)
        except StoreBroken:
            if near is None:
                raise
            return near
        return near if far is None else far

    def delete(self, name: str) -> None:
        if self._doubled(name):
            self._near.delete(name)
        self._far.delete(name)

    def older_than(self, prefix: str, before: datetime) -> Iterable[str]:
        return self._far.older_than(prefix, before)

    def erase(self, name: str) -> int:
        if self._doubled(name):
            self._near.erase(name)
        return self._far.erase(name)

    def _doubled(self, name: str) -> bool:
        return name.split("/")[0] == self._folder


def _tried(place: Files, name: str, data: bytes) -> StoreBroken | None:
    try:
        place.put(name, data)
    except StoreBroken as error:
        return error
    return None
