"""How often a tick that learned nothing writes down that it was there, and what a person is told meanwhile."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from sync.core.activity import State
from sync.core.user import Backfill, BackfillPhase, Connection, User
from sync.engine import views
from sync.entrypoints.cli.screen import Place
from sync.entrypoints.cli.text.backfill_show import watch
from sync.sim.athlete import run
from sync.wiring import ME
from tests.support.engine.invariants import nothing_lost_nothing_doubled
from tests.support.entrypoints.commands import runtrack
from tests.support.world import DAY, HOUR, MINUTE, START, World

FIRST = 900000001
USUAL = timedelta(minutes=5)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Ticks that learn nothing say so once an hour, as for many users on AWS; the first two are over."""
    with World(tmp_path, seconds=30.0) as world:
        every(world, HOUR)
        world.ticks(2)
        yield world


def every(world: World, gap: timedelta) -> None:
    """As a process that was started with this setting."""
    app = world.wired.app
    world.wired = replace(world.wired, app=replace(app, timing=replace(app.timing, note_every=gap)))


def me(world: World) -> User:
    found = world.store.load(User, ME)
    assert found is not None
    return found


def last_ok(world: World) -> datetime:
    link = world.store.load(Connection, ME, "garmin")
    assert link is not None
    assert link.last_ok is not None
    return link.last_ok


def versions(world: World) -> list[int]:
    return [me(world).version, *(link.version for link in world.store.all(Connection, ME))]


def test_an_idle_hour_is_written_down_once(world: World) -> None:
    before = versions(world)
    world.ticks(58)
    assert (versions(world), me(world).ticked_at) == (before, START)
    world.ticks(2)
    assert me(world).ticked_at == START + HOUR
    assert me(world).version == before[0] + 1
    assert last_ok(world) == START + HOUR + MINUTE  # older than an hour, not just as old


def test_by_default_each_tick_is_written_down(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        world.ticks(3)
        before = me(world)
        world.ticks(3)
        assert (me(world).ticked_at, me(world).version) == (START + 5 * MINUTE, before.version + 3)
        assert me(world).noted_every == timedelta(0)


def test_a_tick_that_learned_something_is_written_down_at_once(world: World) -> None:
    world.garmin.add(run(FIRST, world.now - HOUR, km=2.0, every=60))
    world.ticks(2)
    assert me(world).ticked_at == START + 2 * MINUTE
    assert me(world).looked("garmin").newest_ids == (str(FIRST),)
    nothing_lost_nothing_doubled(world, [FIRST])
    world.ticks(5)
    assert me(world).ticked_at == START + 2 * MINUTE


def test_a_trouble_and_its_end_are_written_down_at_once(world: World) -> None:
    world.garmin.inject("list", "500", 1)
    failed = world.tick()
    link = world.store.load(Connection, ME, "garmin")
    assert link is not None
    assert failed.failed
    assert link.unavailable_since == START + 2 * MINUTE
    world.clock.advance(600)
    world.tick()
    link = world.store.load(Connection, ME, "garmin")
    assert link is not None
    assert (link.unavailable_since, link.last_ok) == (None, START + 12 * MINUTE)


def test_status_waits_for_as_long_as_the_row_says_before_it_asks_for_a_person(world: World) -> None:
    world.clock.advance((HOUR - 3 * MINUTE).total_seconds())
    seen = views.status(world.wired.app, ME, world.now, tick_within=USUAL)
    assert (seen.tick_overdue, seen.needs_person, seen.last_tick) == (False, False, START)
    assert "last tick 14 Mar 2026 09:00 UTC (59 min ago)" in runtrack(world, "status").lines
    world.clock.advance((7 * MINUTE).total_seconds())
    seen = views.status(world.wired.app, ME, world.now, tick_within=USUAL)
    assert (seen.tick_overdue, seen.needs_person) == (True, True)


def test_after_the_setting_is_changed_the_next_tick_says_so(world: World) -> None:
    every(world, timedelta(0))
    world.ticks(1)
    assert (me(world).noted_every, me(world).ticked_at) == (timedelta(0), START + 2 * MINUTE)
    every(world, HOUR)
    world.ticks(2)
    assert (me(world).noted_every, me(world).ticked_at) == (HOUR, START + 3 * MINUTE)


def test_a_clock_that_was_set_back_is_written_down(world: World) -> None:
    world.clock.set(START - DAY)
    world.tick()
    assert me(world).ticked_at == START - DAY


def test_who_watches_a_backfill_does_not_give_up_between_two_notes(world: World) -> None:
    world.store.put(Backfill(ME, START - 90 * DAY, START, START, phase=BackfillPhase.WORK))
    world.garmin.add(run(FIRST, world.now - 60 * DAY, km=2.0, every=60))

    def later(seconds: float) -> None:
        world.clock.advance(seconds)
        if world.now > START + 50 * MINUTE:
            job = world.store.load(Backfill, ME)
            assert job is not None
            world.store.put(replace(job, phase=BackfillPhase.DONE, finished_at=world.now))

    place = Place(now=world.clock.now, sleep=later, environ=world.environ)
    assert watch(world.wired, place, world.wired.settings) == 0
    assert world.rows(State.FAILED) == []


def test_who_watches_a_backfill_that_nobody_works_is_told(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    world.store.put(Backfill(ME, START - 90 * DAY, START, START, phase=BackfillPhase.WORK))

    def later(seconds: float) -> None:
        world.clock.advance(seconds)

    place = Place(now=world.clock.now, sleep=later, environ=world.environ)
    assert watch(world.wired, place, world.wired.settings) == 1
    assert "no tick for 65 min: is the other process still working?" in capsys.readouterr().out
