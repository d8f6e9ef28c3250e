"""Some friends in one installation, who sign in: songs that were sent, heard, run to, and not seen yet.

Anna sends, `me` listens and runs. Everything has come about by the product's own verbs and ticks.
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
from sync.engine.asks import friends
from sync.engine.asks.send_song import played_it, send
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
        world.tick()
        _sent(world, ANNA, ME, RAN, "for the hills")
        _sent(world, ME, ANNA, FOR_ANNA, "Do not start too fast.")
        _sent(world, "cleo", ANNA, SAID, "")
        _ran_to(world, RAN)
        played_it(world.store, ANNA, f"song-{SAID.number:04}", world.now)
        _sent(world, ANNA, ME, PLAYED, "")
        listen(world, PLAYED, world.now + 2 * MINUTE)
        world.clock.advance(1200)
        world.ticks(3)
        _sent(world, ANNA, ME, WAITS, "for later & <3")
        _sent(world, ANNA, "cleo", OPEN, "")
        _sent(world, ANNA, "ben", SILENT, "")
        for name in ("cleo", "ben"):
            tick(world.wired.app, name, world.now + HOUR, lambda: 50.0)
        with served(world, SIGNED_IN) as address:
            yield Club(world, address)


def _sent(world: SongWorld, of: str, to: str, song: SimSong, note: str) -> None:
    meant = Song(song.title, song.artist, song.seconds)
    pages = (f"https://www.deezer.com/track/{song.number + 3_000_000_000}",)
    send(world.wired.app, of, to, meant, f"song-{song.number:04}", world.now, note=note, pages=pages)
    world.clock.advance(60)


def _ran_to(world: SongWorld, song: SimSong) -> None:
    begun = world.now + 5 * MINUTE
    listen(world, song, begun + 10 * MINUTE)
    world.clock.advance(HOUR.total_seconds())
    world.garmin.add(run(900000001, begun, km=6.0, every=5))
    world.ticks(20)
