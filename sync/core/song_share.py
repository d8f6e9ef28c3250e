"""A song that somebody sent: what the sender keeps of it, what each recipient does, and what the sender may learn.

A `Share` lies with its recipient and waits as everything does: it is looked at when a play comes in, and at times of
its own, which are only the net under that. A hit confirms; a miss proves nothing, for services lose plays.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from sync.core.friends import Learns
from sync.core.music import Song

USUAL = timedelta(minutes=4)
"""How long a song is taken to be whose length nobody knows."""
ENDS_AFTER = timedelta(days=7)
RUN_WAIT, RUN_GROWTH, LONGEST_RUN_WAIT = timedelta(minutes=10), 6, timedelta(days=2)
RUN_ENDS_AFTER = timedelta(days=7)
"""Its run wakes a song itself once it is read: looking for it is the net under that, seven times in seven days."""
LONGEST_NOTE = 300


@dataclass(frozen=True, slots=True)
class Looks:
    """How a song is looked for: the first time when it can have been heard whole, each wait so much longer than the one
    before up to `longest`, and so often at `most`."""

    growth: float = 2.0
    longest: timedelta = timedelta(days=1)
    most: int = 16


LOOKS = Looks()
"""Chosen by `make bench-shares`."""


class ShareState(StrEnum):
    """Where a share is."""

    INVITED = "invited"  # its recipient has connected no source of plays: nothing could be noticed
    WAITING = "waiting"
    HEARD = "heard"
    EXPIRED = "expired"  # not seen in its time, which does not say that it was not played
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


OPEN = (ShareState.INVITED, ShareState.WAITING)


@dataclass(frozen=True, slots=True)
class OnRun:
    """How it was run to: the run's short name, when it began, the part of it in metres from its start, its pace
    (seconds per kilometre) and heart rate (beats/min). None: not recorded."""

    run: str
    began: datetime
    begins: float | None = None
    ends: float | None = None
    pace: float | None = None
    heart_rate: float | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """One song for one recipient (`user`); `id` and `pages` are those of its `Sending`. `sender` and `note` are "" once
    the sender is gone. `until`: when it is looked for no longer; `looks`: so far, in this state; `heard_at`: when
    it began to be played; `said`: the recipient says so, no play does; `group`: the id of the one that it was sent to,
    "" for a song to a friend. `due` is None once it is over."""

    user: str
    id: str
    sender: str
    song: Song
    sent_at: datetime
    until: datetime
    state: ShareState = ShareState.WAITING
    note: str = ""
    due: datetime | None = None
    looks: int = 0
    heard_at: datetime | None = None
    said: bool = False
    on_run: OnRun | None = None
    ended_at: datetime | None = None
    pages: tuple[str, ...] = ()
    group: str = ""
    version: int = 0

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    def heard(self, at: datetime, now: datetime, *, said: bool = False) -> "Share":
        """It was played from `at` on. Its run is looked for from then on; where nobody saw the play, there is none, and
        the next look only sees to it that its sender is told."""
        return replace(self, state=ShareState.HEARD, heard_at=at, said=said, due=now, looks=0, ended_at=now)

    def over(self, state: ShareState, now: datetime) -> "Share":
        return replace(self, state=state, due=None, ended_at=now)

    def not_seen(self, now: datetime, how: Looks = LOOKS) -> "Share":
        """It was looked for in vain: once more later, or never again."""
        if now >= self.until or self.looks + 1 >= how.most:
            return self.over(ShareState.EXPIRED, now)
        wait = min(first_wait(self.song) * how.growth**self.looks, how.longest)
        due = self.until if self.looks + 2 >= how.most else min(now + wait, self.until)
        return replace(self, looks=self.looks + 1, due=due)

    def no_run_yet(self, now: datetime) -> "Share":
        """No run with it is known: it may reach the ledger days later."""
        ends = (self.heard_at or now) + RUN_ENDS_AFTER
        due = now + min(RUN_WAIT * RUN_GROWTH ** min(self.looks, 9), LONGEST_RUN_WAIT)
        return replace(self, looks=self.looks + 1, due=due if due < ends else None)


@dataclass(frozen=True, slots=True)
class Sending:
    """What a sender (`user`) keeps of a song that was sent. `to`: its recipients, "" for one who is gone; `due` while
    shares are still to be handed out; `pages`: addresses of the song at the services that are known to have it;
    `group`: the id of the one whose members they were then."""

    user: str
    id: str
    song: Song
    to: tuple[str, ...]
    sent_at: datetime
    note: str = ""
    due: datetime | None = None
    withdrawn_at: datetime | None = None
    pages: tuple[str, ...] = ()
    group: str = ""
    version: int = 0

    def share_for(self, recipient: str) -> Share:
        """As it is handed out."""
        at = self.sent_at
        due, until = at + first_wait(self.song), at + ENDS_AFTER
        made = Share(recipient, self.id, self.user, self.song, at, until, note=self.note, due=due)
        return replace(made, pages=self.pages, group=self.group)


class Seen(StrEnum):
    """What a sender is told of a song: never that it was not played."""

    SENT = "sent"  # nothing may be learned, or nothing is there to learn yet
    NOT_SEEN_YET = "not seen yet"
    NOTHING_CONNECTED = "nothing connected yet"
    PLAYED = "played"
    ON_A_RUN = "played on a run"
    DECLINED = "not for them"
    WITHDRAWN = "withdrawn"

    @property
    def is_heard(self) -> bool:
        return self in (Seen.PLAYED, Seen.ON_A_RUN)


@dataclass(frozen=True, slots=True)
class Learned:
    """What a sender learns of one recipient. `at`: when it was played; `on_run`: as much as was agreed to; `said`: the
    recipient says so."""

    seen: Seen
    at: datetime | None = None
    on_run: OnRun | None = None
    said: bool = False


def learned(share: Share | None, may: Learns, *, withdrawn: bool) -> Learned:
    """What the sender may know at this moment, and no more."""
    if share is None or not may.covers(Learns.PLAYED):
        return Learned(Seen.WITHDRAWN if withdrawn else Seen.SENT)
    match share.state:
        case ShareState.HEARD if share.on_run is not None and may.covers(Learns.ON_A_RUN):
            figures = may.covers(Learns.FIGURES)
            on_run = replace(share.on_run, run="") if figures else OnRun("", share.on_run.began)
            return Learned(Seen.ON_A_RUN, share.heard_at, on_run, share.said)
        case ShareState.HEARD:
            return Learned(Seen.PLAYED, share.heard_at, said=share.said)
        case ShareState.DECLINED:
            return Learned(Seen.DECLINED)
        case ShareState.WITHDRAWN:
            return Learned(Seen.WITHDRAWN)
    if withdrawn:
        return Learned(Seen.WITHDRAWN)
    return Learned(Seen.NOTHING_CONNECTED if share.state is ShareState.INVITED else Seen.NOT_SEEN_YET)


def first_wait(song: Song) -> timedelta:
    """From the sending to the moment at which it can first have been heard whole."""
    return timedelta(seconds=song.seconds) if song.seconds else USUAL
