"""What is derived does not go out in an archive: after an import it is made anew, of runs of every source and age."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from sync.core.digest import Digest
from sync.core.plan import StepName
from sync.core.recipes import RULES
from sync.core.song_figures import SongFigures
from sync.core.user import User
from sync.engine import derived as asking
from sync.sim.athlete import run
from sync.wiring import ME
from tests.support.contract.values import play
from tests.support.entrypoints.commands import runtrack
from tests.support.folders import FolderWorld, a_run, fit_of, gpx_of, tcx_of
from tests.support.music import MusicWorld
from tests.support.world import DAY, HOUR


class EverywhereWorld(FolderWorld, MusicWorld):
    """Runs of a watch and of a folder, and music."""


@pytest.fixture
def world(tmp_path: Path) -> Iterator[EverywhereWorld]:
    """A run of the watch, a FIT, a GPX of two days ago and a TCX of forty; each was run to two songs."""
    settings: dict[str, Any] = {"RUNTRACK_SINCE": "2026-01-01"}
    with EverywhereWorld(tmp_path, garmin=True, **settings) as world:
        world.connect("spotify")
        starts = [world.now - ago for ago in (3 * HOUR, 9 * HOUR, 2 * DAY, 40 * DAY)]
        world.garmin.add(run(1, starts[0], km=6.0, every=30))
        for name, start, made in zip(("a.fit", "b.gpx", "c.tcx"), starts[1:], (fit_of, gpx_of, tcx_of), strict=True):
            world.put(name, made(a_run(start)))
        for start in starts:
            songs = [(start + timedelta(seconds=240 * (n + 1)), f"song {n} of {start:%d %H}") for n in range(2)]
            world.store.add_plays([play(at, title) for at, title in songs])
        world.ticks(3)
        world.until_quiet()
        assert sorted(row.route for row in world.rows()) == ["read"] * 4
        yield world


def derived(world: EverywhereWorld) -> dict[str, tuple[Digest | None, SongFigures | None]]:
    """By run; versions aside."""
    found = {}
    for row in world.rows():
        key = (row.key.user, row.key.source, row.key.id, str(row.key.leg))
        both = (world.store.load(Digest, *key), world.store.load(SongFigures, *key))
        found[row.key.short] = (both[0] and replace(both[0], version=0), both[1] and replace(both[1], version=0))
    return found


def moved(world: EverywhereWorld) -> None:
    world.restart(RUNTRACK_DATABASE=str(world.folder / "new" / "runtrack.sqlite"))
    world.log_in()
    world.connect("spotify")


def works(world: EverywhereWorld) -> int:
    """How many of the next ticks have anything to do with digests or routes."""
    steps = (StepName.DIGEST, StepName.READ_ROUTE)
    return sum(any(task.step in steps for task in report.done) for report in world.ticks(12))


@pytest.mark.parametrize("ticked", [False, True], ids=["a new machine", "one that has ticked already"])
def test_each_run_has_the_same_digest_and_songs_after_an_import_and_then_there_is_nothing_to_do(
    ticked: bool, world: EverywhereWorld
) -> None:
    before = derived(world)
    assert all(digest and songs and len(songs.songs) == 2 for digest, songs in before.values())
    name = str(world.folder / "all.zip")
    assert runtrack(world, "export", name).code == 0
    moved(world)
    (world.runs / "a.fit").unlink()  # the folder stayed on the old machine, as far as this run goes
    if ticked:
        world.ticks(2)
    assert runtrack(world, "import-archive", name).code == 0
    assert 0 < works(world) <= 6
    assert derived(world) == before
    assert works(world) == 0


def test_an_import_that_was_killed_at_its_end_is_made_up_for_by_the_next_page_by_page(
    world: EverywhereWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, name = derived(world), str(world.folder / "all.zip")
    assert runtrack(world, "export", name).code == 0
    moved(world)
    assert runtrack(world, "import-archive", name).code == 0
    person = world.store.load(User, ME)
    assert person is not None
    world.store.put(replace(person, digest_recipe=RULES))  # the rows are there, and nobody was asked for them
    world.ticks(2)
    assert (None, None) in derived(world).values()
    monkeypatch.setattr(asking, "AT_ONCE", 1)
    assert runtrack(world, "import-archive", name).lines[0] == "Everything in it is here already."
    world.ticks(9)
    assert derived(world) == before
