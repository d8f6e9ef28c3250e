"""Some friends in one installation, who sign in: songs that were sent, heard, run to, and not seen yet.

Anna sends, also to a group of hers, `me` listens and runs. Everything has come about by the product's own verbs and
ticks.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sync.adapters.tokens import Bundle
from sync.core.friends import Learns
from sync.core.music import Song
from sync.core.signing_in import Session
from sync.engine.asks import friends, groups, memberships
from sync.engine.asks.send_song import played_it, send, send_to_group
from sync.engine.asks.sessions import begin_session, word_of
from sync.engine.asks.users import add_user
from sync.engine.tick import tick
from sync.entrypoints.api.access.policy import Policy
from sync.sim.athlete import run
from sync.sim.songbook import SONGS, SimSong
from sync.wiring import ME
from tests.support.engine.two_friends import ANNA, listen
from tests.support.entrypoints.web import served
from tests.support.music import FOREVER
from tests.support.songs import SongWorld
from tests.support.world import HOUR, MINUTE
from tests.web.conftest import Desk

SIGNED_IN = Policy(open=False)
"""On a loopback address, where all the same everybody signs in."""
RAN, PLAYED, WAITS, OPEN, SILENT, FOR_ANNA, SAID = (SONGS[number] for number in (1, 5, 9, 13, 17, 21, 4))
CREW_RAN, CREW_PLAYED, CREW_OPEN = (SONGS[number] for number in (8, 12, 16))
CREW, ASKED = "c5" * 10, "a5" * 10
"""Anna's group of the three others, and Jonas's, into which he asks her."""
CALLED = {ME: "Jonas", "cleo": "Cleo", "ben": "Ben"}


@dataclass(frozen=True)
class Club:
    """`address`: where the pages are served."""

    world: SongWorld
    address: str

    def signs_in(self, desk: Desk, user: str) -> None:
        """The desk's browser is this person's from now on."""
        secret = f"{len(self.world.store.all(Session)):043}"
        begin_session(self.world.store, user, secret, "", self.world.now)
        desk.context.add_cookies([{"name": "runtrack", "value": word_of(user, secret), "url": self.address}])


@contextmanager
def club(folder: Path) -> Iterator[Club]:
    start = datetime.now(UTC).replace(microsecond=0) - 3 * HOUR  # the browser has a clock of its own
    with SongWorld(folder, start=start) as world:
        world.connect("lastfm")
        keeper = world.wired.keepers["lastfm"]
        for name in (ANNA, "cleo", "ben"):
            add_user(world.wired.app, name, world.now)
        keeper.save_login(ANNA, Bundle({"name": world.lastfm.user}, FOREVER), world.now, scopes=(), account="anna_l")
        for name, tells in ((ME, Learns.FIGURES), ("cleo", Learns.PLAYED), ("ben", Learns.NOTHING)):
            friends.ask(world.store, ANNA, name, world.now, tells=Learns.ON_A_RUN)
            friends.ask(world.store, name, ANNA, world.now, tells=tells)
            friends.call(world.store, ANNA, name, CALLED[name], world.now)
        friends.call(world.store, ME, ANNA, "Anna", world.now)
        _grouped(world)
        world.tick()
        _sent(world, ANNA, ME, RAN, "for the hills")
        _sent(world, ME, ANNA, FOR_ANNA, "Do not start too fast.")
        _sent(world, "cleo", ANNA, SAID, "")
        _to_crew(world, ANNA, CREW_RAN)
        _ran_to(world, CREW_RAN, RAN)
        played_it(world.store, ANNA, f"song-{SAID.number:04}", world.now)
        _sent(world, ANNA, ME, PLAYED, "")
        listen(world, PLAYED, world.now + 2 * MINUTE)
        world.clock.advance(1200)
        world.ticks(3)
        _sent(world, ANNA, ME, WAITS, "for later & <3")
        _sent(world, ANNA, "cleo", OPEN, "")
        _sent(world, ANNA, "ben", SILENT, "")
        _to_crew(world, "ben", CREW_PLAYED)
        _to_crew(world, "cleo", CREW_OPEN)
        played_it(world.store, "cleo", f"song-{CREW_PLAYED.number:04}", world.now)
        for name in ("cleo", "ben"):
            tick(world.wired.app, name, world.now + HOUR, lambda: 50.0)
        with served(world, SIGNED_IN) as address:
            yield Club(world, address)


def _grouped(world: SongWorld) -> None:
    store, now = world.store, world.now
    groups.make(store, ANNA, CREW, "Tuesday crew", now, tells=Learns.ON_A_RUN)
    for name, tells in ((ME, Learns.FIGURES), ("cleo", Learns.PLAYED), ("ben", Learns.NOTHING)):
        groups.invite(store, ANNA, CREW, name, now)
        memberships.join(store, name, CREW, now, tells=tells)
    groups.make(store, ME, ASKED, "Hill & valley <3", now)
    groups.invite(store, ME, ASKED, ANNA, now)


def _sent(world: SongWorld, of: str, to: str, song: SimSong, note: str) -> None:
    send(world.wired.app, of, to, _song(song), f"song-{song.number:04}", world.now, note=note, pages=_pages(song))
    world.clock.advance(60)


def _to_crew(world: SongWorld, of: str, song: SimSong) -> None:
    send_to_group(world.wired.app, of, CREW, _song(song), f"song-{song.number:04}", world.now, pages=_pages(song))
    world.clock.advance(60)


def _song(song: SimSong) -> Song:
    return Song(song.title, song.artist, song.seconds)


def _pages(song: SimSong) -> tuple[str, ...]:
    return (f"https://www.deezer.com/track/{song.number + 3_000_000_000}",)


def _ran_to(world: SongWorld, *songs: SimSong) -> None:
    begun = world.now + 5 * MINUTE
    for number, song in enumerate(songs):
        listen(world, song, begun + (2 + 8 * number) * MINUTE)
    world.clock.advance(HOUR.total_seconds())
    world.garmin.add(run(900000001, begun, km=6.0, every=5))
    world.ticks(20)
