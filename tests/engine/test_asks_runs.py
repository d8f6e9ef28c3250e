"""What a person asks of one run: each verb gives a value or a named refusal, in every state, beside a tick at work."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from sync.app import App
from sync.core.activity import ON_TARGET, Activity, State
from sync.core.annotation import OFF, Annotation
from sync.engine import notices
from sync.engine.asks import naming, refusals
from sync.engine.asks.annotate import annotate
from sync.engine.asks.backfill import backfill
from sync.engine.asks.changing import Changed
from sync.engine.asks.no_text import no_text
from sync.engine.asks.refusals import Why
from sync.engine.asks.remove import remove
from sync.engine.asks.retry import ASKED, retry
from sync.engine.asks.skip import FOR_GOOD, skip
from sync.ports import Store
from sync.sim.athlete import run
from sync.wiring import ME
from tests.support.core.rows import row
from tests.support.engine.invariants import nothing_lost_nothing_doubled
from tests.support.world import DAY, HOUR, MINUTE, START, World

FIRST = 900000001
Verb = Callable[[App, Activity, datetime], object]
REFUSED: dict[Verb, dict[State, Why]] = {
    retry: {
        State.DISCOVERED: Why.DUE_NOW,
        State.SUBMITTING: Why.ANSWER_LOST,
        State.SUBMITTED: Why.WITH_TARGET,
        State.UPLOADED: Why.ON_TARGET,
        State.ANNOTATED: Why.ON_TARGET,
        State.DELETED: Why.DELETED,
    },
    skip: {
        State.SUBMITTING: Why.ANSWER_LOST,
        State.SUBMITTED: Why.WITH_TARGET,
        State.UPLOADED: Why.ON_TARGET,
        State.ANNOTATED: Why.ON_TARGET,
        State.DELETED: Why.DELETED,
    },
    annotate: {state: Why.NOT_ON_TARGET for state in State if state not in ON_TARGET},
    remove: {state: Why.NOT_ON_TARGET for state in State if state not in ON_TARGET},
    no_text: {},
}


class Rival:
    """A store in which another worker saves the row just before, so many times."""

    def __init__(self, store: Store, times: int) -> None:
        self._store, self.times = store, times

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def save(self, wanted: Activity) -> Activity:
        if self.times:
            self.times -= 1
            known = self._store.activity(wanted.key)
            assert known is not None
            self._store.save(known.waits(START, "moved by a tick", known.due))
        return self._store.save(wanted)


def beside_a_rival(world: World, times: int) -> App:
    rival: Any = Rival(world.store, times)
    return replace(world.wired.app, store=rival)


def stored(world: World, state: State, **changes: Any) -> Activity:
    world.store.add([row(state, target_id=7 if state in ON_TARGET else None, **changes)])
    return world.row(FIRST)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("verb", REFUSED, ids=lambda verb: verb.__name__)
def test_a_verb_does_it_or_says_what_is_in_the_way_and_then_changes_nothing(
    tmp_path: Path, verb: Verb, state: State
) -> None:
    with World(tmp_path) as world:
        before = stored(world, state)
        why = REFUSED[verb].get(state)
        if why is None:
            verb(world.wired.app, before, world.now)
            assert world.row(FIRST).version == before.version + 1
            assert len(world.row(FIRST).history) == len(before.history) + 1
        else:
            with pytest.raises(refusals.NotPossible) as refused:
                verb(world.wired.app, before, world.now)
            assert (refused.value.why, refused.value.row) == (why, before)
            assert world.row(FIRST) == before


@pytest.mark.parametrize("verb", REFUSED, ids=lambda verb: verb.__name__)
def test_a_verb_that_a_tick_was_faster_than_decides_again_and_gives_way_to_one_that_never_rests(
    tmp_path: Path, verb: Verb
) -> None:
    state = State.FAILED if verb in (retry, skip) else State.UPLOADED
    with World(tmp_path) as world:
        before = stored(world, state)
        verb(beside_a_rival(world, 1), before, world.now)
        after = world.row(FIRST)
        assert after.history[-2].why == "moved by a tick"
        assert after.version == before.version + 2
    with World(tmp_path / "busy") as world:
        before = stored(world, state)
        with pytest.raises(refusals.BeingChanged) as refused:
            verb(beside_a_rival(world, 99), before, world.now)
        assert refused.value.row.key == before.key
        assert world.row(FIRST).reason == "moved by a tick"


def test_what_has_changed_by_then_is_judged_as_it_is_now(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        seen = stored(world, State.SKIPPED)
        world.store.save(seen.again(world.now, "by another hand"))
        with pytest.raises(refusals.NotPossible) as refused:
            retry(world.wired.app, seen, world.now)
        assert (refused.value.why, refused.value.row.reason) == (Why.DUE_NOW, "by another hand")


def test_retry_takes_up_what_was_deleted_only_by_force(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        done = retry(world.wired.app, stored(world, State.DELETED), world.now, force=True)
        assert (done.before.state, done.after.state, done.after.reason) == (State.DELETED, State.DISCOVERED, ASKED)


# -- left out for good ----------------------------------------------------------------------------


def test_a_run_that_is_skipped_for_good_is_not_sent_whatever_garmin_says_of_it_later(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0, RUNTRACK_UPLOAD_DELAY_MINUTES="90") as world:
        world.garmin.add(run(FIRST, world.now - HOUR, title="Tempo", km=2.0, every=60))
        world.tick()
        skip(world.wired.app, world.row(FIRST), world.now)
        world.garmin.add(
            run(FIRST, world.now - HOUR, title="Another title", km=3.0, every=60, type_key="trail_running")
        )
        world.ticks(30, every=HOUR)
        assert (world.row(FIRST).state, world.row(FIRST).reason) == (State.SKIPPED, FOR_GOOD)
        assert world.strava.posts == []


def test_no_backfill_takes_a_run_up_that_was_skipped_for_good_and_retry_does(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0, RUNTRACK_UPLOAD_DELAY_MINUTES="90") as world:
        world.garmin.add(run(FIRST, world.now - HOUR, km=2.0, every=60))
        world.tick()
        skip(world.wired.app, world.row(FIRST), world.now)
        backfill(world.wired.app, ME, world.now - 90 * DAY, world.now)
        world.ticks(10)
        assert world.strava.posts == []
        retry(world.wired.app, world.row(FIRST), world.now)
        world.ticks(3)
        nothing_lost_nothing_doubled(world, [FIRST])


class SkippedJustBefore(Rival):
    """A store in which a person skips the run for good between a tick's decision to send it and the save of that."""

    def save(self, wanted: Activity) -> Activity:
        if self.times and wanted.state is State.SUBMITTING:
            self.times -= 1
            known = self._store.activity(wanted.key)
            assert known is not None
            self._store.save(known.skipped(START, FOR_GOOD))
        return self._store.save(wanted)


def test_a_tick_that_is_about_to_send_the_run_sends_nothing_of_it(tmp_path: Path) -> None:
    """The intent to send is saved over the version that was read, and by then there is another one."""
    with World(tmp_path, seconds=30.0) as world:
        world.garmin.add(run(FIRST, world.now - HOUR, km=2.0, every=60))
        rival: Any = SkippedJustBefore(world.store, 1)
        world.wired = replace(world.wired, app=replace(world.wired.app, store=rival))
        world.ticks(30)
        assert (rival.times, world.row(FIRST).state) == (0, State.SKIPPED)
        assert world.strava.posts == []


def test_skipping_a_failed_run_closes_its_notice_without_a_word_and_twice_is_once(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        world.garmin.add(run(FIRST, world.now - HOUR, km=2.0, every=60, original="not activity"))
        world.ticks(3)
        app = world.wired.app
        assert [notice.run for notice in notices.open_notices(app, ME)] == [str(FIRST)]
        done = skip(app, world.row(FIRST), world.now)
        assert (done.before.state, done.after.reason) == (State.FAILED, FOR_GOOD)
        assert notices.open_notices(app, ME) == []
        again = skip(app, world.row(FIRST), world.now + MINUTE)
        assert again == Changed(done.after, done.after)
        assert world.row(FIRST) == done.after


# -- which run ------------------------------------------------------------------------------------


def test_a_name_is_of_one_run_or_the_refusal_says_what_it_is(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        app, first = world.wired.app, stored(world, State.DISCOVERED)
        assert naming.run_named(app, ME, str(FIRST)) == first
        with pytest.raises(refusals.NoSuchName, match="a run"):
            naming.run_named(app, ME, "a run")
        with pytest.raises(refusals.NotFound, match="77"):
            naming.run_named(app, ME, "77")
        second = replace(first, key=replace(first.key, leg=1), version=0)
        world.store.add([second])
        with pytest.raises(refusals.SeveralLegs) as refused:
            naming.run_named(app, ME, str(FIRST))
        assert [one.key.leg for one in refused.value.rows] == [0, 1]
        assert [one.key.leg for one in naming.runs_named(app, ME, str(FIRST))] == [0, 1]


# -- its text -------------------------------------------------------------------------------------


def test_a_text_that_has_left_with_the_upload_cannot_be_called_off(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        seen = stored(world, State.SUBMITTED, music=Annotation(ours=("one",)))
        with pytest.raises(refusals.NotPossible) as refused:
            no_text(world.wired.app, seen, world.now)
        assert refused.value.why is Why.TEXT_HAS_LEFT


@pytest.mark.parametrize(("ours", "stands"), [((), False), (("one",), True)])
def test_no_text_says_whether_one_of_ours_stands_and_stays(tmp_path: Path, ours: tuple[str, ...], stands: bool) -> None:
    with World(tmp_path) as world:
        done = no_text(world.wired.app, stored(world, State.ANNOTATED, music=Annotation(ours=ours)), world.now)
        assert (done.stands, done.run.music.closed, done.run.due) == (stands, OFF, None)


def test_who_wanted_no_text_before_the_upload_may_want_it_again(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        seen = no_text(world.wired.app, stored(world, State.DISCOVERED), world.now).run
        wanted = annotate(world.wired.app, seen, world.now)
        assert (wanted.with_upload, wanted.run.music) == (True, Annotation())
