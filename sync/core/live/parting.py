"""What of a phone's points belongs to which run: those of a run in progress, those of one that begins, those of none.

Points come in any order. What is of no run is remembered for minutes, for a run may be seen to have begun with it, and
is kept nowhere.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from sync.core.live.moving import Going, begin_of_run, going
from sync.core.live.point import LivePoint, merged
from sync.core.live.run import LONGEST, SILENCE, LiveRun

WAITS, MOST_WAITING = timedelta(minutes=10), 200
"""What is remembered of no run: so long before the newest that came, and so many points."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """Of one phone, between what it sends; `going`: of its newest run. Where that is lost, a run goes on and is over a
    little later."""

    waiting: tuple[LivePoint, ...] = ()
    going: Going | None = None


@dataclass(slots=True)
class Part:
    """Points of one run; the last of them `ends` where it was over there. `id` "" where the run begins with them."""

    id: str
    points: list[LivePoint] = field(default_factory=list)
    going: Going | None = None
    over: bool = False

    def add(self, point: LivePoint) -> None:
        """One more, later than the others, unless the run is over by then."""
        self.going = (self.going or going(point)).with_one(point)
        if (end := self.going.over) is None:
            self.points.append(point)
            return
        self.points = [one for one in self.points if one.at < end.at] + [replace(end, ends=True)]
        self.over = True


def parted(points: Sequence[LivePoint], known: Iterable[LiveRun], before: Remembered) -> tuple[list[Part], Remembered]:
    """`points`: of one phone, in order of time; `known`: its runs. Returns what is of a run, the oldest first, and what
    is to be remembered once that is kept. Pure: with the same arguments the same comes of it."""
    runs, parts, rest = list(known), dict[str, Part](), list[LivePoint]()
    newest = max((one for one in runs if one.ended_at is None), key=lambda one: one.last, default=None)
    state, earlier = before.going, list[LivePoint]()
    if newest is not None and state is not None:
        for point in reversed(merged(before.waiting, points)):
            if point.at < newest.begun and (longer := state.with_earlier(point)) is not None:
                state, earlier = longer, [point, *earlier]
        if earlier:
            parts[newest.id] = Part(newest.id, earlier, state)
    for point in points:
        run = _run_at(runs, point)
        part = parts.setdefault(run.id, Part(run.id, going=state)) if run is not None else None
        if part is None or (part.over and point.at > part.points[-1].at):
            rest.append(point)
        elif run is newest and run is not None and point.at > run.last:
            part.add(point)
        else:
            part.points.append(point)
    begun, waiting = _begun([one for one in merged(before.waiting, rest) if one not in earlier])
    found = [part for part in (*parts.values(), *begun) if part.points]
    states = [part.going for part in found if part.going is not None and not part.over]
    if newest is not None and newest.id not in parts and state is not None:
        states.append(state)
    since = points[-1].at - WAITS if points else None
    kept = tuple(point for point in waiting if since is not None and point.at >= since)
    last = max(states, key=lambda one: one.newest.at, default=None)
    return sorted(found, key=lambda part: part.points[0].at), Remembered(kept[-MOST_WAITING:], last)


def _run_at(runs: Iterable[LiveRun], point: LivePoint) -> LiveRun | None:
    """The run that a point is of by its time alone."""
    for run in runs:
        until = run.ended_at if run.ended_at is not None else min(run.last + SILENCE, run.begun + LONGEST)
        if run.begun <= point.at <= until:
            return run
    return None


def _begun(points: Sequence[LivePoint]) -> tuple[list[Part], list[LivePoint]]:
    """Runs that begin within these, and the points after the last of them that are of none."""
    found, waiting = list[Part](), list[LivePoint]()
    open: Part | None = None
    for point in points:
        if open is not None and point.at - open.points[-1].at > SILENCE:
            open = None
        if open is not None:
            open.add(point)
            open = None if open.over else open
            continue
        waiting.append(point)
        if (first := begin_of_run(waiting)) is not None:
            begun = going(waiting[first])
            while first and (earlier := begun.with_earlier(waiting[first - 1])) is not None:
                begun, first = earlier, first - 1
            open = Part("")
            for one in waiting[first:]:
                open.add(one)
            found.append(open)
            waiting = []
    return found, waiting
