"""A world with a simulated LiveTrack, in which following runs is switched on.

with LiveWorld(tmp_path) as world:
    world.follow(world.begins())
    world.looks(10 * MINUTE)
"""

from datetime import timedelta
from pathlib import Path
from typing import Any

from sync.core.live.followed import LiveFollowed
from sync.core.live.point import LivePoint
from sync.core.live.run import LiveRun
from sync.core.live.shown import LiveWatched
from sync.engine.asks import live_follow
from sync.engine.live.arriving import points_of
from sync.engine.live.following_live import follow
from sync.engine.own import app_of
from sync.sim.http import SimService
from sync.sim.livetrack import SimLivetrack
from sync.sim.livetrack_run import SimLiveRun
from sync.wiring import ME
from tests.support.world import World

SECOND, TURN = timedelta(seconds=1), timedelta(seconds=10)


class LiveWorld(World):
    """See the module."""

    def __init__(self, folder: Path, **how: Any) -> None:
        super().__init__(folder, **{"LIVETRACK": "yes"} | how)
        self.livetrack = SimLivetrack(self.clock.now)

    @property
    def services(self) -> tuple[SimService, ...]:
        return (*super().services, self.livetrack)

    @property
    def bases(self) -> dict[str, str]:
        url = self.livetrack.url
        moved = {"https://gar.mn": f"{url}/short", "https://live.garmin.com": f"{url}/profiles"}
        return super().bases | {"https://livetrack.garmin.com": url} | moved

    @property
    def environ(self) -> dict[str, str]:
        url = self.livetrack.url
        moved = {"LIVETRACK_SHORT_URL": f"{url}/short", "LIVETRACK_PROFILE_URL": f"{url}/profiles"}
        return {"LIVETRACK_URL": url} | moved | super().environ

    def begins(self, **how: Any) -> SimLiveRun:
        """A run begins now and is shared."""
        return self.livetrack.begins(SimLiveRun(self.now, **how))

    def follow(self, run: SimLiveRun, user: str = ME) -> LiveFollowed:
        return live_follow.follow(app_of(self.wired.app, user), user, run.link, self.now)

    def watched(self, length: timedelta, user: str = ME) -> None:
        """Somebody looks for so long."""
        known = self.store.load(LiveWatched, user)
        self.store.put(LiveWatched(user, self.now + length, known.version if known else 0))

    def looks(self, length: timedelta, every: timedelta = TURN) -> int:
        """As the daemon does it; returns how many looks there were."""
        looked, end = 0, self.now + length
        while self.now < end:
            looked += follow(self.wired.app, self.now, lambda: 50.0)
            self.clock.advance(every.total_seconds())
        return looked

    @property
    def followed(self) -> LiveFollowed:
        found = self.store.load(LiveFollowed, ME)
        assert found is not None
        return found

    @property
    def live(self) -> LiveRun | None:
        found = self.store.all(LiveRun, ME)
        assert len(found) < 2
        return found[0] if found else None

    @property
    def live_points(self) -> tuple[LivePoint, ...]:
        return points_of(self.store, self.live) if self.live is not None else ()
