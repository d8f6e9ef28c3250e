"""Histories of a runner whose runs go nowhere for a while: they are kept here, and go out when they are asked for."""

from typing import Any

from sync.engine.asks.backfill import backfill
from sync.engine.asks.preferences import change_preferences
from sync.wiring import ME
from tests.histories.telling import Teller
from tests.support.world import DAY, START


class KeepingTeller(Teller):
    """The acts on where runs go, besides the others."""

    def set_up(self, folder: Any, strava: dict[str, Any]) -> None:
        super().set_up(folder, strava)
        self.kept = set[str]()

    def keep_only(self, on: bool, ticks: int) -> None:
        """The owner wants nothing sent any more, or new runs to go out from now on."""
        change_preferences(self.world.wired.app, ME, {"keep_only": "yes" if on else None}, self.world.now)
        self.expected.run_now()
        self.tick_each_minute(ticks)

    def ask_for_what_was_kept(self, ticks: int) -> None:
        """Where nothing is sent yet, the wish ends without a run on Strava, and has to be made again."""
        self.kept.clear()
        self._ask()
        self.tick_each_minute(ticks)

    def tick(self, wait: int) -> None:
        super().tick(wait)
        self._nothing_is_sent_unasked()

    def come_to_rest(self) -> None:
        self._nothing_is_sent_unasked()
        change_preferences(self.world.wired.app, ME, {"keep_only": None}, self.world.now)
        self.kept.clear()
        self._ask()
        super().come_to_rest()
        assert not any(row.is_kept for row in self.world.rows())

    def _ask(self) -> None:
        backfill(self.world.wired.app, ME, START - 9 * DAY, self.world.now)

    def _nothing_is_sent_unasked(self) -> None:
        posted = {post.external_id for post in self.world.strava.posts}
        here = {row.key.external_id for row in self.world.rows() if row.is_kept}
        assert not here & posted, "kept here, and on Strava"
        assert self.kept <= here, "it was kept here, and is not any more"
        self.kept |= here
