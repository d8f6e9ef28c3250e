"""What the athlete of a random history did, run by run, and where each run has to be in the end."""

import hashlib
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sync.core.activity import ON_TARGET, Activity, Key, State
from sync.sim.athlete import SimActivity, fit_bytes, run
from sync.sim.strava import SimStravaActivity
from sync.wiring import ME
from tests.support.world import DAY, HOUR, MINUTE, START, World

MOST_OLD_RUNS = 30


@dataclass
class Case:
    """One run of the athlete, and what its owner did to it."""

    activity: SimActivity
    versions: set[str] = field(default_factory=set)  # SHA-256 of every file that Garmin ever held of it
    deleted: bool = False
    foreign: int | None = None  # Strava's id of the copy that came another way
    was_there: bool = False  # before Garmin listed it

    @property
    def key(self) -> Key:
        return Key(ME, "garmin", str(self.activity.garmin_id))


class ExpectedRuns:
    """Every run so far. No two are alike: each has a length of its own, and none begin within the same half hour."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.cases: list[Case] = []
        self.latest = START - HOUR

    def run_now(self) -> None:
        """The latest run of all; the clock goes on to its end when need be."""
        length = self._length()
        start = max(self.latest + 30 * MINUTE, self.world.now - length)
        self.world.clock.advance(max(0.0, (start + length - self.world.now).total_seconds()))
        self._add(start, length)
        self.latest = start + length

    def old_run(self, wait: float) -> None:
        """A run from before the history began, which Garmin lists only in `wait` seconds."""
        number = len(self.cases)
        if number < MOST_OLD_RUNS:
            start = START - 5 * DAY + number * timedelta(hours=3.7)
            self._add(start, self._length(), listed_at=self.world.now + timedelta(seconds=wait))

    def old_run_that_is_there(self, wait: float) -> None:
        """The same of one that Strava has already: its file is fetched, and never sent."""
        before = len(self.cases)
        self.old_run(wait)
        for case in self.cases[before:]:
            self.another_way_to_strava(before)
            case.was_there = case.foreign is not None

    def put(self, case: Case, activity: SimActivity) -> None:
        """Garmin holds this version of the run from now on."""
        assert activity.recording is not None
        case.activity = activity
        case.versions.add(hashlib.sha256(fit_bytes(activity.recording)).hexdigest())
        self.world.garmin.add(activity)

    def picked(self, pick: int) -> Case:
        return self.cases[pick % len(self.cases)]

    def row(self, case: Case) -> Activity | None:
        return self.world.store.activity(case.key)

    def known_on_strava(self, case: Case) -> SimStravaActivity | None:
        """The living activity that our row knows to be this run."""
        row = self.row(case)
        if row is None:
            return None
        for shown in self.world.strava.alive():
            if row.state in ON_TARGET and row.target_id == shown.id:
                return shown
            if row.state is State.SUBMITTED and row.upload_id == shown.upload_id:
                return shown
        return None

    def all_listed(self) -> datetime:
        """When Garmin lists every run."""
        return max([self.world.now, *(case.activity.listed_at or self.world.now for case in self.cases)])

    # -- what the owner changes ---------------------------------------------------------------------

    def retitle(self, pick: int) -> None:
        case = self.picked(pick)
        self.put(case, replace(case.activity, title=f"{case.activity.title}, edited"))

    def record_anew(self, pick: int) -> None:
        """Another file of the same workout."""
        case = self.picked(pick)
        assert case.activity.recording is not None
        again = replace(case.activity.recording, seed=case.activity.recording.seed + 1000)
        self.put(case, replace(case.activity, recording=again))

    def delete_on_strava(self, pick: int) -> None:
        """Of a run that our row knows to be there. (One that it cannot know yet would have to be sent again.)"""
        case = self.picked(pick)
        shown = self.known_on_strava(case)
        if shown is not None:
            self.world.strava.delete(shown.id)
            case.deleted = True

    def rename_on_strava(self, pick: int) -> None:
        if alive := self.world.strava.alive():
            self.world.strava.rename(alive[pick % len(alive)].id, "duplicate of activity 1")

    def hide_on_strava(self, pick: int) -> None:
        if alive := self.world.strava.alive():
            self.world.strava.hide_start(alive[pick % len(alive)].id)

    def another_way_to_strava(self, pick: int, *, hidden: bool = False) -> None:
        """Garmin's own link is faster than we are. (Once we have sent the file, two copies would be nobody's fault.)"""
        case, strava = self.picked(pick), self.world.strava
        sent = {post.external_id for post in strava.posts}
        row = self.row(case)
        if case.key.external_id not in sent and case.foreign is None and (row is None or row.attempt == 0):
            made = case.activity
            case.foreign = strava.add(
                made.start,
                made.elapsed,
                made.distance,
                offset=made.offset,
                hidden_start=hidden,
                external_id=f"garmin_ping_{made.garmin_id}",
            )

    def another_way_hidden(self, pick: int) -> None:
        self.another_way_to_strava(pick, hidden=True)

    # -- what must hold ---------------------------------------------------------------------------

    def nothing_is_doubled(self) -> None:
        """At any time: no two of the same, and no file taken in twice, not even after a deletion."""
        strava = self.world.strava
        assert strava.doubled() == []
        labels = [post.external_id for post in strava.posts if strava.uploads[post.upload_id].activity_id]
        assert len(labels) == len(set(labels)), f"sent again although it had been there: {labels}"
        there = {case.key.external_id for case in self.cases if case.was_there}
        assert not there & {post.external_id for post in strava.posts}, "sent although it had been there before"

    def everything_is_where_it_belongs(self) -> None:
        """At rest: every run once on Strava as its row says, and what was deleted there still deleted."""
        self.nothing_is_doubled()
        alive = {activity.id: activity for activity in self.world.strava.alive()}
        for case in self.cases:
            row = self.row(case)
            assert row is not None, f"{case.key.short} has no row"
            told = "\n".join(f"{d.at:%d %H:%M:%S} {d.state}: {d.why}" for d in row.history)
            if case.deleted:
                assert not [a for a in alive.values() if same(a, case.activity)], f"it came back:\n{told}"
                assert row.state in (State.DELETED, *ON_TARGET), told
                continue
            assert row.state in ON_TARGET, told
            assert row.target_id in alive, told
            shown = alive[row.target_id]
            assert same(shown, case.activity), f"it points to another run:\n{told}"
            assert shown.sha256 is None or shown.sha256 in case.versions, "other bytes than Garmin's"

    # -- inside -----------------------------------------------------------------------------------

    def _length(self) -> timedelta:
        return timedelta(seconds=round(1500 * 1.06 ** (len(self.cases) % 24)))

    def _add(self, start: datetime, length: timedelta, **more: Any) -> None:
        case = Case(self._made(start, length, **more))
        self.cases.append(case)
        self.put(case, case.activity)

    def _made(self, start: datetime, length: timedelta, **more: Any) -> SimActivity:
        number = len(self.cases)
        return run(
            900000001 + number,
            start,
            title=f"Run {number}",
            km=3 * 1.06 ** (number % 24),
            elapsed=length.total_seconds(),
            every=900,
            **more,
        )


def same(shown: SimStravaActivity, activity: SimActivity) -> bool:
    apart = abs(shown.start - activity.start)
    return apart <= 2 * MINUTE and abs(shown.elapsed - activity.elapsed) <= 0.02 * activity.elapsed
