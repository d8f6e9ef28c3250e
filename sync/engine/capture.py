"""Capture what was played: ask each music source in its turn, keep every play, note the gaps, wake the runs it is of.

A source is due by its connection's `poll_at`, one for each user and source, so that no user's trouble delays another.
Safe to run twice: plays are unique, what is known already stays, and a gap is keyed by where it begins.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sync.core.activity import ON_TARGET, Activity
from sync.core.annotation import AFTER_UPLOAD, STARTS_WITHIN
from sync.core.backoff import jittered
from sync.core.music import Gap, Play, Sure
from sync.core.user import Connection
from sync.engine import saving
from sync.engine.context import TickContext
from sync.ports import Batch

OVERLAP = timedelta(hours=24)
"""How far back the sources with a history are read each time: late plays show up behind newer ones."""
AROUND = timedelta(minutes=15)
LONGEST_RUN = timedelta(hours=24)
PAUSE = timedelta(minutes=15)
"""No play for so long, and one sitting of listening is over."""
REACH, MOMENT = timedelta(days=14), timedelta(milliseconds=1)
BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)

Window = tuple[datetime, datetime]


def connected(context: TickContext) -> list[Connection]:
    """The user's music connections, in the order in which their plays are believed."""
    links = {link.service: link for link in context.app.store.all(Connection, context.user) if link.sealed}
    return [links[service] for service in context.music if service in links]


def is_ready(connection: Connection, now: datetime) -> bool:
    return not connection.login_needed and not connection.is_blocked(now)


def is_its_turn(connection: Connection, now: datetime) -> bool:
    return connection.poll_at is None or connection.poll_at <= now


def poll(context: TickContext, connection: Connection) -> list[Play]:
    """Ask one source for its newest plays; returns the new ones. The next time is saved even when the call fails
    (the tick deals with the error), so that a source in trouble is not asked each minute. Where each user's turn is as
    rare as that already, nothing is to be waited for, and that it was asked is noted now and then."""
    if context.music[connection.service].every <= context.app.timing.turn:
        return _polled_each_turn(context, connection)
    now, service = context.now, connection.service
    after = now + jittered(context.music[service].every, f"{context.user}/{service}/{now:%d%H%M}")
    saving.connection(context.app.store, context.user, service, lambda c: replace(c, poll_at=after))
    fresh = _newest(context, connection)
    saving.connection(context.app.store, context.user, service, lambda c: replace(c, polled_at=now))
    return fresh


def _polled_each_turn(context: TickContext, connection: Connection) -> list[Play]:
    """With a thousand users each save that says nothing new is most of the bill."""
    fresh, now = _newest(context, connection), context.now
    noted = connection.polled_at
    if (
        connection.poll_at is not None
        or noted is None
        or not timedelta(0) <= now - noted < context.app.timing.note_every
    ):
        saving.connection(
            context.app.store, context.user, connection.service, lambda c: replace(c, poll_at=None, polled_at=now)
        )
    return fresh


def _newest(context: TickContext, connection: Connection) -> list[Play]:
    """Read a source's newest plays, keep them, note a gap; returns the new ones."""
    now, service = context.now, connection.service
    newest = context.app.store.newest_play(context.user, service)
    since = max(min(connection.polled_at or now, now) - OVERLAP, now - REACH)  # an outage is made up for
    batch = context.source_of_plays(service).recent(since)
    fresh = kept(context, batch.plays)
    if (gap := _gap(context, connection, batch, fresh, newest)) is not None:
        note_gap(context, gap)
    return fresh


def listen_for(context: TickContext, connection: Connection, runs: Sequence[Activity]) -> list[Play]:
    """Ask a source for the plays around these runs, of which its regular polls may not have seen all (`lacking`)."""
    fresh: list[Play] = []
    for start, end in windows(runs):
        fresh += kept(context, context.source_of_plays(connection.service).between(start, end).plays)
    return fresh


def lacking(context: TickContext, connection: Connection, runs: Sequence[Activity]) -> tuple[Activity, ...]:
    """Those of these runs of which this source may not have told all."""
    return tuple(run for run in runs if _may_lack(context, connection, run))


def kept(context: TickContext, plays: Sequence[Play]) -> list[Play]:
    """Store what is not known yet."""
    fresh = context.app.store.add_plays(plays) if plays else []
    context.fresh_plays += fresh
    return fresh


def woken(context: TickContext, plays: Sequence[Play], *, new: bool = True, told: bool = True) -> Iterator[Activity]:
    """The runs whose time these plays touch. Recent ones are due now; older ones are left to `runtrack annotate`.
    `new`: the plays were not known before, so that the figures of a run's songs are made anew, of whatever age; `told`:
    by a service, else they are in no description."""
    if not plays:
        return
    first, last = min(p.played_at for p in plays), max(p.played_at for p in plays)
    recent = context.now - STARTS_WITHIN
    since = first - LONGEST_RUN if new else max(first - LONGEST_RUN, recent)
    for run in context.app.store.activities(context.user, since=since, until=last):
        end = run.start + timedelta(seconds=run.elapsed)
        if not any(run.start - AROUND <= play.played_at <= end + AROUND for play in plays):
            continue
        after, soon = run, run.due is not None and run.due <= context.now + AFTER_UPLOAD  # a fresh one is left in peace
        soon = soon or not told
        if run.start >= recent and run.state in ON_TARGET and not run.music.closed and not soon:
            after = replace(after, due=context.now)
        if new and run.route == "read" and (run.route_due is None or run.route_due > context.now):
            after = replace(after, route_due=context.now)
        if after != run:
            yield after


def gaps(context: TickContext, run: Activity) -> Sure | None:
    """Whether every source lacks plays of this run's time, and how sure that is; None: one of them lacks none."""
    end = run.start + timedelta(seconds=run.elapsed)
    there = [gap for gap in context.app.store.all(Gap, context.user) if gap.after < end and run.start < gap.before]
    if {link.service for link in connected(context)} - {gap.source for gap in there}:
        return None
    certain = {gap.source for gap in there if gap.sure is Sure.CERTAIN}
    return Sure.CERTAIN if all(link.service in certain for link in connected(context)) else Sure.POSSIBLE


def note_unseen(context: TickContext, run: Activity) -> None:
    """Of a run without songs: plays that a source tells late of it cannot show up once it shows only later ones."""
    end = run.start + timedelta(seconds=run.elapsed)
    for service, held in ((link.service, context.music[link.service].held) for link in connected(context)):
        later = context.app.store.plays(context.user, end, context.now, source=service) if held else []
        if held and len(later) >= held:
            earlier = context.app.store.plays(context.user, run.start - OVERLAP, end - MOMENT, source=service)
            after = earlier[-1].played_at if earlier else run.start - OVERLAP
            why = f"what comes late of this time is behind the last {held} plays, and the source shows no more"
            note_gap(context, Gap(context.user, service, after, later[0].played_at, Sure.POSSIBLE, why))


def note_gap(context: TickContext, gap: Gap) -> None:
    store = context.app.store
    known = next((old for old in store.all(Gap, gap.user, gap.source) if old.after == gap.after), None)
    if known is not None:
        gap = replace(known, before=max(known.before, gap.before))
    saving.put(store, gap)


def _gap(
    context: TickContext, connection: Connection, batch: Batch, fresh: Sequence[Play], newest: Play | None
) -> Gap | None:
    """A full page whose oldest play is new: what lay before it may have dropped out unseen. With known plays in front
    of it, or in its place, the others came late, and what fell out behind them nobody can tell for sure."""
    page = sorted(batch.plays, key=lambda play: play.played_at)
    if not batch.full or not fresh or (page[0] not in fresh and not _late_from(page, fresh, newest)):
        return None
    before, service, all_new = page[0].played_at, connection.service, len(fresh) == len(page)
    if newest is None:
        return Gap(context.user, service, BEGINNING, before, Sure.CERTAIN, "played before it was connected")
    if all_new:
        why = f"{len(batch.plays)} plays since {newest.played_at:%d %b %H:%M} UTC: the source holds no more"
        return Gap(context.user, service, newest.played_at, before, Sure.CERTAIN, why)
    earlier = context.app.store.plays(context.user, before - REACH, before - MOMENT, source=service)
    sitting = _since_pause((*earlier, page[0]))
    after = earlier[-len(sitting)].played_at if len(sitting) <= len(earlier) else before - REACH
    return Gap(context.user, service, after, before, Sure.POSSIBLE, "many plays came late: the source holds no more")


def _late_from(page: Sequence[Play], fresh: Sequence[Play], newest: Play | None) -> bool:
    """Whether plays that came late begin so close to the oldest one of a page that others of them may be behind it."""
    late = [play for play in fresh if newest is not None and play.played_at < newest.played_at]
    if not late:
        return False
    until = [play for play in page if play.played_at <= min(one.played_at for one in late)]
    return len(_since_pause(until)) == len(until)


def _since_pause(plays: Sequence[Play]) -> Sequence[Play]:
    """The last of these plays (oldest first) that follow each other without a pause."""
    for place in range(len(plays) - 1, 0, -1):
        if plays[place].played_at - plays[place - 1].played_at > PAUSE:
            return plays[place:]
    return plays


def _may_lack(context: TickContext, connection: Connection, run: Activity) -> bool:
    """Whether the regular polls can have missed plays of this run that the source has by now."""
    end = run.start + timedelta(seconds=run.elapsed)
    if connection.polled_at is None or connection.polled_at <= end:
        return True
    return context.music[connection.service].held is None and run.start < connection.polled_at - OVERLAP


def windows(runs: Sequence[Activity]) -> list[Window]:
    """The times that a source is to be asked for, one call each: runs that lie close together share one."""
    merged: list[Window] = []
    for run in sorted(runs, key=lambda run: run.start):
        start = run.start - AROUND
        end = run.start + min(timedelta(seconds=run.elapsed), LONGEST_RUN) + AROUND
        if merged and start - merged[-1][1] < timedelta(hours=6):
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
