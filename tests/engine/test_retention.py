"""How long originals, routes and plays are kept: as the person wishes, and never away from a run that still waits."""

import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from sync.core.activity import State
from sync.core.music import Gap, Sure
from sync.core.user import User
from sync.engine.asks.preferences import NoGoodValue, change_preferences
from sync.engine.legs import original_name, route_name
from sync.sim.athlete import run
from sync.wiring import ME
from tests.support.contract.values import play
from tests.support.world import DAY, HOUR, World

GARMIN_ID = 900000001
YEAR = 365 * DAY


def aged(world: World) -> None:
    """A run and its plays, and then a year and a day in which nothing happens."""
    world.garmin.add(run(GARMIN_ID, world.now - HOUR))
    world.until_quiet()
    world.store.add_plays([play(world.now - HOUR, "old"), play(world.now - HOUR, "old", source="lastfm")])
    world.store.put(Gap(ME, "spotify", world.now - 2 * HOUR, world.now - HOUR, Sure.LIKELY, "because"))
    world.clock.advance((YEAR + DAY).total_seconds())
    long_ago = (world.now - YEAR - DAY).timestamp()
    for path in (world.folder / "data" / "files").rglob("*.z"):
        os.utime(path, (long_ago, long_ago))
    world.store.add_plays([play(world.now, "new"), play(world.now, "new", source="lastfm")])
    known = world.store.load(User, ME)
    assert known is not None
    world.store.put(replace(known, tidied_at=None))


def kept(world: World) -> tuple[bool, bool, list[str]]:
    """Whether the original and the route are there, and what was played."""
    row = world.row(GARMIN_ID)
    files = world.wired.app.files
    titles = [f"{each.song.title} {each.source}" for each in world.store.every_play(ME)]
    return files.get(original_name(row)) is not None, files.get(route_name(row)) is not None, sorted(titles)


ALL = ["new lastfm", "new spotify", "old lastfm", "old spotify"]


@pytest.mark.parametrize(
    ("setting", "left"),
    [
        ({}, (True, True, ALL)),
        ({"RUNTRACK_KEEP_ORIGINALS_DAYS": "365"}, (False, True, ALL)),
        ({"RUNTRACK_KEEP_ROUTES_DAYS": "365"}, (True, False, ALL)),
        ({"RUNTRACK_KEEP_PLAYS_DAYS": "365"}, (True, True, ALL[:2])),
        ({"RUNTRACK_KEEP_PLAYS_DAYS": "400", "RUNTRACK_KEEP_ROUTES_DAYS": "400"}, (True, True, ALL)),
    ],
    ids=lambda value: ", ".join(value) if isinstance(value, dict) else "",
)
def test_what_is_older_than_wished_goes_and_nothing_else(
    setting: dict[str, Any], left: tuple[bool, bool, list[str]], tmp_path: Path
) -> None:
    with World(tmp_path, **setting) as world:
        aged(world)
        world.tick()
        assert kept(world) == left
        assert len(world.store.all(Gap, ME)) == ("RUNTRACK_KEEP_PLAYS_DAYS" not in setting or left[2] == ALL)
        world.ticks(2, every=DAY)
        assert kept(world) == left
        assert world.row(GARMIN_ID).state is State.UPLOADED


@pytest.mark.parametrize(
    ("wishes", "left"),
    [
        ({}, (False, False, ALL[:2])),
        ({"keep_originals_days": "ever", "keep_routes_days": "Ever", "keep_plays_days": "ever"}, (True, True, ALL)),
        ({"keep_routes_days": "90", "keep_plays_days": "ever", "keep_originals_days": "400"}, (True, False, ALL)),
    ],
    ids=lambda value: ", ".join(value.values()) if isinstance(value, dict) else "",
)
def test_a_person_keeps_longer_or_shorter_than_the_installation_says(
    wishes: dict[str, str], left: tuple[bool, bool, list[str]], tmp_path: Path
) -> None:
    year: dict[str, Any] = {f"RUNTRACK_KEEP_{what}_DAYS": "365" for what in ("ORIGINALS", "ROUTES", "PLAYS")}
    with World(tmp_path, **year) as world:
        aged(world)
        if wishes:
            change_preferences(world.wired.app, ME, {**wishes}, world.now)
        world.tick()
        assert kept(world) == left


@pytest.mark.parametrize("days", ["0", "29", "for a while", "-90", "nan", "1e9"])
def test_a_time_that_is_none_is_refused_with_what_it_may_be(days: str, tmp_path: Path) -> None:
    with World(tmp_path) as world:
        world.tick()
        with pytest.raises(NoGoodValue) as met:
            change_preferences(world.wired.app, ME, {"keep_plays_days": days}, world.now)
        assert met.value.must_be == "ever, or days between 30 and 36500"


EVERYTHING: dict[str, Any] = {
    "RUNTRACK_KEEP_ORIGINALS_DAYS": "30",
    "RUNTRACK_KEEP_ROUTES_DAYS": "30",
    "RUNTRACK_KEEP_PLAYS_DAYS": "30",
}


@pytest.mark.parametrize("waits", ["due", "route_due"])
def test_a_run_that_still_waits_keeps_its_file_and_its_plays(waits: str, tmp_path: Path) -> None:
    with World(tmp_path, **EVERYTHING) as world:
        aged(world)
        later = world.now + timedelta(days=3)
        world.store.save(replace(world.row(GARMIN_ID), **{waits: later}))  # type: ignore[arg-type]  # the field is a parameter
        world.tick()
        assert kept(world) == (True, False, ALL)
        world.store.save(replace(world.row(GARMIN_ID), **{waits: None}))  # type: ignore[arg-type]  # the field is a parameter
        world.clock.advance(DAY.total_seconds())
        world.tick()
        assert kept(world) == (False, False, ALL[:2])


def test_the_newest_of_a_source_that_is_silent_stay_for_they_would_be_told_again(tmp_path: Path) -> None:
    with World(tmp_path, **EVERYTHING) as world:
        aged(world)
        assert world.store.remove_plays(ME, "lastfm", world.now) == 1  # all but the one of this moment
        world.store.remove_plays(ME, "lastfm")
        world.store.add_plays([play(world.now - YEAR, "last words", source="lastfm")])
        world.tick()
        assert kept(world)[2] == ["last words lastfm", "new spotify"]
