"""A song that somebody has shown to the bot, and has not yet said to whom it goes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sync.core.music import Song

KEPT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Draft:
    """`id`: by the update that brought it; what is sent of it has an id made of this one, so that a button that is
    pressed twice sends once. `pages`: the song's addresses at services, as of a `Sending`."""

    user: str
    id: str
    song: Song
    made_at: datetime
    pages: tuple[str, ...] = ()
    version: int = 0

    def sending_to(self, name: str) -> str:
        """The id under which it is sent to somebody."""
        return f"{self.id}-{mark_of(name)}"


def mark_of(name: str) -> str:
    """A name in a button's data: it holds 64 bytes only, and nobody else's name has to stand in it."""
    return sha256(name.encode()).hexdigest()[:10]
