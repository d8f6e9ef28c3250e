"""Songs that were sent: handed out to their recipients, looked for among what these have played, and in their runs.

Safe to run twice and to be killed anywhere: a sending is saved before its shares are made, each under the sending's id,
and what was seen is read from what is kept. A share is saved over the version that was read; who loses leaves it.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sync.app import App
from sync.core.activity import Activity
from sync.core.music import Play, Song, is_live
from sync.core.song_share import OnRun, Sending, Share, ShareState
from sync.core.states import OPEN
from sync.engine import capture, outbox, saving, song_figures
from sync.engine.context import TickContext
from sync.engine.laid_songs import NEIGHBOURS, parts_of
from sync.engine.learning import between_each
from sync.engine.leaving import is_leaving
from sync.ports import Conflict, Store

if TYPE_CHECKING:
    from sync.core.soundtrack import Part


def is_same(song: Song, played: Song) -> bool:
    """Whether what was played is the song that was sent: by its id, its ISRC, else by its names and its length."""
    from sync.core.matching.same_song import same_song

    return same_song(song, played)


def hand_out(app: App, sending: Sending, now: datetime) -> None:
    """Give each recipient their share, and note that it is done. Who is no friend any more, or not in the group,
    or leaves, gets none. One that was taken back is taken from who got it all the same."""
    if sending.withdrawn_at is not None:
        take_back(app.store, sending, now)
    else:
        for name, between in zip(
            sending.to, between_each(app.store, sending.user, sending.to, sending.group), strict=True
        ):
            reaches = between.reaches if sending.group else between.are_friends
            if reaches and not is_leaving(app.store, name):
                share = sending.share_for(name)
                saving.put(app.store, share)  # None: it is there already
                outbox.song_came(app.store, share, now)
    saving.put(app.store, replace(sending, due=None))  # None: it was taken back at this moment, and stays due


def take_back(store: Store, sending: Sending, now: datetime) -> None:
    """From who has not heard it. Safe to repeat."""

    def taken(share: Share) -> Share:
        return share.over(ShareState.WITHDRAWN, now) if share.is_open else share

    for name in sending.to:
        with suppress(Conflict):  # it stays with who keeps changing it
            share = saving.changed(store, Share, (name, sending.id), taken)
            if share is not None:
                outbox.song_changed(store, share, now)


def woken(shares: Iterable[Share], plays: Sequence[Play]) -> Iterator[Share]:
    """Those that one of these plays may be of."""
    for share in shares:
        if share.is_open and any(is_same(share.song, play.song) for play in plays):
            yield share


def wake(store: Store, user: str, plays: Sequence[Play], now: datetime) -> None:
    """Plays that no tick has brought: what they may be of is looked for in the next one. One that is saved at this
    moment is looked for in its own time."""
    for share in woken(store.open_ones(Share, user), plays) if plays else ():
        if share.due is None or share.due > now:
            saving.put(store, replace(share, due=now))


def looked_for(context: TickContext, share: Share, *, has_source: bool, has_runs: bool = True) -> Share:
    """The share as it is once what is kept has been looked through. No service is called. Of who has a source of plays
    and none of runs no run is waited for."""
    if share.state is ShareState.HEARD:
        run = None if share.said else run_of(context.app, share)
        if run is None:
            return share.no_run_yet(context.now) if has_runs and not share.said else replace(share, due=None)
        return replace(share, on_run=run, due=None)
    share = replace(share, state=ShareState.WAITING if has_source else ShareState.INVITED)
    heard = heard_at(context.app.store, share, context.now)
    return share.not_seen(context.now) if heard is None else share.heard(heard, context.now)


def heard_at(store: Store, share: Share, now: datetime) -> datetime | None:
    """When the song first began to be played after it was sent, beyond doubt; None where no play says so."""
    for play in store.plays(share.user, share.sent_at, now):
        if is_live(play.source):
            continue  # it may be of a private session
        if is_same(share.song, play.song) and (begin := _begun(store, play, share.sent_at)) is not None:
            return begin
    return None


def _begun(store: Store, play: Play, after: datetime) -> datetime | None:
    """When a play began at the earliest, where that was `after` a moment: what its stamp means is told by the plays
    around it. None for one that counts for nothing, being a copy of another or a few seconds long."""
    from sync.core.listenings import listenings
    from sync.core.play_times import date_of, moment
    from sync.core.sure_begin import began_after, was_skipped

    around = store.plays(play.user, play.played_at - NEIGHBOURS, play.played_at + NEIGHBOURS)
    at = moment(play.played_at)
    told = listenings(around, at, at)
    for one in told:
        if play in one.plays:
            begins = date_of(one.begin - one.begin_off)
            sure = (
                begins >= after
                and not was_skipped(play, one, around, told)
                and began_after(moment(after), play, one, told)
            )
            return begins if sure else None
    return None


def run_of(app: App, share: Share) -> OnRun | None:
    """The recipient's run in whose soundtrack the play is that confirmed it, with the figures that are known of it."""
    if share.heard_at is None:
        return None
    since, until = share.heard_at - capture.LONGEST_RUN, share.heard_at + timedelta(hours=1)
    for run in app.store.activities(share.user, since=since, until=until):
        for part in parts_of(app, run):
            if is_same(share.song, part.song) and is_part(share.heard_at, part):
                return _on_run(app, run, part.song.key, part.start)
    return None


def is_part(heard: datetime, part: "Part") -> bool:
    """Whether a song that was heard from then on is this part of a run: the two are told by different plays."""
    return abs(part.start - heard) <= timedelta(minutes=1)


def _on_run(app: App, run: Activity, song: str, start: datetime) -> OnRun | None:
    """None while the figures may still come: its route is due to be read, or will be once it is on the target."""
    kept = song_figures.figures_of(app, run.key)
    found = next((one for one in kept.songs if (one.song, one.start) == (song, start)), None) if kept else None
    if found is None:
        comes = run.route_due is not None or (run.state in OPEN and not run.route)
        return None if comes else OnRun(run.key.short, run.start)
    ran = found.figures
    ends = None if ran.distance is None or ran.metres is None else ran.distance + ran.metres
    return OnRun(run.key.short, run.start, ran.distance, ends, ran.pace, ran.heart_rate)


def run_was_read(store: Store, run: Activity, now: datetime) -> None:
    """What was heard during a run whose songs are laid onto it now is looked for there in the next tick."""
    end = run.start + timedelta(seconds=run.elapsed)
    for share in store.open_ones(Share, run.key.user):
        at = share.heard_at
        if at is not None and run.start - capture.AROUND <= at <= end and (share.due is None or share.due > now):
            saving.put(store, replace(share, due=now))
