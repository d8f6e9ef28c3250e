"""Take rows one step further: save what a step yields, and do with an error what DESIGN section 3 says.

The tick and the route reading stand on this; nothing else saves activities or catches errors.
"""

import logging
from collections.abc import Callable, Generator, Iterable
from dataclasses import replace
from datetime import datetime

from sync.app import App
from sync.core.activity import Activity, State
from sync.core.consequence import row_after
from sync.core.errors import AppInactive, LoginNeeded, Missing, OutOfTime, Rejected, SyncError
from sync.core.plan import Action, planned
from sync.engine import health, notices
from sync.engine.desk import Desk
from sync.engine.report import Report
from sync.ports import Conflict, StoreBroken

Step = Callable[[Activity, Desk], Iterable[Activity]]
log = logging.getLogger("runtrack.tick")


class Taking:
    """One user at one moment: the desk, what was done so far, and which services may be called."""

    def __init__(self, app: App, user: str, now: datetime, time_left: Callable[[], float]) -> None:
        self.app, self.now, self.user_id = app, now, user
        self.desk = Desk(app, user, now, time_left)
        self.report = Report()
        self.solved: set[str] = set()
        self._known_blocks: health.Blocks | None = None

    # -- one row ----------------------------------------------------------------------------------

    def _take(self, row: Activity, step: Step) -> None:
        """Run one step: save each row that it yields, then go on with it; translate what it raises."""
        current, intent = row, False
        steps = iter(step(row, self.desk))
        try:
            for proposed in steps:
                if proposed.key == row.key:
                    current = self._save(proposed, current.version)
                    intent = intent or current.attempt > row.attempt
                else:
                    self.app.store.add([proposed])
        except Conflict:
            log.info("another worker has this one", extra={"activity": row.key.short})
        except StoreBroken:
            raise
        except Exception as error:
            self._failed(current, error, intent=intent)
        finally:
            if isinstance(steps, Generator):
                steps.close()

    def _failed(self, row: Activity, error: Exception, *, intent: bool) -> None:
        """The table of DESIGN 3: what the error does to the row, and what to its service."""
        after = row_after(error, row, self.now, intent=intent)
        if after is not None:
            try:
                self._save(after, row.version)
            except Conflict:
                pass  # another worker has moved the row on: its decision stands
        if isinstance(error, Missing | Rejected):
            return  # the service is fine, only this row is not
        if isinstance(error, SyncError):
            self._trouble(error)
        else:
            log.exception("bug", extra={"activity": row.key.short})

    def _save(self, row: Activity, version: int) -> Activity:
        saved = self.app.store.save(replace(row, version=version))
        self.report.moved.append(saved)
        log.info("moved", extra={"activity": saved.key.short, "state": saved.state.value, "why": saved.reason})
        problem = f"failed:{saved.key.short}"
        if saved.state is State.FAILED:
            self.report.needs_person = True
            notices.open_notice(
                self.app,
                self.user_id,
                problem,
                f"The run of {saved.start:%d %b %Y} ({saved.key.short}) could not be uploaded: "
                f"{saved.reason.rstrip('.')}. "
                f"`runtrack why {saved.key.short}` tells more, `runtrack retry {saved.key.short}` tries again.",
                self.now,
            )
        elif saved.state in (State.UPLOADED, State.ANNOTATED, State.SKIPPED, State.DELETED):
            self.solved.add(problem)
        return saved

    # -- services ---------------------------------------------------------------------------------

    def _guarded(self, work: Callable[[], None], service: str) -> bool:
        """Run something that belongs to no row. False when it failed; what it had saved by then stays."""
        try:
            work()
            return True
        except Conflict:
            return False  # another tick is at the same work
        except StoreBroken:
            raise
        except SyncError as error:
            error.service = error.service or service
            self._trouble(error)
        except Exception as error:
            log.exception("bug")
            self.report.failed.append(f"bug in Runtrack: {type(error).__name__}: {error}")
        return False

    def _trouble(self, error: SyncError) -> None:
        if isinstance(error, OutOfTime):
            return  # of the tick, not of the service
        health.trouble(self.app, self.user_id, error, self.now)
        self._known_blocks = None
        self.desk.used.discard(error.service)
        if isinstance(error, LoginNeeded | AppInactive):
            self.report.needs_person = True
        elif error.service in ("", "garmin", "strava"):  # music that is away fails no tick: it comes later
            self.report.failed.append(error.reason)

    def _blocks(self) -> health.Blocks:
        """Which services may be called: read once, and again after each trouble."""
        if self._known_blocks is None:
            self._known_blocks = health.blocks(self.app, self.user_id, self.now)
        return self._known_blocks

    def _plan(self, rows: list[Activity]) -> list[Action]:
        state = self._blocks()
        return planned(rows, {"garmin": state.garmin, "strava": state.strava})
