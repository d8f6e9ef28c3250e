"""The words by which a list finds a run by its songs: those of their titles and artists, each once."""

from collections.abc import Iterable
from typing import Protocol

MOST = 4_000
"""Signs of one run: some 200 songs. A row of DynamoDB holds 400 KB, and a list reads a thousand of them."""


class Named(Protocol):
    """A song, or what is kept of one."""

    @property
    def artist(self) -> str: ...
    @property
    def title(self) -> str: ...


def heard(songs: Iterable[Named]) -> str:
    """Folded, a space between two, in the order in which they came up; what is beyond `MOST` is left out."""
    words = dict.fromkeys(word for song in songs for word in f"{song.artist} {song.title}".casefold().split())
    told = " ".join(words)
    return told if len(told) <= MOST else told[: MOST + 1].rpartition(" ")[0]
