"""scripts/get_token.py: the refresh token alone on standard output, and stored when asked."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from runpy import run_path
from typing import Any

import pytest

from sync.adapters.strava_fields import ASKED
from sync.wiring import ME
from tests.support.entrypoints.person import Person, at_home, connection, ended_at, visit
from tests.support.world import World, closed_port

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "scripts" / "get_token.py"


@pytest.fixture
def person(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Person]:
    with at_home(tmp_path, monkeypatch) as person:
        yield person


@pytest.fixture
def world(person: Person) -> World:
    return person.world


@pytest.fixture
def command() -> Any:
    return run_path(str(SCRIPT))["app"]


def granted(world: World) -> str:
    """The refresh token that Strava gave out last."""
    return world.strava.grants._grants[-1].refresh_token


def test_the_token_alone_is_on_standard_output_and_nothing_is_stored(
    world: World, person: Person, command: Any
) -> None:
    done = person.runs("--port", str(closed_port()), clicks=visit, command=command)
    assert (done.code, done.out) == (0, granted(world) + "\n")
    assert done.err.endswith("It is not stored. STRAVA_REFRESH_TOKEN in .env is where runtrack looks for it.\n")
    assert granted(world) not in done.err
    assert connection(world, "strava") is None


def test_the_printed_token_is_enough_to_start(world: World, person: Person, command: Any) -> None:
    token = person.runs("--port", str(closed_port()), clicks=visit, command=command).out.strip()
    world.restart(STRAVA_REFRESH_TOKEN=token)
    assert world.strava.grants.holder(
        world.wired.keepers["strava"].usable(ME, world.now).fields["access_token"], world.now
    )


def test_store_keeps_it_as_a_login_does(world: World, person: Person, command: Any) -> None:
    done = person.runs("--store", "--port", str(closed_port()), clicks=visit, command=command)
    assert (done.code, done.out) == (0, granted(world) + "\n")
    assert done.err.endswith(
        f"It is stored, sealed, in {world.folder}/data/runtrack.sqlite; the next tick goes on with it by itself.\n"
    )
    kept = connection(world, "strava")
    assert kept is not None
    assert (kept.account, kept.scopes) == ("9100000001", ASKED)


def test_it_works_by_pasting(world: World, person: Person, command: Any) -> None:
    port = str(closed_port())
    done = person.pastes(lambda url: ended_at(url) + "\n", "--no-browser", "--port", port, command=command)
    assert (done.code, done.out) == (0, granted(world) + "\n")


def test_a_missing_box_prints_no_token(world: World, person: Person, command: Any) -> None:
    world.strava.granted_scopes = frozenset({"read"})
    done = person.runs("--store", "--port", str(closed_port()), clicks=visit, command=command)
    assert (done.code, done.out) == (1, "")
    assert connection(world, "strava") is None


def test_as_a_program_it_opens_the_browser_and_prints_the_token(world: World) -> None:
    """The real process, with a browser that is a program of ours: it follows the page to the callback."""
    browser = world.folder / "browser.py"
    browser.write_text("import sys, requests\nrequests.get(sys.argv[1], timeout=10)\n")
    outside = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    environ = {**outside, **world.environ, "BROWSER": f"{sys.executable} {browser} %s"}
    done = subprocess.run(
        [sys.executable, str(SCRIPT), "--port", str(closed_port())],
        cwd=world.folder,
        env=environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, granted(world) + "\n"), done.stderr
    first, *_, last = done.stderr.splitlines()
    assert first == "Strava's consent page opens in your browser; if not, open this address:"
    assert last == "It is not stored. STRAVA_REFRESH_TOKEN in .env is where runtrack looks for it."


def test_help_says_what_it_needs(person: Person, command: Any) -> None:
    done = person.runs("--help", command=command)
    assert done.code == 0
    assert "STRAVA_CLIENT_ID" in done.out
    assert "--store" in done.out
