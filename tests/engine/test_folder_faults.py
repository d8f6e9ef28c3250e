"""Whatever happens to a folder and the files in it, one by one: each run is on Strava once, nothing is forgotten."""

import errno
from collections.abc import Callable
from pathlib import Path

import pytest

from sync.core.activity import State
from sync.core.folder import Fate
from tests.support.adapters.broken_disk import CALLS, ERRORS, BrokenDisk
from tests.support.engine.folder_events import EVENTS, Stage
from tests.support.folders import FolderWorld, a_run, fit_of
from tests.support.world import DAY, HOUR

STRAVAS = pytest.mark.parametrize(
    "checked",
    [pytest.param(True, marks=pytest.mark.long), False],
    ids=["Strava's check on", "Strava's check off"],
)
"""Without Strava's check there is only ours, so that each commit tries that."""


def strava_that(checks: bool) -> dict[str, bool]:
    return {"duplicate_check": checks}


def each_once(world: FolderWorld, *runs: bytes) -> None:
    """These are on Strava, each once, sent once, as their rows say."""
    assert world.strava.doubled() == []
    rows = [world.of(data) for data in runs]
    assert [(row.state, row.reason) for row in rows if row.state is not State.UPLOADED] == []
    assert {row.target_id for row in rows} == {shown.id for shown in world.strava.alive()}
    assert len(world.strava.posts) == len(runs)


@STRAVAS
@pytest.mark.parametrize(
    "call", [call if call in ("open", "read") else pytest.param(call, marks=pytest.mark.long) for call in CALLS]
)
def test_a_disk_that_fails_at_a_call_delays_and_loses_nothing(tmp_path: Path, call: str, checked: bool) -> None:
    """With every error: while a file is found, while it is read, and while what was found is sent."""
    with FolderWorld(tmp_path, strava=strava_that(checked)) as world:
        runs: list[bytes] = []
        for number, error in enumerate(ERRORS):
            for ticks in range(3):
                runs.append(fit_of(a_run(world.now - HOUR, 10 * number + ticks, every=300)))
                world.put(f"{len(runs)}.fit", runs[-1])
                if ticks == 2:  # it is found, and waits
                    world.strava.inject("list", "500")
                world.ticks(ticks)
                with BrokenDisk(call, error).at_work():
                    world.ticks(3)
                world.clock.advance(4 * HOUR.total_seconds())
                world.ticks(3)
        world.until_quiet(10 * DAY)
        world.ticks(5)
        each_once(world, *runs)
        assert world.rows(State.FAILED, State.SKIPPED) == []


@pytest.mark.parametrize("call", ["open", "read", "fstat", "stat of an entry"])
def test_one_file_that_a_disk_does_not_give_holds_up_no_other(tmp_path: Path, call: str) -> None:
    with FolderWorld(tmp_path) as world:
        bad, good = (fit_of(a_run(world.now - n * 3 * HOUR, n, every=300)) for n in (1, 2))
        world.put("bad.fit", bad)
        world.put("good.fit", good)
        with BrokenDisk(call, errno.EIO, "bad").at_work():
            world.ticks(10)
            each_once(world, good)
            told = world.fate("bad.fit")
            assert (told.fate, "Input/output error" in told.why) == (Fate.UNREADABLE, True)
        world.ticks(10)
        each_once(world, good, bad)
        assert world.fate("bad.fit").fate is Fate.RUN


MOMENTS = ("unseen", "met", "found, while Strava does not answer", "sent, while Strava's answer was lost", "on Strava")


@STRAVAS
@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("happens", EVENTS, ids=lambda happens: happens.__name__)
def test_whatever_happens_to_its_file_a_run_is_on_strava_once(
    tmp_path: Path, happens: Callable[[Stage], None], moment: str, checked: bool
) -> None:
    with FolderWorld(tmp_path, strava=strava_that(checked)) as world:
        before = fit_of(a_run(world.now - 9 * HOUR, 1, every=300))
        world.put("before.fit", before)
        world.ticks(4)
        data = fit_of(a_run(world.now - 2 * HOUR, 2, every=300))
        path = world.put("run.fit", data)
        if moment == MOMENTS[2]:
            world.strava.inject("list", "500", 4)
        elif moment == MOMENTS[3]:
            world.strava.inject("upload", "reset after the effect")
        world.ticks(MOMENTS.index(moment) if moment != MOMENTS[3] else 2)
        happens(Stage(world, path, data))
        world.ticks(30)
        world.until_quiet(10 * DAY)
        each_once(world, before, data)
