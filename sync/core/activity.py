"""A recorded workout on its way from Garmin to Strava: its states, and every transition as one named method.

States: docs/architecture.md#the-states-of-a-run. `reason` always says in plain words why the activity is where it is;
every transition appends it to `history`, which is what `runtrack why` prints. Activities are frozen: a step makes a
new one, the tick saves it.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sync.core.annotation import Annotation
from sync.core.key import Key as Key


class State(StrEnum):
    DISCOVERED = "discovered"
    SUBMITTING = "submitting"
    SUBMITTED = "submitted"
    UPLOADED = "uploaded"
    ANNOTATED = "annotated"
    SKIPPED = "skipped"
    FAILED = "failed"
    DELETED = "deleted"


FINAL = frozenset({State.SKIPPED, State.FAILED, State.DELETED})
ON_STRAVA = frozenset({State.UPLOADED, State.ANNOTATED})
OPEN = frozenset({State.DISCOVERED, State.SUBMITTING, State.SUBMITTED})

ALLOWED: dict[State, frozenset[State]] = {
    State.DISCOVERED: frozenset({State.SUBMITTING, State.UPLOADED, State.SKIPPED, State.FAILED}),
    State.SUBMITTING: frozenset(
        {
            State.SUBMITTING,
            State.SUBMITTED,
            State.UPLOADED,
            State.DISCOVERED,
            State.SKIPPED,
            State.FAILED,
            State.DELETED,
        }
    ),
    State.SUBMITTED: frozenset({State.UPLOADED, State.SUBMITTING, State.FAILED, State.DELETED}),
    State.UPLOADED: frozenset({State.ANNOTATED, State.DELETED}),
    State.ANNOTATED: frozenset({State.DELETED}),
    State.SKIPPED: frozenset({State.DISCOVERED}),  # by `retry`, `backfill`, or another type or distance
    State.FAILED: frozenset({State.DISCOVERED, State.SKIPPED}),  # only by a person: `retry`, `skip`
    State.DELETED: frozenset({State.DISCOVERED}),  # only by `retry --force`: the user asks for it twice
}
"""Which states may follow which (staying is always allowed)."""

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
    sport: str  # Garmin's typeKey
    start: datetime
    offset: int | None
    elapsed: float
    distance: float
    due: datetime | None
    reason: str = ""
    backfill: bool = False
    multisport: bool = False
    how: str = ""  # of an uploaded one: "uploaded" | "already there" | "adopted" | "found on Strava"
    attempt: int = 0  # POSTs begun
    tries: int = 0  # failures in a row since the last success of any kind
    failing_since: datetime | None = None
    failing_for: timedelta = timedelta(0)  # of the time in which ticks ran
    last_failure: timedelta | None = None  # by the same clock, `User.uptime`
    absences: int = 0  # answers in a row that it is not there, or is not handed out
    looks: int = 0  # how often the current state was looked at (results asked for, Strava listings in annotate-only)
    sent_at: datetime | None = None
    sha256: str = ""
    upload_id: int | None = None
    strava_id: int | None = None
    absent_at: datetime | None = None  # when a listing last showed that Strava lacks it (the backfill's verdict)
    route: str = ""  # "" (not read yet) | "due" | "read" | "none: <reason>"
    route_due: datetime | None = None  # when its file is read; apart from `due`, for neither waits for the other
    music: Annotation = Annotation()
    forgotten: bool = False  # start and length were Strava's word, and are kept no longer
    original: str = ""  # kind of the kept file: "" | "fit" | "gpx" | "tcx"
    history: tuple[Decision, ...] = field(default=(), repr=False)
    version: int = 0

    @property
    def name(self) -> str:
        """What it is called in lists, and what every command takes: its key, with the leg when there are several."""
        return self.key.with_leg if self.multisport else self.key.short

    def move(self, state: State, now: datetime, why: str, *, due: datetime | None, **changes: object) -> "Activity":
        """The one way to another state. Raises ValueError for a transition that `ALLOWED` lacks."""
        if state is not self.state and state not in ALLOWED[self.state]:
            raise ValueError(f"{self.key.short}: no way from {self.state} to {state}")
        decision = Decision(now, state, why)
        return replace(self, state=state, reason=why, due=due, history=_shortened((*self.history, decision)), **changes)  # type: ignore[arg-type]

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

    def submitted(self, now: datetime, upload_id: int, due: datetime) -> "Activity":
        return self.move(
            State.SUBMITTED,
            now,
            f"Strava took the file as upload {upload_id}",
            due=due,
            upload_id=upload_id,
            looks=0,
            **WELL,
        )

    def uploaded(self, now: datetime, strava_id: int, how: str, why: str, *, due: datetime | None = None) -> "Activity":
        """On Strava; `due` is when its music is looked for. When we keep its FIT file, the route is read from it."""
        route = "due" if self.original == "fit" and not self.route else self.route
        return self.move(
            State.UPLOADED,
            now,
            why,
            due=due,
            route=route,
            route_due=now if route == "due" else None,
            strava_id=strava_id,
            how=how,
            looks=0,
            **WELL,
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
        """A person asked for it: start over, Strava is looked at first as always."""
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
) -> Activity:
    """A new row for something that Garmin lists."""
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
        history=(Decision(now, State.DISCOVERED, why),),
    )


def _shortened(history: tuple[Decision, ...]) -> tuple[Decision, ...]:
    """The beginning and the latest part: a run that fails for three days must not grow its row without end."""
    whole = len(history) <= HISTORY_HEAD + HISTORY_TAIL
    return history if whole else history[:HISTORY_HEAD] + history[-HISTORY_TAIL:]
