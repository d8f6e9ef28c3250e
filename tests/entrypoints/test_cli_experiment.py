"""`runtrack experiment`: begun, shown with the list for the next run, and ended."""

import json
from pathlib import Path

from sync.core.insights.experiment import Experiment, Ran
from sync.core.music import Song
from sync.core.song_facts import Facts
from sync.entrypoints.notices import in_language
from sync.sim.songbook import SONGS as BOOK
from sync.wiring import ME
from tests.insights.test_experiment import SONGS, run
from tests.support.contract.values import NOON
from tests.support.engine.playlist_kinds import shuffled
from tests.support.entrypoints.commands import runtrack
from tests.support.music import MusicWorld
from tests.support.world import World

MIX = [Song(one.title, one.artist, one.seconds, uri=one.uri) for one in BOOK[:5]]


def test_it_says_what_it_is_begins_and_ends(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        assert "`runtrack experiment begin`" in runtrack(world, "experiment").out
        refused = runtrack(world, "experiment", "begin")
        assert (refused.code, refused.err) == (
            2,
            "0 of 12 songs with a known tempo: run to more of them first.\n",
        )
        for one in SONGS:
            world.store.put(Facts(f"uri:{one.title}", Song(one.title, one.artist), bpm=one.tempo))
        world.store.put(run(1, *SONGS))
        begun = runtrack(world, "experiment", "begin").lines
        assert begun[0] == "What does the tempo do, when chance chooses the songs?"
        assert begun[1] == "  Runs: 0 of 20, since 2026-03-14."
        assert begun[3] == "List 1, for the next run: from its first song on, without skipping"
        assert len(begun) == 24
        assert "under way already" in runtrack(world, "experiment", "begin").err
        assert runtrack(world, "experiment", "end").lines[-1] == "  Ended 2026-03-14."


def test_the_list_for_the_next_run_is_the_first_that_was_not_run_to(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        kept = Experiment(ME, NOON, 7, SONGS, (Ran(1, "900000001", NOON, 9),))
        world.store.put(kept)
        said = runtrack(world, "experiment").lines
        assert said[1] == "  Runs: 1 of 20, since 2026-03-14."
        assert said[4:6] == [f"   {place}  Artist – {one.title}" for place, one in enumerate(kept.order(2)[:2], 1)]


def test_its_list_becomes_a_playlist_or_it_is_said_what_it_takes(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        said = runtrack(world, "experiment", "playlist")
        assert (said.code, said.err) == (
            1,
            "no experiment is under way: `runtrack experiment begin` begins one.\n",
        )
        shuffled(world, [*MIX[:4], Song("Elsewhere", "Nobody")])
        assert "`runtrack login spotify --playlists` does that" in runtrack(world, "experiment", "playlist").err
        world.connect("spotify", playlists=True)
        assert runtrack(world, "experiment", "playlist").err == (
            "1 song of the list without a known page at Spotify, and what counts would end there: nothing was made. "
            "Make the list by hand.\n"
        )
        shuffled(world, MIX)
        made = runtrack(world, "experiment", "playlist")
        page = f"https://open.spotify.com/playlist/{world.spotify.made[0].id}"
        assert made.out == f"Spotify playlist made, with 5 songs: {page}\n"
        assert json.loads(runtrack(world, "experiment", "playlist", "--json").out)["playlist"]["new"] is False


def test_it_is_said_in_german() -> None:
    said = "An experiment is under way already: end it first."
    assert in_language(said, "de") == "Ein Experiment läuft schon: beende es zuerst."
