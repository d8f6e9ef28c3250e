"""What a watch or a phone tells of a run in progress: kept part by part, and the run that it belongs to."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby

from sync.core.live.joining import groups, new_id, run_of, usable
from sync.core.live.point import LivePoint, merged
from sync.core.live.run import LOOKS_AGAIN, MOST_POINTS, LivePart, LiveRun, part_of
from sync.engine import saving
from sync.engine.live.song_of_now import begins
from sync.ports import Conflict, Store

TRIES = 5


def arrived(
    store: Store,
    user: str,
    source: str,
    points: Sequence[LivePoint],
    now: datetime,
    *,
    device: str = "",
    id: str = "",
    every: float | None = None,
) -> tuple[LiveRun, ...]:
    """Keep these points, and return the runs in progress that they belong to as they are kept then, the oldest first.

    `id`: of the run, where the source tells runs apart; else it is found by the device and the time. Safe to repeat,
    with the same points or others of the same time, in any order, by several at once: a moment is kept once. Raises
    `Conflict` where others were faster each time: whoever sent the points sends them again."""
    good, found = usable(points, now), dict[str, LiveRun]()
    known = store.all(LiveRun, user, source) if good and not id else []
    for group in [good] if id and good else groups(good):
        own = run_of([*known, *found.values()], device, group) if not id else None
        name = id or (own.id if own is not None else new_id(device, group))
        run = _kept(store, (user, source, name), group, now, device, every)
        found[run.id] = run
    return tuple(sorted(found.values(), key=lambda one: one.begun))


def _kept(
    store: Store,
    key: tuple[str, str, str],
    points: Sequence[LivePoint],
    now: datetime,
    device: str,
    every: float | None,
) -> LiveRun:
    """The points before the run: who is killed in between is sent them again, and finds them there."""
    known = store.load(LiveRun, *key)
    room = MOST_POINTS - (known.points if known is not None else 0)
    fresh = 0
    for number, some in groupby(points[:room], lambda point: part_of(point.at)):
        fresh += _part_kept(store, key, number, tuple(some))
    ends = next((point.at for point in points if point.ends), None)
    for _ in range(TRIES):
        known = store.load(LiveRun, *key)
        if known is None:
            begins(store, key[0], now)
        wanted = _with(known, key, points, now, device, every, fresh)
        wanted = wanted.over(ends) if ends is not None else wanted
        if wanted == known:
            return known
        if (saved := saving.put(store, wanted)) is not None:
            return saved
    raise Conflict


def _part_kept(store: Store, key: tuple[str, str, str], number: int, points: tuple[LivePoint, ...]) -> int:
    """How many of them were not there yet."""
    for _ in range(TRIES):
        part = store.load(LivePart, *key, f"{number:09}") or LivePart(*key, number, ())
        wanted = replace(part, points=merged(part.points, points))
        if wanted.points == part.points:
            return 0
        if saving.put(store, wanted) is not None:
            return len(wanted.points) - len(part.points)
    raise Conflict


def _with(
    known: LiveRun | None,
    key: tuple[str, str, str],
    points: Sequence[LivePoint],
    now: datetime,
    device: str,
    every: float | None,
    fresh: int,
) -> LiveRun:
    begin, end = points[0].at, points[-1].at
    if known is None:
        return LiveRun(*key, begin, end, now, device, fresh, every, due=now + LOOKS_AGAIN)
    begun, last = min(known.begun, begin), max(known.last, end)
    if not fresh and (begun, last) == (known.begun, known.last):
        return known
    return replace(
        known,
        begun=begun,
        last=last,
        arrived_at=now,
        points=known.points + fresh,
        every=every if every is not None else known.every,
        due=known.due or now + LOOKS_AGAIN,
    )


def points_of(store: Store, run: LiveRun) -> tuple[LivePoint, ...]:
    """All points of a run, by time."""
    parts = store.all(LivePart, run.user, run.source, run.id)
    return tuple(point for part in sorted(parts, key=lambda one: one.number) for point in part.points)


def forget(store: Store, run: LiveRun) -> None:
    """The run and its points are gone. The points first: who is killed in between finds the run, and goes on. Safe to
    repeat."""
    for part in store.all(LivePart, run.user, run.source, run.id):
        store.remove(part)
    saving.remove(store, LiveRun, run.user, run.source, run.id)


def cut(store: Store, run: LiveRun, end: datetime) -> None:
    """Forget what was told after the end of a run: it is of no run. Safe to repeat; who is killed in between leaves the
    run as it was, to be cut again."""
    left = 0
    for part in store.all(LivePart, run.user, run.source, run.id):
        kept = tuple(point for point in part.points if point.at <= end)
        left += len(kept)
        if not kept:
            store.remove(part)
        elif kept != part.points:
            saving.put(store, replace(part, points=kept))
    saving.changed(
        store, LiveRun, (run.user, run.source, run.id), lambda one: replace(one, last=min(one.last, end), points=left)
    )
