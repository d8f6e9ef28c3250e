"""A random history as a state machine: days of an athlete, two services that fail, and processes that die.

Each rule is something that happens; nothing is asserted about how the product gets through it. In the end the faults
stop, a person logs in, and then every run has to be on Strava once (or be deleted, when its owner deleted it there).
"""

import hashlib
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from sync.core.activity import Activity, Key, State
from sync.core.user import Connection
from sync.ports import StoreBroken
from sync.sim.athlete import SimActivity, fit_bytes, run
from sync.sim.http import FAULTS
from sync.sim.strava import SimStravaActivity
from sync.wiring import ME
from tests.engine.watched import Crash, Watch, WatchedWorld
from tests.world import DAY, HOUR, MINUTE, START, RefusingHosts

ENDPOINTS = (
    ("garmin", "list"), ("garmin", "download"), ("garmin", "refresh"),
    ("strava", "list"), ("strava", "upload"), ("strava", "result"), ("strava", "token"),
)  # fmt: skip
SLOW = ("timeout before the effect", "timeout after the effect")  # as "reset ...", but each takes a while
FINAL_WORDS = (("download", "403"), ("download", "204"))  # Garmin's last word on a file: the run is given up, rightly
MOMENTS = (0, 5, 60, 60, 60, 180, 660, 1900, 3700, 6 * 3600, 20 * 3600)  # seconds
moments, picks, points = st.sampled_from(MOMENTS), st.integers(0, 30), st.integers(1, 130)


@dataclass
class Case:
    """One run of the athlete, and what its owner did to it."""

    activity: SimActivity
    versions: set[str] = field(default_factory=set)
    deleted: bool = False
    foreign: int | None = None  # Strava's id of the copy that came another way

    @property
    def key(self) -> Key:
        return Key(ME, self.activity.garmin_id)


class History(RuleBasedStateMachine):
    """See the module. `faults` are those that may happen; `seconds` is the patience with one request."""

    duplicate_check = True
    slowest = 7200.0  # seconds that Strava may take to process
    faults: tuple[str, ...] = tuple(name for name in FAULTS if name not in SLOW)
    seconds = 10.0

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        strava = {"duplicate_check": self.duplicate_check}
        self.world = WatchedWorld(Path(self.folder.name), seconds=self.seconds, strava=strava)
        self.world.__enter__()
        self.cases: list[Case] = []
        self.latest = START - HOUR

    # -- the athlete ------------------------------------------------------------------------------

    @initialize(processing=st.sampled_from((0.0, 2.0, 45.0, 400.0, 7200.0)), words=st.integers(0, 2))
    def begin(self, processing: float, words: int) -> None:
        self.world.strava.processing_seconds = min(processing, self.slowest)
        self.world.strava.duplicate_words = ("plain", "href", "absolute href")[words]  # type: ignore[assignment]
        self.tick(0)
        self.go_for_a_run()

    @rule()
    def go_for_a_run(self) -> None:
        """One more run, the latest of all; the clock goes on to its end when need be."""
        length = self._length()
        start = max(self.latest + 30 * MINUTE, self.world.now - length)
        self.world.clock.advance(max(0.0, (start + length - self.world.now).total_seconds()))
        self._add(start, length)
        self.latest = start + length

    @rule(wait=moments)
    def sync_an_old_run_late(self, wait: int) -> None:
        """A run from before everything else that Garmin lists only later: the newest five do not show it."""
        number = len(self.cases)
        if number < 30:
            start = START - 5 * DAY + number * timedelta(hours=3.7)
            self._add(start, self._length(), listed_at=self.world.now + timedelta(seconds=wait))

    @rule(pick=picks, rename=st.booleans())
    def edit_on_garmin(self, pick: int, rename: bool) -> None:
        """A new title, or another file of the same workout."""
        case = self._picked(pick)
        recording = case.activity.recording
        assert recording is not None
        if rename:
            edited = replace(case.activity, title=f"{case.activity.title}, edited")
        else:
            edited = replace(case.activity, recording=replace(recording, seed=recording.seed + 1000))
        self._put(case, edited)

    @rule(pick=picks)
    def delete_on_strava(self, pick: int) -> None:
        """Of a run that our row knows to be there. (One that it cannot know yet would have to be sent again.)"""
        case = self._picked(pick)
        row = self.world.store.activity(case.key)
        shown = self._known_to(row)
        if row is not None and shown is not None:
            self.world.strava.delete(shown.id)
            case.deleted = True

    @rule(pick=picks, name=st.sampled_from(("Läufchen", "duplicate of activity 1", "")))
    def rename_on_strava(self, pick: int, name: str) -> None:
        for shown in self.world.strava.alive()[pick : pick + 1]:
            self.world.strava.rename(shown.id, name or shown.name)

    @rule(pick=picks)
    def hide_a_start_on_strava(self, pick: int) -> None:
        for shown in self.world.strava.alive()[pick : pick + 1]:
            self.world.strava.hide_start(shown.id)

    @rule(pick=picks, hidden=st.booleans())
    def another_way_to_strava(self, pick: int, hidden: bool) -> None:
        """Garmin's own link is faster than we are. (Once we have sent the file, two copies would be nobody's fault.)"""
        case, strava = self._picked(pick), self.world.strava
        sent = {post.external_id for post in strava.posts}
        row = self.world.store.activity(case.key)
        if case.key.external_id not in sent and case.foreign is None and (row is None or row.attempt == 0):
            made = case.activity
            case.foreign = strava.add(
                made.start, made.elapsed, made.distance, offset=made.offset, hidden_start=hidden,
                external_id=f"garmin_ping_{made.garmin_id}",
            )  # fmt: skip

    # -- the machine room -------------------------------------------------------------------------

    @rule(wait=moments)
    def tick(self, wait: int) -> None:
        self._survive(self.world.tick)
        self.world.clock.advance(wait)

    @rule(count=st.integers(2, 6))
    def tick_each_minute(self, count: int) -> None:
        for _ in range(count):
            self.tick(60)

    @rule(endpoint=st.sampled_from(ENDPOINTS), pick=picks, times=st.sampled_from((1, 1, 2, 5)))
    def fail(self, endpoint: tuple[str, str], pick: int, times: int) -> None:
        service, name = endpoint
        usual = [fault for fault in self.faults if (name, fault) not in FINAL_WORDS]
        getattr(self.world, service).inject(name, usual[pick % len(usual)], times)

    @rule(at=points)
    def crash(self, at: int) -> None:
        """The process dies at a port call; the next one starts with what it left behind."""
        watch = Watch(at)
        watch.act = watch.crash
        self._watched_tick(watch)

    @rule(at=points)
    def tick_twice_at_once(self, at: int) -> None:
        """A second process does a whole tick while the first is at a port call."""
        self._watched_tick(Watch(at, lambda _: self._another_process()))

    @rule(at=points)
    def refuse_to_store(self, at: int) -> None:
        def refuse(name: str) -> None:
            if name.startswith(("store.", "files.")) and name.endswith("begins"):
                raise StoreBroken(name, "free some space")

        self._watched_tick(Watch(at, refuse))

    @rule(service=st.sampled_from(("garmin", "strava")))
    def log_out(self, service: str) -> None:
        connection = self.world.store.load(Connection, ME, service)
        if connection is not None:
            self.world.store.remove(connection)

    @rule()
    def log_in(self) -> None:
        self.world.log_in()

    # -- what must hold ---------------------------------------------------------------------------

    @invariant()
    def nothing_is_doubled(self) -> None:
        assert self.world.strava.doubled() == []
        foreign = sum(case.foreign is not None for case in self.cases)
        labels = [a.external_id for a in self.world.strava._activities.values() if a.upload_id is not None]
        assert len(labels) == len(set(labels)), f"sent again although it had been there: {labels}"
        assert self.world.strava.ever <= len(self.cases) + foreign

    def teardown(self) -> None:
        try:
            self.come_to_rest()
            self.everything_is_where_it_belongs()
        finally:
            self.world.__exit__()
            self.folder.cleanup()

    def come_to_rest(self) -> None:
        """The faults stop, a person logs in, time passes."""
        world = self.world
        world.garmin.clear_faults()
        world.strava.clear_faults()
        listed = [case.activity.listed_at or world.now for case in self.cases]
        world.clock.set(max([world.now, *listed]) + MINUTE)
        world.log_in()
        for row in world.rows(State.FAILED):
            if row.reason.startswith("gave up after 72 hours"):
                world.store.save(row.again(world.now, "asked for by a person"))
        end = world.now + 4 * DAY
        looked_back = world.now + 3 * HOUR
        while world.now < end:
            world.tick()
            due = world.store.next_due(ME)
            if due is None and world.now > looked_back:
                return
            ahead = (due - world.now).total_seconds() if due is not None else 1800.0
            world.clock.advance(min(1800.0, max(61.0, ahead)))
        waiting = [(row.key.short, row.state, row.reason) for row in world.rows() if row.due]
        raise AssertionError(f"still waiting after four days: {waiting}")

    def everything_is_where_it_belongs(self) -> None:
        self.nothing_is_doubled()
        alive = {activity.id: activity for activity in self.world.strava.alive()}
        for case in self.cases:
            row = self.world.store.activity(case.key)
            assert row is not None, f"{case.key.short} has no row"
            told = "\n".join(f"{d.at:%d %H:%M:%S} {d.state}: {d.why}" for d in row.history)
            if case.deleted:
                assert not [a for a in alive.values() if _same(a, case.activity)], f"it came back:\n{told}"
                assert row.state in (State.DELETED, State.UPLOADED), told
                continue
            assert row.state is State.UPLOADED, told
            assert row.strava_id in alive, told
            shown = alive[row.strava_id]
            assert _same(shown, case.activity), f"it points to another run:\n{told}"
            if shown.sha256 is not None:
                assert shown.sha256 in case.versions, "other bytes than Garmin's"

    # -- inside -----------------------------------------------------------------------------------

    def _survive(self, work: Callable[[], object]) -> None:
        """What a cron job does: an error is logged, and the next minute comes."""
        try:
            work()
        except StoreBroken:
            pass

    def _watched_tick(self, watch: Watch) -> None:
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
        other = self.world.build_watched(Watch(), RefusingHosts(self.world))
        mine, self.world.house = self.world.house, other
        try:
            self._survive(self.world.tick)
        finally:
            self.world.house = mine
            other.close()

    def _picked(self, pick: int) -> Case:
        return self.cases[pick % len(self.cases)]

    def _known_to(self, row: Activity | None) -> SimStravaActivity | None:
        for shown in self.world.strava.alive():
            if row is None:
                return None
            if row.state is State.UPLOADED and row.strava_id == shown.id:
                return shown
            if row.state is State.SUBMITTED and row.upload_id == shown.upload_id:
                return shown
        return None

    def _length(self) -> timedelta:
        return timedelta(seconds=round(1500 * 1.06 ** (len(self.cases) % 24)))

    def _add(self, start: datetime, length: timedelta, **more: object) -> None:
        number = len(self.cases)
        made = run(
            900000001 + number, start, title=f"Run {number}", km=3 * 1.06 ** (number % 24),
            elapsed=length.total_seconds(), every=900, **more,
        )  # fmt: skip
        case = Case(made)
        self.cases.append(case)
        self._put(case, made)

    def _put(self, case: Case, activity: SimActivity) -> None:
        assert activity.recording is not None
        case.activity = activity
        case.versions.add(hashlib.sha256(fit_bytes(activity.recording)).hexdigest())
        self.world.garmin.add(activity)


def _same(shown: SimStravaActivity, activity: SimActivity) -> bool:
    apart = abs(shown.start - activity.start)
    return apart <= 2 * MINUTE and abs(shown.elapsed - activity.elapsed) <= 0.02 * activity.elapsed
