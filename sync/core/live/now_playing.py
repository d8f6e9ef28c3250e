"""The song that a person is listening to while they run, as a service tells it while it plays."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sync.core.music import Song

UNSURE = timedelta(minutes=10)
"""How long a song of unknown length is taken to play on after it was seen."""


@dataclass(frozen=True, slots=True)
class NowPlaying:
    """`song`: None where nothing plays. `began`: when it would have begun had it never been paused, so that its
    position is what has passed since; None where the service does not say. `seen_at`: when it was seen last,
    `first_seen` since when without another one in between; `playing`: it was not paused. `started`: from when on it was
    heard as far as is known, and `heard` how many seconds of it for sure, until it was seen last. `due`: when it is
    looked at again, None while nobody runs; `failures`: in a row; `why`: of the last one. `service`: who told of the
    song, "" where nobody was asked yet."""

    user: str
    service: str
    seen_at: datetime
    song: Song | None = None
    began: datetime | None = None
    first_seen: datetime | None = None
    playing: bool = False
    due: datetime | None = None
    failures: int = 0
    why: str = ""
    version: int = 0
    started: datetime | None = None
    heard: float = 0.0

    def plays(self, now: datetime) -> bool:
        """Whether it still plays as far as is known: nobody looks when it ends."""
        if self.song is None or not self.playing:
            return False
        if self.began is None or self.song.seconds is None:
            return now - self.seen_at <= UNSURE
        return now < self.began + timedelta(seconds=self.song.seconds)

    def without(self, service: str) -> "NowPlaying":
        """Of who has left that service: what it told goes with it, and whoever is next tells what plays."""
        if service != self.service:
            return self
        return NowPlaying(self.user, "", self.seen_at, due=self.due, version=self.version)
