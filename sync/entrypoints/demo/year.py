"""The soundtracks of the athlete's year: asked for once, as `runtrack annotate --since` does."""

from collections.abc import Set

from sync.core.states import OPEN
from sync.engine.asks.annotate import annotate_since
from sync.sim.demo_world import DemoWorld
from sync.wiring import ME, Wired


class YearOfSoundtracks:
    """Runs older than a week get theirs when a person asks. `asked`: that was done already."""

    def __init__(self, wired: Wired, world: DemoWorld) -> None:
        self._wired, self._world = wired, world
        self.asked = False

    def ask(self, there: Set[str]) -> None:
        """Once the runs of these ids have rows and are on the target, but for those without a file. Safe to repeat."""
        if self.asked:
            return
        rows = self._wired.app.store.activities(ME)
        on_their_way = any(row.state in OPEN and not row.absences for row in rows)
        if rows and not on_their_way and there <= {row.key.id for row in rows}:
            annotate_since(self._wired.app, ME, min(row.start for row in rows), self._world.clock.now())
            self.asked = True

    @property
    def written(self) -> bool:
        """Asked for, and each run was looked at."""
        rows = self._wired.app.store.activities(ME)
        return self.asked and not any(row.music.asked and row.music.first_at is None for row in rows)
