"""`runtrack users`, and `--user` on every command: who is meant, and what is refused."""

import json
from pathlib import Path
from typing import Any

import pytest
import typer.main
from typer.core import TyperGroup

from sync.core.notice import Notice, NoticeKind
from sync.core.user import Connection, User
from sync.core.user_name import LONGEST, wrong_name
from sync.entrypoints.cli.app import app
from sync.entrypoints.cli.whose import WITHOUT
from sync.entrypoints.commands_of import commands_of
from sync.sim.athlete import run
from tests.support.entrypoints.commands import runtrack
from tests.support.people import PeopleWorld
from tests.support.world import HOUR, World


def test_people_are_added_listed_and_let_go_by_command(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        assert runtrack(world, "users", "add", "anna", "--since", "2026-03-01").code == 0
        world.tick()
        seen = json.loads(runtrack(world, "users", "--json").out)["users"]
        assert [(one["name"], one["connected"], one["runs"]) for one in seen] == [
            ("anna", [], 0),
            ("me", ["garmin", "strava"], 0),
        ]
        known = world.store.load(User, "anna")
        assert known is not None
        assert f"{known.since:%Y-%m-%d}" == "2026-03-01"
        said = runtrack(world, "users", "remove", "anna", "--confirm", "ann")
        assert (said.code, said.err) == (1, "That is not the name: nothing was changed.\n")
        assert runtrack(world, "users", "remove", "anna", "--confirm", "anna").code == 0
        assert world.store.users() == ["me"]


def test_nobody_is_let_go_of_whom_something_is_kept(tmp_path: Path) -> None:
    with PeopleWorld(tmp_path) as world:
        anna = world.add("anna", "garmin", "strava")
        anna.garmin.add(run(1, world.now - HOUR))
        world.tick_of("anna")
        said = runtrack(world, "users", "remove", "anna", "--confirm", "anna")
        assert said.code == 1
        assert said.err.startswith("anna still has 1 run, the Garmin login, the Strava login here: ")
        assert world.store.load(Connection, "anna", "garmin") is not None


@pytest.mark.parametrize(
    "name", ["", "Anna", "anna/b", "..", "-a", "a" * (LONGEST + 1), "ann a", "ännä", "a\n", "a.b", "a#b"]
)
def test_a_name_that_is_not_safe_everywhere_is_refused_with_a_reason(tmp_path: Path, name: str) -> None:
    assert wrong_name(name)
    with World(tmp_path) as world:
        said = runtrack(world, "users", "add", "--", name)
        assert (said.code, said.out) == (2, "")
        assert said.err.count("\n") == 1
        assert world.store.users() == []


@pytest.mark.parametrize("name", ["anna", "0", "a-b_c9", "a" * LONGEST])
def test_a_good_name_is_taken_once(tmp_path: Path, name: str) -> None:
    with World(tmp_path) as world:
        assert runtrack(world, "users", "add", name).code == 0
        said = runtrack(world, "users", "add", name)
        assert (said.code, said.err) == (2, f"{name} is here already: `runtrack users` shows everybody\n")


def commands(group: Any, *path: str) -> list[tuple[tuple[str, ...], Any]]:
    found: list[tuple[tuple[str, ...], Any]] = []
    for name in group.list_commands(None):
        command = group.get_command(None, name)
        inner = isinstance(command, TyperGroup)
        found += commands(command, *path, name) if inner else [((*path, name), command)]
    return found


def test_every_command_of_one_person_takes_user() -> None:
    for path, command in commands(typer.main.get_command(app)):
        takes = any("--user" in each.opts for each in command.params)
        assert takes is not bool(WITHOUT & set(path)), path


def test_who_is_not_there_is_refused_by_name(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        world.tick()
        for command in (["status"], ["list"], ["backfill"], ["login", "listenbrainz", "bob"], ["logout", "strava"]):
            said = runtrack(world, *command, "--user", "bob")
            assert (said.code, said.out) == (2, ""), command
            assert said.err == "There is no 'bob' here, only me: `runtrack users add NAME` adds somebody.\n"


def test_commands_show_and_change_the_one_who_is_named(tmp_path: Path) -> None:
    with PeopleWorld(tmp_path) as world:
        anna = world.add("anna", "garmin", "strava")
        anna.garmin.add(run(7, world.now - HOUR, title="Anna's run"))
        world.tick()
        world.tick_of("anna")
        assert "Anna's run" in runtrack(world, "list", "--user", "anna").out
        assert "Anna's run" not in runtrack(world, "list").out
        assert runtrack(world, "why", "7").code == 2
        assert runtrack(world, "why", "7", "--user", "anna").code == 0
        assert runtrack(world, "login", "lastfm", world.lastfm.user, "--user", "anna").code == 0
        assert world.store.load(Connection, "anna", "lastfm") is not None
        assert world.store.load(Connection, "me", "lastfm") is None


def test_whoever_is_told_a_command_is_told_whose_it_is(tmp_path: Path) -> None:
    with PeopleWorld(tmp_path) as world:
        world.add("anna", "strava")
        said = runtrack(world, "status", "--user", "anna")
        assert "run `runtrack login garmin --user anna`" in said.out
        assert "--user" not in runtrack(world, "status").out
        notice = Notice("anna", "login:garmin", "", world.now, kind=NoticeKind.LOGIN, service="garmin", title="Garmin")
        assert "Run `runtrack login garmin --user anna`." in world.wired.app.words(notice)
        assert commands_of("`runtrack run`, `runtrack users`, `runtrack why 7`", "anna") == (
            "`runtrack run`, `runtrack users`, `runtrack why 7 --user anna`"
        )
