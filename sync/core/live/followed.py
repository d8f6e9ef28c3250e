"""A run in progress that is followed by its link, and when its source is asked again."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

USUAL_EVERY = 5.0
"""Seconds between two points where the source does not say."""
EVERY = (1.0, 300.0)
LATE, LEAST = timedelta(seconds=2), timedelta(seconds=10)
"""A point is looked for this long after it should be there; never sooner than `LEAST` after the look before."""
UNWATCHED = timedelta(seconds=60)
"""Between two looks while nobody watches; also between two questions after the run as a whole."""
QUIET, SILENT = timedelta(minutes=10), timedelta(minutes=30)
"""Without a point for so long it is asked as if nobody watched, and still less often."""
SELDOM = timedelta(minutes=5)
LINGERS = timedelta(minutes=2)
"""How long after its end a run is looked at still: its last points arrive late."""
LONGEST = timedelta(hours=30)
"""No run is followed for longer: it is shown for a day."""
MOST_ASKED = timedelta(hours=1)
"""The longest wait that a service may ask for."""


class Over(StrEnum):
    """Why a run is followed no longer."""

    ENDED = "it has ended"
    GONE = "it is shown no longer"
    TOO_LONG = "it went on for too long"
    STOPPED = "you have stopped it"
    ANOTHERS = "it is somebody else's"
    SWITCHED_OFF = "following runs is switched off"


class Trouble(StrEnum):
    """Why a look brought nothing, as far as it matters for when the next one is."""

    BUSY = "asked too often"
    DOWN = "no answer"
    REFUSED = "refused"
    BLOCKED = "blocked"
    HIDDEN = "hidden by its runner"


WAITS = {
    Trouble.BUSY: (timedelta(minutes=2), timedelta(minutes=15)),
    Trouble.DOWN: (timedelta(seconds=30), timedelta(minutes=10)),
    Trouble.REFUSED: (timedelta(minutes=1), timedelta(minutes=5)),
    Trouble.BLOCKED: (timedelta(minutes=15), timedelta(hours=2)),
    Trouble.HIDDEN: (timedelta(minutes=1), timedelta(minutes=10)),
}
"""The first wait after each, which doubles, and the longest."""


@dataclass(frozen=True, slots=True)
class LiveFollowed:
    """The one run that a person follows, or followed last. `source`, `id`: as of its `LiveRun`; `sealed`: the link,
    which lets everybody see where the runner is, "" once it is over. `since`: when following began; `name`: of the
    runner there. `asked_at`: when the run as a whole was asked for last; `last`: the time of its newest point; `ends`:
    when it was over, if that is known; `every`: seconds between two points. `due`: when it is looked at again at the
    latest (None: it is over), `soonest`: while somebody watches. `failures`: in a row; `why`: of the last one; `over`:
    why it is followed no longer."""

    user: str
    source: str
    id: str
    sealed: str
    since: datetime
    name: str = ""
    asked_at: datetime | None = None
    last: datetime | None = None
    ends: datetime | None = None
    every: float | None = None
    due: datetime | None = None
    soonest: datetime | None = None
    failures: int = 0
    why: str = ""
    over: Over | None = None
    version: int = 0

    @property
    def bound_to(self) -> tuple[str, str, str, str]:
        """What the seal of its link is bound to."""
        return ("live followed", self.user, self.source, "link")

    def is_due(self, now: datetime, *, watched: bool) -> bool:
        at = self.soonest if watched and self.soonest is not None else self.due
        return at is not None and at <= now

    def asks_for_session(self, now: datetime) -> bool:
        return self.asked_at is None or now - self.asked_at >= UNWATCHED

    def looked(self, now: datetime, *, brought: bool) -> "LiveFollowed":
        """After a look that was answered. `brought`: something new, be it old: there may be more of it."""
        every = timedelta(seconds=min(max(self.every or USUAL_EVERY, EVERY[0]), EVERY[1]))
        soonest = max((self.last or now) + every + LATE, now + LEAST)
        due = max(soonest, now + UNWATCHED)
        silent = timedelta(0) if brought else now - max(self.last or self.since, self.since)
        if silent > SILENT:
            soonest = due = now + SELDOM
        elif silent > QUIET:
            soonest = due
        return replace(self, due=due, soonest=min(soonest, due), failures=0, why="")

    def failed(self, trouble: Trouble, why: str, now: datetime, until: datetime | None = None) -> "LiveFollowed":
        """After a look that was not; `until`: as long as the service asks for."""
        first, longest = WAITS[trouble]
        wait = min(first * 2 ** min(self.failures, 16), longest)
        if until is not None:
            wait = min(max(wait, until - now), MOST_ASKED)
        return replace(self, due=now + wait, soonest=now + wait, failures=self.failures + 1, why=why)

    def ended(self, over: Over) -> "LiveFollowed":
        """For good. The link is forgotten."""
        return replace(self, sealed="", due=None, soonest=None, failures=0, why="", over=over)

    def lasts_too_long(self, now: datetime) -> bool:
        return now - self.since > LONGEST
