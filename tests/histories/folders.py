"""Histories of a runner who puts files into a folder, beside the watch's account: some runs are in both, and the two do
not agree about them to the second."""

import gzip
import hashlib
import os
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sync.core.activity import ON_TARGET, Activity, Key, State
from sync.core.folder import recording_id
from sync.sim.athlete import SimActivity, fit_bytes
from sync.sim.strava import SimStravaActivity
from sync.wiring import ME
from tests.histories.telling import Teller
from tests.histories.worlds import SwiftFolderWorld
from tests.support.adapters.broken_disk import BrokenDisk
from tests.support.engine.expected_runs import Case, ExpectedRuns, same

FOLDER_ALONE, WATCH_ALONE, BOTH = range(3)


@dataclass
class FolderCase(Case):
    """A run, and the whole bytes of each of its files by name."""

    on_watch: bool = True
    files: dict[str, bytes] = field(default_factory=dict)

    @property
    def keys(self) -> list[Key]:
        """Those of all rows that it has in the end."""
        ids = sorted({recording_id(data) for data in self.files.values()})
        return [*([self.key] if self.on_watch else []), *(Key(ME, "folder", id) for id in ids)]


class FolderRuns(ExpectedRuns):
    """Every third run is in the folder alone, in the watch's account alone, or in both."""

    world: SwiftFolderWorld
    cases: list[FolderCase]  # type: ignore[assignment]  # of a narrower kind
    where: int | None = None  # of the next one

    def put(self, case: Case, activity: SimActivity) -> None:
        assert isinstance(case, FolderCase)
        if case.on_watch:
            super().put(case, activity)
        elif activity.recording != case.activity.recording and not case.deleted:
            assert activity.recording is not None
            case.activity = activity
            self.drop(case, fit_bytes(activity.recording))

    def drop(self, case: FolderCase, data: bytes, name: str = "") -> Path:
        """A file of the run; its bytes unpacked are among those that Strava may have."""
        name = name or f"{self.cases.index(case)}-{len(case.versions)}.fit"
        case.files[name] = data
        case.versions.add(hashlib.sha256(data).hexdigest())
        return self.world.put(name, gzip.compress(data) if name.endswith(".gz") else data)

    def in_the_folder_too(self, pick: int) -> None:
        """What another device has recorded of a run of the watch, which comes late."""
        case = self.cases[pick % len(self.cases)]
        if case.on_watch and not case.files and not case.deleted:
            self.drop(case, self.other_recording(case))

    def other_recording(self, case: FolderCase) -> bytes:
        """Begun up to a minute later, and up to one in a hundred longer or shorter."""
        number, recording = self.cases.index(case), case.activity.recording
        assert recording is not None
        start = recording.start + timedelta(seconds=number * 7 % 60)
        elapsed = float(round(recording.elapsed * (1 + (number % 3 - 1) * 0.009)))
        return fit_bytes(replace(recording, start=start, elapsed=elapsed, seed=recording.seed + 5000))

    def files(self) -> list[tuple[FolderCase, str]]:
        return [(case, name) for case in self.cases for name in sorted(case.files)]

    def rows(self, case: FolderCase) -> list[Activity]:
        """Those that there are by now."""
        return [row for key in case.keys if (row := self.world.store.activity(key)) is not None]

    def known_on_strava(self, case: Case) -> SimStravaActivity | None:
        """Only what all of its rows know: a recording that is found later would have to be sent again."""
        assert isinstance(case, FolderCase)
        rows = self.rows(case)
        if len(rows) < len(case.keys) or any(row.state not in ON_TARGET for row in rows):
            return None
        ids = {row.target_id for row in rows}
        return next((shown for shown in self.world.strava.alive() if {shown.id} == ids), None)

    def another_way_to_strava(self, pick: int, *, hidden: bool = False) -> None:
        case = self.cases[pick % len(self.cases)]
        sent = {post.external_id.partition(".")[0] for post in self.world.strava.posts if post.external_id}
        if all(row.attempt == 0 for row in self.rows(case)) and not sent & {key.external_id for key in case.keys}:
            super().another_way_to_strava(pick, hidden=hidden)

    def everything_is_where_it_belongs(self) -> None:
        """At rest: every recording has a row, and all rows of a run are on the one activity that it is."""
        self.nothing_is_doubled()
        alive = {activity.id: activity for activity in self.world.strava.alive()}
        for number, case in enumerate(self.cases):
            rows = self.rows(case)
            told = "\n".join(f"{r.key.short} {d.at:%d %H:%M:%S} {d.state}: {d.why}" for r in rows for d in r.history)
            assert len(rows) == len(case.keys), f"run {number} has {[row.key.short for row in rows]}, not {case.keys}"
            if case.deleted:
                assert not [a for a in alive.values() if same(a, case.activity)], f"it came back:\n{told}"
                assert {row.state for row in rows} <= {State.DELETED, *ON_TARGET}, told
                continue
            assert {row.state for row in rows} <= set(ON_TARGET), told
            assert len({row.target_id for row in rows}) == 1, told
            shown = alive.get(rows[0].target_id or 0)
            assert shown is not None, told
            assert same(shown, case.activity), f"it points to another run:\n{told}"
            assert shown.sha256 is None or shown.sha256 in case.versions, "other bytes than the runner's"

    def _add(self, start: datetime, length: timedelta, **more: Any) -> None:
        number = len(self.cases)
        where, self.where = number % 3 if self.where is None else self.where, None
        case = FolderCase(self._made(start, length, **more), on_watch=where != FOLDER_ALONE)
        self.cases.append(case)
        if case.on_watch:
            self.put(case, case.activity)
        if where == BOTH:
            self.drop(case, self.other_recording(case))
        elif where == FOLDER_ALONE:
            assert case.activity.recording is not None
            self.drop(case, fit_bytes(case.activity.recording))


class FolderTeller(Teller):
    """The acts on the files, besides the others."""

    kind = SwiftFolderWorld
    world: SwiftFolderWorld
    expected: FolderRuns

    def set_up(self, folder: Path, strava: dict[str, Any]) -> None:
        self.world = self.kind(folder, garmin=True, seconds=self.seconds, strava=strava)
        self.world.__enter__()
        self.expected = FolderRuns(self.world)

    def may_be_left_out(self, reason: str) -> bool:
        return reason.startswith("no file: ")  # it was removed for longer than a day

    def drop_half(self, share: float, ticks: int) -> None:
        """A file that is being copied while it is looked at."""
        self.expected.where = FOLDER_ALONE
        self.expected.run_now()
        self.write_anew(len(self.expected.files()) - 1, share, ticks)

    def write_anew(self, pick: int, share: float, ticks: int) -> None:
        """A file that is copied once more over itself."""
        if (found := self._file(pick)) is not None:
            data = found.read_bytes()
            found.write_bytes(data[: int(share * len(data))])
            self.tick_each_minute(ticks)
            found.write_bytes(data)

    def move_file(self, pick: int, to: str) -> None:
        if (found := self._file(pick)) is not None:
            case, name = self._picked(pick)
            ending = ".gz" if name.endswith(".gz") else ""
            new = to.format(f"{self.expected.cases.index(case)}-{pick}") + ending
            (self.world.runs / new).parent.mkdir(exist_ok=True)
            found.rename(self.world.runs / new)
            case.files[new] = case.files.pop(name)

    def copy_file(self, pick: int, packed: bool) -> None:
        if self.expected.files():
            case, name = self._picked(pick)
            copy = f"copy {pick} of {self.expected.cases.index(case)}.fit" + (".gz" if packed else "")
            self.expected.drop(case, case.files[name], copy)

    def record_in_the_folder_too(self, pick: int) -> None:
        self.expected.in_the_folder_too(pick)

    def remove_for_a_while(self, pick: int, hours: int, on_its_way: bool) -> None:
        if on_its_way:
            pick = self._one_on_its_way()
        if (found := self._file(pick)) is not None:
            data = found.read_bytes()
            found.unlink()
            self._hours(hours)
            found.write_bytes(data)

    def unmount(self, hours: int, left: str) -> None:
        """The folder is away; nothing, an empty place or the place itself without its files is left."""
        self._one_on_its_way()
        runs, away = self.world.runs, self.world.runs.with_name("away")
        if left == "emptied":
            away.mkdir()
            for each in list(runs.iterdir()):
                each.rename(away / each.name)
            self._hours(hours)
            for each in list(away.iterdir()):
                each.rename(runs / each.name)
            away.rmdir()
            return
        runs.rename(away)
        if left:
            runs.mkdir()
        self._hours(hours)
        if left:
            runs.rmdir()
        away.rename(runs)

    def touch(self, pick: int, at: int) -> None:
        if (found := self._file(pick)) is not None:
            os.utime(found, (at, at))

    def break_disk(self, call: str, error: int, ticks: int) -> None:
        self._one_on_its_way()
        with BrokenDisk(call, error).broken():
            self.tick_each_minute(ticks)

    def set_clock(self, seconds: int, ticks: int) -> None:
        """It is set back for some minutes, and right again."""
        self.world.clock.advance(-seconds)
        self.tick_each_minute(ticks)
        self.world.clock.advance(seconds)

    def _one_on_its_way(self) -> int:
        """A run that is found, and waits for Strava; the number of its file."""
        self.world.strava.inject("list", "500", 2)
        self.expected.where = FOLDER_ALONE
        self.expected.run_now()
        self.tick_each_minute(2)
        return len(self.expected.files()) - 1

    def _hours(self, hours: int) -> None:
        """Hour by hour; of days, now and then one."""
        self.tick(60)
        step = 1 if hours <= 12 else 5
        for _ in range(0, hours, step):
            self.tick(3600 * step)

    def _picked(self, pick: int) -> tuple[FolderCase, str]:
        files = self.expected.files()
        return files[pick % len(files)]

    def _file(self, pick: int) -> Path | None:
        return self.world.runs / self._picked(pick)[1] if self.expected.files() else None
