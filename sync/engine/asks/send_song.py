"""Send a song to a friend, take it back, and what its recipient can say of it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sync.app import App
from sync.core.music import Song
from sync.core.song_share import ENDS_AFTER, LONGEST_NOTE, OPEN, Seen, Sending, Share, ShareState, first_wait, learned
from sync.engine import outbox, saving, shares
from sync.engine.asks.refusals import Refused
from sync.engine.friendship import friends, learns
from sync.ports import Conflict, Store, StoreBroken

A_DAY, TO_ONE_A_DAY = 30, 5
DAY = timedelta(days=1)


class NoFriend(Refused):
    """Songs go to friends alone: `name` is none, or is one no longer."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class NoGoodSong(Refused):
    """Nothing would tell it from others: it has neither an id that plays have, nor both a title and an artist."""


class NoteTooLong(Refused):
    """A note has at most `LONGEST_NOTE` signs."""


class SentAlready(Refused):
    """This song was sent there within its seven days, at `at`."""

    def __init__(self, at: datetime) -> None:
        super().__init__(at.isoformat())
        self.at = at


class TooManySent(Refused):
    """`A_DAY` songs a day are enough, and `TO_ONE_A_DAY` to one person."""


class NoSuchSong(Refused):
    """No song of this id was sent there, or from there."""

    def __init__(self, asked: str) -> None:
        super().__init__(asked)
        self.asked = asked


class HeardAlready(Refused):
    """It was played, and its sender may know that."""


class NotWaiting(Refused):
    """Its recipient has said of it what there was to say, or it was taken back."""


def send(
    app: App, user: str, to: str, song: Song, id: str, now: datetime, *, note: str = "", pages: Sequence[str] = ()
) -> Sending:
    """Send a song to a friend. `id` is new for each song that is sent, and the same for the same wish: told twice, it
    is sent once; `pages`: as of a `Sending`. What is refused is decided by what the sender has sent, never by what
    became of it: a refusal tells nothing. Raises `NoFriend`, `NoGoodSong`, `NoteTooLong`, `SentAlready`,
    `TooManySent`."""
    known = app.store.load(Sending, user, id)
    if known is None:
        if not song.uri and not (song.title.strip() and song.artist.strip()):
            raise NoGoodSong
        if len(note) > LONGEST_NOTE:
            raise NoteTooLong
        if not friends(app.store, user, to):
            raise NoFriend(to)
        _within_limits(app.store, user, to, song, now)
        fresh = Sending(user, id, song, (to,), now, note.strip(), due=now, pages=tuple(pages))
        known = saving.put(app.store, fresh) or app.store.load(Sending, user, id) or fresh
    if known.due is not None:
        shares.hand_out(app, known, now)  # killed before, the tick does it
    return known


def withdraw(app: App, user: str, id: str, now: datetime) -> Sending:
    """Take a song back that was not heard yet. Where the sender may not know whether it was, it is taken back from who
    has not heard it, and nothing is said. Raises `NoSuchSong`, `HeardAlready`."""
    for _ in range(saving.TRIES):
        known = app.store.load(Sending, user, id)
        if known is None:
            raise NoSuchSong(id)
        if known.withdrawn_at is not None:
            return known
        _not_known_to_be_heard(app.store, known)
        again = now + app.timing.settle  # a tick that hands it out at this moment is over by then
        taken = saving.put(app.store, replace(known, withdrawn_at=now, due=again))
        if taken is not None:
            shares.take_back(app.store, taken, now)
            return taken
    raise StoreBroken("this song keeps being changed by another program", "try again")


def decline(store: Store, user: str, id: str, now: datetime) -> Share:
    """Not for me. Raises `NoSuchSong`, `NotWaiting`."""
    return _answered(store, user, id, now, lambda share: share.over(ShareState.DECLINED, now))


def played_it(store: Store, user: str, id: str, now: datetime) -> Share:
    """Its recipient says that it was played: no play shows it. Raises `NoSuchSong`, `NotWaiting`."""
    return _answered(store, user, id, now, lambda share: share.heard(now, now, said=True), also=(ShareState.EXPIRED,))


def later(store: Store, user: str, id: str, now: datetime) -> Share:
    """It is looked for seven days more. Raises `NoSuchSong`, `NotWaiting`."""

    def waits(share: Share) -> Share:
        until, due = now + ENDS_AFTER, now + first_wait(share.song)
        return replace(share, state=ShareState.WAITING, until=until, due=due, looks=0, ended_at=None)

    return _answered(store, user, id, now, waits, also=(ShareState.EXPIRED,))


def _answered(
    store: Store,
    user: str,
    id: str,
    now: datetime,
    change: Callable[[Share], Share],
    also: tuple[ShareState, ...] = (),
) -> Share:
    def answered(share: Share) -> Share:
        if share.state not in (*OPEN, *also):
            raise NotWaiting
        return change(share)

    try:
        saved = saving.changed(store, Share, (user, id), answered)
    except Conflict:  # nothing of the answer is kept, and who gave it hears so
        raise StoreBroken("this song keeps being changed by another program", "try again") from None
    if saved is None:
        raise NoSuchSong(id)
    outbox.song_changed(store, saved, now)
    return saved


def _not_known_to_be_heard(store: Store, sending: Sending) -> None:
    told = [
        learned(store.load(Share, name, sending.id), learns(store, sending.user, name), withdrawn=False).seen
        for name in sending.to
    ]
    if told and all(seen in (Seen.PLAYED, Seen.ON_A_RUN) for seen in told):
        raise HeardAlready


def _within_limits(store: Store, user: str, to: str, song: Song, now: datetime) -> None:
    sent = [one for one in store.all(Sending, user) if one.withdrawn_at is None]
    for one in sent:
        if to in one.to and one.sent_at > now - ENDS_AFTER and shares.is_same(one.song, song):
            raise SentAlready(one.sent_at)
    today = [one for one in sent if one.sent_at > now - DAY]
    if len(today) >= A_DAY or sum(to in one.to for one in today) >= TO_ONE_A_DAY:
        raise TooManySent
