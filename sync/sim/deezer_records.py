"""What the simulated Deezer holds: the songbook's recordings, and the namesakes that a search for them brings up.

Source: docs/services/songfacts.md, and the shapes of search answers in public code: `title` with the version in it,
`title_short` and `title_version`, `duration` in whole seconds, no tempo and no ISRC. A search is not exact: it takes
any order of the words, no account of case and accents, and finds covers and other versions too.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from sync.core.music import plain
from sync.sim.songbook import SONGS, SimSong

_FIRST = 3_000_000_000
_NAMESAKES = 100_000
_COVER = "https://cdn-images.dzcdn.net/images/cover/synthetic/250x250.jpg"
_FIELD = re.compile(r'(artist|track|album):"([^"]*)"')


@dataclass(frozen=True, slots=True)
class Record:
    """One recording. `version` is part of its whole title, as "(Live)"; `of` is whose recording it is or imitates."""

    number: int
    title: str
    version: str
    artist: str
    album: str
    seconds: float
    bpm: float
    isrc: str
    of: SimSong

    def shown(self) -> dict[str, Any]:
        whole = f"{self.title} {self.version}".strip()
        return {
            "id": self.number,
            "readable": True,
            "title": whole,
            "title_short": self.title,
            "title_version": self.version,
            "link": f"https://www.deezer.com/track/{self.number}",
            "duration": int(self.seconds),
            "rank": 900_000 - self.number % _NAMESAKES,
            "explicit_lyrics": False,
            "preview": "",
            "md5_image": "0" * 32,
            "artist": {"id": _FIRST // 1000 + self.of.number, "name": self.artist, "type": "artist"},
            "album": {"id": _FIRST // 100 + self.of.number, "title": self.album, "cover_medium": _COVER},
            "type": "track",
        }


def deezer_knows(song: SimSong) -> bool:
    return song.number % 9 != 4


def deezer_bpm(song: SimSong) -> float:
    """0 where it does not know, and twice or half of what ReccoBeats says for some."""
    if song.number % 5 == 2:
        return 0
    if song.number % 6 == 1:
        return song.bpm * 2 if song.bpm <= 100 else song.bpm / 2
    return song.bpm


def has_long_version(song: SimSong) -> bool:
    """Whether there is another recording with the very same names, a minute longer and of another tempo."""
    return song.number % 8 == 3


@cache
def records() -> tuple[Record, ...]:
    return tuple(record for song in SONGS for record in _of(song))


def found(query: str) -> list[Record]:
    """What a search finds, the namesakes first: popularity decides, not likeness."""
    asked = {field: set(plain(words).split()) for field, words in _FIELD.findall(query)}
    loose = set(plain(_FIELD.sub("", query)).split())

    def fits(record: Record) -> bool:
        texts = {"artist": record.artist, "track": f"{record.title} {record.version}", "album": record.album}
        words = {field: set(plain(text).split()) for field, text in texts.items()}
        if record.artist.startswith("Karaoke"):
            words["artist"] |= set(plain(record.of.artist).split())  # their pages name whom they imitate
        return all(some <= words[field] for field, some in asked.items()) and loose <= set().union(*words.values())

    return sorted(filter(fits, records()), key=lambda record: (record.number < _FIRST + _NAMESAKES, record.number))


def _of(song: SimSong) -> Iterator[Record]:
    guest = song.title.find(" (feat.")
    title, version = (song.title[:guest], song.title[guest + 1 :]) if guest > 0 else (song.title, "")
    other = song.bpm + 11
    if deezer_knows(song):
        yield Record(
            _FIRST + song.number,
            title,
            version,
            song.artist,
            song.album,
            song.seconds,
            deezer_bpm(song),
            song.isrc,
            song,
        )
    namesakes: tuple[tuple[str, str, str, float], ...] = (
        (title, "", "Karaoke Runners", song.seconds + 1),
        (title, "(Live)", song.artist, song.seconds + 40),
        (title, "(Treadmill Remix)", song.artist, song.seconds - 30),
    )
    if has_long_version(song):
        namesakes += ((title, "", song.artist, song.seconds + 60),)
    for place, (name, kind, artist, seconds) in enumerate(namesakes, 1):
        number = place * _NAMESAKES + song.number
        isrc = f"XX{place}NS26{song.number:05d}"
        yield Record(_FIRST + number, name, kind, artist, f"Best of {place}", seconds, other, isrc, song)
