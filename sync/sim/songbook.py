"""The songs that pretend athletes listen to, and what they listened to: invented names, synthetic ids."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

_FIRST = (
    "Aerobic",
    "Negative",
    "Second",
    "Golden",
    "Quiet",
    "Northern",
    "Tempo",
    "Long",
    "Final",
    "Silver",
    "Early",
    "Wet",
)
_LAST = (
    "Threshold",
    "Split",
    "Wind",
    "Hour",
    "Mile",
    "Lights",
    "Change",
    "Way Home",
    "Kilometre",
    "Laces",
    "Train",
    "Asphalt",
)
_ARTISTS = (
    "Cadence 180",
    "The Fartleks",
    "Lactate",
    "Hill Repeats",
    "Zone Two",
    "Runner's Low",
    "Björk Ø Vest",
    "Pace & Effort",
    "VO2",
    "Måns Löpare",
    "Die Dauerläufer",
    "Ghost Runners",
)


@dataclass(frozen=True, slots=True)
class SimSong:
    """One recording in every catalogue. `seconds` is its length; `bpm` and the rest are what ReccoBeats would say."""

    number: int
    title: str
    artist: str
    seconds: float
    bpm: float
    energy: float
    danceability: float
    valence: float
    album: str = ""

    @property
    def spotify_id(self) -> str:
        return f"4aBcSynthetic{self.number:09d}"

    @property
    def uri(self) -> str:
        return f"spotify:track:{self.spotify_id}"

    @property
    def isrc(self) -> str:
        return f"QZTST26{self.number:05d}"

    @property
    def mbid(self) -> str:
        return f"00000000-0000-4000-8000-{self.number:012d}"


@dataclass(frozen=True, slots=True)
class Heard:
    """One listening as it really was: from `start` for `seconds` of sound, `paused` seconds of silence within."""

    song: SimSong
    start: datetime
    seconds: float
    paused: float = 0.0

    @property
    def end(self) -> datetime:
        return self.start + timedelta(seconds=self.seconds + self.paused)


def _songs() -> Iterator[SimSong]:
    dice = random.Random("songbook")
    pairs = [(first, last) for first in _FIRST for last in _LAST]
    dice.shuffle(pairs)
    for number, (first, last) in enumerate(pairs, 1):
        title = f"{first} {last}" + (" (feat. Zone Two)" if number % 17 == 0 else "")
        yield SimSong(
            number,
            title,
            dice.choice(_ARTISTS),
            round(dice.uniform(125, 290), 3),
            float(dice.choice((82, 86, 90, 120, 128, 150, 160, 168, 172, 176, 180))),
            round(dice.uniform(0.3, 0.98), 2),
            round(dice.uniform(0.3, 0.9), 2),
            round(dice.uniform(0.1, 0.95), 2),
            f"{first} LP",
        )


SONGS: tuple[SimSong, ...] = tuple(_songs())
"""144 songs, the same in every process."""


def playlist(seed: object, start: datetime, end: datetime) -> list[Heard]:
    """Songs one after the other, each to its end, from `start` until the last one that begins before `end`."""
    dice, at, heard = random.Random(f"playlist {seed}"), start, list[Heard]()
    while at < end:
        song = dice.choice(SONGS)
        heard.append(Heard(song, at, song.seconds))
        at = heard[-1].end
    return heard
