"""Which song a message is about: its link is looked up where it leads, what is missing in the catalogues by name.

Nothing is saved but a pause of a service that refuses. Each service is asked on its own: what does not answer is left
out and named, and where none answers the link is passed on as it is. Calls: up to 3 for a short link, 2 at the link's
own service, 2 at each that finds songs by their names (no more than 9 in all).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sync.app import App
from sync.core.errors import OutOfTime, RateLimited, SyncError, Unavailable
from sync.core.found_song import FoundSong, at
from sync.core.music import Song
from sync.core.song_link import Meant, NamedSong, NotASong, ShortLink, SongLink, recognise
from sync.core.user import Connection
from sync.engine import service_trouble
from sync.engine.asks.refusals import Refused


class NoSongMeant(Refused):
    """Nothing in the text is a link to a song, or reads "artist - title"."""


class NotASingleSong(Refused):
    """The link leads to an album, a playlist …: `what` of which `service`."""

    def __init__(self, service: str, what: str) -> None:
        super().__init__(f"{service}: {what}")
        self.service, self.what = service, what


class LeadsNowhere(Refused):
    """A short link leads to no page that is known, or in circles."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address


class NotFoundAnywhere(Refused):
    """No service has a song of this name or link; `unanswered` could not say."""

    def __init__(self, unanswered: tuple[str, ...]) -> None:
        super().__init__(", ".join(unanswered))
        self.unanswered = unanswered


@dataclass(frozen=True, slots=True)
class Found:
    """The song, and which services (by name) did not answer: what they know is not in it."""

    song: FoundSong
    unanswered: tuple[str, ...] = ()


def find_song(app: App, user: str, text: str, now: datetime) -> Found:
    """The song that is meant. Raises `NoSongMeant`, `NotASingleSong`, `LeadsNowhere` and `NotFoundAnywhere`."""
    search = _Search(app, user, now)
    meant: Meant | FoundSong | None = recognise(text, app.song_pages)
    if isinstance(meant, ShortLink):
        meant = search.followed(meant)
    match meant:
        case None:
            raise NoSongMeant
        case NotASong(service=service, what=what):
            raise NotASingleSong(service, what)
        case NamedSong(artist=artist, title=title):
            song = search.filled(FoundSong(), Song(title, artist))
            if not song.title:
                raise NotFoundAnywhere(search.silent)
        case SongLink():
            song = search.linked(meant)
        case FoundSong():
            song = meant
        case ShortLink():
            raise AssertionError  # followed above
    return Found(song, search.silent)


class _Search:
    """One look for one song, and who did not answer in it."""

    def __init__(self, app: App, user: str, now: datetime) -> None:
        self._app, self._user, self._now = app, user, now
        self._silent = list[str]()
        bound = ((name, built.songs) for name, built in app.services.items())
        self._finders = {name: songs(user, now) for name, songs in bound if songs is not None}

    @property
    def silent(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self._silent))

    def followed(self, link: ShortLink) -> SongLink | NotASong | FoundSong:
        """Where it leads; as it is where nobody answers."""
        assert self._app.follower is not None, "the wiring has one"
        follower = self._app.follower
        try:
            there = follower.follow(link, self._app.song_pages)
        except SyncError:  # of this host alone: the service itself may well answer
            self._silent.append(link.service)
            return FoundSong(pages={link.service: link.address})
        if there is None:
            raise LeadsNowhere(link.address)
        return there

    def linked(self, link: SongLink) -> FoundSong:
        """What its own service says of it, and then the others by its names."""
        finder = self._finders.get(link.service)
        if finder is None:
            return at(link)
        told = self._asked(link.service, lambda: finder.linked(link))
        if told is not None:
            return self.filled(told, told.as_song(), but=link.service)
        if link.service in self._silent:
            return at(link)
        raise NotFoundAnywhere(self.silent)

    def filled(self, song: FoundSong, known: Song, but: str = "") -> FoundSong:
        """With what the services say that find a song by its names."""
        for name, finder in self._finders.items():
            if name != but and finder.names and known.title and known.artist:
                there = self._asked(name, partial(finder.named, known))
                if there is not None:
                    song = song.joined(there)
                    known = song.as_song()
        return song

    def _asked[T](self, name: str, call: Callable[[], T | None]) -> T | None:
        if not self._is_open(name):
            self._silent.append(name)
            return None
        try:
            return call()
        except SyncError as error:  # the song goes on without it; a pause is saved, which nobody has to hear of
            self._silent.append(name)
            if isinstance(error, RateLimited | Unavailable) and not isinstance(error, OutOfTime):
                service_trouble.paused(self._app, error, self._now)
            if isinstance(error, RateLimited) and any(source.service == name for source in self._app.music):
                service_trouble.blocked(self._app, self._user, error, self._now)
        return None

    def _is_open(self, name: str) -> bool:
        link = self._app.store.load(Connection, self._user, name)
        blocked = link is not None and link.is_blocked(self._now)
        return not blocked and not service_trouble.is_paused(self._app.store, name, self._now)
