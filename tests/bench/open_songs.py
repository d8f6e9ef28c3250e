"""What the benches of songs send and play: numbered songs, friends, and a service that tells of plays."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sync.app import App, MusicSource
from sync.core.exchange import Batch
from sync.core.friends import Learns
from sync.core.music import Habit, Play, Song
from sync.engine.asks import friends
from sync.engine.asks.users import add_user

MINUTE = timedelta(minutes=1)


class Plays:
    """A service that tells of these plays. See `ports.PlaySource`."""

    def __init__(self) -> None:
        self.told: dict[str, list[Play]] = {}

    def source(self) -> MusicSource:
        return MusicSource("spotify", 5 * MINUTE, lambda user, now: _Bound(self, user), held=50)


class _Bound:
    def __init__(self, plays: Plays, user: str) -> None:
        self._plays, self._user = plays, user

    def recent(self, since: datetime) -> Batch:
        return Batch(tuple(reversed(self._plays.told.get(self._user, ())[-50:])))

    def between(self, start: datetime, end: datetime) -> Batch:
        return self.recent(start)


def song_number(number: int) -> Song:
    return Song(f"Title {number} of all", f"Artist {number}", 200.0 + number % 50, f"QZTST{number:07d}")


def played(name: str, number: int, at: datetime) -> Play:
    song = replace(song_number(number), uri=f"spotify:track:{number}")
    return Play(name, "spotify", at, song, habit=Habit.END)


def befriend(app: App, one: str, others: Sequence[str], now: datetime) -> None:
    if one not in app.store.users():
        add_user(app, one, now)
    for other in others:
        friends.ask(app.store, one, other, now, tells=Learns.PLAYED)
        friends.ask(app.store, other, one, now, tells=Learns.PLAYED)
