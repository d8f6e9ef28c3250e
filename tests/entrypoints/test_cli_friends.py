"""`runtrack friends`, `send` and `songs`: two people of one installation, a song, and what each of them is shown."""

from pathlib import Path

import pytest

from sync.core.friends import Learns
from sync.core.song_share import Seen
from sync.engine.song_views import sent
from sync.sim.athlete import run
from sync.sim.song_pages import apple_id
from sync.sim.songbook import SONGS
from tests.support.engine.two_friends import befriend, listen
from tests.support.entrypoints.commands import runtrack
from tests.support.music import MusicWorld
from tests.support.songs import SongWorld
from tests.support.world import MINUTE, World

SONG = SONGS[1]
NAMED = f"{SONG.artist} - {SONG.title}"


def test_two_become_friends_by_command_and_each_says_what_the_other_learns(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        runtrack(world, "users", "add", "anna")
        said = runtrack(world, "friends")
        assert said.out == "No friends yet: `runtrack friends ask NAME` asks somebody of this installation.\n"
        assert runtrack(world, "friends", "ask", "anna", "--tells", "played", columns=80).lines == [
            "name  friends        learns of you  tells you",
            "anna  no answer yet  played         -",
        ]
        assert runtrack(world, "friends", "--user", "anna").lines[1] == "me    asks you  nothing        -"
        said = runtrack(world, "friends", "accept", "me", "--tells", "with figures", "--user", "anna")
        assert said.lines[1] == "me    yes      with figures   played"
        assert runtrack(world, "friends", "tell", "anna", "--tells", "on a run").lines[1].split("  ")[0] == "anna"
        assert runtrack(world, "friends", "mute", "anna").lines[1] == "anna  yes, muted  on a run       with figures"
        assert runtrack(world, "friends", "block", "me", "--user", "anna").lines[1].split()[:2] == ["me", "blocked"]
        assert runtrack(world, "friends").lines[1] == "anna  no answer yet  on a run       -"
        said = runtrack(world, "friends", "end", "bob")
        assert (said.code, said.err) == (2, "bob is not among your friends: `runtrack friends` shows them\n")


def test_an_invitation_is_joined_by_its_code(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        runtrack(world, "users", "add", "anna")
        said = runtrack(world, "friends", "invite", "--tells", "played").out
        assert said.startswith("For one person, within seven days: runtrack friends join ")
        code = said.split()[9]
        assert runtrack(world, "friends", "join", code, "--user", "anna").lines[1].split() == [
            *("me", "yes", "nothing", "played")
        ]
        refused = runtrack(world, "friends", "join", code, "--user", "anna")
        assert refused.code == 1
        assert refused.err.startswith("there is no such invitation")


def test_a_song_is_sent_played_and_seen_in_eighty_columns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("secrets.token_hex", lambda _: "50a5")
    with MusicWorld(tmp_path) as world:
        world.connect("lastfm")
        befriend(world, Learns.FIGURES)
        length = f"{SONG.seconds // 60:.0f}:{SONG.seconds % 60:02.0f}"
        said = runtrack(world, "send", "me", NAMED, "--length", length, "--note", "try it", "--user", "anna")
        assert said.out == f"{NAMED} is on its way to me (50a5).\n"
        assert runtrack(world, "songs", columns=80).lines == [
            "for you",
            f"id    sent                   from  song{' ' * (len(NAMED) - 4)}  state  note",
            f"50a5  14 Mar 2026 09:00 UTC  anna  {NAMED}  waits  try it",
        ]
        begun = world.now
        listen(world, SONG, begun + 5 * MINUTE)
        world.clock.advance(1500)
        world.garmin.add(run(900000001, begun, elapsed=1200, km=4.0))
        world.ticks(30)
        seen = runtrack(world, "songs", "--user", "anna", columns=80).lines
        assert seen[:3] == ["from you", "50a5  14 Mar 2026 09:00 UTC  me", f"  {NAMED}"]
        assert seen[3].startswith("  heard on a run 14 Mar 2026 09:05 UTC: km 1.0-1.")
        assert seen[3].endswith(" bpm")
        assert all(len(line) <= 80 for line in seen)
        assert "heard on run 900000001 14 Mar 2026 09:05 UTC: km 1.0-1." in runtrack(world, "songs").lines[2]
        said = runtrack(world, "songs", "withdraw", "50a5", "--user", "anna")
        assert (said.code, said.err) == (1, "it has been heard already. Nothing was changed.\n")


def test_a_link_is_sent_as_the_song_that_it_is_and_seen_by_what_is_known_of_it(tmp_path: Path) -> None:
    with SongWorld(tmp_path) as world:
        world.connect("spotify", "lastfm")
        befriend(world, Learns.PLAYED)
        for song, link in (
            (SONGS[0], f"https://music.apple.com/us/song/{apple_id(SONGS[0])}"),
            (SONGS[1], f"https://open.spotify.com/track/{SONGS[1].spotify_id}?si=x"),
        ):
            assert runtrack(world, "send", "me", f"look: {link}", "--user", "anna").code == 0
            world.clock.advance(60)
            listen(world, song, world.now, "spotify")
            world.clock.advance(600)
        world.ticks(20)
        assert [to.learned.seen for one in sent(world.store, "anna") for to in one.to] == [Seen.PLAYED] * 2
        said = runtrack(world, "send", "me", "https://youtu.be/sim-9999999", "--user", "anna")
        assert (said.code, said.out) == (1, "")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("send", "me", "Song"), "this is no link to a song, and does not read `ARTIST - TITLE`.\n"),
        (("send", "me", "A - B", "--length", "3.5"), "--length '3.5' is not M:SS, as in 3:25.\n"),
        (
            ("send", "bob", "A - B"),
            "bob is no friend of yours: songs go to friends alone (`runtrack friends ask bob --user anna`)\n",
        ),
        (("send", "me", "A - B", "--note", "x" * 301), "a note has at most 300 signs. Nothing was sent.\n"),
        (("songs", "decline", "50a5"), "no song '50a5': `runtrack songs --user anna` shows what there is\n"),
        (("songs", "later"), "Which one? `runtrack songs later ID --user anna`\n"),
        (("friends", "ask"), "Whom? `runtrack friends ask NAME --user anna`\n"),
        (
            ("friends", "ask", "bob"),
            "there is no 'bob' here who could be asked: `runtrack users` shows everybody\n",
        ),
    ],
)
def test_what_cannot_be_is_refused_with_the_way_out(tmp_path: Path, typed: tuple[str, ...], said: str) -> None:
    with MusicWorld(tmp_path) as world:
        befriend(world, Learns.PLAYED)
        answer = runtrack(world, *typed, "--user", "anna")
        assert (answer.code > 0, answer.out, answer.err) == (True, "", said)
