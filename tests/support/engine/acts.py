"""What may happen in a random history, act by act: to the athlete, to the services, and to the process itself.

Nothing is asserted about how the product gets through an act. In the end the faults stop, a person logs in, and then
every run has to be on Strava once (or be deleted, when its owner deleted it there).
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from sync.core.activity import State
from sync.core.user import Connection
from sync.ports import StoreBroken
from sync.sim.http import FAULTS
from sync.wiring import ME
from tests.support.engine.expected_runs import ExpectedRuns
from tests.support.engine.watched import Crash, Watch, WatchedWorld
from tests.support.world import DAY, HOUR, MINUTE, RefusingHosts

ENDPOINTS = (
    ("strava", "upload"),
    ("strava", "upload"),
    ("strava", "upload"),
    ("strava", "list"),
    ("strava", "result"),
    ("garmin", "list"),
    ("garmin", "download"),
    ("strava", "token"),
    ("garmin", "refresh"),
)
EDITS = {
    "a title on Garmin": "retitle",
    "a file on Garmin": "record_anew",
    "a deletion on Strava": "delete_on_strava",
    "a name on Strava": "rename_on_strava",
    "a hidden start on Strava": "hide_on_strava",
    "another way to Strava": "another_way_to_strava",
    "another way to Strava, hidden": "another_way_hidden",
}
SLOW = tuple(name for name, fault in FAULTS.items() if fault.slow)  # as "reset ...", but each takes a while
FINAL_WORDS = (
    ("download", "403"),
    ("download", "204"),
    ("download", "empty 200"),
)  # Garmin's last word on a file: the run is given up, rightly


class Acts:
    """See the module. `faults` are those that may happen; `seconds` is the patience with one request."""

    duplicate_check = True
    slowest = 7200.0  # seconds that Strava may take to process
    faults: tuple[str, ...] = tuple(name for name in FAULTS if name not in SLOW)
    seconds = 10.0
    endpoints: tuple[tuple[str, str], ...] = ENDPOINTS
    odd_answers = False  # whether one answer that would be the last word, were it repeated, may come
    patience = 4 * DAY  # until everything is at rest
    world: WatchedWorld
    expected: ExpectedRuns

    def set_up(self, folder: Path, strava: dict[str, Any]) -> None:
        self.world = WatchedWorld(folder, seconds=self.seconds, strava=strava)
        self.world.__enter__()
        self.expected = ExpectedRuns(self.world)

    # -- the athlete ------------------------------------------------------------------------------

    def begin(self, processing: float, words: int) -> None:
        self.world.strava.processing_seconds = min(processing, self.slowest)
        self.world.strava.duplicate_words = ("plain", "href", "absolute href")[words]
        self.tick(0)
        self.expected.run_now()

    def go_for_a_run(self, ticks: int) -> None:
        self.expected.run_now()
        self.tick_each_minute(ticks)

    def sync_an_old_run_late(self, wait: int) -> None:
        """It is behind everything else that Garmin lists: the newest five do not show it."""
        self.expected.old_run(wait)

    def sync_an_old_run_that_is_there(self, wait: int) -> None:
        """As most of what a new user has."""
        self.expected.old_run_that_is_there(wait)

    def edit(self, kind: str, pick: int) -> None:
        """The owner changes something on Garmin's or Strava's site."""
        getattr(self.expected, EDITS[kind])(pick)

    # -- the machine room -------------------------------------------------------------------------

    def tick(self, wait: int) -> None:
        self._survive(self.world.tick)
        self.world.clock.advance(wait)

    def tick_each_minute(self, count: int) -> None:
        for _ in range(count):
            self.tick(60)

    def fail(self, endpoint: int, pick: int, times: int, ticks: int) -> None:
        """A run meets a fault (or several, one after the other, at the same endpoint)."""
        service, name = self.endpoints[endpoint % len(self.endpoints)]
        there, usual = getattr(self.world, service), [f for f in self.faults if (name, f) not in FINAL_WORDS]
        fault = (self.faults if self.odd_answers and not there.armed() else usual)[pick % len(usual)]
        there.inject(name, fault, 1 if (name, fault) in FINAL_WORDS else times)
        self.expected.run_now()
        self.tick_each_minute(ticks)

    def crash(self, at: int, after_a_run: bool) -> None:
        """The process dies at a port call; the next one starts with what it left behind."""
        watch = Watch(at)
        watch.act = watch.crash
        self._watched_tick(watch, after_a_run)

    def tick_twice_at_once(self, at: int, after_a_run: bool) -> None:
        """A second process does a whole tick while the first is at a port call."""
        self._watched_tick(Watch(at, lambda _: self._another_process()), after_a_run)

    def refuse_to_store(self, at: int, after_a_run: bool) -> None:
        """The disk is full for one write."""

        def refuse(name: str) -> None:
            if name.startswith(("store.", "files.")) and name.endswith("begins"):
                raise StoreBroken(name, "free some space")

        self._watched_tick(Watch(at, refuse), after_a_run)

    def log_out_or_in(self, service: str) -> None:
        connection = self.world.store.load(Connection, ME, service) if service else None
        if connection is not None:
            self.world.store.remove(connection)
        elif not service:
            self.world.log_in()

    # -- the end ----------------------------------------------------------------------------------

    def come_to_rest(self) -> None:
        """The faults stop, a person logs in, time passes."""
        world = self.world
        for service in world.services:
            service.clear_faults()
        world.clock.set(self.expected.all_listed() + MINUTE)
        world.log_in()
        for row in world.rows(State.FAILED):
            if row.reason.startswith("gave up after 72 hours"):
                world.store.save(row.again(world.now, "asked for by a person"))
        end = world.now + self.patience
        looked_back = world.now + 3 * HOUR
        while world.now < end:
            world.tick()
            due = world.store.next_due(ME)
            if due is None and world.now > looked_back:
                return
            ahead = (due - world.now).total_seconds() if due is not None else 1800.0
            most = 1800.0 if world.now <= looked_back else 6 * 3600.0
            world.clock.advance(min(most, max(61.0, ahead)))
        waiting = [(row.key.short, row.state, row.reason) for row in world.rows() if row.due]
        raise AssertionError(f"still waiting after {self.patience.days} days: {waiting}")

    # -- inside -----------------------------------------------------------------------------------

    def _survive(self, work: Callable[[], object]) -> None:
        """What a cron job does: an error is logged, and the next minute comes."""
        try:
            work()
        except StoreBroken:
            pass

    def _watched_tick(self, watch: Watch, after_a_run: bool) -> None:
        if after_a_run:
            self.expected.run_now()
        self._fresh(watch)
        try:
            self._survive(self.world.tick)
        except Crash:
            pass
        self._fresh(Watch())

    def _fresh(self, watch: Watch) -> None:
        self.world.watch = watch
        self.world.restart()

    def _another_process(self) -> None:
        """In a thread of its own: in this one its errors would carry along what the first is just handling
        (`__context__`), and a lost answer to its POST be taken for the first one's 401."""
        other = self.world.build_watched(Watch(), RefusingHosts(self.world))
        mine, self.world.wired = self.world.wired, other
        try:
            with ThreadPoolExecutor(1) as process:
                process.submit(self._survive, self.world.tick).result()
        finally:
            self.world.wired = mine
            other.close()
