"""`runtrack rotate-key`: every login sealed anew; killed at any point, nothing is lost and it goes on from there."""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from sync.adapters.seal import AesSealer, key_of
from sync.core.user import Connection
from sync.entrypoints.cli.rotate_key import rotate
from sync.entrypoints.daemon.lock import alone
from sync.stores.backups import backups
from sync.stores.key_file import KeyFile
from sync.stores.sqlite import SqliteStore
from sync.wiring import ME
from tests.adapters.test_seal import sealed_by_the_first_version
from tests.support.entrypoints.commands import runtrack
from tests.support.world import World


def file_of(world: World) -> KeyFile:
    return KeyFile(world.wired.settings.key_file)


def clear(world: World) -> dict[str, str]:
    """The tokens, opened with whatever keys are there."""
    sealer = AesSealer(*map(key_of, file_of(world).read()))
    links = [link for link in world.store.all(Connection, ME) if link.sealed]
    return {link.service: sealer.open(link.sealed, *link.bound_to) for link in links}


def test_every_login_is_sealed_with_a_new_key_and_the_old_one_opens_none(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        world.tick()
        old, tokens = AesSealer(key_of(file_of(world).read()[0])), clear(world)
        world.wired.close()
        said = runtrack(world, "rotate-key")
        assert (said.code, said.err) == (0, "")
        assert said.lines[0].startswith("garmin, strava: sealed with a new key, which is in ")
        world.wired = world.build()
        assert clear(world) == tokens
        assert len(file_of(world).read()) == 1
        assert not any(link.sealed.split(".")[1] == old.key_id for link in world.store.all(Connection, ME))
        assert all(report.did_its_work for report in world.ticks(2))


def test_seals_of_the_first_version_become_ones_of_the_second(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        link = world.store.load(Connection, ME, "strava")
        assert link is not None
        old = sealed_by_the_first_version(clear(world)["strava"], *link.bound_to, key=key_of(file_of(world).read()[0]))
        world.store.put(replace(link, sealed=old))
        world.tick()
        assert runtrack(world, "rotate-key").code == 0
        assert {link.sealed[:3] for link in world.store.all(Connection, ME)} == {"v2."}


def test_the_newest_copy_of_the_database_opens_with_the_new_key(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        world.tick()
        assert runtrack(world, "rotate-key").code == 0
        (newest, *_) = backups(world.wired.settings.database)
        copy = SqliteStore(newest, sleep=lambda _: None)
        sealer = AesSealer(key_of(file_of(world).read()[0]))
        for link in copy.all(Connection, ME):
            sealer.open(link.sealed, *link.bound_to)
        copy.close()


class Killed(BaseException):
    """The process is gone."""


@pytest.fixture
def dying(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Whatever lasts (a synced file, a link, a rename, a removal) is counted down, and kills just before it."""
    left = [10**9]

    def counted(real: Any) -> Any:
        def call(*arguments: Any, **named: Any) -> Any:
            if left[0] == 0:
                raise Killed
            left[0] -= 1
            return real(*arguments, **named)

        return call

    with monkeypatch.context() as patch:
        for owner, name in ((os, "fsync"), (os, "link"), (os, "replace"), (os, "unlink")):
            patch.setattr(owner, name, counted(getattr(owner, name)))
        yield left


class Dying:
    """A store that may die before a row is saved and, at the next count, after it."""

    def __init__(self, store: Any, left: list[int]) -> None:
        self._store, self._left = store, left

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def put(self, document: Any) -> Any:
        self._count()
        saved = self._store.put(document)
        self._count()
        return saved

    def _count(self) -> None:
        if self._left[0] == 0:
            raise Killed
        self._left[0] -= 1


def test_killed_at_any_point_every_login_still_opens_and_the_next_one_finishes(
    tmp_path: Path, dying: list[int]
) -> None:
    with World(tmp_path, seconds=30.0) as world:
        world.tick()
        world.store.put(Connection(ME, "lastfm", "", datetime(3000, 1, 1, tzinfo=UTC)))  # nothing in it to seal
        tokens, deaths = clear(world), 0
        while True:
            before = file_of(world).read()[0]
            dying[0] = deaths
            try:
                rotate(Dying(world.store, dying), world.wired.app.files, file_of(world), lambda _: None)
                break
            except Killed:
                deaths += 1
            finally:
                dying[0] = 10**9
            assert clear(world) == tokens, deaths
            world.restart()  # a daemon may run in between
            assert world.tick().did_its_work, deaths
            rotate(world.store, world.wired.app.files, file_of(world), lambda _: None)
            assert clear(world) == tokens, deaths
            assert file_of(world).read() != (before,)
            assert len(file_of(world).read()) == 1
            world.restart()
        assert deaths >= 10


def test_a_copy_of_the_key_that_a_killed_rotation_left_goes_with_the_next_one(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        world.tick()
        key = world.wired.settings.key_file
        left = key.with_name(f"{key.name}.new.4242.part")
        left.write_text("left by a kill between writing it and giving it its name\n")
        rotate(world.store, world.wired.app.files, file_of(world), lambda _: None)
        assert [path.name for path in key.parent.iterdir()] == [key.name]


def test_a_login_that_cannot_be_opened_stops_it_before_anything_changes(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        link = world.store.load(Connection, ME, "strava")
        assert link is not None
        world.store.put(replace(link, sealed=AesSealer(bytes(32)).seal("{}", *link.bound_to)))
        key = file_of(world).read()
        said = runtrack(world, "rotate-key")
        assert (said.code, said.out) == (2, "")
        assert said.err.startswith("the stored strava login cannot be opened, so it cannot be sealed anew\n")
        assert file_of(world).read() == key


def test_it_is_refused_where_it_cannot_work_with_the_way_out(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        key = file_of(world).read()[0]
        said = runtrack(world, "rotate-key", RUNTRACK_SEALING_KEY=key)
        assert (said.code, said.err.splitlines()[0]) == (
            2,
            "the sealing key comes from RUNTRACK_SEALING_KEY, which only you can change",
        )
        said = runtrack(world, "rotate-key", RUNTRACK_BUCKET="a-bucket", RUNTRACK_SEALING_KEY=key)
        assert (said.code, said.err.splitlines()[0]) == (
            2,
            "the sealing key of production is a parameter on AWS, not a file",
        )
        assert "`runtrack push-credentials`, which makes a new key" in said.err
        with alone(world.wired.settings):
            assert "already works on" in runtrack(world, "rotate-key").err
        file_of(world).path.unlink()
        said = runtrack(world, "rotate-key")
        assert (said.code, said.err.splitlines()[0]) == (2, f"there is no sealing key at {file_of(world).path}")
        assert not file_of(world).path.exists()
