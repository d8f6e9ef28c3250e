"""An export while another process ticks: each run is in it once, as it was at some moment, with its file; read in on
another machine it sends nothing a second time. Beside a deletion there is no archive."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sync.adapters.archive_zip import ArchiveFile, write
from sync.app import App
from sync.core.activity import ON_TARGET, Activity
from sync.core.archive import forms
from sync.engine.asks import delete
from sync.engine.asks.export import export
from sync.engine.asks.import_archive import import_archive
from sync.engine.asks.refusals import Leaving
from sync.sim.athlete import run
from sync.wiring import ME
from tests.histories.worlds import SwiftDynamoMusicWorld, SwiftMusicWorld
from tests.support.engine.archives import ALWAYS as EVER
from tests.support.engine.archives import lines_in
from tests.support.engine.dynamo_world import held_open
from tests.support.engine.invariants import nothing_lost_nothing_doubled
from tests.support.engine.watched import Watch
from tests.support.entrypoints.commands import runtrack
from tests.support.world import DAY, HOUR, MINUTE, START, RefusingHosts, World

OVER_SOCKETS = True

BETWEEN = 30 * MINUTE
OLD, NEW = 6, 12
"""Runs that are known before, and runs that come while the export goes on."""


@pytest.fixture(scope="module", autouse=True)
def cloud() -> Iterator[None]:
    with held_open():
        yield


class Beside:
    """A port of the export's own process: before each call, and before each row that it gives, the others go on."""

    def __init__(self, port: Any, go_on: Callable[[], None]) -> None:
        self._port, self._go_on = port, go_on

    def __getattr__(self, name: str) -> Any:
        def call(*args: Any) -> Any:
            self._go_on()
            answer = getattr(self._port, name)(*args)
            return self._each(answer) if isinstance(answer, Iterator) else answer

        return call

    def _each(self, rows: Iterator[Any]) -> Iterator[Any]:
        for row in rows:
            yield row
            self._go_on()


class Life:
    """Somebody who runs and listens on: each time, a run (by turns before and behind all others in the order of keys),
    songs, and a tick. `seen` is each run as it ever was between two ticks."""

    def __init__(self, world: SwiftMusicWorld) -> None:
        self.world, self.ids, self.steps = world, list[int](), 0
        self.seen, self.plays = set[str](), list[set[str]]()
        for _ in range(OLD):
            self.one_more()

    def one_more(self) -> None:
        world, number = self.world, len(self.ids)
        world.clock.advance(BETWEEN.total_seconds())
        garmin_id = (900000000 + number) if number % 2 else (800000000 - number)
        made = run(garmin_id, world.now - 15 * MINUTE, elapsed=600.0 + number, km=2.0, every=30)
        world.garmin.add(made)
        world.plays(made.start, 10 * MINUTE, seed=number)
        self.ids.append(garmin_id)
        self.tick()

    def tick(self) -> None:
        self.world.tick()
        self.look()

    def look(self) -> None:
        self.seen |= {as_line(each) for each in self.world.store.every_run(ME)}
        plays = self.world.store.every_play(ME)
        self.plays.append({json.dumps(forms.PLAYS.form.write(each), sort_keys=True) for each in plays})

    def go_on(self) -> None:
        self.steps += 1
        if len(self.ids) < OLD + NEW:
            self.one_more()
        elif self.steps % 5 == 0:
            self.world.clock.advance(MINUTE.total_seconds())
            self.tick()


def as_line(row: Activity) -> str:
    return json.dumps(forms.RUNS.form.write(row), sort_keys=True)


def packed(app: App, go_on: Callable[[], None], now: Any) -> bytes:
    stream = io.BytesIO()
    beside = replace(app, store=Beside(app.store, go_on), files=Beside(app.files, go_on))
    write(export(beside, ME, now, "runtrack test"), stream, now)
    return stream.getvalue()


@pytest.mark.parametrize("kind", [SwiftMusicWorld, pytest.param(SwiftDynamoMusicWorld, marks=pytest.mark.long)])
def test_what_moves_meanwhile_is_in_it_once_and_whole(
    kind: type[SwiftMusicWorld], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync.stores.sqlite_list.AT_ONCE", 2)
    monkeypatch.setattr("sync.stores.sqlite_plays.AT_ONCE", 3)
    with kind(tmp_path, start=START - DAY) as world:
        world.connect("spotify")
        world.tick()
        life = Life(world)
        before, heard = [as_line(row) for row in world.store.every_run(ME)], life.plays[-1]
        other = world.build_watched(Watch(), RefusingHosts(world))
        archive = packed(other.app, life.go_on, world.now)
        other.close()
        life.look()
        lines = lines_in(archive)
        runs = [json.dumps(line, sort_keys=True) for line in lines["runs.jsonl"]]
        ids = [json.loads(line)["key"]["id"] for line in runs]
        assert len(before) == OLD
        assert len(ids) == len(set(ids)) > OLD
        assert {json.loads(line)["key"]["id"] for line in before} <= set(ids)
        assert set(runs) <= life.seen
        assert set(runs) - set(before)
        plays = [json.dumps(line, sort_keys=True) for line in lines["plays.jsonl"]]
        assert len(plays) == len(set(plays))
        assert heard < set(plays) <= life.plays[-1]
        goes_on_elsewhere(world, life, tmp_path / "it.zip", archive)


def goes_on_elsewhere(world: SwiftMusicWorld, life: Life, path: Path, archive: bytes) -> None:
    """All is gone here, the archive comes back instead, and Strava's own check for duplicates is off."""
    world.until_quiet()
    app, sent = world.wired.app, len(world.strava.posts)
    assert sent == OLD + NEW
    files = {name: app.files.get(name) for folder in forms.FOLDERS for name in app.files.older_than(folder, EVER)}
    delete.begin(app, ME, world.now)
    delete.finish(app, ME, world.now, alone=True)
    world.restart()
    world.strava.duplicate_check = False
    app = world.wired.app
    path.write_bytes(archive)
    with ArchiveFile(path) as file:
        import_archive(app, ME, file, world.now, after_delete=True)
    for row in app.store.every_run(ME):
        for name, is_there in (
            (f"originals/me/{row.key.id}", row.original),
            (f"routes/me/{row.key.id}.json", read(row)),
        ):
            assert app.files.get(name) == files.get(name) or not is_there, name
    assert any(read(row) for row in app.store.every_run(ME))
    world.log_in()
    world.connect("spotify")
    world.until_quiet()
    rows = {int(row.key.id): row for row in app.store.every_run(ME)}
    assert set(rows) == set(life.ids)
    assert {row.state for row in rows.values()} <= ON_TARGET
    assert {row.target_id for row in rows.values()} == {shown.id for shown in world.strava.alive()}
    assert world.strava.doubled() == []
    assert len(world.strava.posts) == sent
    texts = [each.description or "" for each in world.strava.alive()]
    assert {text.count("— Runtrack #") for text in texts} == {1}


def read(row: Activity) -> bool:
    return row.route == "read"


# -- by the command --------------------------------------------------------------------------------


def test_a_command_beside_a_process_that_ticks_waits_for_nobody_and_hinders_nobody(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        world.tick()
        ids = [900000001 + number for number in range(40)]
        world.garmin.add(run(ids[0], world.now - HOUR))
        world.until_quiet()
        environ = {**world.environ, "HOME": str(tmp_path), "PATH": os.environ["PATH"]}
        environ["PYTHONPATH"] = str(Path(__file__).parents[2])
        command = [sys.executable, "-m", "sync", "export", str(tmp_path / "all.zip")]
        child = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        known = 1
        while child.poll() is None:
            if known < len(ids):
                world.garmin.add(run(ids[known], world.now - 10 * MINUTE, km=1.0, elapsed=300.0 + known))
                known += 1
            world.tick()
            world.clock.advance(BETWEEN.total_seconds())
        _, err = child.communicate(timeout=60)
        assert (child.returncode, err) == (0, b"")
        world.until_quiet()
        nothing_lost_nothing_doubled(world, ids[:known])
        found = [line["key"]["id"] for line in lines_in((tmp_path / "all.zip").read_bytes())["runs.jsonl"]]
        assert len(found) == len(set(found))
        assert {str(ids[0])} <= set(found) <= {str(one) for one in ids[:known]}


# -- beside a deletion -----------------------------------------------------------------------------


def step_at(last: int, act: Callable[[], None]) -> tuple[Callable[[], None], list[int]]:
    steps = [0]

    def go_on() -> None:
        steps[0] += 1
        if steps[0] == last:
            act()

    return go_on, steps


@pytest.mark.parametrize("ended", [False, True], ids=["begun", "ended"])
def test_who_is_deleted_meanwhile_gets_no_archive_of_what_was_left(ended: bool, tmp_path: Path) -> None:
    with SwiftMusicWorld(tmp_path / "whole", start=START - DAY) as world:
        world.tick()
        Life(world)
        go_on, steps = step_at(0, lambda: None)
        assert packed(world.wired.app, go_on, world.now)
        count = steps[0]
    for last in {2, 3, count // 2, count - 1, count}:
        with SwiftMusicWorld(tmp_path / str(last), start=START - DAY) as world:
            world.tick()
            Life(world)

            def delete_now(world: SwiftMusicWorld = world) -> None:
                other = world.build_watched(Watch(), RefusingHosts(world))
                delete.begin(other.app, ME, world.now)
                if ended:
                    delete.finish(other.app, ME, world.now, alone=True)
                other.close()

            with pytest.raises(Leaving):
                packed(world.wired.app, step_at(last, delete_now)[0], world.now)


def test_whoever_is_being_deleted_is_told_so_and_no_file_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with World(tmp_path) as world:
        world.tick()
        delete.begin(world.wired.app, ME, world.now)
        with pytest.raises(Leaving):
            next(export(world.wired.app, ME, world.now, "runtrack test"))  # before the first byte
        said = runtrack(world, "export", "all.zip")
        assert (said.code, said.out) == (1, "")
        assert said.err == "me is being deleted: what is still there is no longer everything. No archive was made.\n"
        assert list(tmp_path.glob("all.zip*")) == []
