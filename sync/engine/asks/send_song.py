"""Send a song to a friend or to a group, take it back, and what its recipient can say of it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from sync.app import App
from sync.core.circle import is_in
from sync.core.music import Song
from sync.core.song_share import ENDS_AFTER, LONGEST_NOTE, OPEN, Seen, Sending, Share, ShareState, first_wait, learned
from sync.engine import outbox, saving, shares
from sync.engine.asks.group_refusals import NoSuchGroup, NotJoined
from sync.engine.asks.refusals import Refused
from sync.engine.asks.send_limits import may_send, may_send_to_group
from sync.engine.friendship import friends
from sync.engine.groups import joined
from sync.engine.learning import group_of, learns_of_each
from sync.ports import Conflict, Store, StoreBroken


class NoFriend(Refused):
    """Songs go to friends alone: `name` is none, or is one no longer."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class NoGoodSong(Refused):
    """Nothing says which one it is: it has no id that plays have, no page, and not both a title and an artist."""


class NoteTooLong(Refused):
    """A note has at most `LONGEST_NOTE` signs."""


class NobodyInGroup(Refused):
    """Nobody but the sender has joined the group."""


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

    def recipients() -> tuple[str, ...]:
        if not friends(app.store, user, to):
            raise NoFriend(to)
        may_send(app.store, user, to, song, now)
        return (to,)

    return _sent(app, Sending(user, id, song, (), now, note.strip(), now, pages=tuple(pages)), recipients)


def send_to_group(
    app: App, user: str, group: str, song: Song, id: str, now: datetime, *, note: str = "", pages: Sequence[str] = ()
) -> Sending:
    """Send a song to a group: to everybody who has joined it at this moment. The same holds; what is refused may
    besides tell how many songs the group was sent, which its members see anyway. Who has blocked the sender is among
    its recipients and is given nothing, so that nobody notices. Raises `NoSuchGroup`, `NotJoined`, `NobodyInGroup`,
    `NoGoodSong`, `NoteTooLong`, `SentAlready`, `TooManySent`, `TooManyInGroup`."""

    def recipients() -> tuple[str, ...]:
        circle, own = group_of(app.store, user, group)
        if circle is None or own is None or not circle.lets_in(user):
            raise NoSuchGroup(group)
        if not is_in(circle, own):
            raise NotJoined
        others = tuple(name for name in joined(app.store, circle) if name != user)
        if not others:
            raise NobodyInGroup
        may_send_to_group(app.store, user, group, song, now)
        return others

    return _sent(app, Sending(user, id, song, (), now, note.strip(), now, pages=tuple(pages), group=group), recipients)


def _sent(app: App, wanted: Sending, recipients: Callable[[], tuple[str, ...]]) -> Sending:
    """Saved before it is handed out; as it is there already, whatever its recipients would be now."""
    store, song = app.store, wanted.song
    known = store.load(Sending, wanted.user, wanted.id)
    if known is None:
        if not (song.uri or song.link or (song.title.strip() and song.artist.strip())):
            raise NoGoodSong
        if len(wanted.note) > LONGEST_NOTE:
            raise NoteTooLong
        fresh = replace(wanted, to=recipients())
        known = saving.put(store, fresh) or store.load(Sending, wanted.user, wanted.id) or fresh
    if known.due is not None:
        shares.hand_out(app, known, wanted.sent_at)  # killed before, the tick does it
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
        after = change(share)
        if after.state is ShareState.HEARD:
            outbox.song_will_change(store, share, now)
        return after

    try:
        saved = saving.changed(store, Share, (user, id), answered)
    except Conflict:  # nothing of the answer is kept, and who gave it hears so
        raise StoreBroken("this song keeps being changed by another program", "try again") from None
    if saved is None:
        raise NoSuchSong(id)
    outbox.song_changed(store, saved, now)
    return saved


def _not_known_to_be_heard(store: Store, sending: Sending) -> None:
    may = learns_of_each(store, sending.user, sending.to, sending.group)
    told = [
        learned(store.load(Share, name, sending.id), each, withdrawn=False).seen
        for name, each in zip(sending.to, may, strict=True)
    ]
    if told and all(seen in (Seen.PLAYED, Seen.ON_A_RUN) for seen in told):
        raise HeardAlready
