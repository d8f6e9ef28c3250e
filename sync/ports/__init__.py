"""What the engine needs from the world, as Protocols. Adapters and stores implement them; one contract suite per port.

A source and a target are bound to one user and one moment (`app.source(user, now)`), so that no method needs a clock.
Every method may raise the errors of `core/errors.py`, and no others on purpose.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

from sync.core.diff import Listed, OnTarget, Page
from sync.core.exchange import Batch as Batch
from sync.core.exchange import FoundFacts as FoundFacts
from sync.core.exchange import Result as Result
from sync.core.exchange import Text as Text
from sync.core.exchange import Upload as Upload
from sync.core.found_song import FoundSong
from sync.core.music import Song
from sync.core.original import Original
from sync.core.route import Route
from sync.core.song_link import NotASong, ShortLink, SongLink, SongPages
from sync.core.store_errors import Conflict as Conflict
from sync.core.store_errors import KeyLost as KeyLost
from sync.core.store_errors import SealBroken as SealBroken
from sync.core.store_errors import StoreBroken as StoreBroken
from sync.core.store_errors import StoreBusy as StoreBusy
from sync.ports.store import As as As
from sync.ports.store import Doc as Doc
from sync.ports.store import Document as Document
from sync.ports.store import Store as Store

if TYPE_CHECKING:
    from sync.core.insights.findings import Findings
    from sync.core.insights.sample import Sample


class ActivitySource(Protocol):
    """Where activities come from (a watch's service). `name`: the service, which their rows' keys begin with."""

    name: str

    def recent(self, limit: int, start: int = 0, since: date | None = None) -> Page[Listed]:
        """One page of the account's list, newest first; `since` is a local calendar date. Exactly one list call."""
        ...

    def original(self, id: str) -> tuple[Original, ...]:
        """The recorded file(s), one per leg. `Missing` when there is none."""
        ...

    def keep_alive(self) -> None:
        """Refresh the login although no call needs it, so that it does not expire unused."""
        ...


class ActivityTarget(Protocol):
    """Where activities go."""

    def listing(self, after: datetime, before: datetime, *, page: int = 1) -> Page[OnTarget]:
        """One page (200) of what the target has in that window of start times. Exactly one read."""
        ...

    def submit(self, upload: Upload) -> tuple[int, Result]:
        """Send a file: (upload id, first word on its processing). Any error but `Unclear` and `Rejected` means that
        it was certainly not carried out; `Rejected` that the target will never take it."""
        ...

    def result(self, upload_id: int) -> Result:
        """Ask what became of an upload."""
        ...

    def owner(self, activity_id: int) -> str | None:
        """The athlete whose activity it is, as their id ("": it is not said); None when it is gone or not visible to
        us. One read."""
        ...

    def text(self, activity_id: int) -> Text:
        """Title and description as they are now: one read. `Missing` when it is gone or not visible to us."""
        ...

    def write(self, activity_id: int, *, title: str | None = None, description: str | None = None) -> None:
        """Replace what is given, in one write. `Unclear` when it may have happened."""
        ...

    def reads_left(self) -> float:
        """The share of the day's reads that is left, 0 to 1; no call."""
        ...


class PlaySource(Protocol):
    """Where plays come from, bound to one user and one moment."""

    def recent(self, since: datetime) -> Batch:
        """The newest plays, at least back to `since` where the source holds them. A play may show up late, behind
        newer ones: what is known already is delivered again."""
        ...

    def between(self, start: datetime, end: datetime) -> Batch:
        """The plays of a window (both ends included), for a run. Some can only give their newest."""
        ...


class SongFacts(Protocol):
    """A catalogue of songs (MusicBrainz, ReccoBeats, Deezer). `most`: songs it can be asked for in one call."""

    name: str
    most: int

    def knows(self, song: Song) -> bool:
        """Whether it can be asked at all: it may need an ISRC, another service's id or a MusicBrainz id."""
        ...

    def look_up(self, songs: Sequence[Song], now: datetime) -> dict[str, FoundFacts]:
        """By `Song.key`; a song that it does not know is absent. Exactly one call."""
        ...


class SongFinder(Protocol):
    """Where a song is looked up that somebody sent, bound to one user and one moment.

    `names`: whether it also finds songs by their names; else `named` is None without a call."""

    name: str
    names: bool

    def linked(self, link: SongLink) -> FoundSong | None:
        """The song of one of its own links; None where it has no such song."""
        ...

    def named(self, song: Song) -> FoundSong | None:
        """The recording of this title and artist, and length where one is known; None where it has none, or nobody
        could say which."""
        ...


class LinkFollower(Protocol):
    """Follows an address that only leads to another."""

    def follow(self, link: ShortLink, pages: Sequence[SongPages]) -> SongLink | NotASong | None:
        """Where it ends, among these pages; None where it leads to a host that is nobody's, in circles, or nowhere."""
        ...


class TemplateWrong(Exception):
    """The user's template cannot be used; the message names the line."""


class Renderer(Protocol):
    """Turns a soundtrack into text by the user's template. Raises `TemplateWrong`. `shows_route`: whether the text may
    show how it was run to the songs."""

    shows_route: bool

    def render(self, values: Mapping[str, object]) -> str: ...


class RouteReader(Protocol):
    """Reads the route of a FIT within a time bound. Raises `core.route.NoRoute`, or `ReadingStopped`."""

    def read(self, data: bytes, seconds: float) -> Route: ...


class NotComputed(Exception):
    """The statistics came to nothing; `reason` says why in plain words."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Statistics(Protocol):
    """Works out what music does to running. Raises `NotComputed` when it takes longer than `seconds`, or breaks off."""

    def findings(self, sample: "Sample", seconds: float) -> "Findings": ...


class Sealer(Protocol):
    """Encrypts what must not lie about in clear. `about` is bound into the seal: another row's seal does not open."""

    def seal(self, clear: str, *about: str) -> str:
        """Raises `KeyLost` where there is no key, but logins are stored."""
        ...

    def open(self, sealed: str, *about: str) -> str:
        """Raises `SealBroken`."""
        ...


class Notifier(Protocol):
    """Tells a person. `send` returns False when the message did not go out; it never raises."""

    def send(self, title: str, body: str) -> bool: ...

    def heartbeat(self) -> None: ...


class Files(Protocol):
    """Bytes by name (original files, routes), stored compressed. Names are slash-separated and safe."""

    def put(self, name: str, data: bytes) -> None: ...

    def get(self, name: str) -> bytes | None: ...

    def delete(self, name: str) -> None: ...

    def older_than(self, prefix: str, before: datetime) -> Iterable[str]: ...

    def erase(self, name: str) -> int:
        """Delete the file of this name and all below it, with every version that is kept of them; returns how many
        there were. Safe to repeat."""
        ...


Sleep = Callable[[float], None]
