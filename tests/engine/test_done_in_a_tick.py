"""What a tick reports: the tasks it worked on, in order, what an answer brought, and whether it did its work."""

from datetime import datetime
from pathlib import Path

import pytest

from sync.core.plan import StepName
from sync.engine.situation import passed
from sync.engine.step_runner import LEAST_SECONDS
from sync.sim.athlete import run
from tests.support.music import MusicWorld
from tests.support.world import HOUR, MINUTE, START, World

RUN = 900000001
LOOK = (StepName.NEWEST, "garmin")
POLL = (StepName.POLL, "spotify")
FACTS = [(StepName.ASK_FACTS, name) for name in ("musicbrainz", "reccobeats", "deezer")]


def test_the_tasks_of_a_runs_ticks_in_the_order_in_which_they_are_worked_on(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        world.connect("spotify")
        first = world.ticks(1)
        world.plays(world.now - HOUR, 8 * MINUTE)
        world.garmin.add(run(RUN, world.now - HOUR, elapsed=600, km=2.0))
        reports = first + world.ticks(5)
        name = world.row(RUN).key.short
        assert [[(task.step, task.subject) for task in report.done] for report in reports] == [
            [LOOK, POLL, *FACTS, (StepName.TIDY, "")],
            [LOOK, (StepName.SUBMIT, name)],
            [LOOK, (StepName.CONFIRM, name)],
            [LOOK],
            [LOOK, (StepName.ANNOTATE, name)],
            [LOOK, POLL, (StepName.ANNOTATE, name), *FACTS],
        ]
        catalogues = {service for _, service in FACTS}
        assert [report.brought for report in reports] == [set(), {name}, set(), set(), set(), {name} | catalogues]
        assert [report.found for report in reports] == [0, 1, 0, 0, 0, 0]
        assert [report.did_its_work for report in reports] == [True] * 6
        # its songs are laid onto it once more, 37 hours after its end
        settled = START + MINUTE - HOUR + 10 * MINUTE + 37 * HOUR
        assert (world.row(RUN).route, world.row(RUN).route_due) == ("read", settled)


@pytest.mark.parametrize("endpoint", ["list", "download"])
def test_a_tick_whose_source_failed_has_not_done_its_work(tmp_path: Path, endpoint: str) -> None:
    with World(tmp_path) as world:
        world.garmin.add(run(RUN, world.now - HOUR, km=2, every=60))
        world.garmin.inject(endpoint, "500", times=9)
        report = world.tick()
        assert (report.did_its_work, report.polled, report.needs_person) == (False, endpoint != "list", False)
        assert len(report.failed) == 1


@pytest.mark.parametrize(("left", "sent"), [(LEAST_SECONDS, 0), (LEAST_SECONDS + 0.5, 1)])
def test_a_row_is_taken_up_only_while_more_than_two_seconds_are_left(tmp_path: Path, left: float, sent: int) -> None:
    with World(tmp_path) as world:
        world.garmin.add(run(RUN, world.now - HOUR, km=2, every=60))
        world.tick(time_left=lambda: 8.0)
        world.clock.advance(60)
        report = world.tick(time_left=lambda: left)
        assert [task.step for task in report.done].count(StepName.SUBMIT) == sent


@pytest.mark.parametrize(
    ("last", "is_time"),
    [(None, True), (START, False), (START - HOUR + MINUTE, False), (START - HOUR, True), (START + MINUTE, True)],
)
def test_it_is_time_again_when_the_interval_is_over_or_the_last_time_lies_in_the_future(
    last: datetime | None, is_time: bool
) -> None:
    assert passed(last, START, HOUR) is is_time
