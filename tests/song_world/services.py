"""The music services of the world, at the port: each shows what it was told, late, with holes, twice, or not at all."""

import random
from bisect import insort
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sync.core.errors import RateLimited, Unavailable
from sync.core.exchange import Batch
from sync.core.music import Play, Song
from tests.song_world.acting import Person
from tests.song_world.script import LASTFM, SPOTIFY, Listening

EVERY = {SPOTIFY: timedelta(minutes=5), LASTFM: timedelta(minutes=15)}
HELD = 50


@dataclass(frozen=True, slots=True)
class Told:
    """A play as its service shows it from `at` on."""

    at: datetime
    play: Play


class Services:
    """`shown`: what was delivered at least once. `trouble`: how many of the calls are refused."""

    def __init__(self, people: Iterable[Person], dice: random.Random, *, trouble: float = 0.01) -> None:
        self.people, self.dice, self.trouble = {one.name: one for one in people}, dice, trouble
        self.plays = defaultdict[str, list[tuple[datetime, int, Told]]](list)
        self.shown: set[tuple[str, datetime]] = set()
        self.calls = 0
        self._number = 0

    def hears(self, one: Listening) -> list[datetime]:
        """Takes in a listening; when it will be shown."""
        if one.told is None:
            return []
        person = self.people[one.user]
        play = Play(one.user, person.service, stamp_of(one, person), song_as_told(one, person))
        self._add(Told(one.told, play))
        if person.service == SPOTIFY and self.dice.random() < 0.01:  # it shows some twice
            self._add(Told(one.told, replace(play, played_at=play.played_at + timedelta(seconds=2))))
        return [one.told]

    def _add(self, told: Told) -> None:
        self._number += 1
        insort(self.plays[told.play.user], (told.play.played_at, self._number, told))

    def recent(self, user: str, now: datetime) -> Batch:
        self.calls += 1
        service, what = self.people[user].service, self.dice.random()
        if what < self.trouble:
            raise Unavailable(f"{service} is away", service=service)
        if what < self.trouble * 1.2:
            raise RateLimited(f"{service}: too many", now + timedelta(minutes=4), service=service)
        shown = [told for *_, told in self.plays[user] if told.at <= now]
        page = shown[-HELD:]
        self.shown |= {(user, told.play.played_at) for told in page}
        return Batch(tuple(told.play for told in reversed(page)), full=len(shown) > HELD)


@dataclass(frozen=True, slots=True)
class Source:
    """See `ports.PlaySource`."""

    services: Services
    user: str
    now: datetime

    def recent(self, since: datetime) -> Batch:
        return self.services.recent(self.user, self.now)

    def between(self, start: datetime, end: datetime) -> Batch:
        return self.services.recent(self.user, self.now)


def stamp_of(one: Listening, person: Person) -> datetime:
    """In whole milliseconds, or whole seconds for scrobbles."""
    at = one.begin if person.service == LASTFM or person.stamp == "start" else one.end
    return at.replace(microsecond=0 if person.service == LASTFM else at.microsecond // 1000 * 1000)


def song_as_told(one: Listening, person: Person) -> Song:
    """Last.fm knows names alone, and spells some in its own way."""
    song = one.recording
    if person.service == LASTFM:
        return Song(song.title.upper() if song.number % 9 == 0 else song.title, song.artist)
    return Song(song.title, song.artist, song.seconds, song.isrc(person.market), song.uri(person.market))
