"""`make demo`: the real daemon on simulated services, from its command line to its closing table."""

import re
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import httpx2
import pytest
from rich.console import Console

from sync.core.activity import State
from sync.entrypoints.demo import music as demo_music
from sync.entrypoints.demo import show as demo_module
from sync.entrypoints.demo.friend import SongOfAFriend
from sync.sim.athlete import SimActivity, run
from sync.sim.clock import FastClock
from sync.sim.demo_world import EARLIER, DemoWorld
from sync.sim.fit_writer import bad_crc, write_fit
from sync.sim.recording import Recording
from sync.sim.song_pages import SimSongPages
from sync.sim.songbook import playlist
from tests.support.entrypoints.processes import ROOT, finished
from tests.support.music import MusicWorld
from tests.support.world import HOUR, MINUTE, World


def demo(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sync.entrypoints.demo", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=100,
    )


def test_a_folder_of_fit_files_is_synced_with_every_file_accounted_for(tmp_path: Path) -> None:
    ride = Recording(datetime(2025, 5, 1, 6, tzinfo=UTC), sport="cycling", elapsed=900, distance=7000)
    (tmp_path / "ride.fit").write_bytes(write_fit(ride))
    jog = Recording(datetime(2026, 5, 1, 6, tzinfo=UTC), elapsed=600, distance=2000)
    (tmp_path / "jog.FIT").write_bytes(write_fit(jog))
    spoiled = Recording(datetime(2026, 5, 2, 6, tzinfo=UTC), elapsed=600, distance=2000)
    (tmp_path / "spoiled.fit").write_bytes(bad_crc(write_fit(spoiled)))
    (tmp_path / "short.fit").write_bytes(write_fit(spoiled)[:-20])
    shown = demo("--no-web", "--fit-dir", str(tmp_path))
    assert shown.returncode == 0, shown.stdout + shown.stderr
    assert "The clock runs 30 times faster" in shown.stdout
    assert "Strava could not use the file: The file is malformed." in " ".join(shown.stdout.split())
    assert "Folder: 4 files, 3 run, 1 unreadable" in shown.stdout
    assert "  short.fit: unreadable, it breaks off (" in shown.stdout
    assert "Total: 1 failed, 2 uploaded" in shown.stdout
    assert "0 calls to Garmin" in shown.stdout


def test_its_pages_stay_open_with_the_clock_of_the_browser_until_ctrl_c(tmp_path: Path) -> None:
    jog = Recording(datetime(2026, 5, 1, 6, tzinfo=UTC), elapsed=600, distance=2000)
    (tmp_path / "jog.fit").write_bytes(write_fit(jog))
    command = [sys.executable, "-m", "sync.entrypoints.demo", "--fit-dir", str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        address = next(line.strip() for line in process.stdout if line.strip().startswith("http://127.0.0.1:"))
        runs = httpx2.get(f"{address}/api/activities").json()["runs"]
        now = datetime.fromisoformat(httpx2.get(f"{address}/api/status").json()["now"])
        process.send_signal(signal.SIGINT)
        code, _, err = finished(process)
    assert [run["distance"] for run in runs] == [2000.0]
    assert now <= datetime.now(UTC)
    assert (code, err) == (0, "")


def test_a_clock_that_catches_up_is_never_ahead_of_the_machines() -> None:
    begin = datetime.now(UTC) - HOUR
    behind = FastClock(begin, 1e10, catches_up=True)
    assert begin < behind.now() <= datetime.now(UTC)
    assert behind.after(8) - datetime.now(UTC) == pytest.approx(timedelta(seconds=8), abs=timedelta(seconds=5))


@pytest.mark.long
def test_the_demo_that_the_readme_starts_ends_well() -> None:
    shown = demo("--no-web")
    assert shown.returncode == 0, shown.stdout + shown.stderr
    assert "Folder: 1 file, 1 run" in shown.stdout
    assert re.search(r"uploaded \(new file\) ", shown.stdout)
    told = re.search(r"^(\d+) runs have a soundtrack; of those older than a week", shown.stdout, re.MULTILINE)
    assert told is not None
    assert int(told[1]) > 120  # of about 180


def test_a_run_whose_next_look_is_an_hour_away_does_not_spoil_the_demo(tmp_path: Path) -> None:
    """As the run of which Garmin has no file: it is looked for again after 2, 10 and 60 minutes and a day."""
    with World(tmp_path) as world:
        world.garmin.add(run(1, world.now - HOUR))
        world.tick()
        row = replace(world.rows()[0], state=State.DISCOVERED, due=world.now)
        assert demo_module.unfinished([row], world.now) == 1
        later = replace(row, due=world.now + HOUR)
        assert demo_module.unfinished([later, replace(row, due=None)], world.now) == 0


def world_of(world: MusicWorld, fresh: SimActivity) -> DemoWorld:
    """The demo's, with what a test's has."""
    clock = FastClock(world.now, 1)
    pages = SimSongPages(clock.now)
    services = (world.garmin, world.strava, world.spotify, world.lastfm, world.catalogues, pages)
    return DemoWorld(clock, *services, fresh, None)


def test_a_friends_song_is_played_on_the_run_that_appears_and_she_is_told_how(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        world.connect("spotify")
        fresh = run(1, world.now, km=7.4, listed_at=world.now + HOUR)
        world.garmin.add(fresh)
        friend = SongOfAFriend(world.wired, world_of(world, fresh))
        friend.begin()
        for heard in playlist(fresh.garmin_id, fresh.start - EARLIER, fresh.end):
            world.spotify.heard(heard)
        assert not friend.is_told
        world.clock.advance(HOUR.total_seconds())
        world.ticks(8)
        assert friend.is_told
        shown = Console(width=100, record=True, file=StringIO())
        friend.show(shown)
        text = " ".join(shown.export_text().split())
        assert re.search(r"what Anna is told of it: heard on a run .*: km \d\.\d-\d\.\d, \d:\d\d/km, \d+ bpm", text)
        assert "to Sunday runners, with “for all of us”" in text
        assert text.count("heard on a run") == 2


def test_a_folder_without_fit_files_is_refused(tmp_path: Path) -> None:
    shown = demo("--fit-dir", str(tmp_path))
    assert shown.returncode == 2
    assert "no folder with .fit files in it" in shown.stdout.replace("\n", " ")


def test_a_runs_songs_are_shown_with_the_pace_they_were_run_at(tmp_path: Path) -> None:
    """Of the run that appeared; of the latest that has songs and a route where none did."""
    with MusicWorld(tmp_path) as world:
        world.connect("spotify")
        heard = world.plays(world.now - HOUR, 9 * MINUTE)
        assert demo_music.songs(world.wired.app, world.rows(), None) is None
        world.garmin.add(run(1, world.now - HOUR, elapsed=600, km=2.0, title="Sunday"))
        world.ticks(4)
        table = demo_music.songs(world.wired.app, world.rows(), 1)
        assert table is not None
        shown = Console(width=130, record=True, file=StringIO())
        shown.print(table)
        lines = [line.split() for line in shown.export_text().splitlines()]
        paced = [line for line in lines if any(re.fullmatch(r"(4:5|5:0)\d", word) for word in line)]
        assert len(paced) == len(heard)
        assert "Sunday" in lines[0]
        assert ["at", "song", "km", "min/km", "heart", "steps", "bpm"] in lines
