"""With nothing connected: one clear line, then silence."""

import json
import logging
from pathlib import Path

import pytest

from sync.adapters.garmin import bundle_of
from sync.entrypoints.daemon.loop import Daemon
from sync.wiring import ME
from tests.support.entrypoints import processes
from tests.support.world import World

BOTH = "Garmin and Strava are not connected: run `runtrack login garmin` and `runtrack login strava`"


def test_the_daemon_says_it_once_and_again_only_when_it_changes(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with World(tmp_path, seconds=30.0, login=False, STRAVA_REFRESH_TOKEN="") as world:
        daemon = Daemon(world.wired, now=world.clock.now, every=60.0)
        caplog.set_level(logging.INFO, "runtrack")

        def said(ticks: int) -> list[str]:
            caplog.clear()
            for _ in range(ticks):
                world.clock.advance(60)
                daemon._tick()
            return [record.getMessage() for record in caplog.records]

        assert said(5) == [BOTH]
        bundle = bundle_of(world.garmin.tokens())
        world.wired.keepers["garmin"].save_login(ME, bundle, world.now, scopes=(), account="")
        assert said(3) == ["Strava is not connected: run `runtrack login strava`"]
        world.wired.keepers["garmin"].forget(ME)
        assert said(3) == [BOTH]


def test_one_tick_says_it_the_first_time_and_leaves_with_1(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0, login=False, STRAVA_REFRESH_TOKEN="") as world:
        first, then = (processes.run(world, "run", "--once", GARMIN_TOKEN="x") for _ in range(2))
    assert first == (1, "", f"GARMIN_TOKEN is not a setting of Runtrack\n{BOTH}\n")
    assert then == (1, "", "")


def test_a_start_says_which_settings_were_read(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0, login=False, STRAVA_REFRESH_TOKEN="") as world:
        (world.folder / ".env").write_text("GARMIN_TOKEN=x\n")
        process = processes.start(world, "run")
        assert process.stderr is not None
        lines = [json.loads(process.stderr.readline()) for _ in range(3)]
        process.terminate()
        processes.finished(process)
    assert (lines[0]["event"], lines[0]["settings"]) == ("started", f"{world.folder}/.env")
    assert lines[1]["problem"] == "GARMIN_TOKEN is not a setting of Runtrack"
    assert lines[2]["event"] == BOTH
