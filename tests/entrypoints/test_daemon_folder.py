"""`runtrack run --once` with a folder and no account but Strava's."""

from datetime import UTC, datetime
from pathlib import Path

from sync.core.activity import State
from tests.support.entrypoints import processes
from tests.support.folders import FolderWorld, a_run, fit_of
from tests.support.world import HOUR


def test_a_fit_file_in_the_folder_reaches_strava_by_run_once(tmp_path: Path) -> None:
    with FolderWorld(tmp_path, start=datetime.now(UTC)) as world:
        data = fit_of(a_run(world.now - HOUR))
        path = world.put("morning.fit", data)
        for _ in range(2):  # two looks find it unchanged
            code, _, err = processes.run(world, "run", "--once")
            assert code == 0, err
        assert world.of(data).state is State.SUBMITTED
        assert len(world.strava.posts) == 1
        assert path.read_bytes() == data
        assert world.garmin.counts() == {}
