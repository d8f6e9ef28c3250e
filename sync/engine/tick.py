"""One tick: look for what is new, then take every due row one step further and save it. It never sleeps.

What it looks for is in `looks.py`, how a row is taken further in `taking.py`. A tick may be
missed, doubled, or killed at any point: whatever it had begun is in the rows.
"""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from sync.app import App
from sync.core.activity import ON_STRAVA, Activity, State
from sync.core.annotation import STARTS_WITHIN
from sync.core.budget import Budget
from sync.core.errors import Rejected
from sync.core.music import Play
from sync.core.plan import StepName
from sync.core.time_left import within
from sync.core.user import Backfill, Connection
from sync.engine import (
    annotate,
    backfill,
    calendar,
    capture,
    clock,
    enrich,
    gone,
    health,
    notices,
    routes,
    since,
    tidy,
    upload,
)
from sync.engine.looks import Looks
from sync.engine.report import Report
from sync.engine.soundtrack import songs_of
from sync.engine.taking import Step
from sync.ports import Conflict, SongFacts

STEPS: dict[StepName, Step] = {
    "submit": upload.submit,
    "settle": upload.settle,
    "confirm": upload.confirm,
    "annotate": gone.annotate,
}
FRESH_ROWS, BACKFILL_ROWS, ANNOTATE_ROWS = 250, 500, 100
OPEN = (State.DISCOVERED, State.SUBMITTING, State.SUBMITTED)
LEAST_SECONDS = 2.0
log = logging.getLogger("runtrack.tick")


def tick(app: App, user: str, now: datetime, time_left: Callable[[], float]) -> Report:
    """One tick of one user. `time_left()`: seconds until the tick must be over. Raises only `StoreBroken`."""
    with within(time_left):
        return _Tick(app, user, now, time_left).run()


def read_routes(app: App, user: str, now: datetime, time_left: Callable[[], float]) -> Report:
    """The routes that are due, apart from the tick: no file, however large or strange, delays an upload."""
    with within(time_left):
        return _Tick(app, user, now, time_left).read_routes()


class _Tick(Looks):
    def __init__(self, app: App, user: str, now: datetime, time_left: Callable[[], float]) -> None:
        super().__init__(app, user, now, time_left)
        self.begun_with = self.user
        self.uptime = clock.uptime(self.user, now)

    def run(self) -> Report:
        app, now = self.app, self.now
        if clock.was_set_back(self.user, now):
            log.warning("the clock was set back", extra={"last_tick": str(self.user.ticked_at), "now": str(now)})
            self.user = clock.set_right(app, self.user, now)
        health.reopened(app, self.user.id)
        self._garmin()
        self._strava_runs()
        sources = self._capture(capture.connected(self.context))
        if self.user.rebuild_from is None or self._blocks().without_garmin:
            fresh = app.store.due(now, user=self.user.id, limit=FRESH_ROWS, backfill=False, states=OPEN)
            recent = now - STARTS_WITHIN
            self._listen(sources, [r for r in fresh if r.state is State.DISCOVERED and r.start >= recent])
            self._rows(fresh)
            self._annotate(sources)
            self._backfill()
            self._enrich()
        self._finish(sources)
        return self.report

    def read_routes(self) -> Report:
        for row in self.app.store.routes_due(self.now, user=self.user.id, limit=FRESH_ROWS):
            self._take(row, routes.read_route)
        return self.report

    # -- the parts, in the order things happen ----------------------------------------------------

    def _rows(self, rows: list[Activity]) -> None:
        """Take each row one step further. One row's failure leaves the others alone."""
        actions = self._plan(rows)
        self.context.share_listing([a.row for a in actions if a.step in ("submit", "settle") and not a.waits])
        for action in actions:
            if self.context.time_left() < LEAST_SECONDS:
                return  # what is left is still due
            if not action.waits and not self._plan([action.row])[0].waits:
                self._take(action.row, STEPS[action.step])

    def _capture(self, sources: list[Connection]) -> list[Connection]:
        """Ask the music sources whose time has come; returns them as they are now. One's trouble is no other's."""
        due = [source for source in sources if capture.is_due(source, self.now)]
        for source in due:
            if self.context.time_left() > LEAST_SECONDS:
                self._guarded(partial(self._heard, capture.poll, source), source.service)
        return capture.connected(self.context) if due else sources

    def _listen(self, sources: list[Connection], runs: list[Activity]) -> None:
        """Ask for the plays of these runs, where the regular polls may not have brought them yet."""
        for source in sources if runs else ():
            if not source.login_needed and not source.is_blocked(self.now) and self.context.time_left() > LEAST_SECONDS:
                self._guarded(partial(self._heard, capture.listen_for, source, runs), source.service)

    def _heard(self, ask: Callable[..., list[Play]], source: Connection, *runs: list[Activity]) -> None:
        for row in capture.woken(self.context, ask(self.context, source, *runs)):
            self._save(row, row.version)

    def _annotate(self, sources: list[Connection]) -> None:
        """The runs on Strava whose music is due: uploads come first, and many that were asked for at once leave the
        reserve of the budget to new runs."""
        rows = self.app.store.due(self.now, user=self.user.id, limit=ANNOTATE_ROWS, states=ON_STRAVA)
        self._listen(sources, [row for row in rows if not row.music.closed])
        self._rows(annotate.within_limits(self.app, rows, self.now))

    def _enrich(self) -> None:
        """Song facts come last; runs are looked at again once every question about their songs has an answer."""
        if not self.app.catalogues or not enrich.is_due(self.context, self.user.facts_due):
            return
        for catalogue in self.app.catalogues:
            if self.context.time_left() > LEAST_SECONDS and enrich.is_open(self.context, catalogue):
                self._guarded(partial(self._learned, catalogue), catalogue.name)
        self.user = replace(self.user, facts_due=enrich.reschedule(self.context))

    def _learned(self, catalogue: SongFacts) -> None:
        try:
            plays = enrich.ask(self.context, catalogue)
        except Rejected:
            enrich.refused(self.context, catalogue)
            raise
        for row in capture.woken(self.context, plays):
            waits_for_route = row.route_due is not None  # which wakes it
            if not waits_for_route and enrich.all_answered(self.context, songs_of(self.app, row)):
                self._save(row, row.version)

    def _backfill(self) -> None:
        """A backfill gets what new runs leave over."""
        app, job = self.app, self.app.store.load(Backfill, self.user.id)
        if job is not None and job.phase != "done" and not any(self._blocks().for_rows().values()):
            self._guarded(partial(self._advance, job), "garmin")
            job = app.store.load(Backfill, self.user.id)
        if job is None or job.phase not in ("work", "done"):
            return
        self.context.verdicts_hold = True
        rows = app.store.due(self.now, user=self.user.id, limit=BACKFILL_ROWS, backfill=True, states=OPEN)
        budget = app.store.load(Budget, "strava", app.strava_client) or Budget("strava", app.strava_client)
        chosen = backfill.within_limits(rows, budget, self.now)
        together = [row for row in chosen if row.state is State.SUBMITTED]
        self.context.confirmations = self.context.listing(together) if len(together) > 1 else None
        self.context.single_results = backfill.single_results(budget, self.now)
        before = len(self.report.moved)
        self._rows(chosen)
        backfill.worked(app, self.user.id, self.now, self.report.moved[before:])

    def _advance(self, job: Backfill) -> None:
        for row in backfill.advance(self.app, self.user, job, self.context):
            self._save(row, row.version)

    def _finish(self, sources: list[Connection]) -> None:
        app, now, user = self.app, self.now, self.user
        over = health.fine(app, user.id, self.context.used, now, served=self.served)
        over |= calendar.remind(app, user.id, sources, now)
        user, settled = since.told(app, user, now)
        over |= {since.PROBLEM} if settled else set()
        self._known_blocks = None
        user = tidy.tidied(app, user, now)
        notices.deliver(app, user.id, now, over=over | self.solved)
        self.report.needs_person |= self._blocks().needs_person
        self.user, noted = replace(user, noted_every=app.timing.note_every), user.ticked_at
        if self.user == self.begun_with and noted is not None and timedelta(0) <= now - noted < app.timing.note_every:
            return  # nothing was learned, and that a tick was here is known well enough
        try:
            app.store.put(replace(self.user, ticked_at=now, uptime=self.uptime))
        except Conflict:
            pass  # another tick has just said the same
