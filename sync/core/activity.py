"""A recorded workout on its way from the source to the target: its states, and every transition as one named method.

States: docs/architecture.md#the-states-of-a-run. `reason` always says in plain words why the activity is where it is;
every transition appends it to `history`, which is what `runtrack why` prints. Activities are frozen: a step makes a
new one, the tick saves it.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sync.core.annotation import Annotation
from sync.core.key import Key as Key
from sync.core.states import ALLOWED, How
from sync.core.states import FINAL as FINAL
from sync.core.states import ON_TARGET as ON_TARGET
from sync.core.states import OPEN as OPEN
from sync.core.states import State as State

HISTORY_HEAD, HISTORY_TAIL = 12, 48
WELL: dict[str, Any] = {
    "tries": 0,
    "failing_since": None,
    "failing_for": timedelta(0),
    "last_failure": None,
    "absences": 0,
}
"""Nothing is wrong with a row that has just got further."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One line of an activity's history: when, which state it led to, and why in plain words."""

    at: datetime
    state: State
    why: str


@dataclass(frozen=True, slots=True)
class Activity:
    """A recorded workout. Times are aware UTC, `offset` is the runner's clock in seconds east of UTC (None: unknown),
    `elapsed` seconds, `distance` metres. `version` belongs to the store (compare-and-set); 0 means never saved."""

    key: Key
    state: State
    title: str
    sport: str  # its type key, as `core/activity_types.py` lists them
    start: datetime
    offset: int | None
    elapsed: float
    distance: float
    due: datetime | None
    reason: str = ""
    backfill: bool = False
    multisport: bool = False
    how: How = How.NOT_THERE
    attempt: int = 0  # POSTs begun
    tries: int = 0  # failures in a row since the last success of any kind
    failing_since: datetime | None = None
    failing_for: timedelta = timedelta(0)  # of the time in which ticks ran
    last_failure: timedelta | None = None  # by the same clock, `User.uptime`
    absences: int = 0  # answers in a row that it is not there, or is not handed out
    looks: int = 0  # how often the current state was looked at (results asked for, listings in annotate-only)
    sent_at: datetime | None = None
    sha256: str = ""
    upload_id: int | None = None
    target_id: int | None = None
    absent_at: datetime | None = None  # when a listing last showed that the target lacks it (the backfill's verdict)
    route: str = ""  # "" (not read yet) | "due" | "read" | "none: <reason>"
    route_due: datetime | None = None  # when its file is read; apart from `due`, for neither waits for the other
    music: Annotation = Annotation()
    forgotten: bool = False  # start and length were the target's word, and are kept no longer
    privacy: str = ""  # who may see it at the source, in its word; "" where that is not known
    kept_at: datetime | None = None  # when its file was kept although nothing is sent
    original: str = ""  # the kept file's `FileKind`, or ""
    history: tuple[Decision, ...] = field(default=(), repr=False)
    version: int = 0

    @property
    def name(self) -> str:
        """What it is called in lists, and what every command takes: its key, with the leg when there are several."""
        return self.key.with_leg if self.multisport else self.key.short

    @property
    def is_kept(self) -> bool:
        """It stays here, and goes nowhere by itself."""
        return self.state is State.DISCOVERED and self.kept_at is not None and self.due is None

    def move(self, state: State, now: datetime, why: str, *, due: datetime | None, **changes: object) -> "Activity":
        """The one way to another state. Raises ValueError for a transition that `ALLOWED` lacks."""
        if state is not self.state and state not in ALLOWED[self.state]:
            raise ValueError(f"{self.key.short}: no way from {self.state} to {state}")
        decision = Decision(now, state, why)
        return replace(self, state=state, reason=why, due=due, history=_shortened((*self.history, decision)), **changes)  # type: ignore[arg-type]  # fields of a row

    # -- the transitions, in the order things happen ----------------------------------------------

    def submitting(self, now: datetime, sha256: str, settle: timedelta, why: str, original: str) -> "Activity":
        """The intent to POST: saved before the request leaves."""
        return self.move(
            State.SUBMITTING,
            now,
            why,
            due=now + settle,
            sha256=sha256,
            sent_at=now,
            attempt=self.attempt + 1,
            looks=0,
            upload_id=None,
            original=original,
        )

    def submitted(self, now: datetime, upload_id: int, due: datetime, by: str = "The target") -> "Activity":
        return self.move(
            State.SUBMITTED,
            now,
            f"{by} took the file as upload {upload_id}",
            due=due,
            upload_id=upload_id,
            looks=0,
            **WELL,
        )

    def kept(self, now: datetime, sha256: str, why: str, original: str) -> "Activity":
        """Its file is here, and there is nothing to send it to. Its route is due."""
        return self.move(
            State.DISCOVERED,
            now,
            why,
            due=None,
            sha256=sha256,
            original=original,
            kept_at=now,
            looks=0,
            **WELL,
            **_route_due(self, original, now),
        )

    def uploaded(self, now: datetime, target_id: int, how: How, why: str, *, due: datetime | None = None) -> "Activity":
        """On the target; `due` is when its music is looked for. When we keep its file, its route is due."""
        return self.move(
            State.UPLOADED,
            now,
            why,
            due=due,
            target_id=target_id,
            how=how,
            looks=0,
            **WELL,
            **_route_due(self, self.original, now),
        )

    def annotated(self, now: datetime, music: Annotation, why: str, due: datetime | None) -> "Activity":
        """Its music was looked for. `due`: when it is looked for again."""
        return self.move(State.ANNOTATED, now, why, due=due, music=music, **WELL)

    def unsent(self, now: datetime, why: str, due: datetime) -> "Activity":
        """Back to `discovered`: the POST was certainly not carried out, so the attempt does not count."""
        return self.move(State.DISCOVERED, now, why, due=due, sent_at=None, attempt=self.attempt - 1)

    def skipped(self, now: datetime, why: str) -> "Activity":
        return self.move(State.SKIPPED, now, why, due=None, **WELL | {"absences": self.absences})

    def failed(self, now: datetime, why: str) -> "Activity":
        return self.move(State.FAILED, now, why, due=None)

    def deleted(self, now: datetime, why: str) -> "Activity":
        return self.move(State.DELETED, now, why, due=None)

    def again(self, now: datetime, why: str, *, backfill: bool = False) -> "Activity":
        """A person asked for it: start over, the target is looked at first as always."""
        return self.move(
            State.DISCOVERED,
            now,
            why,
            due=now,
            looks=0,
            sent_at=None,
            absent_at=None,
            upload_id=None,
            backfill=backfill,
            **WELL,
        )

    def corrected(self, now: datetime, why: str) -> "Activity":
        """What the list says of it has changed: remembered in its history; what it waits for stays."""
        return replace(self, history=_shortened((*self.history, Decision(now, self.state, why))))

    def waits(self, now: datetime, why: str, due: datetime | None, **changes: object) -> "Activity":
        """Stays where it is until `due`, and says why."""
        return self.move(self.state, now, why, due=due, **changes)


def discovered(
    key: Key,
    *,
    title: str,
    sport: str,
    start: datetime,
    offset: int | None,
    elapsed: float,
    distance: float,
    now: datetime,
    due: datetime,
    why: str,
    backfill: bool = False,
    multisport: bool = False,
    privacy: str = "",
) -> Activity:
    """A new row for something that the source lists."""
    return Activity(
        key,
        State.DISCOVERED,
        title,
        sport,
        start,
        offset,
        elapsed,
        distance,
        due,
        why,
        backfill,
        multisport,
        privacy=privacy,
        history=(Decision(now, State.DISCOVERED, why),),
    )


def _route_due(run: Activity, original: str, now: datetime) -> dict[str, Any]:
    """Of a file that a route can be read from, the reading is due once."""
    route = "due" if original and not run.route else run.route
    return {"route": route, "route_due": now if route == "due" else run.route_due}


def _shortened(history: tuple[Decision, ...]) -> tuple[Decision, ...]:
    """The beginning and the latest part: a run that fails for three days must not grow its row without end."""
    whole = len(history) <= HISTORY_HEAD + HISTORY_TAIL
    return history if whole else history[:HISTORY_HEAD] + history[-HISTORY_TAIL:]
