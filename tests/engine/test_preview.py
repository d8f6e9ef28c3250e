"""The dry run, asked of the engine itself: what the next tick would do."""

from pathlib import Path

from sync.core.diff import Page
from sync.core.recipes import RULES
from sync.core.user import User
from sync.engine.preview import preview
from sync.sim.athlete import run
from sync.wiring import ME
from tests.support.world import DAY, HOUR, World

FIRST = 900000001


def test_a_preview_of_a_list_that_is_all_new_says_that_it_would_be_read_on(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        world.garmin.add(*(run(FIRST + n, world.now - DAY + n * HOUR) for n in range(6)))
        app = world.wired.app
        seen = preview(app, ME, world.now, {"garmin": app.source("garmin", ME, world.now).recent(5)})
        assert [int(row.key.id) for row in seen.fresh] == [FIRST + n for n in range(1, 6)]
        assert seen.notes == ("all five newest are new: it would read older pages of Garmin's list as well",)


def test_a_preview_uses_nothing_of_a_list_with_somebody_elses_runs(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        world.garmin.add(run(FIRST, world.now - HOUR, owner_id=77), run(FIRST + 1, world.now - DAY))
        app = world.wired.app
        seen = preview(app, ME, world.now, {"garmin": app.source("garmin", ME, world.now).recent(5)})
        assert seen.fresh == ()
        assert seen.notes == ("Garmin's list holds activities of another account: nothing of it would be used",)


def test_a_preview_tells_what_the_tick_would_do_besides(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        world.tick()
        app = world.wired.app
        world.clock.advance(25 * 3600)
        assert preview(app, ME, world.now, {"garmin": Page((), 0)}).notes == (
            "the hourly look at Garmin's last 30 days is due",
            "Garmin's login would be refreshed, so that it stays alive",
        )
        world.clock.advance(-30 * 3600)
        assert preview(app, ME, world.now, {"garmin": Page((), 0)}).notes == (
            "the clock was set back: what waits for the future would be brought within reach first",
            "the hourly look at Garmin's last 30 days is due",
        )


def test_a_preview_of_a_ledger_to_be_refilled_is_only_that(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        world.store.put(User(ME, world.now - DAY, rebuild_from=world.now - DAY, digest_recipe=RULES))
        world.garmin.add(run(FIRST, world.now - HOUR))
        app = world.wired.app
        seen = preview(app, ME, world.now, {"garmin": app.source("garmin", ME, world.now).recent(5)})
        assert (seen.fresh, seen.of_rows) == ((), [])
        assert seen.notes == (
            "the ledger would be refilled from Strava's list since 2026-03-13 before anything is sent",
        )
