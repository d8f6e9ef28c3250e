"""What the runners of the matching bench hear: songs with versions, parts and namesakes, in sittings of several kinds.

Nothing here knows a rule of ours. Everything follows from the dice.
"""

import math
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from sync.sim.listening import Listened
from sync.sim.songbook import SONGS, Heard, SimSong

FIRST_RUN = datetime(2026, 3, 2, tzinfo=UTC)
_DAY = 86_400.0
_NAMES = ("Kind of Blue Shoes", "The Long Road", "Don't Stop & Go", "Wild One", "Café Nocturne", "Ring", "1999 Miles")
_PEOPLE = ("Ann & the Pacers", "The Hares", "Måns Löpare", "DJ Kilometre", "O'Hara Sisters", "VO2")


def _versions() -> tuple[SimSong, ...]:
    """Songs that differ by a version, a part or their artist alone; their number tells them apart."""
    dice, found = random.Random("versions"), list[SimSong]()
    for title in _NAMES:
        artist = dice.choice(_PEOPLE)
        other = dice.choice([name for name in _PEOPLE if name != artist])
        for name, by in (
            (title, artist),
            (f"{title} (Live)", artist),
            (f"{title} - Club Remix", artist),
            (f"{title}, Pt. 1", artist),
            (f"{title}, Pt. 2", artist),
            (title, other),
        ):
            number, seconds = 1000 + len(found), round(dice.uniform(130, 320), 3)
            found.append(replace(SONGS[0], number=number, title=name, artist=by, seconds=seconds, album=title))
    return tuple(found)


VERSIONS = _versions()
STUDIO, LIVE, REMIX, PART_1, PART_2, COVER = range(6)
GROUPS = tuple(VERSIONS[i : i + 6] for i in range(0, len(VERSIONS), 6))

Songs = Iterator[SimSong]
Taste = Callable[[random.Random], Songs]


def shuffled(dice: random.Random, *, again: float = 0.05) -> Songs:
    """Any song, some of them once more."""
    song = dice.choice(SONGS)
    while True:
        yield song
        song = song if dice.random() < again else dice.choice(SONGS)


def repeating(dice: random.Random) -> Songs:
    return shuffled(dice, again=0.3)


def looped(songs: int) -> Taste:
    """The same few songs over and over."""

    def taste(dice: random.Random) -> Songs:
        chosen = dice.sample(SONGS, songs)
        while True:
            yield from chosen

    return taste


def followed(first: int, second: int) -> Taste:
    """Now and then a song and right after it another one that is easily taken for it."""

    def taste(dice: random.Random) -> Songs:
        for song in shuffled(dice):
            yield song
            if dice.random() < 0.25:
                group = dice.choice(GROUPS)
                yield from (group[first], group[second])

    return taste


@dataclass(frozen=True, slots=True)
class Listener:
    """How somebody listens. `skips`, `pauses`: shares of the songs; `fades`: seconds that a player may cut of each
    song's end; `sparse`: short runs, and nothing else was listened to."""

    taste: Taste = shuffled
    skips: float = 0.12
    pauses: float = 0.04
    fades: float = 0.0
    sparse: bool = False

    def run(self, dice: random.Random, number: int) -> tuple[datetime, float]:
        """When a run starts, and its elapsed seconds."""
        start = FIRST_RUN + timedelta(days=4 * number, seconds=round(dice.uniform(6, 20) * 3600, 3))
        return start, round(dice.uniform(600, 900) if self.sparse else dice.uniform(900, 5400), 1)

    def sittings(self, dice: random.Random, start: datetime, elapsed: float) -> list[list[Listened]]:
        """What is heard around a run, by sitting."""
        around = [(-dice.uniform(0, 1500), elapsed + dice.uniform(-300, 1500))]
        if not self.sparse:
            yesterday, evening = -dice.uniform(0.7, 1.0) * _DAY, elapsed + 1500 + dice.uniform(1500, 30_000)
            around.insert(0, (yesterday, yesterday + dice.uniform(1200, 5400)))
            around.append((evening, evening + dice.uniform(1200, 5400)))
        return [list(self._sitting(dice, start, begin, end)) for begin, end in around]

    def _sitting(self, dice: random.Random, start: datetime, begin: float, end: float) -> Iterator[Listened]:
        at, off = start + timedelta(seconds=begin), start + timedelta(seconds=end)
        for song in self.taste(dice):
            left = (off - at).total_seconds()
            if left <= 0:
                return
            sound, paused = song.seconds - dice.uniform(0.0, self.fades), 0.0
            if dice.random() < self.skips:
                sound = dice.uniform(3.0, song.seconds)
            if dice.random() < self.pauses:
                paused = math.exp(dice.uniform(math.log(5), math.log(600)))
            if sound + paused > left:
                sound, paused = min(sound, left), 0.0
            item = Listened(Heard(song, at, sound, paused), dice.uniform(0.0, sound))
            yield item
            at = item.heard.end
