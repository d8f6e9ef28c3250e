"""Songs as a playlist of a person's own at a music service: made once for what it is of, and changed in place.

Safe to run twice, and to be killed anywhere: the making is noted before it is asked for; where its outcome is not
known, the playlist is looked for by its mark, and made anew only once it would certainly be on the list.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from sync.app import App
from sync.core.errors import Missing, RateLimited, SyncError, Unclear
from sync.core.music import Song
from sync.core.playlist import Playlist
from sync.core.user import Connection
from sync.engine import own, saving, service_trouble
from sync.engine.asks.group_refusals import NotJoined
from sync.engine.asks.refusals import Refused
from sync.engine.group_week import week
from sync.ports import Store
from sync.ports.playlists import Playlists

OF_WEEK = "week"


class NoPlaylists(Refused):
    """No service that makes playlists is connected; `service`: one that could be, "" for none."""

    def __init__(self, service: str) -> None:
        super().__init__(service)
        self.service = service


class PlaylistsNotAllowed(Refused):
    """The consent at `service` does not cover them: a person has to give it anew."""

    def __init__(self, service: str) -> None:
        super().__init__(service)
        self.service = service


class NothingToPlay(Refused):
    """No song of it is known at `service`; `left_out`: how many there are."""

    def __init__(self, service: str, left_out: int) -> None:
        super().__init__(service)
        self.service, self.left_out = service, left_out


class NotAllKnown(Refused):
    """`left_out` of its songs are not known at `service`, and without them it would not be what it is of."""

    def __init__(self, service: str, left_out: int) -> None:
        super().__init__(service)
        self.service, self.left_out = service, left_out


class BeingMade(Refused):
    """It may have been made a moment ago: nobody knows before `until`, and then it may be asked for again."""

    def __init__(self, service: str, until: datetime) -> None:
        super().__init__(service)
        self.service, self.until = service, until


@dataclass(frozen=True, slots=True)
class Made:
    """A playlist at `service` with so many `songs`, at the address `page`. `left_out`: songs that are not known there;
    `new`: it was made just now, not changed."""

    service: str
    page: str
    songs: int
    left_out: int
    new: bool


def week_playlist(app: App, user: str, group: str, now: datetime) -> Made:
    """The last seven days of a group as this person may see them, what was run to most first. Raises `NotJoined`, and
    as `playlist` does."""
    seen = week(app.store, user, group, now)
    if seen is None:
        raise NotJoined
    name = app.in_language("Songs of the week: {group}").format(group=seen.name)
    about = app.in_language("What the group {group} sent one another within seven days, what was run to most first.")
    songs = [one.song for one in seen.songs]
    return playlist(app, user, f"{OF_WEEK}:{group}", name, about.format(group=seen.name), songs, now)


def playlist(
    app: App,
    user: str,
    id: str,
    name: str,
    about: str,
    songs: Sequence[Song],
    now: datetime,
    *,
    whole: bool = False,
) -> Made:
    """A person's playlist of these songs, each once and in this order. `id`: what it is of, for there is one playlist
    for each; its name and `about` are those of its making, for a person may have changed them since. Songs that the
    service does not know by an id are left out; `whole`: none may be. Raises `NoPlaylists`, `PlaylistsNotAllowed`,
    `NothingToPlay`, `NotAllKnown`, `BeingMade`, and the service's own errors."""
    playlists, link = _maker(own.app_of(app, user), user, now)
    known = [entry for song in songs if (entry := playlists.entry(song))]
    entries, left_out = list(dict.fromkeys(known)), len(songs) - len(known)
    if not entries:
        raise NothingToPlay(playlists.name, left_out)
    if whole and len(entries) < len(songs):
        raise NotAllKnown(playlists.name, len(songs) - len(entries))
    with _trouble_kept(app, user, link, now):
        row, new = _there(app.store, playlists, _row_of(app.store, link, id), name, about, now)
        try:
            playlists.fill(row.ref, entries)
        except Missing:  # gone for good, or another's by now: another one takes its place
            row = _saved(app.store, replace(row, ref="", asked_at=None))
            row, new = _there(app.store, playlists, row, name, about, now)
            playlists.fill(row.ref, entries)
    _saved(app.store, replace(row, filled_at=now, songs=len(entries)))
    return Made(playlists.name, playlists.page(row.ref), len(entries), left_out, new)


def _maker(app: App, user: str, now: datetime) -> tuple[Playlists, Connection]:
    able = [(name, built.playlists) for name, built in app.services.items() if built.playlists is not None]
    for name, bind in able:
        link = app.store.load(Connection, user, name)
        if link is not None and link.sealed:
            playlists = bind(user, now)
            if not set(playlists.scopes) <= set(link.scopes):
                raise PlaylistsNotAllowed(name)
            return playlists, link
    raise NoPlaylists(able[0][0] if able else "")


def _row_of(store: Store, link: Connection, id: str) -> Playlist:
    """What is known of it; of another account than the one that is connected nothing is."""
    known = store.load(Playlist, link.user, link.service, id)
    if known is None or known.account == link.account:
        return known or Playlist(link.user, link.service, id, link.account)
    return Playlist(link.user, link.service, id, link.account, version=known.version)


def _there(
    store: Store, playlists: Playlists, row: Playlist, name: str, about: str, now: datetime
) -> tuple[Playlist, bool]:
    """It is there, and its id is kept; whether it was made just now. One that its person took off their list is made
    anew: they ask for it again."""
    settles = row.settles(now)
    if row.ref and settles is not None:
        return row, False
    found = playlists.find(row.mark, row.ref)
    if found:
        return _saved(store, replace(row, ref=found)), False
    if settles is not None:
        raise BeingMade(playlists.name, settles)
    asked = saving.put(store, replace(row, ref="", asked_at=now))
    if asked is None:  # another process asks for it at this moment
        raise BeingMade(playlists.name, now)
    try:
        made = playlists.make(name, about, row.mark)
    except Unclear:
        raise
    except SyncError:
        _saved(store, replace(asked, asked_at=None))  # it was certainly not made
        raise
    return _saved(store, replace(asked, ref=made)), True


def _saved(store: Store, row: Playlist) -> Playlist:
    """Another process may have been faster, with the same playlist: what it has saved stands."""
    return saving.put(store, row) or store.load(Playlist, row.user, row.service, row.id) or row


@contextmanager
def _trouble_kept(app: App, user: str, link: Connection, now: datetime) -> Iterator[None]:
    """A service that asks to wait is waited for by everything that asks it."""
    if link.blocked_until is not None and link.is_blocked(now):
        raise RateLimited(link.blocked_why, link.blocked_until, service=link.service)
    try:
        yield
    except RateLimited as error:
        service_trouble.blocked(app, user, error, now)
        raise
