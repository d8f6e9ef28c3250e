"""Songs that friends sent are marked in the run that was run to them, and named in its text where that is wished."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from sync.core.friends import Learns
from sync.core.music import Song
from sync.engine.asks import friends as friendship
from sync.engine.asks.preview_text import preview_text
from sync.engine.asks.send_song import send
from sync.engine.forgotten_friend import forget
from sync.engine.soundtrack_views import lines
from sync.sim.athlete import run
from sync.sim.songbook import SONGS
from sync.wiring import ME
from tests.support.engine.two_friends import ANNA, befriend, listen, sends
from tests.support.music import MusicWorld
from tests.support.world import MINUTE

RUN = 900000001
SONG, OTHER = SONGS[1], SONGS[2]


@contextmanager
def ran(folder: Path, *, sent: bool = True, **settings: str) -> Iterator[MusicWorld]:
    """Anna sent a song, `me` ran to it and to another one; nothing has looked at it yet."""
    with MusicWorld(folder, **settings) as world:
        prepared(world, sent=sent)
        yield world


def prepared(world: MusicWorld, *, sent: bool) -> None:
    world.connect("spotify", "lastfm")
    world.log_in()
    befriend(world, Learns.NOTHING)
    world.tick()
    if sent:
        sends(world, SONG)
    begun = world.now + MINUTE
    for at, song in ((1, SONG), (6, OTHER), (12, SONG)):
        listen(world, song, begun + at * MINUTE)
    world.clock.advance(1500)
    world.garmin.add(run(RUN, begun, elapsed=1200, km=4.0))


def description(world: MusicWorld) -> str:
    (there,) = world.strava.alive()
    return there.description or ""


def test_a_song_that_a_friend_sent_is_marked_wherever_it_was_heard_in_the_run(tmp_path: Path) -> None:
    with ran(tmp_path) as world:
        world.ticks(20)
        marked = [(line.song.title, line.sent_by) for line in lines(world.wired.app, world.row(RUN))]
        assert marked == [(SONG.title, ANNA), (OTHER.title, ""), (SONG.title, ANNA)]
        friendship.block(world.store, ME, ANNA, world.now)
        assert [line.sent_by for line in lines(world.wired.app, world.row(RUN))] == [ANNA, "", ANNA]
        forget(world.store, ANNA, world.now)
        assert [line.sent_by for line in lines(world.wired.app, world.row(RUN))] == ["", "", ""]


def test_the_text_names_nobody_unless_it_is_wished(tmp_path: Path) -> None:
    with ran(tmp_path) as world:
        world.ticks(20)
        assert SONG.title in description(world)
        assert ANNA not in description(world)


def test_the_text_names_the_sender_in_the_one_write_that_there_is_anyway(tmp_path: Path) -> None:
    writes = []
    for sent in (False, True):
        with ran(tmp_path / str(sent), sent=sent, RUNTRACK_NAME_SENDERS="yes") as world:
            world.forget_calls()
            world.ticks(60)
            writes.append(world.calls())
            assert (f"{SONG.title} ×2 (from {ANNA})" in description(world)) is sent
            assert description(world).count("(from ") == sent
            if sent:
                assert f"(from {ANNA})" in preview_text(world.wired.app, [world.row(RUN)]).text
                forget(world.store, ANNA, world.now)
                world.forget_calls()
                world.ticks(200, every=30 * MINUTE)
                assert "write" not in str(world.calls())
    assert writes[0] == writes[1]


def test_a_song_that_was_sent_during_the_run_and_played_before_is_not_marked(tmp_path: Path) -> None:
    with ran(tmp_path, sent=False) as world:
        meant, during = (
            Song(SONG.title, SONG.artist, SONG.seconds),
            world.now - 7 * MINUTE,
        )  # the last is over, it is not
        send(world.wired.app, ANNA, ME, meant, "50a5", during)
        world.ticks(20)
        row = world.row(RUN)
        assert row.start < during < row.start + timedelta(seconds=row.elapsed)
        assert [line.sent_by for line in lines(world.wired.app, row)] == ["", "", ""]


def test_what_was_played_before_it_was_sent_is_not_marked(tmp_path: Path) -> None:
    with ran(tmp_path, sent=False) as world:
        world.ticks(2)
        sends(world, SONG)
        world.ticks(20)
        assert [line.sent_by for line in lines(world.wired.app, world.row(RUN))] == ["", "", ""]
