"""`runtrack groups`, and songs to a group: what its people type, and what each of them is shown."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from sync.core.friends import Learns
from sync.core.music import Song
from sync.core.song_share import OnRun, Share
from sync.engine.asks import memberships
from sync.sim.songbook import SONGS
from tests.support.engine.group_of_friends import HILL, befriends, group, sends
from tests.support.entrypoints.commands import runtrack
from tests.support.music import MusicWorld
from tests.support.world import World


def test_a_group_is_made_joined_and_left_by_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("secrets.token_hex", lambda size: "c1" * size)
    with World(tmp_path) as world:
        befriends(world, "anna", "ben")
        befriends(world, "anna", "cleo")
        assert runtrack(world, "groups").out == "No groups yet: `runtrack groups new NAME` makes one.\n"
        runtrack(world, "groups", "new", "Hill runners", "--tells", "played", "--user", "anna")
        runtrack(world, "groups", "invite", "hill runners", "ben", "--user", "anna")
        seen = " ".join(runtrack(world, "groups", "--user", "ben").lines[1].split())
        assert seen == f"Hill runners {HILL} anna you are asked nothing anna (tells you: nothing)"
        runtrack(world, "groups", "join", "Hill runners", "--tells", "with figures", "--user", "ben")
        said = runtrack(world, "groups", "invite", "Hill runners", "--user", "anna").out
        assert said.startswith("For one person, within seven days: runtrack groups join ")
        seen = runtrack(world, "groups", "join", said.split()[9], "--user", "cleo").lines[1]
        assert seen.endswith("in it  nothing        anna (tells you: played), ben (tells you: with figures)")
        assert "in it, muted" in runtrack(world, "groups", "mute", "Hill runners", "--user", "ben").out
        assert "  on a run " in runtrack(world, "groups", "tell", HILL, "--tells", "on a run", "--user", "ben").out
        assert "you left it" in runtrack(world, "groups", "leave", "Hill runners", "--user", "cleo").out
        assert "you blocked it" in runtrack(world, "groups", "leave", "Hill runners", "--block", "--user", "cleo").out
        said = runtrack(world, "groups", "--user", "anna").lines[1]
        assert said.endswith("anna     in it  played         ben (tells you: on a run), cleo (no answer yet)")
        runtrack(world, "groups", "remove", "Hill runners", "ben", "--user", "anna")
        assert runtrack(world, "groups", "--user", "ben").out.startswith("No groups yet")
        assert runtrack(world, "groups", "close", "Hill runners", "--user", "anna").out.startswith("No groups yet")


def test_a_song_is_sent_to_a_group_and_each_recipient_is_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("secrets.token_hex", lambda _: "50a5")
    with World(tmp_path) as world:
        group(world, ben=Learns.PLAYED)
        said = runtrack(world, "send", "hill RUNNERS", "A - B", "--user", "cleo")
        assert said.out == "A - B is on its way to hill RUNNERS (50a5).\n"
        assert runtrack(world, "songs", "--user", "cleo").lines == [
            "from you",
            "id    sent                   to    group         song   state",
            "50a5  14 Mar 2026 09:00 UTC  anna  Hill runners  A - B  sent",
            "50a5  14 Mar 2026 09:00 UTC  ben   Hill runners  A - B  not seen yet",
        ]
        assert runtrack(world, "songs", "--user", "ben").lines[2] == (
            "50a5  14 Mar 2026 09:00 UTC  cleo  Hill runners  A - B  waits"
        )


def test_a_groups_week_begins_with_what_was_run_to_most(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        group(world, ben=Learns.FIGURES, cleo=Learns.PLAYED)
        for id, sender in (("1", "anna"), ("2", "cleo"), ("3", "anna")):
            sends(world, sender, id, Song(f"Song {id}", "A"))
            world.clock.advance(60)
        hears(world, "ben", "2", on_run=True)
        for name in ("ben", "cleo"):
            hears(world, name, "1", on_run=name == "cleo")
        assert runtrack(world, "groups", "week", "Hill runners", "--user", "anna").lines == [
            "song        from  sent                   heard by      on a run by",
            "A - Song 2  cleo  14 Mar 2026 09:01 UTC  1: ben        1: ben",
            "A - Song 1  anna  14 Mar 2026 09:00 UTC  2: ben, cleo",
            "A - Song 3  anna  14 Mar 2026 09:02 UTC",
            "sent: anna 2, cleo 1",
        ]
        memberships.tell(world.store, "ben", HILL, Learns.NOTHING, world.now)
        assert runtrack(world, "groups", "week", "Hill runners", "--user", "anna").lines[1] == (
            "A - Song 1  anna  14 Mar 2026 09:00 UTC  1: cleo"
        )
        assert runtrack(world, "groups", "week", "Hill runners", "--user", "ben").lines[1] == (
            "A - Song 2  cleo  14 Mar 2026 09:01 UTC  1: ben        1: ben"
        )
        world.clock.advance(8 * 86400)
        assert runtrack(world, "groups", "week", "Hill runners", "--user", "anna").out.startswith("No songs in Hill")


def hears(world: World, user: str, id: str, *, on_run: bool) -> None:
    share = world.store.load(Share, user, id)
    assert share is not None
    ran = OnRun("garmin-1", world.now) if on_run else None
    world.store.put(replace(share.heard(world.now, world.now), on_run=ran))


def test_a_name_that_is_both_has_to_be_said_what_of(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        group(world)
        runtrack(world, "groups", "new", "ben", "--user", "anna")
        said = runtrack(world, "send", "ben", "A - B", "--user", "anna")
        assert said.code > 0
        assert said.err == "ben is a friend and a group of yours: say `--as friend` or `--as group`.\n"
        assert runtrack(world, "send", "ben", "A - B", "--as", "friend", "--user", "anna").code == 0
        said = runtrack(world, "send", "ben", "A - C", "--as", "group", "--user", "anna")
        assert said.err == "nobody else has joined this group yet. Nothing was sent.\n"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("groups", "leave"), "Which group? `runtrack groups leave NAME --user anna`\n"),
        (("groups", "remove", "x"), "Whom? `runtrack groups remove x WHO --user anna`\n"),
        (("groups", "leave", "x"), "you have no group 'x': `runtrack groups --user anna` shows them\n"),
        (
            ("groups", "join", "z" * 30),
            "there is no such invitation that still holds: each is for one person and seven days\n",
        ),
        (
            ("groups", "leave", "Hill runners"),
            "who made a group stays in it: `runtrack groups close NAME --user anna` ends it\n",
        ),
        (
            ("groups", "invite", "Hill runners", "cleo"),
            "cleo is no friend of yours: only friends are invited by name; "
            "`runtrack groups invite NAME --user anna` prints a code for anybody else\n",
        ),
        (
            ("groups", "rename", "Hill runners", "a\nb"),
            "a group's name has 1 to 40 signs, and is not that of another one you made\n",
        ),
        (
            ("groups", "bogus"),
            "'bogus' is not new, invite, join, tell, mute, leave, remove, rename, close or week.\n",
        ),
        (
            ("groups", "rename", "Hill runners"),
            "What is it to be called? `runtrack groups rename NAME NEW --user anna`\n",
        ),
        (
            ("groups", "new", "Hill runners"),
            "a group's name has 1 to 40 signs, and is not that of another one you made\n",
        ),
    ],
)
def test_what_cannot_be_is_refused_with_the_way_out(tmp_path: Path, typed: tuple[str, ...], said: str) -> None:
    with World(tmp_path) as world:
        group(world)
        answer = runtrack(world, *typed, "--user", "anna")
        assert (answer.code > 0, answer.out, answer.err) == (True, "", said)


def test_its_maker_gives_it_another_name(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        group(world)
        renamed = runtrack(world, "groups", "rename", "Hill runners", "Valley runners", "--user", "anna")
        assert (renamed.code, renamed.err) == (0, "")
        assert "Valley runners" in renamed.out
        assert "Valley runners" in runtrack(world, "groups", "--user", "ben").out
        refused = runtrack(world, "groups", "rename", "Valley runners", "Mine", "--user", "ben")
        assert (refused.code, refused.err) == (1, "only anna, who made the group, can do that\n")


def test_a_week_becomes_a_playlist_or_it_is_said_what_it_takes(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        group(world)
        sends(world, "anna", "1", Song("A song", "A", uri=SONGS[1].uri))
        sends(world, "anna", "2", Song("Elsewhere", "A"))
        week = ("groups", "week", "Hill runners", "--playlist", "--user", "ben")
        assert (
            "Spotify is not connected: `runtrack login spotify --playlists --user ben` does that."
            in runtrack(world, *week).err
        )
        world.connect("spotify", user="ben")
        assert (
            "does not cover playlists: `runtrack login spotify --playlists --user ben` asks"
            in runtrack(world, *week).err
        )
        world.connect("spotify", playlists=True, user="ben")
        world.spotify.inject("make_playlist", "500 after the effect")
        said = runtrack(world, *week)
        assert (said.code, said.err) == (1, "spotify: HTTP 500: Server error.\n")
        world.spotify.lists_after = timedelta(minutes=5)
        assert (
            runtrack(world, *week).err
            == "Spotify may have made it a moment ago: try again after 14 Mar 2026 09:10 UTC.\n"
        )
        world.clock.advance(600)
        page = f"https://open.spotify.com/playlist/{world.spotify.made[0].id}"
        assert runtrack(world, *week).lines == [
            f"Spotify playlist changed in place, with 1 song: {page}",
            "Left out: 1 song of which no page at Spotify is known.",
        ]
        assert json.loads(runtrack(world, *week, "--json").out)["playlist"] == {
            "service": "spotify",
            "page": page,
            "songs": 1,
            "left_out": 1,
            "new": False,
        }
        world.spotify.refuses = "plain 429"
        assert runtrack(world, *week).err.startswith("Spotify asks to be left alone until 15 Mar")
        assert len(world.spotify.made) == 1
