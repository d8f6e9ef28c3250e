"""How many songs a person may send, to whom: decided by what was sent alone, which the one who asks knows anyway."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sync.core.music import Song
from sync.core.song_share import ENDS_AFTER, Sending, Share
from sync.engine import shares
from sync.engine.asks.refusals import Refused
from sync.ports import Store

A_DAY, TO_ONE_A_DAY = 30, 5
TO_GROUP_A_DAY, OF_GROUP_A_DAY = 10, 30
DAY = timedelta(days=1)


class SentAlready(Refused):
    """This song was sent there within its seven days, at `at`."""

    def __init__(self, at: datetime) -> None:
        super().__init__(at.isoformat())
        self.at = at


class TooManySent(Refused):
    """`A_DAY` songs a day are enough, `TO_ONE_A_DAY` to one person, `TO_GROUP_A_DAY` to one group."""


class TooManyInGroup(Refused):
    """The group was sent `OF_GROUP_A_DAY` songs today."""


def may_send(store: Store, user: str, to: str, song: Song, now: datetime) -> None:
    """To a friend. Raises `SentAlready`, `TooManySent`."""
    sent = _sent(store, user)
    there = [one for one in sent if not one.group and to in one.to]
    _not_again(there, song, now)
    if _of_day(sent, now) >= A_DAY or _of_day(there, now) >= TO_ONE_A_DAY:
        raise TooManySent


def may_send_to_group(store: Store, user: str, group: str, song: Song, now: datetime) -> None:
    """To a group: one song, however many are in it. Of the others' songs those count that came to the sender. Raises
    `SentAlready`, `TooManySent`, `TooManyInGroup`."""
    sent = _sent(store, user)
    there = [one for one in sent if one.group == group]
    _not_again(there, song, now)
    own = _of_day(there, now)
    if _of_day(sent, now) >= A_DAY or own >= TO_GROUP_A_DAY:
        raise TooManySent
    if own + _of_day((one for one in store.all(Share, user) if one.group == group), now) >= OF_GROUP_A_DAY:
        raise TooManyInGroup


def _sent(store: Store, user: str) -> list[Sending]:
    return [one for one in store.all(Sending, user) if one.withdrawn_at is None]


def _not_again(there: Iterable[Sending], song: Song, now: datetime) -> None:
    for one in there:
        if one.sent_at > now - ENDS_AFTER and shares.is_same(one.song, song):
            raise SentAlready(one.sent_at)


def _of_day(some: Iterable[Sending | Share], now: datetime) -> int:
    return sum(one.sent_at > now - DAY for one in some)
