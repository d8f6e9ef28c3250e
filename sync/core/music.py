"""What was listened to: a Song, and a Play (one listening of it). Sources report plays, each in its own way.

Facts: docs/services/plays.md. A play's `played_at` is when the source says it happened, which is the end of
the listening at some sources and the start at others; `core/soundtrack.py` finds out which.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache

SOURCES = ("spotify", "listenbrainz", "lastfm")
"""The music services, in the order in which their copy of a play is believed."""
IMPORTED = "spotify-history"
"""The source name of plays from a data export of the first of them: exact ends and lengths, no connection behind it."""
_LIVE = "-live"


def live_of(service: str) -> str:
    """The source name of plays that were not told by a service, but seen there while they were heard."""
    return service + _LIVE


def is_live(source: str) -> bool:
    """Whether plays of this source were only seen while they were heard: nothing marks a private session there."""
    return source.endswith(_LIVE)


def only_seen(sources: Sequence[str]) -> bool:
    """Whether no service has told of it by itself: then it may be of a private session, and is its listener's alone."""
    return bool(sources) and all(map(is_live, sources))


class Habit(StrEnum):
    """What the time of a play is at its source: that of its end or of its start."""

    END = "end"
    START = "start"


class Sure(StrEnum):
    """How sure it is that a source lacks plays of a time."""

    CERTAIN = "certain"  # it held a full page of plays and none was known
    LIKELY = "likely"
    POSSIBLE = "possible"  # nobody asked it for so long


@dataclass(frozen=True, slots=True)
class Artist:
    """One of those who made a song. `uri` is the source's own id, `mbid` as of a `Song`; "" is unknown."""

    name: str
    uri: str = ""
    mbid: str = ""


@dataclass(frozen=True, slots=True)
class Song:
    """One recording as a source names it. `seconds` is its length (None: unknown); "" is unknown in every text.

    `uri` is the source's own id (a URI), `mbid` MusicBrainz's recording id, `link` a page about it. `artist`
    is as it is written; `artists` are the single ones where the source tells them apart (() where it does not, and of
    plays from before they were kept: no comma says where a name ends). `cover` is the address of a picture of some 300
    pixels, `album_mbid` the release's."""

    title: str
    artist: str
    seconds: float | None = None
    isrc: str = ""
    uri: str = ""
    album: str = ""
    mbid: str = ""
    link: str = ""
    artists: tuple[Artist, ...] = ()
    cover: str = ""
    album_mbid: str = ""

    @property
    def by(self) -> tuple[Artist, ...]:
        """The single artists; where nobody told them apart, all as one."""
        return self.artists or ((Artist(self.artist),) if self.artist else ())

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
    context: str = ""  # what it was played from, by the source's id: a playlist, an album, an artist

    @property
    def ms(self) -> int:
        """Milliseconds since 1970 UTC, exactly."""
        return millis(self.played_at)


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch of time in which plays of a source are missing, or may be."""

    user: str
    source: str
    after: datetime
    before: datetime
    sure: Sure
    why: str
    version: int = 0


def millis(at: datetime) -> int:
    """Milliseconds since 1970 UTC; a float would lose some."""
    delta = at - datetime.fromtimestamp(0, at.tzinfo)
    return delta // timedelta(milliseconds=1)


def _compared(text: str) -> str:
    """For comparing names: no case, no accents, no "(feat. …)", one space between words."""
    text = unicodedata.normalize("NFKD", text.casefold())
    for mark in ("(feat.", "(ft.", "[feat.", " feat. ", " ft. "):
        text = text.split(mark)[0]
    kept = "".join(sign if sign.isalnum() else " " for sign in text if not unicodedata.combining(sign))
    return " ".join(kept.split())


plain = lru_cache(maxsize=4096)(_compared)
"""The same: a play's names are compared with those of every other play around it."""
