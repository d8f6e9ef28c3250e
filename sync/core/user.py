"""A user, their link to each service, and what they want synchronised."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from sync.core.notice import Notice as Notice

RUNNING = 1  # Garmin's typeId of running; its children carry it as parentTypeId
RUNNING_KEYS = frozenset({"running", "virtual_run", "obstacle_run", "ultra_run"})
"""Of the running family, for files that carry no type ids; the others end in `_running`."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a user wants. `types` are Garmin typeKeys; `running` means the whole running family, `all` everything."""

    types: tuple[str, ...] = ("running",)
    min_distance: float = 0.0  # metres
    upload_delay: timedelta = timedelta(0)
    annotate_only: bool = False
    keep_originals: timedelta | None = None  # None: for ever
    title_emoji: str = "🎵"  # "": the title is left alone
    title_emoji_at: Literal["end", "start"] = "end"
    app_url: str = ""  # where the runs' pages are; "": there are none

    def wants(self, type_key: str, type_id: int | None = None, parent_type_id: int | None = None) -> bool:
        running = RUNNING in (type_id, parent_type_id) or type_key in RUNNING_KEYS or type_key.endswith("_running")
        return "all" in self.types or type_key in self.types or ("running" in self.types and running)


@dataclass(frozen=True, slots=True)
class User:
    """One runner. Nothing older than `since` is synchronised unless a backfill asks for it.

    `rebuild_from` is set while the ledger has to be refilled from Strava's listing before anything is uploaded."""

    id: str
    since: datetime
    garmin_owner: int | None = None
    ticked_at: datetime | None = None
    looked_back_at: datetime | None = None
    tidied_at: datetime | None = None
    rebuild_from: datetime | None = None
    facts_due: datetime | None = None  # when the catalogues are asked about songs again (None: at once)
    strava_looked_at: datetime | None = None  # without Garmin: when Strava was last asked for new runs
    newest_ids: tuple[str, ...] = ()  # the source's newest at the last look, those that have rows: nobody looks them up
    noted_every: timedelta = timedelta(0)  # ticks that learn nothing save `ticked_at` only this often (0: each does)
    unreadable: tuple[str, ...] = ()  # ids on Garmin's list that could not be read, as of the last hourly look
    rebuild_next: int = 0  # where in Garmin's list a rebuild goes on
    newest_print: str = ""  # of what the newest page said: rows that wait follow it when it is another one
    since_said: datetime | None = None  # a setting of the since-date that is not in force, and was said not to be
    uptime: timedelta = timedelta(0)  # how long ticks have run in all, gaps between them as `retry.uptime_after` counts
    version: int = 0


@dataclass(frozen=True, slots=True)
class Connection:
    """One user's link to one service. `sealed` is the encrypted token bundle; the rest is what `status` shows.

    `login_needed` is "" or why a person has to log in. `lease_*` let one worker at a time refresh the token."""

    user: str
    service: str
    sealed: str
    expires_at: datetime | None = None
    authorized_at: datetime | None = None
    refreshed_at: datetime | None = None
    scopes: tuple[str, ...] = ()
    account: str = ""
    seed: str = ""  # fingerprint of the environment's token that this login began with
    login_needed: str = ""
    blocked_until: datetime | None = None
    blocked_why: str = ""
    blocked_hits: int = 0
    unavailable_since: datetime | None = None
    unavailable_from: timedelta | None = None  # the same by `User.uptime`
    probes: int = 0  # rows that have asked it in vain since then
    probe_at: datetime | None = None  # rows leave it alone until then
    served_at: datetime | None = None  # when a row last got all that it needed from it
    last_ok: datetime | None = None
    last_error: str = ""
    poll_at: datetime | None = None  # music: when it is asked again for what was played (None: at once)
    polled_at: datetime | None = None
    lease_owner: str = ""
    lease_until: datetime | None = None
    version: int = 0

    @property
    def bound_to(self) -> tuple[str, str, str, str]:
        """What the seal of its tokens is bound to."""
        return ("connection", self.user, self.service, "tokens")

    def is_blocked(self, now: datetime) -> bool:
        return self.blocked_until is not None and now < self.blocked_until


@dataclass(frozen=True, slots=True)
class Backfill:
    """A request for older runs. `phase`: "list" (Garmin's pages become rows) → "compare" (one Strava listing writes
    the verdict on each row) → "work" (rows go out as the budget allows) → "done". Resumable at any point."""

    user: str
    since: datetime
    until: datetime
    asked_at: datetime
    phase: str = "list"
    next_start: int = 0
    found: int = 0
    worked_at: datetime | None = None
    compared_at: datetime | None = None
    finished_at: datetime | None = None
    note: str = ""
    unreadable: tuple[str, ...] = ()  # ids on Garmin's list that could not be read
    by_itself: bool = False  # asked for by a look at Garmin that found more than a tick can send
    revive_from: datetime | None = None  # of one that is `by_itself`: from when on a person asked for the runs as well
    version: int = 0


@dataclass(frozen=True, slots=True)
class Secret:
    """A text that must not show up in a log, an error or a test's output."""

    value: str = field(repr=False)

    def __str__(self) -> str:
        return "***"

    def __bool__(self) -> bool:
        return bool(self.value)
