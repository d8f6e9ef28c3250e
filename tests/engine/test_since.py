"""RUNTRACK_SINCE is fixed at the first start; a change of it later is said by the tick, `status` and `doctor`."""

import logging
from pathlib import Path

import pytest

from sync.core.user import Notice
from sync.entrypoints.notices import on_one_machine
from sync.wiring import ME
from tests.support.engine.backfills import ask
from tests.support.entrypoints.commands import runtrack
from tests.support.world import DAY, World

EARLIER = (
    "RUNTRACK_SINCE is 2026-01-01 by now, but the first start fixed 2026-03-07: older runs are synced only when they "
    "are asked for: `runtrack backfill --since 2026-01-01`"
)
LATER = (
    "RUNTRACK_SINCE is 2026-03-10 by now, but the first start fixed 2026-03-07, and that stays: what is on Strava "
    "stays there, and a run from between that reaches Garmin late is still synced"
)


def said(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.why for record in caplog.records if record.name == "runtrack.since"]  # type: ignore[attr-defined]  # logging's `extra`


@pytest.mark.parametrize(("date", "words"), [("2026-01-01", EARLIER), ("2026-03-10", LATER)])
def test_another_since_date_is_said_once_by_run_and_always_by_status_and_doctor(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, date: str, words: str
) -> None:
    caplog.set_level(logging.WARNING, "runtrack.since")
    with World(tmp_path, seconds=30.0) as world:
        world.ticks(2)
        world.restart(RUNTRACK_SINCE=date)
        world.ticks(3)
        assert said(caplog) == [words]
        assert words in " ".join(runtrack(world, "status").out.split())
        assert words in " ".join(runtrack(world, "doctor").out.split())


def test_an_earlier_date_is_a_notice_until_the_backfill_is_asked_for(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        world.ticks(2)
        world.restart(RUNTRACK_SINCE="2026-01-01")
        world.ticks(2)
        (notice,) = world.store.all(Notice, ME)
        assert (notice.problem, on_one_machine.words(notice), notice.closed_at) == ("since", f"{EARLIER}.", None)
        ask(world, 80 * DAY)
        world.ticks(2)
        (notice,) = world.store.all(Notice, ME)
        assert notice.closed_at is not None
        assert "backfill --since" not in runtrack(world, "status").out


@pytest.mark.parametrize("date", ["2026-01-01", ""])
def test_the_date_of_the_first_start_or_none_at_all_says_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, date: str
) -> None:
    caplog.set_level(logging.WARNING, "runtrack.since")
    with World(tmp_path, seconds=30.0, RUNTRACK_SINCE="2026-01-01") as world:
        world.ticks(2)
        world.restart(RUNTRACK_SINCE=date)
        world.ticks(2)
        assert said(caplog) == []
