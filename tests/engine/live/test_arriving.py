"""Points of a run in progress arrive in any order, twice, and while processes die: each moment is kept once."""

from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.core.live.point import LivePoint
from sync.core.live.run import LivePart, LiveRun
from sync.engine.live.arriving import arrived, forget, points_of
from sync.ports import Store
from sync.stores.sqlite import SqliteStore
from tests.support.contract.fixtures import factory as factory
from tests.support.contract.fixtures import store as store
from tests.support.engine.dying_store import DyingStore, Killed

NOON = datetime(2026, 10, 9, 12, tzinfo=UTC)
SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def no_sleep(seconds: float) -> None:
    return None


def point(seconds: float, *, heart_rate: float | None = None) -> LivePoint:
    return LivePoint(NOON + seconds * SECOND, 48.0 + seconds / 50_000, 11.5, heart_rate=heart_rate)


def run_in(store: Store, points: Sequence[LivePoint], *, now: datetime = NOON + HOUR, device: str = "phone") -> LiveRun:
    (run,) = arrived(store, "me", "overland", points, now, device=device)
    return run


def test_what_arrived_is_there_by_time_and_the_run_spans_it(store: Store) -> None:
    run_in(store, [point(700), point(0), point(10)])
    run = run_in(store, [point(710, heart_rate=150.0)])
    assert (run.begun, run.last, run.points) == (NOON, NOON + 710 * SECOND, 4)
    assert [one.at for one in points_of(store, run)] == [NOON + s * SECOND for s in (0, 10, 700, 710)]
    assert len(store.all(LivePart, "me", "overland", run.id)) == 2


def test_half_an_hour_of_silence_is_another_run_and_so_is_another_device(store: Store) -> None:
    first = run_in(store, [point(0)])
    later = arrived(store, "me", "overland", [point(1800), point(3601)], NOON + 2 * HOUR, device="phone")
    assert [one.id == first.id for one in later] == [True, False]
    assert run_in(store, [point(5)], device="watch").id != first.id


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (LivePoint(NOON, 0.0, 0.0), "nowhere"),
        (LivePoint(NOON, 91.0, 10.0), "no such place"),
        (LivePoint(NOON, float("nan"), 10.0), "no number"),
        (LivePoint(NOON, 48.0, None), "half a place"),
        (LivePoint(NOON + 2 * HOUR, 48.0, 11.0), "a clock that is ahead"),
        (LivePoint(NOON - 8 * DAY, 48.0, 11.0), "older than anything that is kept"),
    ],
)
def test_a_point_that_cannot_be_is_left_out(store: Store, wrong: LivePoint, why: str) -> None:
    assert arrived(store, "me", "overland", [wrong], NOON + HOUR) == (), why
    assert store.all(LiveRun, "me") == []


def test_a_run_is_over_when_it_says_so_and_stays_so(store: Store) -> None:
    run_in(store, [point(0)])
    stopped = LivePoint(NOON + 20 * SECOND, 48.0, 11.5, ends=True)
    assert run_in(store, [stopped]).ended_at == stopped.at
    assert run_in(store, [point(15)]).ended_at == stopped.at


def test_a_forgotten_run_leaves_nothing(store: Store) -> None:
    run = run_in(store, [point(s) for s in range(0, 2000, 100)])
    forget(store, run)
    forget(store, run)
    assert store.all(LiveRun, "me") == [] == store.all(LivePart, "me")


def test_figures_that_cannot_be_are_taken_for_not_told(store: Store) -> None:
    lies = LivePoint(NOON, 48.0, 11.5, -5.0, float("inf"), 20_000.0, -1.0, 900.0, float("nan"))
    (kept,) = points_of(store, run_in(store, [lies]))
    assert kept == LivePoint(NOON, 48.0, 11.5)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32), sent=st.integers(1, 60), dies=st.integers(0, 30))
def test_batches_in_any_order_sent_again_after_a_kill_come_to_the_same(seed: int, sent: int, dies: int) -> None:
    chance = Random(seed)
    points = [point(n * 10) for n in range(sent)]
    batches = [chance.sample(points, chance.randint(1, len(points))) for _ in range(6)]
    with TemporaryDirectory() as folder, closing(SqliteStore(Path(folder) / "runs.sqlite", sleep=no_sleep)) as kept:
        for number, batch in enumerate(batches):
            chance.shuffle(batch)
            dying = DyingStore(kept)
            dying.left = dies if number == 2 else 10_000
            try:
                run_in(dying, batch)
            except Killed:
                run_in(kept, batch)
        run = run_in(kept, points)
        assert points_of(kept, run) == tuple(points)
        assert (run.begun, run.last) == (points[0].at, points[-1].at)
        assert len(kept.all(LiveRun, "me")) == 1
