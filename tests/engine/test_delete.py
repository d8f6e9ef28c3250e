"""Deleting a person: nothing of them is left, killed anywhere it goes on, and a tick beside it brings nothing back."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sync.core.activity import State
from sync.core.document_kinds import KINDS
from sync.core.user import Connection, User
from sync.engine import leaving
from sync.engine.asks import delete
from sync.engine.asks.own_documents import own_documents
from sync.engine.asks.refusals import NobodyThere
from sync.engine.tick import read_routes, tick
from sync.ports import StoreBroken
from sync.sim.athlete import run
from sync.wiring import ME, Wired
from tests.support.contract.values import play
from tests.support.engine.keeping_notifier import keeping_notifier
from tests.support.engine.watched import Crash, Watch, WatchedWorld
from tests.support.world import DAY, HOUR, MINUTE, World

OVER_SOCKETS = True

RUNS = (900000001, 900000002)


def lived(world: World) -> None:
    """A week of somebody: runs on Strava, plays, files."""
    for number, garmin_id in enumerate(RUNS):
        world.garmin.add(run(garmin_id, world.now - HOUR * 3 * (number + 1)))
    world.until_quiet()
    world.store.add_plays([play(world.now, user=ME)])


def deleted(world: World, wired: Wired | None = None) -> delete.Swept:
    """The whole of it, as where nobody else works on the database."""
    app = (wired or world.wired).app
    delete.begin(app, ME, world.now)
    return delete.finish(app, ME, world.now, alone=True)


def left(world: World, user: str = ME) -> list[Any]:
    """Whatever there is still of a person, rows and files; the note of the deletion is of nobody."""
    store = world.store
    documents = [one for kind in KINDS if kind.in_delete for one in own_documents(store, kind.of, user)]
    folder = world.folder / "data" / "files"
    files = [path for path in folder.rglob("*") if path.is_file() and path.parent != folder / "deleted"]
    return [*store.every_run(user), *store.every_play(user), *documents, *files]


def test_everything_goes_and_the_service_is_told(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        lived(world)
        world.store.put(User("anna", world.now))
        world.store.add_plays([play(world.now, user="anna")])
        world.wired.app.files.put("originals/anna/1", b"x")
        world.wired.app.files.put(f"spill/{ME}-strava", b"sealed")
        done = deleted(world)
        assert (done.rows["runs"], done.rows["plays"], done.files) == (2, 1, 4)
        assert {one.service: one.why for one in done.told} == {"garmin": None, "strava": ""}
        assert [path.name for path in left(world)] == ["1.z"]
        assert world.store.users() == ["anna"]
        assert len(list(world.store.every_play("anna"))) == 1
        assert world.calls()["strava revoke"] >= 1
        assert len(world.strava.alive()) == 2  # what is there is theirs


def test_who_was_never_here_cannot_be_deleted(tmp_path: Path) -> None:
    with World(tmp_path) as world, pytest.raises(NobodyThere):
        delete.begin(world.wired.app, "anna", world.now)


def test_a_service_that_does_not_answer_hinders_nothing(tmp_path: Path) -> None:
    with World(tmp_path, seconds=0.5) as world:
        lived(world)
        world.strava.stop()
        done = deleted(world)
        assert {one.service for one in done.told if one.why} == {"strava"}
        assert left(world) == []
        world.strava.start()


def test_shared_limits_stay(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        lived(world)
        before = world.wired.store.load(type_named("Budget"), "strava", world.strava.client_id)
        deleted(world)
        assert world.wired.store.load(type_named("Budget"), "strava", world.strava.client_id) == before is not None


def type_named(name: str) -> Any:
    return next(kind.of for kind in KINDS if kind.name == name)


# -- killed -----------------------------------------------------------------------------------------


BEFORE_THE_MARK = ("store.load begins", "store.load is done", "store.put begins")


@pytest.mark.parametrize("every", [23, pytest.param(1, marks=pytest.mark.long)])
def test_killed_at_any_point_it_goes_on_from_there(every: int, tmp_path: Path) -> None:
    """Before and after every call of the store and the files, and before every request."""
    at, points = 1 - every, 1
    while at < points:
        at += every
        with WatchedWorld(tmp_path / str(at)) as world:
            lived(world)
            watch = Watch()
            watch.at, watch.act = at, watch.crash
            world.watch = watch
            world.restart()
            try:
                deleted(world)
                points = len(watch.passed)
            except Crash:
                points = at + every
            world.watch = Watch()
            world.restart()
            moved = world.tick().moved
            assert not moved or watch.passed[-1] in BEFORE_THE_MARK
            if world.store.load(User, ME) is not None or left(world):
                deleted(world)
            assert left(world) == [], watch.passed[-1]
            assert world.calls()["strava revoke"] >= 1
    assert at > 30


class Keeping:
    """Files of which none can be deleted."""

    def __init__(self, files: Any) -> None:
        self._files = files

    def __getattr__(self, name: str) -> Any:
        return getattr(self._files, name)

    def erase(self, name: str) -> int:
        raise StoreBroken(name, "free some space")


def test_a_deletion_that_died_half_way_is_still_marked(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        lived(world)
        delete.begin(world.wired.app, ME, world.now)
        app = replace(world.wired.app, files=Keeping(world.wired.app.files))
        with pytest.raises(StoreBroken):
            delete.finish(app, ME, world.now, alone=True)
        known = world.store.load(User, ME)
        assert known is not None
        assert known.leaving is not None


# -- beside a tick ----------------------------------------------------------------------------------


def begun(world: WatchedWorld) -> None:
    """Somebody with one run on Strava, one on its way, one that is new and a notice that waits to be sent."""
    lived(world)
    world.garmin.add(run(900000003, world.now - HOUR))
    world.strava.processing_seconds = 600.0
    world.tick()
    world.clock.advance(MINUTE.total_seconds())
    world.garmin.add(run(900000004, world.now - HOUR / 2))


def writes(world: World) -> int:
    """Requests that changed something on the target."""
    calls = world.calls()
    return calls.get("strava upload", 0) + calls.get("strava update", 0)


def under_way(passed: list[str]) -> bool:
    """Whether the last of these points is of a POST that was about to leave: it leaves, and what it makes is the
    person's on the target."""
    begun, done = passed.count("target.submit begins"), passed.count("target.submit is done")
    return begun > done or passed[-1] == "store.save is done"


@pytest.mark.parametrize("every", [29, pytest.param(1, marks=pytest.mark.long)])
def test_a_tick_beside_it_sends_nothing_more_and_brings_nothing_back(every: int, tmp_path: Path) -> None:
    at, points, seen = 1 - every, 1, set[str]()
    while at < points:
        at += every
        with WatchedWorld(tmp_path / str(at)) as world:
            begun(world)
            sent = list[int]()

            def delete_now(name: str, world: WatchedWorld = world, sent: list[int] = sent) -> None:
                other = World.build(world)
                delete.begin(other.app, ME, world.now)
                delete.sweep(other.app, ME, world.now)
                other.close()
                sent.append(writes(world))

            watch = Watch(at, delete_now)
            world.watch = watch
            world.restart()
            notified = keeping_notifier(world)
            tick(world.wired.app, ME, world.now, lambda: 50.0)
            read_routes(world.wired.app, ME, world.now, lambda: 200.0)
            points = len(watch.passed)
            if not sent:
                break
            name = watch.passed[at - 1]
            seen.add(name)
            after = writes(world)
            leaves = under_way(watch.passed[:at])
            assert after == sent[0] or leaves, (name, sent, after)
            assert notified.titles == [], name
            world.watch = Watch()
            world.restart()
            world.ticks(3)
            assert world.rows(State.SUBMITTING, State.SUBMITTED) == []
            with pytest.raises(delete.StillAtWork):
                delete.finish(world.wired.app, ME, world.now, alone=False)
            world.clock.advance(HOUR.total_seconds())
            delete.finish(world.wired.app, ME, world.now, alone=False)
            assert left(world) == [], name
    assert every > 1 or "target.submit begins" in seen


def test_a_turn_that_was_dealt_out_before_brings_nobody_back(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        world.store.put(User("anna", world.now))
        delete.begin(world.wired.app, "anna", world.now)
        assert not tick(world.wired.app, "anna", world.now, lambda: 50.0).done
        delete.finish(world.wired.app, "anna", world.now, alone=True)
        assert not tick(world.wired.app, "anna", world.now, lambda: 50.0).done
        assert not read_routes(world.wired.app, "anna", world.now, lambda: 50.0).done
        assert world.store.load(User, "anna") is None


def test_the_first_mark_stands(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        lived(world)
        first = delete.begin(world.wired.app, ME, world.now)
        world.clock.advance(DAY.total_seconds())
        assert delete.begin(world.wired.app, ME, world.now).leaving == first.leaving


def test_what_is_waited_for_is_longer_than_any_tick_and_any_route(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        timing = world.wired.app.timing
        wait = (leaving.quiet_at(world.wired.app, world.now) - world.now).total_seconds()
        assert wait > timing.tick_seconds + timing.http_seconds + timing.skew_seconds
        assert wait > 50 + timing.route_seconds + timing.skew_seconds


def test_a_rebuilt_database_does_not_forget_that_somebody_was_leaving(tmp_path: Path) -> None:
    from sync.stores import salvage

    with World(tmp_path) as world:
        lived(world)
        delete.begin(world.wired.app, ME, world.now)
        path = world.wired.settings.database
        world.wired.close()
        salvage.rebuild(path, ME, world.now - DAY, world.now, world.wired.app.files)
        world.wired = world.build()
        known = world.store.load(User, ME)
        assert known is not None
        assert known.leaving is not None


def test_a_login_that_only_a_newer_version_knows_is_forgotten_too(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        lived(world)
        world.store.put(Connection(ME, "elsewhere", "v2.sealed"))
        done = deleted(world)
        assert {one.service for one in done.told} == {"garmin", "strava", "elsewhere"}
        assert left(world) == []
