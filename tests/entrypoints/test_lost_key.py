"""A sealing key that is lost: no command makes another beside stored logins, and each says what can be done."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sync.core.errors import UNOPENED
from sync.core.user import Connection
from sync.entrypoints.daemon.one_tick import openable, run_once
from sync.ports import StoreBroken
from sync.wiring import ME
from tests.support.entrypoints.commands import runtrack
from tests.support.world import World


def key_of(world: World) -> Path:
    return world.wired.settings.key_file


def test_status_makes_no_key_and_says_which_logins_cannot_be_opened_and_the_ways_out(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        world.tick()
        key_of(world).unlink()
        said = runtrack(world, "status")
        assert said.code == 1
        assert not key_of(world).exists()
        garmin, strava = (line for line in said.lines if line.startswith(("Garmin", "Strava")))
        assert garmin == (
            f"Garmin    needs a login: {UNOPENED}: the sealing key {key_of(world)} is gone "
            "(restore it from your backup; without one, forget the logins that nothing opens any more "
            "(`runtrack logout garmin`, "
            "`runtrack logout strava`) and log in again, which makes a new key)"
        )
        assert strava == "Strava    needs a login for the same reason"


def test_the_loop_does_not_start_and_says_why(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        world.wired.close()
        key_of(world).unlink()
        with pytest.raises(StoreBroken) as caught:
            run_once(world.wired.settings, world.now)
        assert caught.value.reason.startswith(f"no stored login can be opened (garmin, strava): {UNOPENED}: ")
        assert not key_of(world).exists()


def test_a_new_login_makes_no_key_beside_the_others(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        key_of(world).unlink()
        for login in (("lastfm", "somebody"), ("garmin",), ("strava", "--no-browser"), ("listenbrainz", "somebody")):
            said = runtrack(world, "login", *login, LASTFM_API_KEY="a" * 32)
            assert (said.code, said.err.splitlines()[0]) == (2, f"the sealing key {key_of(world)} is gone"), login
        assert not key_of(world).exists()
        assert world.calls() == {}, "nobody was asked for anything first"


def test_after_the_logins_are_forgotten_a_new_one_makes_a_new_key(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        before = key_of(world).read_text()
        key_of(world).unlink()
        assert runtrack(world, "logout", "garmin").code == 0
        assert runtrack(world, "logout", "strava").code == 0
        world.restart()
        world.log_in()
        assert key_of(world).read_text() != before
        world.tick()
        assert runtrack(world, "status").code == 0


def test_a_restored_key_is_enough(tmp_path: Path) -> None:
    """Nobody has to log in again, although ticks ran with another key in the meantime."""
    with World(tmp_path, seconds=30.0) as world:
        world.tick()
        right = key_of(world).read_text()
        key_of(world).write_text(43 * "A" + "\n")
        world.restart()
        world.tick()
        link = world.store.load(Connection, ME, "garmin")
        assert link is not None
        assert link.login_needed.startswith(UNOPENED)
        assert runtrack(world, "status").code == 1
        key_of(world).write_text(right)
        world.restart()
        world.ticks(2)
        assert [c.login_needed for c in world.store.all(Connection, ME)] == ["", ""]
        assert runtrack(world, "status").code == 0


def test_one_login_that_cannot_be_opened_leaves_the_others_going(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        link = world.store.load(Connection, ME, "strava")
        assert link is not None
        world.store.put(Connection(ME, "lastfm", link.sealed, datetime(3000, 1, 1, tzinfo=UTC), account="somebody"))
        world.store.put(replace(link, blocked_why=""))
        assert openable(world.wired) is world.wired
        assert world.tick().polled
        music = world.store.load(Connection, ME, "lastfm")
        assert music is not None
        assert music.login_needed.startswith(UNOPENED)


def test_reading_commands_make_no_key_on_a_new_machine(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0, login=False) as world:
        for command in ("status", "list", "plan"):
            runtrack(world, command)
        assert not key_of(world).exists()
