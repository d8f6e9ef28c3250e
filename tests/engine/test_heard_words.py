"""The list finds a run by its songs and artists, as long as their plays are kept."""

from dataclasses import replace
from pathlib import Path

from sync.core.heard import MOST, heard
from sync.core.music import Song
from sync.core.run_list import Wanted
from sync.core.user import User
from sync.engine.asks.disconnect import disconnect
from sync.wiring import ME
from tests.support.contract.values import play
from tests.support.entrypoints.listened import RUN, uploaded
from tests.support.music import MusicWorld
from tests.support.world import DAY, HOUR


def found(world: MusicWorld, text: str) -> list[str]:
    return [run.name for run in world.store.page(ME, Wanted(text=text)).runs]


def song(world: MusicWorld) -> str:
    """A song's name with its artist's, the other way round and in capitals."""
    kept = world.store.plays(ME, world.now - 90 * DAY, world.now)[0].song
    return f"{kept.title} {kept.artist}".upper()


def test_a_run_is_found_by_its_songs_until_their_source_is_disconnected(tmp_path: Path) -> None:
    with MusicWorld(tmp_path, seconds=10) as world:
        world.connect("spotify")
        uploaded(world)
        asked = song(world)
        assert found(world, asked) == [str(RUN)]
        assert found(world, f"{asked} nobody") == []
        disconnect(world.wired.app, ME, "spotify", world.now)
        assert found(world, asked) == []
        world.ticks(5)
        assert found(world, asked) == []


def test_runs_of_a_version_before_are_found_once_the_ticks_have_seen_them(tmp_path: Path) -> None:
    """With a route and without one: both are asked for, as for other rules."""
    for route in ("read", ""):
        with MusicWorld(tmp_path / (route or "none"), seconds=10) as world:
            world.connect("spotify")
            uploaded(world)
            asked, row, person = song(world), world.row(RUN), world.store.load(User, ME)
            assert person is not None
            world.store.save(replace(row, route=route, music=replace(row.music, heard="")))
            world.store.put(replace(person, digest_recipe=2))
            assert found(world, asked) == []
            world.ticks(3)
            assert found(world, asked) == [str(RUN)], route


def test_they_go_with_plays_that_are_kept_no_longer(tmp_path: Path) -> None:
    with MusicWorld(tmp_path, seconds=10, RUNTRACK_KEEP_PLAYS_DAYS="30") as world:
        world.connect("spotify")
        uploaded(world)
        asked = song(world)
        world.clock.advance(100 * DAY.total_seconds())
        world.store.add_plays([play(world.now, "new")])
        world.log_in()
        world.connect("spotify")
        world.ticks(5)
        world.clock.advance((DAY + HOUR).total_seconds())
        world.ticks(5)
        assert found(world, asked) == []


def test_each_word_is_kept_once_folded_and_what_is_too_much_is_left_out_whole() -> None:
    songs = [Song("Roads", "Portishead"), Song("GLORY  Box", "Portishead"), Song("Straße\x00", "")]
    assert heard(songs) == "portishead roads glory box strasse\x00"
    many = heard(Song(f"title{number}", f"artist{number}") for number in range(1000))
    assert MOST - 12 < len(many) <= MOST
    assert set(many.split()) <= {f"{kind}{number}" for kind in ("title", "artist") for number in range(1000)}
