"""What has changed for a person since the last look: ticks, runs, one in progress, plays, connections, songs."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sync.app import App
from sync.core.live.run import LiveRun
from sync.core.states import State
from sync.core.user import Connection, User
from sync.engine.song_views import page_of_inbox, page_of_sent
from sync.ports import Store

NEWEST_RUNS = 50
"""Runs that are compared: older ones seldom move, and a page that shows one looks again at a tick."""


NEWEST_SONGS = 30
"""Of each list of songs: what a page of them shows."""


@dataclass(frozen=True, slots=True)
class Change:
    """`kind`: tick, run, play, connection, song or live; `what`: its facts, as texts."""

    kind: str
    what: dict[str, str]


@dataclass(frozen=True, slots=True)
class Seen:
    """What is compared."""

    ticked_at: datetime | None
    runs: dict[str, tuple[State, str, int]]
    plays: dict[str, tuple[datetime, str, str]]
    links: dict[str, str]
    songs: dict[str, str]
    live: tuple[str, ...] = ()


def seen(app: App, user: str) -> Seen:
    """As it is now; a few short reads."""
    store = app.store
    person = store.load(User, user)
    newest = [(one.service, store.newest_play(user, one.service)) for one in app.music]
    return Seen(
        person.ticked_at if person is not None else None,
        {
            run.name: (run.state, run.due.isoformat() if run.due else "", run.music.songs)
            for run in store.page(user, limit=NEWEST_RUNS).runs
        },
        {name: (one.played_at, one.song.title, one.song.artist) for name, one in newest if one is not None},
        {link.service: _health(link) for link in store.all(Connection, user)},
        _songs(store, user),
        tuple(f"{one.source} {one.id} {one.ended_at is None}" for one in store.all(LiveRun, user)),
    )


def changes(before: Seen, now: Seen) -> Iterator[Change]:
    """The tick last: who hears of it has heard of what it did."""
    for name, run in now.runs.items():
        if before.runs.get(name) != run:
            yield Change("run", {"id": name, "state": run[0].value})
    for source, play in now.plays.items():
        if before.plays.get(source) != play:
            at, title, artist = play
            yield Change("play", {"source": source, "at": at.isoformat(), "title": title, "artist": artist})
    for service in sorted(before.links.keys() | now.links.keys()):
        if before.links.get(service) != now.links.get(service):
            yield Change("connection", {"service": service, "state": now.links.get(service, "gone")})
    for song in sorted(before.songs.keys() | now.songs.keys()):
        if before.songs.get(song) != now.songs.get(song):
            yield Change("song", {"id": song})
    if before.live != now.live:
        yield Change("live", {})
    if before.ticked_at != now.ticked_at and now.ticked_at is not None:
        yield Change("tick", {"at": now.ticked_at.isoformat()})


def _songs(store: Store, user: str) -> dict[str, str]:
    """The newest that came and that were sent, as the person may see them: what they may not learn changes nothing."""
    came = page_of_inbox(store, user, None, NEWEST_SONGS).shown
    went = page_of_sent(store, user, None, NEWEST_SONGS).shown
    return {one.id: str(one.version) for one in came} | {one.id: repr(one.to) for one in went}


def _health(link: Connection) -> str:
    if not link.sealed:
        return "gone"
    if link.login_needed:
        return "login needed"
    return "away" if link.unavailable_since is not None else "waits" if link.blocked_until is not None else "connected"
