"""The calls that each phase of the next tick says it takes, least and most, by what is due."""

from collections.abc import Callable
from pathlib import Path

import pytest

from sync.core.notice import Notice
from sync.core.plan import Calls
from sync.core.user import User
from sync.engine.discover import user_of
from sync.engine.notices import open_notice
from sync.engine.preview import preview
from sync.sim.athlete import run
from sync.sim.strava import Limits
from sync.wiring import ME
from tests.support.engine.backfills import ask, job, old_runs
from tests.support.music import MusicWorld
from tests.support.world import DAY, HOUR, MINUTE, World

RUN = 900000100
type Counts = dict[str, tuple[int, int | None]]  # least and most, by service and call
LOOK: Counts = {"garmin recent": (1, 1)}
VERDICT: Counts = {"strava listing": (0, None)}
LIMITS = Limits(quarter=100, day=2000, read_quarter=20, read_day=1000)


def nothing(world: World) -> None:
    pass


def three_new(world: World) -> None:
    world.garmin.add(*(run(RUN + n, world.now - (n + 1) * HOUR, km=2, every=10) for n in range(3)))


def one_sent(world: World) -> None:
    world.garmin.add(run(RUN, world.now - HOUR, km=2, every=10))
    world.ticks(1)


def one_whose_answer_was_lost(world: World) -> None:
    world.strava.inject("upload", "500")
    one_sent(world)
    world.clock.advance(600)


def an_hour_later(world: World) -> None:
    world.clock.advance(3600)


def asked_for(world: World) -> None:
    old_runs(world, 3)
    ask(world)


def compared(world: World) -> None:
    asked_for(world)
    world.tick(time_left=lambda: 8.0)
    assert job(world).phase == "work"


def compared_and_a_new_one(world: World) -> None:
    compared(world)
    world.garmin.add(run(RUN, world.now - HOUR, km=2, every=10))


def sent_by_a_backfill(world: World, count: int = 18) -> None:
    old_runs(world, count)
    ask(world)
    while len(world.strava.posts) < count:
        world.ticks(1)
    world.clock.advance(15 * 60)


def lost(world: World) -> None:
    user = user_of(world.wired.app, ME, world.now)
    world.store.put(User(ME, user.since, rebuild_from=world.now - DAY, version=user.version))


def a_problem(world: World) -> None:
    open_notice(world.wired.app, Notice(ME, "problem", "Something is wrong.", world.now))


CASES: dict[str, tuple[Callable[[World], None], Counts]] = {
    "nothing": (nothing, LOOK),
    "the hourly look back": (an_hour_later, {"garmin recent": (2, None)}),
    "something to tell": (a_problem, LOOK | {"messenger send": (1, 1)}),
    "three new runs": (
        three_new,
        LOOK
        | {
            "garmin original": (0, 3),
            "strava listing": (1, None),
            "strava submit": (0, 3),
            "strava owner": (0, 3),
        },
    ),
    "an upload in processing": (one_sent, LOOK | {"strava result": (1, 1), "strava owner": (0, 1)} | VERDICT),
    "a lost answer": (
        one_whose_answer_was_lost,
        LOOK
        | {
            "garmin original": (0, 1),
            "strava listing": (1, None),
            "strava submit": (0, 1),
            "strava owner": (0, 1),
        },
    ),
    "a backfill": (asked_for, {"garmin recent": (2, 11)} | VERDICT),
    "a backfill that was compared": (
        compared,
        LOOK | {"garmin original": (0, 3), "strava submit": (0, 3), "strava owner": (0, 3)} | VERDICT,
    ),
    "a new run beside a backfill": (
        compared_and_a_new_one,
        LOOK
        | {
            "garmin original": (0, 4),
            "strava listing": (1, None),
            "strava submit": (0, 4),
            "strava owner": (0, 4),
        },
    ),
    "many uploads of a backfill": (
        sent_by_a_backfill,
        LOOK | {"strava listing": (1, None), "strava result": (0, 14), "strava owner": (0, 18)},
    ),
    "a lost ledger": (lost, {"garmin recent": (1, 10)} | VERDICT),
}


@pytest.mark.parametrize("case", CASES)
def test_the_calls_of_the_next_tick_are_those_of_what_is_due(tmp_path: Path, case: str) -> None:
    arrange, expected = CASES[case]
    with World(tmp_path, seconds=30.0, strava={"limits": LIMITS, "processing_seconds": 7200.0}) as world:
        world.ticks(1)
        arrange(world)
        assert planned(world) == expected


def test_a_play_source_is_asked_once_when_its_time_has_come(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        world.connect("spotify")
        assert planned(world)["spotify recent"] == (1, 1)
        world.ticks(1)
        assert "spotify recent" not in planned(world)


def test_the_first_catalogue_that_a_song_can_be_asked_at_is_certain_to_be_asked(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        world.connect("spotify")
        world.plays(world.now - HOUR, 8 * MINUTE)
        world.garmin.add(run(RUN, world.now - HOUR, elapsed=600, km=2.0))
        world.catalogues.inject("features", "500")  # which leaves Deezer and MusicBrainz, in this order
        world.ticks(1)
        asked = {name: counts for name, counts in planned(world).items() if name.endswith("look_up")}
        assert asked == {"deezer look_up": (1, 1), "musicbrainz look_up": (0, 1)}


def test_a_login_of_yesterday_may_be_refreshed_once(tmp_path: Path) -> None:
    with World(tmp_path, login=False) as world:
        world.garmin.access_seconds = 30 * 24 * 3600
        world.log_in()
        world.ticks(1)
        world.clock.advance(24 * 3600)
        assert planned(world)["garmin keep_alive"] == (0, 1)


def test_without_a_source_the_target_is_listed_twice_an_hour(tmp_path: Path) -> None:
    with MusicWorld(tmp_path, login=False) as world:
        world.log_in_strava()
        world.connect("spotify")
        for later, expected in [(0, 1), (29, 0), (1, 1)]:
            world.clock.advance(later * 60)
            asked = [one for one in preview(world.wired.app, ME, world.now, {}).calls if one.service == "strava"]
            assert asked == [Calls("strava", "listing", 1, None)] * expected
            world.tick()


def planned(world: World) -> Counts:
    app = world.wired.app
    seen = preview(app, ME, world.now, {"garmin": app.source("garmin", ME, world.now).recent(5)})
    return {f"{one.service} {one.call}": (one.least, one.most) for one in seen.calls}
