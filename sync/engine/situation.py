"""What the phases of a tick decide by: the user, what may be called, and what is due; read when first asked for."""

from dataclasses import replace
from datetime import datetime, timedelta

from sync.app import App
from sync.core.activity import Activity, State
from sync.core.budget import Budget
from sync.core.notice import Notice
from sync.core.user import Backfill, BackfillPhase, Connection, User
from sync.engine import capture, saving
from sync.engine.blocks import Blocks, of_links
from sync.engine.context import TickContext

FRESH_ROWS, BACKFILL_ROWS, ANNOTATE_ROWS = 250, 500, 100
OPEN = (State.DISCOVERED, State.SUBMITTING, State.SUBMITTED)


class Situation:
    """One user at one moment. `user` carries what was learned; the tick saves it at its end.

    `over`: problems that are solved, whose notices are to be closed. `expected`: of a plan, rows not made yet."""

    def __init__(self, context: TickContext, user: User) -> None:
        self.context, self.user = context, user
        self.over: set[str] = set()
        self.expected: list[Activity] = []
        self.reads_on: dict[str, bool] = {}  # by source: whether its list goes on behind its newest, in a plan
        self.notices: list[Notice] = []  # as they are at the end
        self.file_walk = user.files  # as it is when what is due of it is done
        self._links: list[Connection] | None = None
        self._blocks: Blocks | None = None
        self._sources: list[Connection] | None = None
        self._backfill: tuple[Backfill | None] | None = None

    @property
    def app(self) -> App:
        return self.context.app

    @property
    def now(self) -> datetime:
        return self.context.now

    def links(self) -> list[Connection]:
        """The user's connections as they are since the last change to what may be called."""
        if self._links is None:
            self._links = self.app.store.all(Connection, self.user.id)
        return self._links

    def link(self, service: str) -> Connection | None:
        return next((link for link in self.links() if link.service == service), None)

    def blocks(self) -> Blocks:
        """Which services may be called: read once, and again after each trouble."""
        if self._blocks is None:
            budget = saving.target_budget(self.app)
            self._blocks = of_links(self.app, self.user.id, self.links(), budget, self.now)
        return self._blocks

    def blocks_changed(self) -> None:
        self._links = self._blocks = None

    def play_sources(self) -> list[Connection]:
        """The user's play sources, the most believed first, as they are since the last poll."""
        if self._sources is None:
            self._sources = capture.connected(self.context)
        return self._sources

    def play_sources_changed(self) -> None:
        self._sources = None

    def expect_polls(self, services: set[str]) -> None:
        """A plan takes these play sources for asked."""
        links = self.play_sources()
        self._sources = [replace(link, polled_at=self.now) if link.service in services else link for link in links]

    def expect_links(self, links: list[Connection]) -> None:
        """A plan takes the connections to be so."""
        self._links, self._blocks = links, None

    def backfill(self) -> Backfill | None:
        """The user's last backfill as it is since its last step."""
        if self._backfill is None:
            self._backfill = (self.app.store.load(Backfill, self.user.id),)
        return self._backfill[0]

    def sending_backfill(self) -> Backfill | None:
        """The backfill whose rows go out; one that is done may have some on their way yet."""
        job = self.backfill() if self.takes_rows() else None
        return job if job is not None and job.phase in (BackfillPhase.WORK, BackfillPhase.DONE) else None

    def backfill_changed(self) -> None:
        self._backfill = None

    def budget(self) -> Budget:
        return saving.target_budget(self.app)

    def takes_rows(self) -> bool:
        """Nothing is sent while the ledger is being refilled."""
        return self.user.rebuild_from is None or self.blocks().finds_on_target or not self.blocks().sends

    def fresh_rows(self) -> list[Activity]:
        """The due rows of new runs."""
        rows = self.app.store.due(self.now, user=self.user.id, limit=FRESH_ROWS, backfill=False, states=OPEN)
        return self._as_expected(rows, backfill=False)

    def backfill_rows(self) -> list[Activity]:
        rows = self.app.store.due(self.now, user=self.user.id, limit=BACKFILL_ROWS, backfill=True, states=OPEN)
        return self._as_expected(rows, backfill=True)

    def _as_expected(self, rows: list[Activity], *, backfill: bool) -> list[Activity]:
        """What a plan expects of a row takes the place of what is stored."""
        other = {row.key: row for row in self.expected if row.backfill is backfill}
        kept = [row for row in rows if row.key not in other]
        return kept + [r for r in other.values() if r.state in OPEN and r.due is not None and r.due <= self.now]


def passed(last: datetime | None, now: datetime, every: timedelta) -> bool:
    """Whether it is time again; a time in the future is none."""
    return last is None or not timedelta(0) <= now - last < every
