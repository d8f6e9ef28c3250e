"""One tick: look for what is new, then take every due row one step further and save it. It never sleeps.

This is the only place that saves activities and the only one that catches errors (DESIGN 1 and 3). A tick may be
missed, doubled, or killed at any point: whatever it had begun is in the rows.
"""

import logging
from collections.abc import Callable, Generator, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from sync.app import App
from sync.core.activity import Activity, State
from sync.core.budget import Budget
from sync.core.consequence import row_after
from sync.core.errors import AppInactive, LoginNeeded, Missing, Rejected, SyncError
from sync.core.plan import Action, StepName, planned
from sync.core.user import Backfill, Connection
from sync.engine import backfill, clock, discover, health, notices, rebuild, routes, tidy, upload
from sync.engine.desk import Desk
from sync.engine.report import Report
from sync.ports import Conflict, StoreBroken

Step = Callable[[Activity, Desk], Iterable[Activity]]
STEPS: dict[StepName, Step] = {
    "submit": upload.submit,
    "settle": upload.settle,
    "confirm": upload.confirm,
    "read route": routes.read_route,
}
KEEP_ALIVE = timedelta(hours=24)
FRESH_ROWS, BACKFILL_ROWS = 250, 500
OPEN = (State.DISCOVERED, State.SUBMITTING, State.SUBMITTED)
LEAST_SECONDS = 2.0
log = logging.getLogger("runtrack.tick")


def tick(app: App, user: str, now: datetime, time_left: Callable[[], float]) -> Report:
    """One tick of one user. `time_left()`: seconds until the tick must be over. Raises only `StoreBroken`."""
    return _Tick(app, user, now, time_left).run()


def read_routes(app: App, user: str, now: datetime, time_left: Callable[[], float]) -> Report:
    """The routes that are due, apart from the tick: no file, however large or strange, delays an upload."""
    return _Tick(app, user, now, time_left).read_routes()


class _Tick:
    def __init__(self, app: App, user: str, now: datetime, time_left: Callable[[], float]) -> None:
        self.app, self.now = app, now
        self.desk = Desk(app, user, now, time_left)
        self.report = Report()
        self._known_blocks: health.Blocks | None = None
        self._solved: set[str] = set()
        self.user = discover.user_of(app, user, now)

    def run(self) -> Report:
        app, now = self.app, self.now
        if clock.was_set_back(self.user, now):
            log.warning("the clock was set back", extra={"last_tick": str(self.user.ticked_at), "now": str(now)})
            clock.set_right(app, self.user, now)
        self._garmin()
        if self.user.rebuild_from is None:
            self._rows(app.store.due(now, user=self.user.id, limit=FRESH_ROWS, backfill=False, states=OPEN))
            self._backfill()
        self._finish()
        return self.report

    def read_routes(self) -> Report:
        self._rows(self.app.store.due(self.now, user=self.user.id, limit=FRESH_ROWS, states=(State.UPLOADED,)))
        return self.report

    # -- the parts, in the order things happen ----------------------------------------------------

    def _garmin(self) -> None:
        """Look for what is new, and keep the login alive."""
        if self._blocks().garmin:
            return
        if self.user.rebuild_from is not None:
            self._guarded(self._rebuild, "garmin")
            return
        if self._guarded(self._discover, "garmin"):
            self._guarded(self._keep_alive, "garmin")

    def _rebuild(self) -> None:
        if not self._blocks().strava:
            self.user = rebuild.rebuild(self.app, self.user, self.desk)

    def _discover(self) -> None:
        self.desk.used.add("garmin")
        self.user, found = discover.look(self.app, self.user, self.now)
        self.report.polled = True
        self._note_found(found)

    def _note_found(self, rows: list[Activity]) -> None:
        self.report.found += len(rows)
        for row in rows:
            log.info("found", extra={"activity": row.key.short, "state": row.state.value, "why": row.reason})
            if row.state is not State.DISCOVERED:
                self.report.moved.append(row)

    def _keep_alive(self) -> None:
        connection = self.app.store.load(Connection, self.user.id, "garmin")
        if connection and connection.refreshed_at and self.now - connection.refreshed_at > KEEP_ALIVE:
            self.desk.source.keep_alive()

    def _rows(self, rows: list[Activity]) -> None:
        """Take each row one step further. One row's failure leaves the others alone."""
        actions = self._plan(rows)
        self.desk.expect([a.row for a in actions if a.step in ("submit", "settle") and not a.waits])
        for action in actions:
            if self.desk.time_left() < LEAST_SECONDS:
                return  # what is left is still due
            if not action.waits and not self._plan([action.row])[0].waits:
                self._take(action.row, STEPS[action.step])

    def _backfill(self) -> None:
        """A backfill gets what new runs leave over."""
        app, job = self.app, self.app.store.load(Backfill, self.user.id)
        if job is not None and job.phase != "done" and not self._blocks().why(("garmin", "strava")):
            self._guarded(partial(self._advance, job), "garmin")
            job = app.store.load(Backfill, self.user.id)
        if job is None or job.phase not in ("work", "done"):
            return
        self.desk.verdicts_hold = True
        rows = app.store.due(self.now, user=self.user.id, limit=BACKFILL_ROWS, backfill=True, states=OPEN)
        budget = app.store.load(Budget, "strava", app.strava_client) or Budget("strava", app.strava_client)
        chosen = backfill.room(rows, budget, self.now)
        together = [row for row in chosen if row.state is State.SUBMITTED]
        self.desk.confirmations = self.desk.listing(together) if len(together) > 1 else None
        self.desk.single_results = backfill.single_results(budget, self.now)
        before = len(self.report.moved)
        self._rows(chosen)
        backfill.worked(app, self.user.id, self.now, self.report.moved[before:])

    def _advance(self, job: Backfill) -> None:
        for row in backfill.advance(self.app, self.user, job, self.desk):
            self._save(row, row.version)

    def _finish(self) -> None:
        app, now, user = self.app, self.now, self.user
        over = health.fine(app, user.id, self.desk.used, now)
        self._known_blocks = None
        self.user = tidy.tidied(app, user, now)
        notices.deliver(app, user.id, now, over=over | self._solved)
        self.report.needs_person |= self._blocks().needs_person
        try:
            app.store.put(replace(self.user, ticked_at=now))
        except Conflict:
            pass  # another tick has just said the same

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
                self.user.id,
                problem,
                f"The run of {saved.start:%d %b %Y} ({saved.key.short}) could not be uploaded: "
                f"{saved.reason.rstrip('.')}. "
                f"`runtrack why {saved.key.short}` tells more, `runtrack retry {saved.key.short}` tries again.",
                self.now,
            )
        elif saved.state in (State.UPLOADED, State.SKIPPED, State.DELETED):
            self._solved.add(problem)
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
        health.trouble(self.app, self.user.id, error, self.now)
        self._known_blocks = None
        self.desk.used.discard(error.service)
        if isinstance(error, LoginNeeded | AppInactive):
            self.report.needs_person = True
        else:
            self.report.failed.append(error.reason)

    def _blocks(self) -> health.Blocks:
        """Which services may be called: read once, and again after each trouble."""
        if self._known_blocks is None:
            self._known_blocks = health.blocks(self.app, self.user.id, self.now)
        return self._known_blocks

    def _plan(self, rows: list[Activity]) -> list[Action]:
        state = self._blocks()
        return planned(rows, {"garmin": state.garmin, "strava": state.strava})
