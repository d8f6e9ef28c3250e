"""`runtrack run` as a process: it syncs, stops cleanly even while a request hangs, and never runs twice."""

import json
import re
import signal
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sync.core.activity import State
from sync.core.live.now_playing import NowPlaying
from sync.core.live.point import LivePoint
from sync.engine.live.arriving import arrived
from sync.sim.athlete import run as ran
from sync.sim.songbook import playlist
from sync.wiring import ME
from tests.support.entrypoints import processes
from tests.support.live_runs import LiveWorld
from tests.support.messages import CHATS, MessageWorld
from tests.support.music import MusicWorld
from tests.support.world import HOUR, MINUTE, World, closed_port


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path, start=datetime.now(UTC), seconds=20.0) as world:
        yield world


def test_run_once_uploads_and_exits_with_0(world: World) -> None:
    world.garmin.add(ran(1, world.now - HOUR))
    code, _, err = processes.run(world, "run", "--once")
    assert code == 0, err
    assert world.row(1).state is State.SUBMITTED
    assert [json.loads(line)["event"] for line in err.splitlines()][:1] == ["found"]


def test_run_once_exits_with_1_when_a_person_is_needed(world: World) -> None:
    world.garmin.revoke_all()
    code, _, err = processes.run(world, "run", "--once")
    assert code == 1
    assert "runtrack login garmin" in err


def test_run_once_exits_with_2_when_garmin_cannot_be_reached(world: World) -> None:
    code, _, err = processes.run(world, "run", "--once", GARMIN_API_URL=f"http://127.0.0.1:{closed_port()}")
    assert code == 2, err
    assert "connection refused" in err


@pytest.mark.parametrize("service", ["garmin", "strava"])
def test_run_once_says_what_it_waits_for_and_until_when_while_a_service_asks_for_it(world: World, service: str) -> None:
    """Not only in the tick that was told so, but for as long as it lasts. Nothing has failed: the exit code is 0."""
    world.garmin.add(ran(1, world.now - HOUR))
    getattr(world, service).inject("list", "429", times=1)
    for _ in range(2):
        code, out, err = processes.run(world, "run", "--once")
        assert (code, out) == (0, "")
        (said,) = [line for line in err.splitlines() if line.startswith("Waiting: ")]
        assert re.fullmatch(
            rf"Waiting: {service}: .+ \(until \d\d:\d\d UTC\)\. Nothing is lost: the first tick after that goes on\.",
            said,
        )


def test_run_once_says_each_time_why_it_ends_with_2(world: World) -> None:
    """The log tells only when it begins."""
    for _ in range(2):
        code, _, err = processes.run(world, "run", "--once", GARMIN_API_URL=f"http://127.0.0.1:{closed_port()}")
        assert (code, err.splitlines()[-1]) == (2, "Not done: garmin: connection refused.")


def test_wrong_settings_are_all_named_at_once_with_exit_code_2(world: World) -> None:
    code, _, err = processes.run(
        world, "run", RUNTRACK_POLL_SECONDS="5", RUNTRACK_SINCE="soon", RUNTRACK_UPLOAD_DELAY="3", GARMIN_DOMAIN="de"
    )
    assert code == 2
    assert err == (
        "Some settings are wrong:\n"
        "  RUNTRACK_SINCE is 'soon', but must be a date such as 2026-03-14\n"
        "  RUNTRACK_POLL_SECONDS is '5', but must be seconds between 60 and 86400\n"
        "  GARMIN_DOMAIN is 'de', but must be com or cn\n"
        "  RUNTRACK_UPLOAD_DELAY is not a setting of Runtrack; did you mean RUNTRACK_UPLOAD_DELAY_MINUTES?\n"
    )


def test_the_daemon_syncs_and_stops_on_sigterm(world: World) -> None:
    world.garmin.add(ran(1, world.now - HOUR))
    daemon = processes.start(world, "run")
    processes.wait_for(lambda: bool(world.strava.posts), "the upload")
    processes.wait_for(lambda: world.row(1).state is State.SUBMITTED, "the saved upload id")
    daemon.send_signal(signal.SIGTERM)
    code, _, err = processes.finished(daemon)
    assert code == 0
    assert json.loads(err.splitlines()[-1])["event"] == "stopped"


def test_the_daemon_answers_who_writes_to_the_bot_without_waiting_for_the_next_tick(tmp_path: Path) -> None:
    """The ticks are ten minutes apart here; what came is looked for each ten seconds."""
    with MessageWorld(tmp_path, start=datetime.now(UTC), seconds=20.0, RUNTRACK_POLL_SECONDS="600") as world:
        world.chat(ME)
        daemon = processes.start(world, "run")
        processes.wait_for(lambda: world.telegram.count("getUpdates") > 0, "the first look")
        world.telegram.writes(CHATS[ME], "/friends")
        processes.wait_for(lambda: len(world.read_by(ME)) == 1, "the answer", patience=40.0)
        assert world.garmin.count("list") == 1
        daemon.send_signal(signal.SIGTERM)
        assert processes.finished(daemon)[0] == 0
        assert [one.text.splitlines()[0] for one in world.read_by(ME)] == ["No friends yet: invite somebody first."]


def test_the_daemon_sees_the_song_of_who_runs_without_waiting_for_the_next_tick(tmp_path: Path) -> None:
    """The ticks are ten minutes apart here, as above."""
    with MusicWorld(tmp_path, start=datetime.now(UTC), seconds=20.0, RUNTRACK_POLL_SECONDS="600") as world:
        world.connect("spotify", on_now=True)
        world.spotify.player.plays(playlist("now", world.now - MINUTE, world.now + HOUR))
        daemon = processes.start(world, "run")
        processes.wait_for(lambda: world.spotify.count("recent") > 0, "the first tick")
        assert world.spotify.count("on_now") == 0
        here = LivePoint(datetime.now(UTC), 48.0, 11.5)
        arrived(world.store, ME, "overland", [here], datetime.now(UTC), device="phone")
        processes.wait_for(lambda: _song_of_now(world) != "", "the song of now", patience=40.0)
        assert (world.garmin.count("list"), world.spotify.count("on_now")) == (1, 1)
        daemon.send_signal(signal.SIGTERM)
        assert processes.finished(daemon)[0] == 0


def _song_of_now(world: World) -> str:
    known = world.store.load(NowPlaying, ME)
    return known.song.title if known is not None and known.song is not None else ""


@pytest.mark.parametrize("number", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.long)])
def test_a_stop_while_the_upload_hangs_leaves_the_row_submitting(world: World, number: int) -> None:
    world.garmin.add(ran(1, world.now - HOUR))
    world.strava.inject("upload", "timeout after the effect")
    daemon = processes.start(world, "run")
    processes.wait_for(lambda: bool(world.strava.posts), "the upload")
    daemon.send_signal(number)
    code, _, err = processes.finished(daemon, patience=15.0)
    assert code == 0
    assert "stopped while a request was under way" in err
    assert world.row(1).state is State.SUBMITTING
    world.until_quiet()
    assert len(world.strava.alive()) == 1
    assert world.row(1).how == "adopted"


def test_a_second_instance_on_the_same_database_is_refused(world: World) -> None:
    daemon = processes.start(world, "run")
    processes.wait_for(lambda: world.garmin.count("list") > 0, "the first tick")
    code, _, err = processes.run(world, "run", "--once")
    daemon.terminate()
    processes.finished(daemon)
    assert code == 2
    assert f"another `runtrack run` (process {daemon.pid}) already works on" in err
    assert "Stop it first" in err


def test_the_daemon_follows_a_run_between_its_ticks_and_leaves_it_alone_afterwards(tmp_path: Path) -> None:
    """The ticks are ten minutes apart here; what is followed is looked at each ten seconds."""
    began = datetime.now(UTC) - timedelta(minutes=2)
    with LiveWorld(tmp_path, start=began, seconds=20.0, RUNTRACK_POLL_SECONDS="600") as world:
        run = world.begins()
        world.clock.advance(120)  # to the machine's own time, which the daemon has
        world.follow(run)
        daemon = processes.start(world, "run")
        processes.wait_for(lambda: world.livetrack.count("points") > 0, "the first look")
        processes.wait_for(lambda: world.live is not None, "its points")
        assert world.garmin.count("list") == 1
        daemon.send_signal(signal.SIGTERM)
        code, _, err = processes.finished(daemon)
        assert code == 0
        assert run.token not in err
