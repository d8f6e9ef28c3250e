"""The looks of one tick: what is new on Garmin, or on Strava where there is no Garmin, and the ledger's refilling."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from sync.app import App
from sync.core.activity import Activity, State
from sync.core.diff import Listed
from sync.core.notice import Notice, NoticeKind
from sync.core.user import Connection
from sync.engine import discover, following, notices, rebuild, strava_runs
from sync.engine.taking import Taking
from sync.ports import Conflict

KEEP_ALIVE = timedelta(hours=24)
log = logging.getLogger("runtrack.tick")


class Looks(Taking):
    """The part of a tick that finds runs. `user` carries what was learned; the tick saves it at its end."""

    def __init__(self, app: App, user: str, now: datetime, time_left: Callable[[], float]) -> None:
        super().__init__(app, user, now, time_left)
        self.user = discover.user_of(app, user, now)

    def _garmin(self) -> None:
        """Look for what is new, and keep the login alive."""
        if self._blocks().garmin:
            return
        if self.user.rebuild_from is not None:
            self._guarded(self._rebuild, "garmin")
            return
        if self._guarded(self._discover, "garmin"):
            self._guarded(self._keep_alive, "garmin")

    def _strava_runs(self) -> None:
        """A runner without Garmin: new runs are looked for on Strava, now and then."""
        blocks = self._blocks()
        if not blocks.without_garmin:
            return
        if strava_runs.is_due(self.app, self.user, self.now) and not blocks.strava:
            self.user = replace(self.user, strava_looked_at=self.now)  # a failure is not repeated each minute
            if not self._guarded(lambda: self._note_found(strava_runs.look(self.context, self.user)), "strava"):
                return
        self.report.polled = True

    def _rebuild(self) -> None:
        if not self._blocks().strava:
            self.user = rebuild.rebuild(self.app, self.user, self.context)

    def _discover(self) -> None:
        self.context.used.add("garmin")
        before = self.user
        self.user, seen = discover.look(self.app, self.user, self.now)
        self.report.polled = True
        self._note_found(seen.rows)
        if self.user.unreadable != before.unreadable:
            self._say_unreadable()
        if self.user.newest_print != before.newest_print or self.user.looked_back_at != before.looked_back_at:
            self._follow(seen.listed)

    def _follow(self, listed: dict[str, Listed]) -> None:
        for row in following.follow(self.app, self.user, listed, self.now):
            try:
                self._save(row, row.version)
            except Conflict:
                pass  # another worker has moved it on: what was sent follows nothing any more

    def _say_unreadable(self) -> None:
        if self.user.unreadable:
            ids, kind = self.user.unreadable, NoticeKind.UNREADABLE
            notice = Notice(self.user.id, discover.UNREADABLE, "", self.now, kind=kind, service="garmin", ids=ids)
            notices.open_notice(self.app, notice, again=True)
        else:
            self.solved.add(discover.UNREADABLE)

    def _note_found(self, rows: list[Activity]) -> None:
        self.report.found += len(rows)
        for row in rows:
            log.info("found", extra={"activity": row.key.short, "state": row.state.value, "why": row.reason})
            if row.state is not State.DISCOVERED:
                self.report.moved.append(row)

    def _keep_alive(self) -> None:
        connection = self.app.store.load(Connection, self.user.id, "garmin")
        if connection and connection.refreshed_at and self.now - connection.refreshed_at > KEEP_ALIVE:
            self.context.source.keep_alive()
