"""A user, and their link to each service."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from sync.core.cursor import Cursor
from sync.core.notice import Notice as Notice


@dataclass(frozen=True, slots=True)
class Looked:
    """What the looks at one source's list came to. `back_at`: when its last 30 days were last read; `newest_ids`: its
    newest at the last look, those that have rows: nobody looks them up; `newest_print`: of what the list said, rows
    that wait follow it when it is another one; `unreadable`: ids that could not be read, as of the last hourly look."""

    service: str
    back_at: datetime | None = None
    newest_ids: tuple[str, ...] = ()
    newest_print: str = ""
    unreadable: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FileWalk:
    """How far the files of runs that were on the target already are fetched, from the newest run back. `behind`: the
    run that the walk has come to; `until`: runs that began before were walked over earlier (None: to the first one);
    `over_at`: when it came to its end; `fetched`: files, in all walks."""

    behind: Cursor | None = None
    until: datetime | None = None
    over_at: datetime | None = None
    fetched: int = 0


@dataclass(frozen=True, slots=True)
class User:
    """One runner. Nothing older than `since` is synchronised unless a backfill asks for it.

    `rebuild_from` is set while the ledger has to be refilled from the target's listing before anything is uploaded."""

    id: str
    since: datetime
    source_owner: int | None = None
    ticked_at: datetime | None = None
    tidied_at: datetime | None = None
    rebuild_from: datetime | None = None
    facts_due: datetime | None = None  # when the catalogues are asked about songs again (None: at once)
    target_looked_at: datetime | None = None  # without another source: when the target was last asked for new runs
    looks: tuple[Looked, ...] = ()  # one for each source that was looked at
    noted_every: timedelta = timedelta(0)  # ticks that learn nothing save `ticked_at` only this often (0: each does)
    rebuild_next: int = 0  # where in a source's list a rebuild goes on
    rebuild_of: str = ""  # the source whose list a rebuild reads ("": the first)
    since_said: datetime | None = None  # a setting of the since-date that is not in force, and was said not to be
    uptime: timedelta = timedelta(0)  # how long ticks have run in all, gaps between them as `retry.uptime_after` counts
    leaving: datetime | None = None  # since when this person is being deleted: no tick of theirs begins any more
    digest_recipe: int = 0  # the rules by which what is derived of every run was asked for (0: is to be)
    digests_behind: Cursor | None = None  # how far the runs have been asked for by newer ones
    files: FileWalk = FileWalk()
    version: int = 0

    def looked(self, service: str) -> Looked:
        """What the looks at this source came to so far."""
        return next((one for one in self.looks if one.service == service), Looked(service))

    def with_looked(self, looked: Looked) -> "User":
        """The user with the latest of one source."""
        if looked in self.looks:
            return self
        others = tuple(one for one in self.looks if one.service != looked.service)
        return replace(self, looks=tuple(sorted((*others, looked), key=lambda one: one.service)))

    @property
    def unreadable(self) -> tuple[str, ...]:
        """Of all sources."""
        return tuple(id for one in self.looks for id in one.unreadable)

    @property
    def has_looked(self) -> bool:
        """Whether a source, or the target in its place, was ever looked at."""
        return self.target_looked_at is not None or any(one.back_at is not None for one in self.looks)


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


class BackfillPhase(StrEnum):
    """How far a backfill is; each leads to the next."""

    LIST = "list"  # the pages of each source become rows
    COMPARE = "compare"  # one listing of the target writes the verdict on each row
    WORK = "work"  # rows go out as the budget allows
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Backfill:
    """A request for older runs. Resumable at any point.

    `listed`: the sources whose list was read to its end; `lists`: the one that is being read, from `next_start`."""

    user: str
    since: datetime
    until: datetime
    asked_at: datetime
    phase: BackfillPhase = BackfillPhase.LIST
    next_start: int = 0
    found: int = 0
    worked_at: datetime | None = None
    compared_at: datetime | None = None
    finished_at: datetime | None = None
    note: str = ""
    unreadable: tuple[str, ...] = ()  # ids on a source's list that could not be read
    by_itself: bool = False  # asked for by a look at a source that found more than a tick can send
    revive_from: datetime | None = None  # of one that is `by_itself`: from when on a person asked for the runs as well
    listed: tuple[str, ...] = ()
    lists: str = ""
    version: int = 0
