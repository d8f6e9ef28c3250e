"""A world whose runner puts files into a folder, with or without a Garmin account beside it."""

from datetime import datetime
from pathlib import Path
from typing import Any

from sync.core.activity import Activity, Key
from sync.core.folder import FolderIndex, SeenFile, recording_id
from sync.sim.athlete import SimActivity, fit_bytes, run
from sync.sim.garmin_files import gpx, tcx
from sync.wiring import ME
from tests.support.world import World


class FolderWorld(World):
    """`garmin`: whether a Garmin account is connected as well."""

    def __init__(self, folder: Path, *, garmin: bool = False, **how: Any) -> None:
        self.runs = folder / "runs"
        self.runs.mkdir(parents=True, exist_ok=True)
        self._with_garmin = garmin
        settings: dict[str, Any] = {"RUNTRACK_FOLDER": str(self.runs), "seconds": 30.0} | how
        super().__init__(folder, **settings)

    def log_in(self) -> None:
        if self._with_garmin:
            super().log_in()
        else:
            self.log_in_strava()

    def put(self, name: str, data: bytes) -> Path:
        """A file as a program would leave it: whole at once."""
        path = self.runs / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return path

    def of(self, data: bytes) -> Activity:
        """The row of the run with these bytes."""
        found = self.store.activity(Key(ME, "folder", recording_id(data)))
        assert found is not None, [row.key.short for row in self.rows()]
        return found

    def fate(self, name: str) -> SeenFile:
        index = self.store.load(FolderIndex, ME)
        assert index is not None
        return {one.name: one for one in index.files}[name]


def fit_of(activity: SimActivity) -> bytes:
    assert activity.recording is not None
    return fit_bytes(activity.recording)


def gpx_of(activity: SimActivity) -> bytes:
    assert activity.recording is not None
    return gpx(activity.recording, activity.title)


def tcx_of(activity: SimActivity) -> bytes:
    assert activity.recording is not None
    return tcx(activity.recording)


def a_run(start: datetime, number: int = 1, **changes: Any) -> SimActivity:
    """A short one, with a point each half minute."""
    return run(900000000 + number, start, **{"km": 6.0, "every": 30} | changes)
