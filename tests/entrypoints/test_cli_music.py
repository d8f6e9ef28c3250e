"""`runtrack plays` and `runtrack soundtrack`: what was heard, what is missing, and how it was run to each song."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from sync.core.music import Gap, Sure
from sync.sim.songbook import SONGS, Heard
from sync.wiring import ME
from tests.support.entrypoints.commands import runtrack
from tests.support.entrypoints.listened import RUN, there_already, uploaded
from tests.support.music import MusicWorld
from tests.support.world import DAY, HOUR, MINUTE


def test_before_anything_was_captured_the_way_on_is_named(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        said = runtrack(world, "plays")
        assert (said.code, said.err) == (0, "")
        assert said.out == (
            "No plays are known since 07 Mar 2026 09:00 UTC. `runtrack status` shows the music sources.\n"
        )
        said = runtrack(world, "plays", "--source", "lastfm", "--since", "2026-03-14")
        assert said.out == (
            "No plays of lastfm are known since 14 Mar 2026 00:00 UTC. `runtrack status` shows the music sources.\n"
        )
        assert world.calls() == {}


def test_plays_are_listed_oldest_first_with_their_source_and_without_asking_anybody(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        world.connect("spotify", "lastfm")
        world.plays(world.now - HOUR, timedelta(seconds=600), "spotify", "lastfm")
        world.tick()
        world.forget_calls()
        assert (
            runtrack(world, "plays").out
            == """\
when                   source   song
14 Mar 2026 08:00 UTC  lastfm   VO2 - Second Wind
14 Mar 2026 08:03 UTC  lastfm   Björk Ø Vest - Final Hour
14 Mar 2026 08:03 UTC  spotify  VO2 - Second Wind
14 Mar 2026 08:07 UTC  lastfm   Runner's Low - Wet Kilometre
14 Mar 2026 08:07 UTC  spotify  Björk Ø Vest - Final Hour
14 Mar 2026 08:11 UTC  spotify  Runner's Low - Wet Kilometre
"""
        )
        assert (
            runtrack(world, "plays", "--source", "spotify").out
            == """\
when                   source   song
14 Mar 2026 08:03 UTC  spotify  VO2 - Second Wind
14 Mar 2026 08:07 UTC  spotify  Björk Ø Vest - Final Hour
14 Mar 2026 08:11 UTC  spotify  Runner's Low - Wet Kilometre
"""
        )
        assert world.calls() == {}


def test_the_last_seven_days_are_shown_and_since_shows_more(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        world.connect("spotify")
        for number, ago in enumerate((9 * DAY, 6 * DAY, HOUR)):
            world.spotify.heard(Heard(SONGS[number], world.now - ago, 200))
        world.tick()
        assert [line[:11] for line in runtrack(world, "plays").lines[1:]] == ["08 Mar 2026", "14 Mar 2026"]
        more = runtrack(world, "plays", "--since", "2026-03-05").lines[1:]
        assert [line[:11] for line in more] == ["05 Mar 2026", "08 Mar 2026", "14 Mar 2026"]
        assert [line[:11] for line in runtrack(world, "plays", "--since", "2026-03-06").lines[1:]] == [
            "08 Mar 2026",
            "14 Mar 2026",
        ]


def test_a_page_of_fifty_unknown_plays_is_shown_as_a_gap_in_its_place(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        world.connect("spotify")
        world.spotify.heard(Heard(SONGS[0], world.now - 10 * MINUTE, 200))
        world.tick()
        world.clock.advance(6 * 3600)
        for number in range(60):
            world.spotify.heard(Heard(SONGS[number], world.now - (61 - number) * 4 * MINUTE, 200))
        world.tick()
        lines = runtrack(world, "plays").lines
        gap = "-- gap of 2 h (certain): 50 plays since 14 Mar 08:53 UTC: the source holds no more --"
        assert sorted(lines[1:3]) == [
            f"14 Mar 2026 08:53 UTC  spotify  {gap}",
            f"14 Mar 2026 08:53 UTC  spotify  {SONGS[0].artist} - {SONGS[0].title}",
        ]
        assert lines[3] == f"14 Mar 2026 11:39 UTC  spotify  {SONGS[10].artist} - {SONGS[10].title}"
        assert len(lines) == 1 + 1 + 1 + 50
        assert not any("gap" in line for line in runtrack(world, "plays", "--source", "lastfm").lines)


def test_a_gap_that_began_before_the_shown_days_is_shown_from_their_beginning(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        begin, end = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 8, 12, tzinfo=UTC)
        world.store.put(Gap(ME, "spotify", begin, end, Sure.LIKELY, "nobody asked"))
        assert runtrack(world, "plays").lines[1:] == [
            "07 Mar 2026 09:00 UTC  spotify  -- gap of 26 h (likely): nobody asked --"
        ]
        assert runtrack(world, "plays", "--since", "2026-03-09").lines[0].startswith("No plays are known")


REFUSED = [
    (("--since", "yesterday"), "--since 'yesterday' is not a date such as 2026-03-14\n"),
    (("--since", "2026-02-30"), "--since '2026-02-30' is not a date such as 2026-03-14\n"),
    (
        ("--source", "deezer"),
        "--source 'deezer' is none of spotify, listenbrainz, lastfm, spotify-history, spotify-live, "
        "listenbrainz-live, lastfm-live.\n",
    ),
]


def test_what_cannot_be_listed_is_refused_by_name(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        for arguments, said in REFUSED:
            done = runtrack(world, "plays", *arguments)
            assert (done.code, done.out, done.err) == (2, "", said)


# -- soundtrack -----------------------------------------------------------------------------------

SHOWN = """\
900000001  2026-03-14 09:00 +01  Morning Run  music: complete
#    at  song                          inside    km  min/km  heart  steps                                         bpm  energy  dance  valence  played          facts
1  0:00  VO2 - Second Wind              195 s  0.00    5:19    129    166                                         128                          spotify+lastfm  deezer
2  3:15  Björk Ø Vest - Final Hour      236 s  0.61    5:21    154    166  164 (doubled from 82 to match the cadence)    0.52   0.70     0.43  spotify+lastfm  reccobeats
3  7:10  Runner's Low - Wet Kilometre   210 s  1.34    5:20    159    166                                         168    0.53   0.55     0.85  spotify+lastfm  reccobeats
"""  # noqa: E501


def test_a_soundtrack_has_the_order_the_figures_the_beats_and_where_they_come_from(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        world.connect("spotify", "lastfm")
        start = world.now - HOUR
        world.plays(start, timedelta(seconds=600), "lastfm")
        uploaded(world)
        world.forget_calls()
        said = runtrack(world, "soundtrack", str(RUN))
        assert (said.code, said.err) == (0, "")
        assert said.out == SHOWN
        assert world.calls() == {}


def test_a_run_is_found_by_its_strava_id_and_its_url_as_well(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        world.connect("spotify")
        uploaded(world)
        wanted, target_id = runtrack(world, "soundtrack", str(RUN)).out, world.row(RUN).target_id
        assert "Second Wind" in wanted
        for name in (str(target_id), f"https://www.strava.com/activities/{target_id}"):
            assert runtrack(world, "soundtrack", name).out == wanted


def test_a_song_that_was_on_already_begins_before_the_run_and_a_repeated_one_is_there_twice(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        world.connect("spotify")
        start = world.now - HOUR
        song = SONGS[3]
        for number in range(3):
            world.spotify.heard(Heard(song, start + timedelta(seconds=song.seconds * number - 60), song.seconds))
        uploaded(world, play=False)
        lines = runtrack(world, "soundtrack", str(RUN)).lines[2:]
        assert [line.split()[:2] for line in lines] == [["1", "-1:00"], ["2", "3:20"], ["3", "7:40"]]
        assert [song.title in line for line in lines] == [True] * 3


def test_without_a_kept_route_the_figures_are_empty_and_the_songs_are_not(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        world.connect("spotify")
        start = there_already(world)
        world.plays(start, timedelta(seconds=600))
        world.garmin.inject("download", "500", times=99)
        world.ticks(9)
        (first, *_) = runtrack(world, "soundtrack", str(RUN)).lines[2:]
        assert first.split()[:8] == ["1", "0:00", "VO2", "-", "Second", "Wind", "195", "s"]
        assert ":" not in first.partition("195 s")[2]


def test_a_run_without_music_says_so_and_how_it_was_looked_for(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        uploaded(world, play=False)
        nothing = "  no songs are known for it; `runtrack plays` shows what was captured\n"
        said = runtrack(world, "soundtrack", str(RUN))
        assert (said.code, said.err) == (0, "")
        assert said.out == f"900000001  2026-03-14 09:00 +01  Morning Run  music: not looked for yet\n{nothing}"
        world.connect("spotify")
        assert runtrack(world, "annotate", str(RUN)).code == 0
        world.ticks(2)
        said = runtrack(world, "soundtrack", str(RUN))
        assert said.out == f"900000001  2026-03-14 09:00 +01  Morning Run  music: waiting\n{nothing}"


UNKNOWN = [
    ("7", "no run '7' in the ledger: `runtrack list` shows what there is\n"),
    (
        "a run",
        "'a run' is no name of a run: give a run as `runtrack list` names it, a Garmin or Strava id, or "
        "the address of its page there\n",
    ),
]


def test_a_run_that_is_not_known_is_refused(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        for name, said in UNKNOWN:
            for command in (("soundtrack",), ("annotate",), ("annotate", "--preview"), ("annotate", "--remove")):
                done = runtrack(world, *command, name)
                assert (done.code, done.out, done.err) == (2, "", said)


def test_names_from_strangers_cannot_move_the_cursor(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        world.connect("lastfm")
        hostile = type(SONGS[0])(999, "Wet\x1b[2J\nMile", "Lac\rtate", 200.0, 0.0, 0.0, 0.0, 0.0)
        world.lastfm.heard(Heard(hostile, world.now - HOUR, 200))
        world.tick()
        (line,) = runtrack(world, "plays").lines[1:]
        assert line.isprintable()
        assert line.startswith("14 Mar 2026 08:00 UTC  lastfm  Lac tate - Wet")
