"""The state of everything, backfills, what is on the target."""

from sync.core.states import How, State
from sync.core.user import BackfillPhase
from sync.entrypoints.api.answers.shape import Answer, Question, Time
from sync.entrypoints.api.language import Said


class BackfillAnswer(Answer):
    """How far a backfill is."""

    since: Time
    phase: BackfillPhase
    asked_at: Time
    finished_at: Time | None
    total: int
    done: int
    failed: int
    to_send: int
    to_confirm: int
    eta: Time | None
    waits_until: Time | None
    waits: Said
    """What holds it up; empty: nothing."""
    sends: bool
    """Its runs go on to the target; else they are kept here."""


class BackfillState(Answer):
    """The last backfill, null where there never was one."""

    backfill: BackfillAnswer | None


class BackfillAsked(Question):
    """`since`: the first day (UTC), such as `2025-01-31`."""

    since: str


class ServiceState(Answer):
    """How a connection is, in short; `GET /api/connections` has the rest."""

    service: str
    title: str
    connected: bool
    health: str
    why: Said
    warning: Said
    last_success: Time | None


class Window(Answer):
    """Calls in a quarter hour or a UTC day."""

    used: int
    limit: int
    left: int
    ends_at: Time


class TargetBudget(Answer):
    """The target's rate limits, as far as they are known."""

    overall_quarter: Window
    overall_day: Window
    reads_quarter: Window
    reads_day: Window
    inactive: bool
    """The target refuses this API application."""
    blocked_until: Time | None
    blocked_why: Said


class Files(Answer):
    """The files of runs that were on the target already, as they are fetched."""

    fetched: int
    left: int
    eta: Time | None


class NoticeAnswer(Answer):
    """Something that a person should know, and has not been over yet."""

    problem: str
    kind: str
    text: Said
    opened_at: Time
    service: str
    run: str


class NextDue(Answer):
    """The run whose turn comes first."""

    id: str
    title: str
    state: State
    due: Time | None


class Status(Answer):
    """The state of everything. Lengths of time are seconds."""

    now: Time
    since: Time | None
    """Runs count from here on; null: fixed by the first tick."""
    last_tick: Time | None
    tick_overdue: bool
    """No tick for longer than there should be none: is `runtrack run` running?"""
    hangs: Said
    """What is said of a tick that does not end."""
    needs_person: bool
    sends: bool
    """Runs go on to the target; else they are kept here."""
    running: bool
    """Whether a run in progress is being told of: `GET /api/live`."""
    rebuilding: bool
    counts: dict[State, int]
    next_due: NextDue | None
    waiting_since: Time | None
    """Since when the run that waits longest does."""
    services: list[ServiceState]
    budget: TargetBudget
    backfill: BackfillAnswer | None
    folder: dict[str, int] | None
    """Files of the folder by what became of them (`waits`, `run`, `copy`, `no run`, `unreadable`); null: none."""
    files: Files | None
    notices: list[NoticeAnswer]


class OnTarget(Answer):
    """An activity of the target, as the ledger knows it: nothing of it was asked there."""

    id: int
    """Its id there."""
    url: str
    run: str
    """The run's id here."""
    title: str
    """The source's, not the target's."""
    start: Time
    state: State
    how: How
    since: Time | None
    """When it was first known to be there; null where the story no longer says."""


class OnTargetList(Answer):
    """A page of them, newest first."""

    activities: list[OnTarget]
    next: str | None
