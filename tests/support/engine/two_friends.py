"""Anna sends songs, `me` listens and runs: both in one installation, and friends as far as a test says so."""

from datetime import datetime

from sync.core.friends import Learns
from sync.core.music import Song
from sync.core.song_share import Share
from sync.engine.asks.friends import ask
from sync.engine.asks.send_song import send
from sync.engine.asks.users import add_user
from sync.engine.song_views import ToOne, sent
from sync.sim.songbook import Heard, SimSong
from sync.wiring import ME
from tests.support.music import MusicWorld

ANNA = "anna"


def befriend(world: MusicWorld, tells: Learns) -> None:
    """Both want it; `tells`: what Anna learns of `me`."""
    app, now = world.wired.app, world.now
    if ANNA not in app.store.users():
        add_user(app, ANNA, now)
    ask(app.store, ANNA, ME, now)
    ask(app.store, ME, ANNA, now, tells=tells)


def sends(world: MusicWorld, song: SimSong, id: str = "50a5") -> None:
    """Anna sends it to `me`."""
    meant = Song(song.title, song.artist, song.seconds)
    send(world.wired.app, ANNA, ME, meant, id, world.now, note="for the hills")


def share_of(world: MusicWorld, id: str = "50a5") -> Share:
    """As it lies with `me`."""
    share = world.store.load(Share, ME, id)
    assert share is not None
    return share


def told_of(world: MusicWorld) -> ToOne:
    """What Anna is told of the newest one."""
    (one,) = sent(world.store, ANNA)[0].to
    return one


def listen(world: MusicWorld, song: SimSong, at: datetime, *services: str) -> None:
    """`me` plays it from `at` on; each service hears of it."""
    for service in services or ("lastfm",):
        getattr(world, service).heard(Heard(song, at, song.seconds))
