"""Run steps: save what a step yields, and do with an error what docs/architecture.md#the-table-of-errors says.

The tick and the route reading stand on this; for their rows nothing else saves or catches errors.
"""

import logging
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

from sync.app import App
from sync.core.activity import Activity, State
from sync.core.backoff import DOUBTFUL, LONGEST
from sync.core.error_table import row_after
from sync.core.errors import (
    AppInactive,
    LoginNeeded,
    Missing,
    OutOfTime,
    RateLimited,
    Rejected,
    SyncError,
    Unavailable,
    Unclear,
)
from sync.core.notice import Notice, NoticeKind
from sync.core.plan import Task
from sync.core.role import Role
from sync.core.user import Connection
from sync.engine import discover, notices, own, saving, service_trouble
from sync.engine.context import TickContext
from sync.engine.report import Report
from sync.engine.situation import Situation
from sync.ports import Conflict, StoreBroken

Take = Callable[[Activity, TickContext], Iterable[Activity]]
LEAST_SECONDS = 2.0
log = logging.getLogger("runtrack.tick")


class StepRunner:
    """Runs the steps of one user at one moment; `report` says what was done, `situation` what may be done next."""

    def __init__(self, app: App, user: str, now: datetime, time_left: Callable[[], float]) -> None:
        self.app = app = own.app_of(app, user)
        self.now, self.user_id = now, user
        self.context = TickContext(app, user, now, time_left)
        self.situation = Situation(self.context, discover.user_of(app, user, now))
        self.report = Report()
        self.uptime = timedelta(0)
        self.served: set[str] = set()  # the services from which a row got all that it needed in this tick
        self._refused: set[str] = set()

    def has_time(self) -> bool:
        return self.context.time_left() > LEAST_SECONDS

    def begins(self, task: Task) -> None:
        """Note that this task is worked on."""
        self.report.done.append(task)

    # -- one row ----------------------------------------------------------------------------------

    def run_step(self, row: Activity, take: Take) -> None:
        """Run one step: save each row that it yields, then go on with it; translate what it raises."""
        current, intent = row, False
        steps = iter(take(row, self.context))
        with self._used() as used:
            try:
                for proposed in steps:
                    if proposed.key == row.key:
                        current = self.save(proposed, current.version)
                        intent = intent or current.attempt > row.attempt
                    else:
                        self.app.store.add([proposed])
                        self.report.brought.add(proposed.key.short)
                self._has_answered(used, row=True)
            except Conflict:
                log.info("another worker has this one", extra={"activity": row.key.short})
            except StoreBroken:
                raise
            except Exception as error:
                if isinstance(error, SyncError):
                    self._has_answered(used - {error.service}, row=True)
                self._failed(current, error, intent=intent)
            finally:
                if isinstance(steps, Generator):
                    steps.close()

    def _failed(self, row: Activity, error: Exception, *, intent: bool) -> None:
        """What the error does to the row, and what to its service: docs/architecture.md#the-table-of-errors."""
        longest = self._longest(row, error) if isinstance(error, Unavailable) else LONGEST
        after = row_after(
            error, row, self.now, intent=intent, uptime=self.uptime, longest=longest, target=self.app.target_title
        )
        if after is not None:
            self.save_unless_moved(replace(after, version=row.version))
        if isinstance(error, Missing | Rejected):
            return  # the service is fine, only this row is not
        if isinstance(error, SyncError):
            self._trouble(error, row=True)
        else:
            self.report.bugs += 1
            log.exception("bug", extra={"activity": row.key.short})

    def _longest(self, row: Activity, error: Unavailable) -> timedelta:
        """The longest that a row may wait after this failure. Where its service has answered nothing, the row stays
        due: the service is left alone for all rows (`health`), and they go on at its first answer. Where it answers but
        has served no other row since, nobody can tell yet whether the row or the service is at fault."""
        service = error.service
        if not self._of_runs(service):
            return LONGEST
        if service not in self.context.answered:
            return timedelta(0)
        link = self.app.store.load(Connection, self.user_id, service)
        served_at = self.now if service in self.served else link.served_at if link is not None else None
        return LONGEST if served_at is not None and served_at >= (row.failing_since or self.now) else DOUBTFUL

    def _of_runs(self, service: str) -> bool:
        """Whether runs come from this service, or go there."""
        known = self.app.services.get(service)
        return known is not None and not known.service.roles.isdisjoint({Role.SOURCE, Role.TARGET})

    def bring(self, row: Activity) -> None:
        """Save a row that an answer has made due, or other than it was."""
        self.report.brought.add(row.key.short)
        self.save(row, row.version)

    def bring_unless_moved(self, row: Activity) -> None:
        self.report.brought.add(row.key.short)
        self.save_unless_moved(row)

    def save_unless_moved(self, row: Activity) -> None:
        """Save a row; where another worker has moved it on, its decision stands."""
        if (saved := saving.save(self.app.store, row)) is not None:
            self._saved(saved)

    def save(self, row: Activity, version: int) -> Activity:
        """Save a row over the version that it was made of. Raises `Conflict`."""
        saved = self.app.store.save(replace(row, version=version))
        self._saved(saved)
        return saved

    def _saved(self, saved: Activity) -> None:
        self.report.moved.append(saved)
        log.info("moved", extra={"activity": saved.key.short, "state": saved.state.value, "why": saved.reason})
        if saved.state is State.FAILED:
            self.report.needs_person = True
            self._tell(saved, NoticeKind.RUN_FAILED)
        elif saved.state is State.SKIPPED and saved.absences:
            self._tell(saved, NoticeKind.RUN_LEFT_OUT)
        elif saved.state in (State.UPLOADED, State.ANNOTATED, State.SKIPPED, State.DELETED):
            self.situation.over.add(f"failed:{saved.key.short}")

    def _tell(self, row: Activity, kind: NoticeKind) -> None:
        name = row.key.short
        notice = Notice(self.user_id, f"failed:{name}", "", self.now, kind=kind, reason=row.reason)
        notices.open_notice(self.app, replace(notice, run=name, run_start=row.start))

    # -- services ---------------------------------------------------------------------------------

    def guarded(self, work: Callable[[], None], service: str) -> bool:
        """Run something that belongs to no row. False when it failed; what it had saved by then stays."""
        with self._used() as used:
            try:
                work()
                self._has_answered(used)
                return True
            except Conflict:
                return False  # another tick is at the same work
            except StoreBroken:
                raise
            except SyncError as error:
                error.service = error.service or service
                self._has_answered(used - {error.service})
                self._trouble(error)
            except Exception as error:
                log.exception("bug")
                self.report.bugs += 1
                self.report.failed.append(f"bug in Runtrack: {type(error).__name__}: {error}")
            return False

    @contextmanager
    def _used(self) -> Iterator[set[str]]:
        """The services that are called on within, beside those of before."""
        before, self.context.used = self.context.used, set()
        try:
            yield self.context.used
        finally:
            self.context.used |= before - self._refused
            self._refused.clear()

    def _has_answered(self, services: set[str], *, row: bool = False) -> None:
        """At the first answer of a service that was away, its rows need not leave it alone any longer."""
        self.context.answered |= services
        self.served |= services if row else set()
        if back := services & self.situation.blocks().away:
            service_trouble.fine(self.app, self.user_id, back, self.now)
            self.situation.blocks_changed()

    def _trouble(self, error: SyncError, *, row: bool = False) -> None:
        if isinstance(error, OutOfTime):
            return  # of the tick, not of the service
        if not (isinstance(error, Unavailable | Unclear) and error.service in self.context.answered):
            service_trouble.trouble(self.app, self.user_id, error, self.now, self.uptime, row=row)
            self.situation.blocks_changed()
            self.context.used.discard(error.service)
            self._refused.add(error.service)
        if isinstance(error, LoginNeeded | AppInactive):
            self.report.needs_person = True
        elif not error.service or self._of_runs(error.service):  # music that is away fails no tick: it comes later
            (self.report.waits if isinstance(error, RateLimited) else self.report.failed).append(error.reason)
