"""Every implementation of `ports.ActivitySource`, each with a runner who records runs."""

from pathlib import Path

from sync.core.folder import recording_id
from sync.ports import ActivitySource
from sync.sim.athlete import SimActivity
from sync.wiring import ME
from tests.support.folders import FolderWorld, fit_of
from tests.support.world import MINUTE, World


class Recorder:
    """A runner with a watch's account."""

    name = "garmin"

    def __init__(self, folder: Path) -> None:
        self.world = self.made(folder)

    def made(self, folder: Path) -> World:
        return World(folder)

    def record(self, *runs: SimActivity) -> None:
        """What the runner has run is there to be listed."""
        self.world.garmin.add(*runs)

    def id_of(self, activity: SimActivity) -> str:
        """What the source calls it."""
        return str(activity.garmin_id)

    def source(self) -> ActivitySource:
        """At this moment."""
        return self.world.wired.app.source(self.name, ME, self.world.now)

    def goes(self) -> None:
        """Nothing answers."""
        self.world.garmin.inject("list", "500", 99)
        self.world.garmin.inject("download", "500", 99)

    def is_back(self) -> None:
        self.world.garmin.clear_faults()


class Dropper(Recorder):
    """A runner who puts files into a folder."""

    name = "folder"
    world: FolderWorld

    def made(self, folder: Path) -> World:
        return FolderWorld(folder)

    def record(self, *runs: SimActivity) -> None:
        for one in runs:
            self.world.put(f"{one.garmin_id}.fit", fit_of(one))
        for _ in range(2):
            self.source().recent(1)
            self.world.clock.advance(MINUTE.total_seconds())

    def id_of(self, activity: SimActivity) -> str:
        return recording_id(fit_of(activity))

    def goes(self) -> None:
        self.world.runs.rename(self.world.runs.with_name("away"))

    def is_back(self) -> None:
        self.world.runs.with_name("away").rename(self.world.runs)


RECORDERS = (Recorder, Dropper)
