"""`runtrack doctor --rebuild` where a folder has runs too: each source refills the ledger, nothing goes out twice."""

from pathlib import Path

import pytest

from sync.core.activity import State
from sync.core.folder import FolderIndex
from sync.sim.athlete import run
from sync.wiring import ME
from tests.support.entrypoints.lost_ledger import rebuild
from tests.support.folders import FolderWorld, fit_of
from tests.support.world import DAY, HOUR


@pytest.mark.parametrize("garmin", [True, False], ids=["beside the watch", "alone"])
def test_runs_of_the_folder_are_found_again_and_not_sent_again(garmin: bool, tmp_path: Path) -> None:
    with FolderWorld(tmp_path, garmin=garmin, strava={"duplicate_check": False}) as world:
        world.tick()
        files = [fit_of(run(10 + number, world.now - 5 * HOUR * (number + 1), km=2.0, every=10)) for number in range(3)]
        for number, data in enumerate(files):
            world.put(f"{number}.fit", data)
        if garmin:
            world.garmin.add(run(900000001, world.now - 3 * HOUR, km=2.0, every=10))
        world.ticks(4)
        world.until_quiet()
        sent = len(world.strava.posts)
        assert sent == len(files) + garmin
        gone = world.of(files[1]).target_id
        world.strava.delete(gone or 0)
        rebuild(world)
        assert world.rows() == []
        assert world.store.load(FolderIndex, ME) is None
        world.ticks(5)
        assert len(world.strava.posts) == sent
        assert [world.of(data).state for data in files] == [State.UPLOADED, State.SKIPPED, State.UPLOADED]
        assert world.of(files[1]).reason == "unknown since rebuild"
        assert not garmin or world.row(900000001).state is State.UPLOADED
        late = fit_of(run(20, world.now - HOUR / 2, km=1.0, every=10))
        world.put("late.fit", late)
        world.ticks(4)
        assert world.of(late).state is State.UPLOADED
        assert len(world.strava.posts) == sent + 1
        assert world.now < world.of(late).start + DAY
