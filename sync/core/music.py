"""What was listened to: a Song, and a Play (one listening of it). Sources report plays, each in its own way.

Facts: docs/services/plays.md. A play's `played_at` is when the source says it happened, which is the end of
the listening at some sources and the start at others; `core/soundtrack.py` finds out which.
"""

import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

Habit = Literal["end", "start"]

SOURCES = ("spotify", "listenbrainz", "lastfm")
"""The music services, in the order in which their copy of a play is believed."""
IMPORTED = "spotify-history"
"""The source name of plays from a Spotify data export: exact ends and lengths, no connection behind it."""


@dataclass(frozen=True, slots=True)
class Song:
    """One recording as a source names it. `seconds` is its length (None: unknown); "" is unknown in every text.

    `uri` is the source's own id (`spotify:track:…`), `mbid` MusicBrainz's recording id, `link` a page about it."""

    title: str
    artist: str
    seconds: float | None = None
    isrc: str = ""
    uri: str = ""
    album: str = ""
    mbid: str = ""
    link: str = ""

    @property
    def key(self) -> str:
        """What tells songs of one source apart: its id, else artist and title as a person would compare them."""
        return self.uri or f"{plain(self.artist)}|{plain(self.title)}"


@dataclass(frozen=True, slots=True)
class Play:
    """One listening. Unique by (user, source, `played_at` in ms, song key).

    `client`: the program that reported it, where the source says (habits differ by it). `heard` is how many seconds
    were really played and `habit` what `played_at` means, where the source says so; both None: to be found out."""

    user: str
    source: str
    played_at: datetime
    song: Song
    client: str = ""
    heard: float | None = None
    habit: Habit | None = None

    @property
    def ms(self) -> int:
        """Milliseconds since 1970 UTC, exactly."""
        return millis(self.played_at)


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch of time in which plays of a source are missing, or may be. `sure`: "certain" (the source held a
    full page of plays and none was known), "likely" or "possible" (nobody asked it for so long)."""

    user: str
    source: str
    after: datetime
    before: datetime
    sure: Literal["certain", "likely", "possible"]
    why: str
    version: int = 0


def millis(at: datetime) -> int:
    """Milliseconds since 1970 UTC; a float would lose some."""
    delta = at - datetime.fromtimestamp(0, at.tzinfo)
    return delta // timedelta(milliseconds=1)


def plain(text: str) -> str:
    """For comparing names: no case, no accents, no "(feat. …)", one space between words."""
    text = unicodedata.normalize("NFKD", text.casefold())
    for mark in ("(feat.", "(ft.", "[feat.", " feat. ", " ft. "):
        text = text.split(mark)[0]
    kept = "".join(sign if sign.isalnum() else " " for sign in text if not unicodedata.combining(sign))
    return " ".join(kept.split())
