"""`runtrack song`: what a link is, on a terminal of 80 columns, and in which words it is none."""

from pathlib import Path

import pytest

from sync.core.friends import Learns
from sync.core.music import Song
from sync.engine.shares import is_same
from sync.sim.song_pages import apple_id
from sync.sim.songbook import SONGS
from tests.entrypoints.test_layout import fits
from tests.support.engine.two_friends import ANNA, befriend, share_of
from tests.support.entrypoints.commands import runtrack
from tests.support.songs import SongWorld

SHOWN = """\
title        Early Train
artist       Hill Repeats
length       4:21
ISRC         QZTST2600001
cover        https://pictures.example/early-lp/300x300bb.jpg
Apple Music  https://music.apple.com/us/song/1440000001
Deezer       https://www.deezer.com/track/3000000001
"""


@pytest.mark.parametrize("columns", [80, 60])
def test_a_link_is_shown_as_the_song_that_it_is(tmp_path: Path, columns: int) -> None:
    with SongWorld(tmp_path) as world:
        said = runtrack(world, "song", f"look: https://music.apple.com/us/song/{apple_id(SONGS[0])}", columns=columns)
        assert (said.code, said.err) == (0, "")
        assert said.out == SHOWN
        fits(said, columns)


def test_what_is_not_known_is_called_so_and_who_did_not_answer_is_named(tmp_path: Path) -> None:
    with SongWorld(tmp_path) as world:
        said = runtrack(world, "song", f"spotify:track:{SONGS[0].spotify_id}", columns=80)
        assert said.lines[:3] == ["title        Early Train", "artist       not known", "length       not known"]
        world.pages.inject("youtube", "500")
        said = runtrack(world, "song", "https://youtu.be/sim-0000001", columns=80)
        assert said.lines == [
            "title        not known",
            "artist       not known",
            "length       not known",
            "YouTube      https://www.youtube.com/watch?v=sim-0000001",
            "YouTube did not answer: there may be more.",
        ]
        assert said.code == 0


REFUSED = [
    ("good morning", 2, "this is no link to a song, and does not read `ARTIST - TITLE`.\n"),
    ("", 2, "this is no link to a song, and does not read `ARTIST - TITLE`.\n"),
    ("https://www.deezer.com/album/1", 2, "this is an album at Deezer: please send a single song.\n"),
    ("https://tidal.com/playlist/1", 2, "this is a playlist at Tidal: please send a single song.\n"),
    ("Nobody - Nothing", 1, "no such song was found.\n"),
]


def test_what_is_no_song_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with SongWorld(tmp_path) as world:
        for text, code, words in REFUSED:
            said = runtrack(world, "song", text)
            assert (said.code, said.out, said.err) == (code, "", words)
        world.catalogues.inject("search", "500")
        said = runtrack(world, "song", "Nobody - Nothing", "--json")
        assert (said.code, said.err) == (1, "no such song was found (Deezer did not answer).\n")


def test_a_link_is_sent_to_a_friend_as_the_song_that_it_means(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("secrets.token_hex", lambda _: "50a5")
    with SongWorld(tmp_path) as world:
        befriend(world, Learns.PLAYED)
        said = runtrack(world, "send", "me", f"https://music.apple.com/us/song/{apple_id(SONGS[0])}", "--user", ANNA)
        assert (said.code, said.err) == (0, "")
        assert said.out == "Hill Repeats - Early Train is on its way to me (50a5).\n"
        song = share_of(world).song
        assert (song.isrc, song.link) == (SONGS[0].isrc, f"https://music.apple.com/us/song/{apple_id(SONGS[0])}")
        said = runtrack(world, "send", "me", "https://tidal.com/album/1", "--user", ANNA)
        assert (said.code, said.err) == (2, "this is an album at Tidal: please send a single song.\n")


def test_a_link_that_nobody_can_look_up_is_sent_as_it_is_and_no_play_confirms_it_falsely(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("secrets.token_hex", lambda _: "50a5")
    with SongWorld(tmp_path) as world:
        befriend(world, Learns.PLAYED)
        world.pages.inject("youtube", "500")
        link = "https://www.youtube.com/watch?v=sim-0000001"
        said = runtrack(world, "send", "me", "https://youtu.be/sim-0000001", "--user", ANNA)
        assert (said.code, said.err) == (0, "")
        assert said.out.startswith(f"{link} is on its way to me (")
        world.tick()
        share = share_of(world)
        assert (share.song.title, share.song.link, share.state) == (link, link, "waiting")
        for title in (SONGS[0].title, link, ""):
            assert not is_same(share.song, Song(title, SONGS[0].artist, 200))
        assert runtrack(world, "songs", "played", share.id).code == 0
        assert share_of(world).state == "heard"
