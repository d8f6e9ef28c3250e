"""`runtrack run` serves the pages beside its ticks, in a process that ends with it, whatever ends it."""

import logging
import re
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
import requests

from sync.entrypoints.daemon.pages import Pages
from sync.sim.athlete import run
from tests.support.entrypoints import processes
from tests.support.world import HOUR, World, closed_port


def begun(world: World, daemon: "subprocess.Popen[str]") -> tuple[str, psutil.Process]:
    """The address that it prints, and the process that serves there."""
    assert daemon.stdout is not None
    found = re.match(r"Runtrack is at (http://127\.0\.0\.1:\d+)$", daemon.stdout.readline().strip())
    assert found
    (child,) = (each for each in psutil.Process(daemon.pid).children() if "web" in each.cmdline())
    return found[1], child


@pytest.mark.parametrize(
    "number", [pytest.param(signal.SIGTERM, marks=pytest.mark.long), signal.SIGINT, signal.SIGKILL]
)
def test_the_pages_are_there_beside_the_ticks_and_gone_with_them(tmp_path: Path, number: signal.Signals) -> None:
    with World(tmp_path) as world:
        world.garmin.add(run(900000001, world.now - HOUR, km=2.0, every=10))
        port = closed_port()
        with processes.start(world, "run", RUNTRACK_WEB=str(port), RUNTRACK_SINCE="2026-01-01") as daemon:
            try:
                address, child = begun(world, daemon)
                assert address == f"http://127.0.0.1:{port}"

                def sent() -> bool:
                    runs = requests.get(f"{address}/api/activities", timeout=10).json()["runs"]
                    return [each["id"] for each in runs] == ["900000001"]

                processes.wait_for(sent, "the run is in the list")
            finally:
                daemon.send_signal(number)
            processes.finished(daemon)
        child.wait(10)
        assert not child.is_running()


def test_a_port_that_is_taken_is_said_and_the_ticks_go_on(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        taken = world.garmin.url.rpartition(":")[2]
        with processes.start(world, "run", RUNTRACK_WEB=taken) as daemon:
            processes.wait_for(lambda: world.garmin.counts().get("list", 0) > 0, "a tick")
            assert daemon.stderr is not None
            said = ""
            while "the pages are not served" not in said:
                line = daemon.stderr.readline()
                assert line, said
                said += line
            daemon.terminate()
            code, _, _ = processes.finished(daemon)
        assert code == 0
        assert f"Port {taken} of 127.0.0.1 cannot be used" in said


def test_pages_that_end_by_themselves_are_started_again(caplog: pytest.LogCaptureFixture) -> None:
    started = list[list[str]]()
    asked = []

    def start(arguments: list[str], **how: object) -> "subprocess.Popen[bytes]":
        started.append(arguments)
        code = 3 if len(started) == 1 else 2
        return subprocess.Popen([sys.executable, "-c", f"raise SystemExit({code})"], stdin=subprocess.PIPE)

    with caplog.at_level(logging.WARNING, logger="runtrack.daemon"):
        pages = Pages(["web"], start)
        pages.start()
        pages.join(None)  # it ends by itself, however slow the machine
    assert started == [["web"], ["web"]]
    asked = [record.message for record in caplog.records]
    assert asked == ["the pages ended and are started again", "the pages are not served"]
