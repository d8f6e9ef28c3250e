"""Fetch the files of runs that were on the target already: most of a new user's history, for maps and figures.

Newest first, one a tick, behind new runs and backfills. Nothing of it is ever sent: the row stays what it is, and its
route is read as any other's. A walk goes from the newest run to the oldest; a run that comes to the ledger later, and
was there already, begins another one that ends at it, and once a week everything is walked over again, for what was
missed by a kill or was not to be had.
"""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sync.app import App
from sync.core.activity import ON_TARGET, Activity, State
from sync.core.errors import AppInactive, LoginNeeded, Missing, RateLimited, Rejected, Unavailable
from sync.core.run_list import EVERYTHING, Cursor, Summary, Wanted
from sync.core.user import FileWalk, User
from sync.engine.context import TickContext
from sync.engine.legs import legs_of, original_name

AGAIN = timedelta(days=7)
PAGES, AT_ONCE = 4, 50
"""Of the list of runs, as one tick reads it at most; a page, and how many runs it holds."""
ASKED = 4
"""Walks in which a source has no file of a run, until it is asked no more."""
log = logging.getLogger("runtrack.fetching")


@dataclass(frozen=True, slots=True)
class Found:
    """The next run whose file is to be fetched (None: none on the pages that were read), and the walk behind it."""

    run: Activity | None
    walk: FileWalk


def is_due(app: App, walk: FileWalk, now: datetime) -> bool:
    """Whether the list is to be walked on: else it costs nothing."""
    if not app.preferences.fetch_files:
        return False
    return walk.over_at is None or not timedelta(0) <= now - walk.over_at < AGAIN


def following(app: App, user: str, walk: FileWalk, now: datetime) -> Found:
    """The next run on the walk, by some pages of the list. Changes nothing."""
    if walk.over_at is not None:
        walk = FileWalk(fetched=walk.fetched)
    for _ in range(PAGES):
        page = app.store.page(user, EVERYTHING, after=walk.behind, limit=AT_ONCE)
        for one in page.runs:
            walk = replace(walk, behind=Cursor(one.start, one.key))
            if walk.until is not None and one.start < walk.until:
                return Found(None, FileWalk(over_at=now, fetched=walk.fetched))
            if lacks(app, one, now) and (run := app.store.activity(one.key)) is not None:
                return Found(run, walk)
        if page.next is None:
            return Found(None, FileWalk(over_at=now, fetched=walk.fetched))
        walk = replace(walk, behind=page.next)
    return Found(None, walk)


def lacks(app: App, run: Summary, now: datetime) -> bool:
    """Whether its source may have a file of it that was never here, and whose route would be kept. How long originals
    are kept decides nothing: it is fetched for its route, and counts from when it is put here, as every file does."""
    keep = app.preferences.keep_routes
    return (
        run.state in ON_TARGET
        and not run.route
        and run.key.source != app.target_name
        and any(source.service == run.key.source for source in app.sources)
        and (keep is None or run.start >= now - keep)
    )


def fetch(run: Activity, context: TickContext) -> Activity:
    """Fetch and keep a run's file: the row with its route due, or with what the source said instead. Safe to run twice:
    a download changes nothing, and the same bytes are kept again. Raises what stands for the source as a whole."""
    try:
        legs = legs_of(run, context)
    except (Missing, Rejected) as error:
        asked = run.absences + 1
        return replace(run, absences=asked, route=f"none: {error.reason}" if asked >= ASKED else run.route)
    except (RateLimited, LoginNeeded, AppInactive):
        raise
    except Unavailable as error:
        if run.key.source not in context.answered:
            raise
        log.warning("no file of it for now", extra={"activity": run.key.short, "reason": error.reason})
        return run  # it is this file: the next walk asks again
    if run.key.leg >= len(legs):
        return replace(run, route="none: the original holds fewer files")
    original = legs[run.key.leg].original
    context.app.files.put(original_name(run), original.data)
    return replace(run, original=original.kind, route="due", route_due=context.now)


def again(walk: FileWalk, moved: Iterable[Activity], target: str, now: datetime) -> FileWalk:
    """The walk when these runs have moved: those that were found on the target just now may be newer than where it has
    come to."""
    found = [run for run in moved if run.history[-1].state is State.UPLOADED and run.history[-1].at == now]
    there = [run.start for run in found if not run.route and run.key.source != target]
    if not there:
        return walk
    if walk.over_at is None:
        until = None if walk.until is None else min(walk.until, *there)
        return FileWalk(until=until, fetched=walk.fetched)
    return FileWalk(until=min(there), fetched=walk.fetched)


def lacking(app: App, person: User, now: datetime) -> Iterator[Summary]:
    """The runs whose files the walk has yet to fetch: for who asks how far it is. Reads the list to its end."""
    from sync.engine.listed import listed  # a tick does not ask

    walk = person.files
    after = walk.behind if walk.over_at is None else None
    runs = listed(app.store, person.id, Wanted(since=walk.until), after=after)
    return (one for one in runs if lacks(app, one, now))
