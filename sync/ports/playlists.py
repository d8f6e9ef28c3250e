"""The port of playlists. Apart from the others, for no tick makes one."""

from collections.abc import Sequence
from typing import Protocol

from sync.core.music import Song


class Playlists(Protocol):
    """Where a person's playlists are made, bound to one user and one moment. `scopes`: the permissions for it."""

    name: str
    scopes: tuple[str, ...]

    def entry(self, song: Song) -> str:
        """What a playlist there holds of a song, "" where that is not known. No call."""
        ...

    def find(self, mark: str, id: str = "") -> str:
        """The id of one of the person's own playlists: the one of this `id` where it is still there, else one in whose
        description the mark stands, else "". A call for each page of them."""
        ...

    def make(self, name: str, about: str, mark: str) -> str:
        """Make an empty one that nobody else sees, with this description, the mark in it, and return its id. One call.
        `Unclear` when it may have been made; any other error means that it was not."""
        ...

    def fill(self, id: str, entries: Sequence[str]) -> None:
        """Have it hold these and nothing else, in this order. Safe to repeat. `Missing` when it is there no longer."""
        ...

    def page(self, id: str) -> str:
        """Its address. No call."""
        ...
