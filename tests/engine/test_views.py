"""Read models and names: what `status`, `why` and `plan` know, asked of the engine itself."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from sync.core.activity import State
from sync.core.budget import Budget
from sync.core.diff import Page
from sync.core.user import Connection, User
from sync.engine import backfill, discover, saving, story, views
from sync.engine.preview import preview
from sync.sim.athlete import run
from sync.wiring import ME
from tests.support.world import DAY, HOUR, MINUTE, World

FIRST = 900000001


def status(world: World) -> views.StatusView:
    return views.status(world.wired.app, ME, world.now, tick_within=5 * MINUTE)


def test_a_service_is_described_by_what_is_wrong_with_it(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        seen = [status(world).services[0].state]
        troubles: tuple[dict[str, Any], ...] = (
            {"unavailable_since": world.now, "last_error": "no answer"},
            {"blocked_until": world.now + HOUR, "blocked_why": "too many requests"},
            {"login_needed": "revoked"},
        )
        for changes in troubles:
            saving.connection(world.store, ME, "garmin", partial(replace, **changes))
            seen.append(f"{status(world).services[0].state}: {status(world).services[0].why}")
        assert seen == [
            "fine",
            "not answering: no answer",
            "blocked: too many requests",
            "login needed: revoked",
        ]


def test_a_service_without_a_login_is_not_connected_and_needs_a_person(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0, login=False) as world:
        world.tick()
        seen = status(world)
        assert [link.state for link in seen.services] == ["not connected"] * 5
        assert seen.needs_person


@pytest.mark.parametrize(
    ("days", "warning"),
    [
        (19, ""),
        (21, "not refreshed for 21 days: Garmin ends a login after about 30 (in 9 days)"),
        (31, "not refreshed for 31 days: Garmin has probably ended this login"),
    ],
)
def test_a_garmin_login_that_is_not_refreshed_is_warned_about_in_time(tmp_path: Path, days: int, warning: str) -> None:
    with World(tmp_path, seconds=30.0) as world:
        world.clock.advance(days * 86_400)
        assert status(world).services[0].warning == warning


def test_the_budget_shows_what_is_left_and_when_it_comes_back(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        world.garmin.add(run(FIRST, world.now - HOUR, km=2.0, every=10))
        world.ticks(2)
        budget = status(world).target_budget
        assert (budget.overall_quarter.used, budget.overall_quarter.left) == (3, 197)
        assert (budget.reads_day.used, budget.reads_day.left) == (2, 998)
        assert f"{budget.reads_quarter.ends_at:%H:%M}" == "09:15"
        world.clock.advance(15 * 60)
        assert (status(world).target_budget.overall_quarter.left, status(world).target_budget.overall_day.left) == (
            200,
            1997,
        )


def test_an_inactive_application_shows_as_blocked_and_needs_a_person(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        world.strava.inactive = True
        world.garmin.add(run(FIRST, world.now - HOUR, km=2.0, every=10))
        world.tick()
        seen = status(world)
        assert (seen.services[1].state, seen.services[1].why) == (
            "blocked",
            "Strava has deactivated this API application",
        )
        assert (seen.target_budget.inactive, seen.needs_person) == (True, True)


def test_a_tick_that_is_overdue_needs_a_person(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        assert (status(world).tick_overdue, status(world).last_tick) == (True, None)
        world.tick()
        assert (status(world).tick_overdue, status(world).needs_person) == (False, False)
        world.clock.advance(301)
        assert (status(world).tick_overdue, status(world).needs_person) == (True, True)


def test_next_is_the_run_whose_turn_comes_first(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0, RUNTRACK_UPLOAD_DELAY_MINUTES="600") as world:
        world.garmin.add(run(FIRST, world.now - HOUR), run(FIRST + 1, world.now - 5 * HOUR))
        world.tick()
        row = status(world).next_due
        assert row is not None
        assert int(row.key.id) == FIRST + 1


def test_a_backfill_is_counted_from_its_rows(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        world.garmin.add(*(run(FIRST + n, world.now - 40 * DAY + n * DAY, km=2.0, every=10) for n in range(30)))
        app = world.wired.app
        backfill.ask(app, discover.user_of(app, ME, world.now), world.now - 50 * DAY, world.now)
        seen = views.progress(app, ME, world.now)
        assert seen is not None
        assert (seen.phase, seen.total, seen.eta) == ("list", 0, None)
        world.tick()
        seen = views.progress(app, ME, world.now)
        assert seen is not None
        assert (seen.phase, seen.total, seen.done, seen.to_send, seen.to_confirm) == ("work", 30, 0, 10, 20)
        assert seen.eta is not None
        assert f"{seen.eta:%H:%M}" == "09:15"  # when the results are asked for


def test_a_backfill_says_what_holds_it_up(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        world.garmin.add(*(run(FIRST + n, world.now - 40 * DAY + n * DAY, km=2.0, every=10) for n in range(2)))
        app = world.wired.app
        backfill.ask(app, discover.user_of(app, ME, world.now), world.now - 50 * DAY, world.now)
        world.tick(time_left=lambda: 8.0)  # time to list, but not to send
        saving.budget(app, world.now, lambda b: replace(b, overall=b.overall.used(160)))
        seen = views.progress(app, ME, world.now)
        assert seen is not None
        assert seen.waits == "its share of Strava's rate limit is used up (the rest is kept for new runs)"
        assert f"{seen.waits_until:%H:%M}" == "09:15"
        saving.budget(app, world.now, lambda b: replace(b, overall=b.overall.used(1440)))
        seen = views.progress(app, ME, world.now)
        assert seen is not None
        assert f"{seen.waits_until:%d %b %H:%M}" == "15 Mar 00:00"
        saving.connection(app.store, ME, "garmin", lambda c: replace(c, login_needed="revoked"))
        seen = views.progress(app, ME, world.now)
        assert seen is not None
        assert seen.waits == "Garmin needs a login: revoked"


def test_reading_changes_nothing(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        world.garmin.add(run(FIRST, world.now - HOUR, km=2.0, every=10))
        world.ticks(2)
        app = world.wired.app

        def versions() -> list[object]:
            documents = [*world.store.all(User), *world.store.all(Connection), *world.store.all(Budget)]
            return [*((row.key, row.version) for row in world.rows()), *documents]

        before = versions()
        status(world)
        preview(app, ME, world.now, {"garmin": Page((), 0)})
        story.comes_next(app, story.find(app, ME, "900000001")[0], world.now)
        assert versions() == before
        assert world.row(FIRST).state is State.UPLOADED


def test_the_usual_gap_between_ticks_is_what_the_caller_says(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        world.tick()
        world.clock.advance(3600)
        assert not views.status(world.wired.app, ME, world.now, tick_within=timedelta(hours=2)).tick_overdue
