"""What `friends` and `songs` print: who is a friend, the songs that came, and what became of those that were sent."""

from collections.abc import Mapping, Sequence

from sync.core.friends import Will
from sync.core.song_share import Learned, OnRun, Seen, Share, ShareState
from sync.engine.friendship import FriendView
from sync.engine.song_views import SentView
from sync.entrypoints.cli.text.layout import print_page, table
from sync.entrypoints.cli.text.soundtrack_text import song_name as song_name
from sync.entrypoints.cli.text.times import clock, moment

OF_STATE = {
    ShareState.INVITED: "waits; connect a music service, and it is noticed when you play it",
    ShareState.WAITING: "waits",
    ShareState.EXPIRED: "not seen",
    ShareState.DECLINED: "not for you",
    ShareState.WITHDRAWN: "taken back",
}


def between(one: FriendView) -> str:
    """How it is between the two, as the one who looks may know."""
    if one.friends:
        return "friends"
    return {Will.OFFERED: "asks you", Will.WANTED: "no answer yet", Will.BLOCKED: "blocked"}[one.will]


def standing(one: FriendView) -> str:
    """The same in a list of friends."""
    return between(one) if not one.friends else "yes, muted" if one.muted else "yes"


def show(came: Sequence[Share], went: Sequence[SentView], groups: Mapping[str, str]) -> None:
    """Both lists. `groups`: the names of the groups by their ids."""
    if not came and not went:
        print_page('No songs yet: `runtrack send NAME "ARTIST - TITLE"` sends one to a friend.')
    if came:
        print("for you")
        rows = [
            (
                *(one.id, moment(one.sent_at), one.sender or "-", groups.get(one.group, "")),
                *(song_name(one.song), _state(one), one.note),
            )
            for one in came
        ]
        table(
            ("id", "sent", "from", "group", "song", "state", "note"), rows, below=frozenset({"song", "state", "note"})
        )
    if went:
        print(("\n" if came else "") + "from you")
        rows = [
            (
                *(one.id, moment(one.sent_at), to.name or "-", one.group_name),
                *(song_name(one.song), told(to.learned), one.note),
            )
            for one in went
            for to in one.to
        ]
        table(("id", "sent", "to", "group", "song", "state", "note"), rows, below=frozenset({"song", "state", "note"}))


def told(one: Learned) -> str:
    """What is known of it, in words; never that it was not played."""
    says = " (they say)" if one.said else ""
    match one.seen:
        case Seen.PLAYED:
            return f"heard {moment(one.at)}{says}"
        case Seen.ON_A_RUN:
            return f"heard on a run {moment(one.at)}{_figures(one.on_run)}"
    return one.seen


def _state(share: Share) -> str:
    if share.state is not ShareState.HEARD:
        return OF_STATE[share.state]
    where = f"heard on run {share.on_run.run}" if share.on_run is not None else "heard"
    says = " (you say)" if share.said else ""
    return f"{where} {moment(share.heard_at)}{says}{_figures(share.on_run)}"


def _figures(ran: OnRun | None) -> str:
    """`: km 3.1-4.0, 4:52/km, 168 bpm`, as far as it was recorded and may be known."""
    if ran is None:
        return ""
    words = []
    if ran.begins is not None and ran.ends is not None:
        words.append(f"km {ran.begins / 1000:.1f}-{ran.ends / 1000:.1f}")
    if ran.pace is not None:
        words.append(f"{clock(ran.pace)}/km")
    if ran.heart_rate is not None:
        words.append(f"{ran.heart_rate:.0f} bpm")
    return f": {', '.join(words)}" if words else ""
