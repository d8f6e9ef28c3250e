"""`make play`: what it prints is enough to log in, to sync, and to watch what a line does."""

import io
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.entrypoints.demo import play
from sync.entrypoints.demo.play import Playground
from sync.sim.play_world import MFA_CODE
from tests.guard.network_guard import for_children
from tests.support.entrypoints.person import visit
from tests.support.entrypoints.processes import ROOT
from tests.support.world import closed_port


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def here(tmp_path: Path, said: list[str]) -> Iterator[Playground]:
    made = Playground(tmp_path / "play", said.append)
    made.world.start(0)
    yield made
    made.world.stop()


def runtrack(here: Playground, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    """The real command, in a shell that has read the settings as the note says."""
    line = f'. "{here.folder}/settings.sh" && exec "{sys.executable}" -m sync.entrypoints "$@"'
    environ = {"PATH": os.environ["PATH"], "HOME": str(here.folder), **for_children(ROOT)}
    return subprocess.run(
        ["sh", "-c", line, "sh", *arguments],
        cwd=here.folder,
        env=environ,
        input=typed,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_person_can_log_in_run_and_see_what_a_line_does(here: Playground, said: list[str]) -> None:
    note = here.note()
    assert f". {here.folder}/settings.sh\n" in note
    assert f"password: {here.world.garmin.password}, code: {MFA_CODE}\n" in note

    done = runtrack(here, "login", "garmin", "--email", "robin@example.org", typed=f"correct horse\n{MFA_CODE}\n")
    assert (done.returncode, "Garmin is connected" in done.stdout) == (0, True), done.stderr
    shell = f'. "{here.folder}/settings.sh" && exec "{sys.executable}" -m sync.entrypoints login strava --no-browser'
    environ = {"PATH": os.environ["PATH"], "HOME": str(here.folder), **for_children(ROOT)}
    with subprocess.Popen(
        ["sh", "-c", shell],
        cwd=here.folder,
        env=environ,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as logging_in:
        assert logging_in.stderr is not None
        shown = next(line for line in logging_in.stderr if line.startswith("  http"))
        visit(shown.strip())
        _, err = logging_in.communicate(timeout=60)
    assert logging_in.returncode == 0, err
    assert runtrack(here, "login", "lastfm", here.world.lastfm.user).returncode == 0

    assert runtrack(here, "run", "--once").returncode == 0
    assert len(here.world.strava.posts) == 3
    here.obey(io.StringIO("\nnonsense\n"))
    assert said == ["done: a new run, with music, appears on Garmin", "'nonsense' is none of the words above"]
    assert runtrack(here, "run", "--once").returncode == 0
    assert len(here.world.strava.posts) == 4


@pytest.mark.skipif(not shutil.which("curl"), reason="there is no curl")
@pytest.mark.parametrize("service", ["strava", "spotify"])
def test_where_there_is_no_browser_curl_agrees_as_the_note_says(here: Playground, service: str) -> None:
    (told,) = re.findall(r"export (BROWSER='.*')", here.note())
    with (here.folder / "settings.sh").open("a") as exports:
        exports.write(f"export {told}\n")
    done = runtrack(here, "login", service, "--port", str(closed_port()))
    assert (done.returncode, f"{service.title()} is connected" in done.stdout) == (0, True), done.stderr
    assert f"\n  {getattr(here.world, service).url}/" in done.stderr, "the address is shown, to be opened elsewhere"


def test_a_port_in_use_is_named_with_the_way_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        assert play.main(["--port", port, "--folder", str(tmp_path)]) == 2
    assert f"A port from {port} on is in use" in capsys.readouterr().err
